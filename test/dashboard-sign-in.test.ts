import { describe, expect, it } from 'vitest';
import { botStage } from './bot.ts';
import { DashboardVisitor, pagesOf, visitor } from './dashboard-visitor.ts';

describe('signing in', () => {
  it('tells who somebody is, and leaves no token behind', async () => {
    const stage = await botStage();
    const dan = new DashboardVisitor(stage.dashboardUrl);
    const back = await dan.signIn('dan');
    expect(back.status).toBe(200);
    expect(back.headers.getSetCookie().find((line) => line.startsWith('__Host-session='))).toMatch(
      /^__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const page = await (await dan.get('/servers')).text();
    expect(page).toContain('Easel Studio');
    expect(page).not.toContain('All servers');
    expect(stage.discord.oauth.liveTokens).toBe(0);
    const [stored] = await stage.db.query<{ token_sha256: string }>('SELECT * FROM dashboard_session');
    expect(JSON.stringify(stored)).not.toContain(dan.cookies.get('__Host-session'));
  });

  it('is for those who may manage a server; others see that there is nothing for them', async () => {
    const stage = await botStage();
    const bob = await visitor(stage.dashboardUrl, 'bob');
    expect(await (await bob.get('/servers')).text()).toContain('no server with Easel that you manage');
    expect((await bob.get(`${pagesOf(stage.discord)}/overview`)).status).toBe(403);
    const erin = await visitor(stage.dashboardUrl, 'erin');
    expect(await (await erin.get('/servers')).text()).toContain('All servers');
    expect((await erin.get('/servers/instance/overview')).status).toBe(200);
  });

  it('takes one answer for one try', async () => {
    const stage = await botStage();
    const refused = async (path: string, who: DashboardVisitor) => {
      expect((await who.get(path)).status).toBe(403);
      expect(who.cookies.has('__Host-session')).toBe(false);
    };
    const [first, second] = [new DashboardVisitor(stage.dashboardUrl), new DashboardVisitor(stage.dashboardUrl)];
    const forFirst = await first.authorize(await first.beginSignIn(), 'dan');
    const forSecond = await second.authorize(await second.beginSignIn(), 'dan');
    await refused(forSecond, first); // two browsers crossed
    await refused(forSecond, new DashboardVisitor(stage.dashboardUrl)); // nobody asked
    await refused('/sign-in/callback', second);
    await refused(forFirst, first); // the try was used up above
    const third = new DashboardVisitor(stage.dashboardUrl);
    const forThird = await third.authorize(await third.beginSignIn(), 'dan');
    const attempt = third.cookies.get('__Host-login') ?? '';
    expect((await third.get(forThird)).status).toBe(200);
    const replay = new DashboardVisitor(stage.dashboardUrl);
    replay.cookies.set('__Host-login', attempt);
    await refused(forThird, replay); // a stolen answer with its cookie
    const fourth = new DashboardVisitor(stage.dashboardUrl);
    await refused(await fourth.authorize(await fourth.beginSignIn(), ''), fourth); // the person said no
  });

  it('ends where somebody says so: here, or everywhere', async () => {
    const stage = await botStage();
    const [here, there] = [await visitor(stage.dashboardUrl, 'dan'), await visitor(stage.dashboardUrl, 'dan')];
    const token = here.cookies.get('__Host-session') ?? '';
    expect((await here.submit('/servers', '/sign-out', {})).status).toBe(303);
    here.cookies.set('__Host-session', token);
    expect((await here.get('/servers')).status).toBe(401);
    const again = await visitor(stage.dashboardUrl, 'dan');
    await again.submit('/servers', '/sign-out-everywhere', {});
    expect((await there.get('/servers')).status).toBe(401);
  });

  it('ends by itself after half an hour of nothing, and after half a day', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    await stage.db.query("UPDATE dashboard_session SET seen_at = now() - interval '29 minutes'");
    expect((await dan.get('/servers')).status).toBe(200);
    await stage.db.query("UPDATE dashboard_session SET seen_at = now() - interval '31 minutes'");
    expect((await dan.get('/servers')).status).toBe(401);
    const later = await visitor(stage.dashboardUrl, 'dan');
    await stage.db.query("UPDATE dashboard_session SET created_at = now() - interval '12 hours'");
    expect((await later.get('/servers')).status).toBe(401);
  });

  it('is asked for ten times a minute at most', async () => {
    const stage = await botStage();
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1)
      statuses.push((await new DashboardVisitor(stage.dashboardUrl).get('/sign-in')).status);
    expect(statuses.slice(0, 10).every((status) => status === 302)).toBe(true);
    expect(statuses.slice(10)).toEqual([429, 429]);
  });
});

import { describe, expect, it } from 'vitest';
import { type BotStage, botStage } from './bot.ts';
import { DashboardVisitor, pagesOf, visitor } from './dashboard-visitor.ts';
import { GUILD_ID, OTHER_GUILD_ID, PRINT_ROOM_ID } from './discord/guild.ts';

/** What anybody may ask. Everything else is for those who are signed in, and a route that is added is too. */
const OPEN = new Set(['/', '/sign-in', '/sign-in/callback', '/healthz', '/readyz', '/metrics']);

interface Route {
  method: string;
  path: string;
}

const routesOf = ({ dashboardRoutes }: BotStage): Route[] =>
  dashboardRoutes.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path };
  });

const guarded = (stage: BotStage): Route[] =>
  routesOf(stage).filter(({ method, path }) => method !== 'HEAD' && !OPEN.has(path) && !path.startsWith('/assets/'));

const addressOf = ({ path }: Route, scope: string): string =>
  path.replace(':scope', scope).replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');

async function ask(who: DashboardVisitor, { method, path }: Route, scope: string): Promise<Response> {
  const address = addressOf({ method, path }, scope);
  return method === 'GET' ? who.get(address) : who.post(address, {});
}

describe('every route of the dashboard', () => {
  it('is known: those that anybody may ask are counted by hand', async () => {
    const stage = await botStage();
    const open = routesOf(stage)
      .filter(({ path }) => !path.startsWith('/assets/'))
      .filter(({ method, path }) => method !== 'HEAD' && !guarded(stage).some((g) => g.path === path));
    expect([...new Set(open.map(({ path }) => path))].sort()).toEqual([...OPEN].sort());
    expect(guarded(stage).length).toBeGreaterThan(25);
  });

  it('answers 401 to whoever is not signed in', async () => {
    const stage = await botStage();
    const stranger = new DashboardVisitor(stage.dashboardUrl);
    for (const route of guarded(stage)) {
      const { status } = await ask(stranger, route, pagesOf(stage.discord).split('/')[2] ?? '');
      expect(status, `${route.method} ${route.path}`).toBe(401);
    }
  });

  it('answers 403 to a member without rights, for this server, for another one and for all of them', async () => {
    const stage = await botStage();
    const routes = guarded(stage).filter(({ path }) => path.includes(':scope'));
    for (const scope of [pagesOf(stage.discord).split('/')[2] ?? '', OTHER_GUILD_ID, 'instance', '1', 'constructor']) {
      const bob = await visitor(stage.dashboardUrl, 'bob'); // 60 pages a minute are one session's share
      for (const route of routes) {
        const { status } = await ask(bob, route, scope);
        expect(status, `${route.method} ${route.path} of ${scope}`).toBe(403);
      }
    }
  });

  it.each([
    ['a member', 'ada', PRINT_ROOM_ID, GUILD_ID],
    ['a stranger', 'dan', GUILD_ID, PRINT_ROOM_ID],
  ])('answers 403 to whoever manages one server and is %s of the other', async (_what, name, own, foreign) => {
    const stage = await botStage();
    const manager = await visitor(stage.dashboardUrl, name);
    expect((await manager.get(`/servers/${own}/settings`)).status).toBe(200);
    for (const route of guarded(stage).filter(({ path }) => path.includes(':scope'))) {
      const { status } = await ask(manager, route, foreign);
      expect(status, `${route.method} ${route.path}`).toBe(403);
    }
  });

  it('carries the headers of the checklist, also where it fails', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const paths = [
      '/',
      '/healthz',
      '/readyz',
      '/metrics',
      '/servers',
      `${pagesOf(stage.discord)}/settings`,
      '/nowhere',
      '/sign-in',
    ];
    const assets = ['/assets/style.css', '/assets/htmx/htmx.min.js'];
    for (const path of [...paths, ...assets]) {
      const { headers } = await dan.get(path);
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(headers.get('strict-transport-security'), path).toBe('max-age=31536000');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('same-origin');
      expect(headers.get('x-frame-options'), path).toBe('DENY');
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
      expect(headers.get('x-powered-by'), path).toBeNull();
      expect(headers.get('server'), path).toBeNull();
      if (!assets.includes(path)) expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });
});

describe('a form', () => {
  /** A save that would be seen. */
  const save = { version: '0', 'everybody.waitingMax': '3', 'everybody.priority': '0' };

  it('is refused unless it comes from a page of ours, in twelve ways of not doing so', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const erin = await visitor(stage.dashboardUrl, 'erin');
    const path = `${pagesOf(stage.discord)}/settings/people`;
    const formToken = await dan.formToken();
    const good = { ...save, formToken };
    const evil = 'https://evil.example';
    const tries: [string, Record<string, string>, Record<string, string>][] = [
      ['no token', save, {}],
      ['an empty token', { ...save, formToken: '' }, {}],
      ['a token that is not ours', { ...save, formToken: 'x'.repeat(43) }, {}],
      ['half a token', { ...save, formToken: formToken.slice(0, 20) }, {}],
      ['somebody else’s token', { ...save, formToken: await erin.formToken() }, {}],
      ['the session itself as token', { ...save, formToken: dan.cookies.get('__Host-session') ?? '' }, {}],
      ['another origin', good, { origin: evil }],
      ['our host, another scheme', good, { origin: stage.dashboardUrl.replace('http:', 'https:') }],
      ['no origin', good, { origin: '' }],
      ['an opaque origin', good, { origin: 'null' }],
      ['another site', good, { 'sec-fetch-site': 'cross-site' }],
      ['a sister site', good, { 'sec-fetch-site': 'same-site' }],
    ];
    for (const [what, fields, headers] of tries) {
      expect((await dan.post(path, fields, headers)).status, what).toBe(403);
    }
    expect(await stage.db.query('SELECT * FROM settings_revision')).toEqual([]);
    expect((await dan.post(path, good)).status).toBe(303);
  });

  it('with a field that no page has, or with somebody else’s role or channel, is refused whole', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const pages = pagesOf(stage.discord);
    const version = '0';
    const forms: [string, Record<string, string>][] = [
      ['settings/people', { ...save, stepsMax: '5' }],
      ['settings/people', { ...save, '__proto__.waitingMax': '5' }],
      ['settings/reset', { version, key: 'authorId' }],
      ['moderation/words', { version, words: 'rat', scope: 'instance' }],
      ['moderation/safety', { version, elsewhere: 'allow', ageRestricted: 'allow', [OTHER_GUILD_ID]: 'allow' }],
      ['moderation/ban', { userId: '1300000000000000201', reason: 'spam', days: '1', guildId: OTHER_GUILD_ID }],
      ['access/rules', { version, what: '*', effect: 'deny', roleIds: OTHER_GUILD_ID }],
      ['access/rules', { version, what: '*', effect: 'deny', channelIds: OTHER_GUILD_ID }],
      ['access/grants', { userId: '1300000000000000999', may: 'manage', days: '' }],
      ['access/grants', { userId: '1300000000000000201', may: 'owner', days: '' }],
      ['access/clicks', { version, 'look.everyone': 'on' }],
    ];
    for (const [path, fields] of forms) {
      expect((await dan.submit('/servers', `${pages}/${path}`, fields)).status, path).toBe(400);
    }
    for (const table of ['audit_entry', 'settings_revision', 'ban', 'dashboard_grant']) {
      expect(await stage.db.query(`SELECT * FROM ${table}`), table).toEqual([]);
    }
  });

  it('changes nothing by a link', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    for (const { path } of guarded(stage).filter(({ method }) => method === 'POST')) {
      const response = await dan.get(
        `${addressOf({ method: 'GET', path }, pagesOf(stage.discord).split('/')[2] ?? '')}?version=0`,
      );
      expect([200, 400, 404], path).toContain(response.status);
    }
    for (const table of ['audit_entry', 'settings_revision', 'ban', 'dashboard_grant', 'job']) {
      expect(await stage.db.query(`SELECT * FROM ${table}`), table).toEqual([]);
    }
  });

  it('is refused from the moment on that Discord says so', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const path = `${pagesOf(stage.discord)}/settings/people`;
    const formToken = await dan.formToken();
    stage.discord.user('dan').loseRole('manager');
    // What Discord said is believed for a minute; a restart believes nothing.
    await stage.restart();
    const after = new DashboardVisitor(stage.dashboardUrl);
    after.cookies.set('__Host-session', dan.cookies.get('__Host-session') ?? '');
    expect((await after.post(path, { ...save, formToken })).status).toBe(403);
    expect((await after.get(`${pagesOf(stage.discord)}/settings`)).status).toBe(403);
  });
});

describe('rights', () => {
  it('are asked of Discord once of each server for the pages of a minute, and are not remembered over a restart', async () => {
    const stage = await botStage();
    const asked = () => stage.discord.calls.of('GET /guilds/:guild/members/:user');
    const dan = await visitor(stage.dashboardUrl, 'dan');
    for (const page of ['overview', 'settings', 'audit']) await dan.get(`/servers/${GUILD_ID}/${page}`);
    await dan.get(`/servers/${PRINT_ROOM_ID}/overview`);
    expect(asked()).toBe(2);
    await stage.restart();
    const after = new DashboardVisitor(stage.dashboardUrl);
    after.cookies.set('__Host-session', dan.cookies.get('__Host-session') ?? '');
    expect((await after.get(`/servers/${GUILD_ID}/overview`)).status).toBe(200);
    expect(asked()).toBe(4);
  });
});

describe('sessions', () => {
  it('are not taken from whoever plants one', async () => {
    const stage = await botStage();
    const victim = new DashboardVisitor(stage.dashboardUrl);
    const planted = 'a'.repeat(43);
    victim.cookies.set('__Host-session', planted);
    await victim.signIn('dan');
    expect(victim.cookies.get('__Host-session')).not.toBe(planted);
    const attacker = new DashboardVisitor(stage.dashboardUrl);
    attacker.cookies.set('__Host-session', planted);
    expect((await attacker.get('/servers')).status).toBe(401);
  });

  it('may see sixty pages in a minute', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const statuses: number[] = [];
    for (let i = 0; i < 62; i += 1) statuses.push((await dan.get('/servers')).status);
    expect(statuses.indexOf(429)).toBe(60);
    const erin = await visitor(stage.dashboardUrl, 'erin');
    expect((await erin.get('/servers')).status).toBe(200);
  });
});

describe('a failure', () => {
  it('says nothing of what is inside, but where the log has it', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    await stage.db.query('ALTER TABLE audit_entry RENAME TO hidden');
    const response = await dan.get(`${pagesOf(stage.discord)}/audit`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toMatch(/The log has it under [0-9a-f]{12}\./);
    expect(text).not.toMatch(/audit_entry|Prisma|relation|node_modules|SELECT/);
  });
});

describe('operations', () => {
  it('tell supervisors whether this process turns, and whether it can serve people', async () => {
    const stage = await botStage();
    const anybody = new DashboardVisitor(stage.dashboardUrl);
    expect(await (await anybody.get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await anybody.get('/readyz')).json()).toEqual({ status: 'ok', database: 'ok', discord: 'ok' });
  });

  it('tell Prometheus numbers without a label that grows, and nobody behind a proxy', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    await stage.finish(await stage.claim());
    await answer.settled();
    const anybody = new DashboardVisitor(stage.dashboardUrl);
    const text = await (await anybody.get('/metrics')).text();
    for (const name of [
      'easel_jobs',
      'easel_workers',
      'easel_job_wait_seconds',
      'easel_step_seconds',
      'easel_discord_responses_total',
    ]) {
      expect(text).toContain(`# TYPE ${name} `);
    }
    expect(text).not.toMatch(/"\d{17,20}"/); // a snowflake as a label
    expect(text).not.toContain('apple');
    expect((await anybody.get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
  });
});

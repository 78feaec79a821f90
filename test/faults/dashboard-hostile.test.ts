import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BotStage, botStage } from '../bot.ts';
import { DashboardVisitor, pagesOf } from '../dashboard-visitor.ts';

/** What breaks out of attributes, templates, queries, paths, numbers, and minds. */
const CLASSICS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '</textarea><script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '\u0024{7*7}',
  '<%= 7*7 %>',
  "'; DROP TABLE job; --",
  '" OR 1=1 --',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '{"$gt":""}',
  '\u0000',
  '\u202Egnp.exe',
  '\u200B\u200B',
  '🏳️‍🌈'.repeat(40),
  'a'.repeat(7_000),
  'Z̸̢̛͎a̷l̶g̵o̸'.repeat(30),
  '1e309',
  '-1',
  'NaN',
  '0x10',
  '١٢٣',
  '9'.repeat(400),
  '%00%0d%0aSet-Cookie: a=b',
  '\r\nSet-Cookie: a=b',
  '<!--',
  ']]>',
  '&lt;script&gt;',
  '\\',
  '\\u003cscript\\u003e',
  '\ud800',
];
const STRINGS = [
  ...CLASSICS,
  ...fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { numRuns: 200 - CLASSICS.length, seed: 7 }),
];

/** Every form of the dashboard, with the fields that a person types into; what is here besides makes it complete. */
const FORMS: { path: string; typed: string[]; besides?: Record<string, string>; isChoice?: true }[] = [
  { path: 'settings/defaults', typed: ['negativeAlways', 'modelDefault', 'noise', 'countDefault'] },
  { path: 'settings/people', typed: ['everybody.waitingMax', 'everybody.priority'], isChoice: true },
  { path: 'settings/reset', typed: ['key', 'note'], isChoice: true },
  { path: 'settings/styles', typed: ['name', 'prompt', 'negativePrompt', 'note'] },
  { path: 'settings/styles/remove', typed: ['name'], isChoice: true },
  { path: 'moderation/words', typed: ['words', 'note'] },
  { path: 'moderation/safety', typed: ['elsewhere', 'ageRestricted'], isChoice: true },
  { path: 'moderation/ban', typed: ['userId', 'reason', 'days'], isChoice: true },
  { path: 'moderation/ban', typed: ['reason'], besides: { userId: '1300000000000000202', days: '' } },
  { path: 'access/rules', typed: ['what', 'effect', 'roleIds', 'channelIds'], isChoice: true },
  { path: 'access/grants', typed: ['userId', 'may', 'days'], isChoice: true },
  {
    path: 'people/roles',
    typed: ['roleId', 'waitingMax'],
    besides: { imagesPerDayMax: '', gpuSecondsPerDayMax: '', priority: '' },
  },
  { path: 'queue/pause', typed: ['reason'] },
  { path: 'queue/cancel', typed: ['jobId'], isChoice: true },
  { path: 'revisions/import', typed: ['text', 'note'] },
  { path: 'revisions/roll-back', typed: ['to'], isChoice: true },
];
/** Addresses that somebody can type into. */
const SEARCHES = [
  'gallery?text=',
  'gallery?userId=',
  'gallery?seed=',
  'gallery?after=',
  'people?after=',
  'audit?before=',
  'revisions?below=',
  'access/explanation?userId=',
  'gallery/',
  'people/',
];

/** Signed in without the sign-in, which has a limit of its own; each session has sixty pages in it. */
async function session({ db, dashboardUrl, discord }: BotStage): Promise<DashboardVisitor> {
  const token = randomBytes(32).toString('base64url');
  const tokenSha256 = createHash('sha256').update(token).digest('hex');
  await db.database.dashboardSession.create({ data: { tokenSha256, userId: discord.user('dan').id, name: 'Dan' } });
  const visitor = new DashboardVisitor(dashboardUrl);
  visitor.cookies.set('__Host-session', token);
  return visitor;
}

/** From a house of their own each, since one address may only ask so often. */
const from = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n % 250}` });

describe('two hundred hostile strings', () => {
  it('in every text field of every form are kept as they are or refused with a sentence, whole or not at all', async () => {
    const stage = await botStage();
    let [visitor, formToken, asked] = [await session(stage), '', Number.POSITIVE_INFINITY];
    const pages = pagesOf(stage.discord);
    const wrong: string[] = [];
    for (const { path, typed, besides, isChoice } of FORMS) {
      const strings = isChoice ? CLASSICS : STRINGS; // what is compared with a list is never kept
      for (let i = 0; i < strings.length; i += typed.length) {
        if (asked >= 50) {
          visitor = await session(stage);
          formToken = await visitor.formToken();
          asked = 0;
        }
        asked += 1;
        const fields = Object.fromEntries(typed.map((name, n) => [name, strings[(i + n) % strings.length] ?? '']));
        const [current] = await stage.db.query<{ version: number }>(
          'SELECT coalesce(max(version), 0)::int AS version FROM settings_revision',
        );
        const form = { version: String(current?.version ?? 0), ...besides, ...fields, formToken };
        const { status } = await visitor.post(`${pages}/${path}`, form, from(i));
        if (![303, 400, 404, 409].includes(status))
          wrong.push(`${status} ${path} ${JSON.stringify(fields).slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
    // Whatever was taken is what a page can show and a save can repeat.
    const reader = await session(stage);
    for (const page of [
      'settings',
      'settings/styles',
      'moderation',
      'access',
      'people',
      'audit',
      'revisions',
      'queue',
    ]) {
      const response = await reader.get(`${pages}/${page}`);
      expect(response.status, page).toBe(200);
      const text = await response.text();
      expect(text, page).not.toMatch(/<script>alert|<img src=x|<svg\/onload|onfocus='alert/);
    }
  });

  it('in every address are answered with a page or a sentence', async () => {
    const stage = await botStage();
    const wrong: string[] = [];
    let [visitor, asked] = [await session(stage), 0];
    for (const search of SEARCHES) {
      for (const [i, string] of STRINGS.entries()) {
        if (i % 4 !== 0 && i >= CLASSICS.length) continue; // the random ones by turns
        asked += 1;
        if (asked % 50 === 0) visitor = await session(stage);
        const address = `${pagesOf(stage.discord)}/${search}${encodeURIComponent(string.replace(/\p{Cs}/gu, '\ufffd'))}`;
        const { status } = await visitor.get(address, from(i));
        if (![200, 400, 404, 414].includes(status))
          wrong.push(`${status} ${search} ${JSON.stringify(string).slice(0, 100)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

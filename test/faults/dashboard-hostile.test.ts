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

/** A form, with the fields that a person types into; what is here besides makes it complete. */
interface Form {
  path: string;
  typed: string[];
  besides?: Record<string, string>;
  /** `text` is kept as it was typed, so that some of the strings must get through; a choice is one of a list. */
  of: 'text' | 'choices';
}

const BAN = { userId: '1300000000000000202', days: '' };
const NO_JOB = '00000000-0000-4000-8000-000000000000';
const VERSIONED: Form[] = [
  { path: 'settings/people', typed: ['everybody.waitingMax', 'everybody.priority'], of: 'choices' },
  { path: 'settings/requests', typed: ['promptLengthMax', 'guidanceScaleMax'], of: 'choices' },
  { path: 'settings/line', typed: ['waitingMax'], of: 'choices' },
  { path: 'settings/defaults', typed: ['negativeAlways'], besides: { noise: 'cuda' }, of: 'text' },
  { path: 'settings/defaults', typed: ['modelDefault', 'noise', 'countDefault'], of: 'choices' },
  { path: 'settings/variations', typed: ['variationStrength'], of: 'choices' },
  { path: 'settings/delivery', typed: ['renderer', 'imagesKeptDays'], of: 'choices' },
  { path: 'settings/reset', typed: ['key', 'note'], of: 'choices' },
  { path: 'settings/styles', typed: ['name'], besides: { prompt: '{prompt}, oil' }, of: 'text' },
  {
    path: 'settings/styles',
    typed: ['negativePrompt', 'note'],
    besides: { name: 'oil', prompt: '{prompt}' },
    of: 'text',
  },
  { path: 'settings/styles/remove', typed: ['name'], of: 'choices' },
  { path: 'moderation/words', typed: ['words', 'note'], of: 'text' },
  { path: 'moderation/safety', typed: ['elsewhere', 'ageRestricted'], of: 'choices' },
  { path: 'access/rules', typed: ['what', 'effect', 'roleIds', 'channelIds'], of: 'choices' },
  { path: 'access/rules/move', typed: ['index', 'to'], of: 'choices' },
  { path: 'access/clicks', typed: ['look.owner'], of: 'choices' },
  {
    path: 'people/roles',
    typed: ['roleId', 'waitingMax'],
    besides: { imagesPerDayMax: '', gpuSecondsPerDayMax: '', priority: '' },
    of: 'choices',
  },
  { path: 'people/roles/remove', typed: ['roleId'], of: 'choices' },
  { path: 'queue/pause', typed: ['reason'], of: 'text' },
  { path: 'revisions/import', typed: ['text', 'note'], of: 'choices' },
  { path: 'revisions/roll-back', typed: ['to'], of: 'choices' },
];
/** Those that change no settings, and so say no version. */
const PLAIN: Form[] = [
  { path: 'settings/styles/try', typed: ['prompt', 'negativePrompt'], of: 'choices' },
  { path: 'moderation/test', typed: ['text'], of: 'text' },
  { path: 'moderation/ban', typed: ['userId', 'reason', 'days'], of: 'choices' },
  { path: 'moderation/ban', typed: ['reason'], besides: BAN, of: 'text' },
  { path: 'moderation/lift', typed: ['userId'], of: 'choices' },
  { path: 'access/grants', typed: ['userId', 'may', 'days'], of: 'choices' },
  { path: 'access/grants/revoke', typed: ['userId'], of: 'choices' },
  { path: 'queue/cancel', typed: ['jobId'], of: 'choices' },
  { path: 'queue/requeue', typed: ['attempt'], besides: { jobId: NO_JOB }, of: 'choices' },
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

/** What no page of ours writes, nor echoes. */
const BROKEN_OUT = /<script>alert|<img src=x|<svg\/onload|onfocus='alert/;

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

const versionOf = async ({ db }: BotStage): Promise<number> => {
  const [row] = await db.query<{ version: number }>(
    'SELECT coalesce(max(version), 0)::int AS version FROM settings_revision',
  );
  return row?.version ?? 0;
};

/** Everything that was kept is one of the strings as it was sent, but for blanks around it. */
async function expectWhole({ db }: BotStage): Promise<void> {
  // As a form writes it: half a character is none.
  const sent = new Set(STRINGS.flatMap((text) => [wellFormed(text), wellFormed(text).trim()]));
  const kept = await db.query<{ text: string }>(`
    SELECT reason AS text FROM ban
    UNION SELECT differences->>'negativeAlways' FROM settings_revision WHERE differences ? 'negativeAlways'
    UNION SELECT differences->>'pausedBecause' FROM settings_revision WHERE differences ? 'pausedBecause'
    UNION SELECT differences->'styles'->'oil'->>'negativePrompt' FROM settings_revision WHERE differences->'styles' ? 'oil'`);
  expect(kept.map(({ text }) => text).filter((text) => !sent.has(text) && text !== '')).toEqual([]);
  expect(kept.length).toBeGreaterThan(100);
}

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
    const taken = new Set<string>();
    const forms = [
      ...VERSIONED.map((form) => ({ ...form, has: true })),
      ...PLAIN.map((form) => ({ ...form, has: false })),
    ];
    for (const { path, typed, besides, of, has } of forms) {
      const strings = of === 'choices' ? CLASSICS : STRINGS; // what is compared with a list is never kept
      for (let i = 0; i < strings.length; i += typed.length) {
        if (asked >= 50) {
          visitor = await session(stage);
          formToken = await visitor.formToken();
          asked = 0;
        }
        asked += 1;
        const fields = Object.fromEntries(typed.map((name, n) => [name, strings[(i + n) % strings.length] ?? '']));
        const version = has ? { version: String(await versionOf(stage)) } : {};
        const response = await visitor.post(
          `${pages}/${path}`,
          { ...version, ...besides, ...fields, formToken },
          from(i),
        );
        const what = `${response.status} ${path} ${JSON.stringify(fields).slice(0, 200)}`;
        if (![200, 303, 400, 404].includes(response.status)) wrong.push(what);
        if (BROKEN_OUT.test(await response.text())) wrong.push(`not escaped: ${what}`);
        if (response.status < 400 && of === 'text') taken.add(`${path} ${typed[0]}`);
      }
    }
    expect(wrong).toEqual([]);
    // A form that refuses everything proves nothing.
    const free = forms.filter(({ of }) => of === 'text').map(({ path, typed }) => `${path} ${typed[0]}`);
    expect([...taken].sort()).toEqual([...new Set(free)].sort());
    await expectWhole(stage);
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
      expect(text, page).not.toMatch(BROKEN_OUT);
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
        const address = `${pagesOf(stage.discord)}/${search}${encodeURIComponent(wellFormed(string))}`;
        const { status } = await visitor.get(address, from(i));
        if (![200, 400, 404, 414].includes(status))
          wrong.push(`${status} ${search} ${JSON.stringify(string).slice(0, 100)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

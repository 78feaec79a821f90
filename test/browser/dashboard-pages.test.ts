import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type BotStage, botStage } from '../bot.ts';
import { pagesOf } from '../dashboard-visitor.ts';
import { browser } from './chromium.ts';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const PAGES = [
  'overview',
  'queue',
  'gallery',
  'people',
  'settings',
  'settings/styles',
  'access',
  'moderation',
  'audit',
  'revisions',
];

/** What people write who do not mean well; each must be text wherever it is shown. */
const HOSTILE = '"><img src=x onerror="document.title=`pwned`"><script>document.title="pwned"</script>{{7*7}}';

/** A server in which something of everything has happened, much of it hostile. */
async function livelyStage(): Promise<{ stage: BotStage; jobId: string }> {
  const stage = await botStage();
  const { discord, db } = stage;
  const ada = discord.user('ada');
  const painted = await ada.slash('imagine', { prompt: `an owl ${HOSTILE}`, seed: 7 });
  const job = await stage.claim();
  await stage.finish(job);
  await painted.settled();
  const again = await (await painted.settled()).click('Rerun');
  await stage.finish(await stage.claim());
  await again.settled();
  const failed = await ada.slash('imagine', { prompt: 'too much' });
  await stage.apologise(await stage.claim(), 'out_of_memory');
  await failed.settled();
  await ada.slash('imagine', { prompt: 'a secret', private: true });
  await stage.claim();
  await ada.slash('imagine', { prompt: 'a fox that waits' });
  const dan = discord.user('dan');
  const [scope, note] = [pagesOf(discord).split('/')[2] ?? '', HOSTILE];
  const differences = {
    stepsMax: 40,
    styles: { oil: { prompt: `{prompt}, ${HOSTILE}`, negativePrompt: HOSTILE } },
    blockedWords: ['rat', `${HOSTILE} quokka`],
    access: [
      { what: 'button:reroll', effect: 'deny', roleIds: ['1300000000000000401'], channelIds: ['1300000000000000102'] },
    ],
    roles: { '1300000000000000401': { imagesPerDayMax: 5 } },
    negativeAlways: HOSTILE,
  };
  await db.database.settingsRevision.create({ data: { scope, version: 1, differences, authorId: dan.id, note } });
  const ban = { guildId: scope, userId: discord.user('bob').id, authorId: dan.id, reason: HOSTILE };
  await db.database.ban.create({ data: ban });
  await db.database.dashboardGrant.create({
    data: { guildId: scope, userId: discord.user('cleo').id, may: 'view', authorId: dan.id },
  });
  await db.database.auditEntry.create({
    data: { guildId: scope, actorId: dan.id, action: 'person_banned', subject: HOSTILE, after: { reason: HOSTILE } },
  });
  await stage.restart(); // reads the settings that were written behind its back
  return { stage, jobId: job.id };
}

async function signedIn(
  stage: BotStage,
  colorScheme: 'light' | 'dark',
  width: number,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await (await browser()).newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${stage.dashboardUrl}/sign-in`);
  await page.getByRole('button', { name: 'Authorize as Erin' }).click();
  await page.getByRole('heading', { name: 'Your servers' }).waitFor();
  return { page, complaints };
}

/** What axe-core finds wrong, as `rule: where`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}

describe('every page of the dashboard', () => {
  for (const [colorScheme, width] of [
    ['light', 1200],
    ['dark', 390],
  ] as const) {
    it(`can be used by everybody, shows text as text, and breaks no rule of its own (${colorScheme}, ${width} wide)`, async () => {
      const { stage, jobId } = await livelyStage();
      const { page, complaints } = await signedIn(stage, colorScheme, width);
      const paths = ['/servers', ...PAGES.map((path) => `${pagesOf(stage.discord)}/${path}`)];
      const more = [`gallery/${jobId}`, `people/${stage.discord.user('ada').id}`].map(
        (path) => `${pagesOf(stage.discord)}/${path}`,
      );
      const found: string[] = [];
      for (const path of [...paths, ...more, '/servers/instance/overview', '/servers/instance/settings']) {
        const response = await page.goto(stage.dashboardUrl + path);
        expect(response?.status(), path).toBe(200);
        found.push(...(await violations(page)).map((each) => `${path} ${each}`));
        expect(await page.title(), path).not.toContain('pwned');
        const [inner, whole] = (await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')) as [
          number,
          number,
        ];
        expect(whole, `${path} stands out`).toBeLessThanOrEqual(inner);
      }
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }
});

describe('a job in the gallery', () => {
  it('is painted again exactly, and says so', async () => {
    const { stage, jobId } = await livelyStage();
    const { page, complaints } = await signedIn(stage, 'light', 1200);
    await page.goto(`${stage.dashboardUrl}${pagesOf(stage.discord)}/gallery/${jobId}`);
    await page.getByRole('button', { name: 'Paint it again, exactly' }).click();
    await page.getByText('It is in the line').waitFor();
    let job = await stage.claim(); // a fox was waiting
    if (job.id !== page.url().split('/').at(-1)?.split('?')[0]) job = await stage.claim();
    await stage.finish(job);
    const shown = async () => {
      await page.reload();
      return page.getByText('A rerun: exact ✓').count();
    };
    await expect.poll(shown).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('is deleted with its message, and the audit log says by whom', async () => {
    const { stage, jobId } = await livelyStage();
    const { page } = await signedIn(stage, 'light', 1200);
    const [before] = await stage.db.query<{ message_id: string }>(`SELECT message_id FROM job WHERE id = '${jobId}'`);
    await page.goto(`${stage.dashboardUrl}${pagesOf(stage.discord)}/gallery/${jobId}`);
    await page.getByRole('button', { name: 'Delete the pictures' }).click();
    await page.getByText('No picture is stored').waitFor();
    expect(await stage.db.query(`SELECT * FROM image WHERE job_id = '${jobId}'`)).toEqual([]);
    const [entry] = await stage.db.query(`SELECT action, after FROM audit_entry WHERE subject = '${jobId}'`);
    expect(entry).toMatchObject({ action: 'result_deleted', after: { messageGone: true } });
    expect(before?.message_id).toBeDefined();
  });
});

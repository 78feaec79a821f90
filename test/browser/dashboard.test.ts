import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type BotStage, botStage } from '../bot.ts';
import { browser } from './chromium.ts';

interface Visit {
  stage: BotStage;
  page: Page;
  /** What the browser complained about: errors, and violations of the content security policy. */
  complaints: string[];
}

/** The dashboard in a real browser, with somebody signed in as a person would. */
async function visit(name: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const stage = await botStage();
  const context = await (await browser()).newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${stage.dashboardUrl}/`);
  await page.getByRole('link', { name: 'Sign in with Discord' }).click();
  await page.getByRole('button', { name: `Authorize as ${name}` }).click();
  await page.getByRole('heading', { name: 'Your servers' }).waitFor();
  return { stage, page, complaints };
}

/** A page of the server by its name in the menu. */
async function open(page: Page, name: string): Promise<void> {
  if (!page.url().includes('/servers/')) await page.getByRole('link', { name: 'Easel Studio' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

const told = (page: Page, sentence: string) => page.getByText(sentence).first().waitFor();

describe('the dashboard', () => {
  it('signs an admin in with Discord, and out again', async () => {
    const { page, complaints } = await visit('Dan');
    await open(page, 'Overview');
    await told(page, 'connected');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with Discord' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('changes a setting that the next job obeys', async () => {
    const { stage, page, complaints } = await visit('Dan');
    await open(page, 'Settings');
    await page.getByLabel('Steps').fill('25');
    await page
      .locator('form', { hasText: 'What one request may ask for' })
      .getByRole('button', { name: 'Save' })
      .click();
    await told(page, 'Saved.');
    const steps = page.locator('.field', { has: page.getByLabel('Steps') });
    expect(await steps.locator('.badge').textContent()).toBe('server');
    expect(
      await page
        .locator('.field', { has: page.getByLabel('Cost') })
        .locator('.badge')
        .textContent(),
    ).toBe('default');
    const ada = stage.discord.user('ada');
    const refused = await ada.slash('imagine', { prompt: 'an owl', steps: 26 });
    expect((await refused.settled()).text).toContain('25');
    await ada.slash('imagine', { prompt: 'an owl', steps: 25 });
    await stage.claim();
    await page.getByRole('button', { name: 'stepsMax' }).click();
    await told(page, 'Saved.');
    expect(await page.getByLabel('Steps').inputValue()).toBe('100');
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with a value beside it, keeps what was typed, and saves nothing', async () => {
    const { stage, page } = await visit('Dan');
    await open(page, 'Settings');
    const form = page.locator('form', { hasText: 'What one request may ask for' });
    await form.evaluate((element: { noValidate: boolean }) => {
      element.noValidate = true; // as a browser without checks of its own would send it
    });
    await page.getByLabel('Steps').fill('0');
    await form.getByRole('button', { name: 'Save' }).click();
    await told(page, 'Nothing was saved');
    await page
      .locator('.field.wrong', { has: page.getByLabel('Steps') })
      .locator('.wrong-why')
      .waitFor();
    expect(await page.getByLabel('Steps').inputValue()).toBe('0');
    expect(await stage.db.query('SELECT * FROM settings_revision')).toEqual([]);
  });

  it('tells a second admin that somebody was quicker, and shows the newer settings', async () => {
    const { stage, page } = await visit('Dan');
    await open(page, 'Settings');
    const second = await page.context().newPage();
    await second.goto(page.url());
    const save = async (tab: Page, minutes: string) => {
      await tab.getByLabel('Minutes').fill(minutes);
      await tab.locator('form', { hasText: 'The line' }).getByRole('button', { name: 'Save' }).click();
    };
    await save(second, '30');
    await told(second, 'Saved.');
    await save(page, '40');
    await told(page, 'Dan was quicker.');
    expect(await page.getByLabel('Minutes').inputValue()).toBe('30');
    const revisions = await stage.db.query<{ version: number }>('SELECT version FROM settings_revision');
    expect(revisions.map(({ version }) => version)).toEqual([1]);
  });

  it('shows the line as it moves, and takes a job out of it', async () => {
    const { stage, page, complaints } = await visit('Dan');
    await open(page, 'Live queue');
    await told(page, 'Nobody waits');
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a lighthouse at dusk' });
    await told(page, '1 job');
    await told(page, 'a lighthouse at dusk');
    await stage.claim();
    await page.getByText('step 0 of 20').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await told(page, 'Nobody waits');
    expect((await answer.settled()).text).toMatch(/cancel|taken back/i);
    const entries = await stage.db.query<{ action: string }>('SELECT action FROM audit_entry');
    expect(entries.map(({ action }) => action)).toEqual(['job_cancelled']);
    expect(complaints).toEqual([]);
  });

  it('accepts nothing more while it is paused, with the reason that the admin gave', async () => {
    const { stage, page } = await visit('Dan');
    await open(page, 'Live queue');
    await page.getByText('Pause, or drain').click();
    await page.getByLabel('Reason').fill('The GPU is being cleaned.');
    await page.getByRole('button', { name: 'Accept nothing more' }).click();
    await told(page, 'The GPU is being cleaned.');
    const ada = stage.discord.user('ada');
    expect((await (await ada.slash('imagine', { prompt: 'an owl' })).settled()).text).toContain('being cleaned');
    await page.getByRole('button', { name: 'Accept requests again' }).click();
    await told(page, 'Nobody waits');
    await (await ada.slash('imagine', { prompt: 'an owl' })).acked();
  });

  it('goes back to an earlier version with one click', async () => {
    const { page, complaints } = await visit('Dan');
    for (const minutes of ['30', '45']) {
      await open(page, 'Settings');
      await page.getByLabel('Minutes').fill(minutes);
      await page.locator('form', { hasText: 'The line' }).getByRole('button', { name: 'Save' }).click();
      await told(page, 'Saved.');
    }
    await open(page, 'Revisions');
    await page.getByRole('button', { name: 'Back to version 1' }).click();
    await told(page, 'Version 3');
    await told(page, 'back to version 1');
    await open(page, 'Settings');
    expect(await page.getByLabel('Minutes').inputValue()).toBe('30');
    expect(complaints).toEqual([]);
  });

  it('explains why somebody cannot do something, in the words that they are told', async () => {
    const { stage, page, complaints } = await visit('Dan');
    await open(page, 'Access');
    await page.getByText('Add a rule').click();
    const form = page.locator('form', { hasText: 'Effect' });
    await form.getByLabel('What').selectOption('/imagine');
    await form.getByLabel('#general').check();
    await form.getByRole('button', { name: 'Add' }).click();
    await told(page, 'Saved.');
    const ada = stage.discord.user('ada');
    await page.getByLabel('Person’s id').first().fill(ada.id);
    await page.locator('select[name=channelId]').selectOption('#general');
    await page.getByRole('button', { name: 'Explain' }).click();
    await told(page, 'Ada cannot use /imagine in #general.');
    await told(page, 'rule 1 is the last that fits');
    const refused = await ada.slash('imagine', { prompt: 'an owl' }, { channel: 'general' });
    expect((await refused.settled()).text).toContain('/imagine');
    expect(refused.ephemeral).toBe(true);
    await page.locator('select[name=channelId]').selectOption('#art');
    await page.getByRole('button', { name: 'Explain' }).click();
    await told(page, 'Ada can use /imagine in #art.');
    await (await ada.slash('imagine', { prompt: 'an owl' })).acked();
    expect(complaints).toEqual([]);
  });

  it('says whether a prompt would be blocked, and blocks it', async () => {
    const { stage, page, complaints } = await visit('Dan');
    await open(page, 'Moderation');
    await page.getByLabel('Blocked words').fill('rat\nfire ball*');
    await page.locator('form', { hasText: 'Blocked words' }).getByRole('button', { name: 'Save' }).click();
    await told(page, 'Saved.');
    await page.getByLabel('A prompt, as').fill('a F1RE-balloon over a rather big town');
    await page.getByRole('button', { name: 'Would it be blocked?' }).click();
    await told(page, 'Blocked: “F1RE-balloon”, by the rule “fire ball*”.');
    const refused = await stage.discord.user('ada').slash('imagine', { prompt: 'a rat' });
    expect((await refused.settled()).text).toContain('rat');
    expect(complaints).toEqual([]);
  });

  it('lets somebody in for a while, and no further than they were let', async () => {
    const { stage, page } = await visit('Dan');
    await open(page, 'Access');
    const form = page.locator('form', { hasText: 'Let them in' });
    await form.getByLabel('Person’s id').fill(stage.discord.user('ada').id);
    await form.getByLabel('Days').fill('7');
    await form.getByRole('button', { name: 'Let them in' }).click();
    await told(page, 'Take it back');
    const hers = await (await browser()).newPage();
    await hers.goto(`${stage.dashboardUrl}/sign-in`);
    await hers.getByRole('button', { name: 'Authorize as Ada' }).click();
    await open(hers, 'Settings');
    expect(await hers.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await hers.getByLabel('Steps').isDisabled()).toBe(true);
    await stage.db.query("UPDATE dashboard_grant SET expires_at = now() - interval '1 second'");
    await hers.reload();
    await told(hers, 'it is not yours to manage');
  });

  it('paints a style on an apple before anybody saves it', async () => {
    const { stage, page, complaints } = await visit('Dan');
    await open(page, 'Settings');
    await page.getByRole('link', { name: 'Styles' }).click();
    await page.getByLabel('Template').fill('{prompt}, oil on canvas');
    await page.getByRole('button', { name: 'Try it on an apple' }).click();
    await told(page, 'It is being painted');
    const job = await stage.claim();
    expect(job.request).toMatchObject({ prompt: 'a red apple, oil on canvas', count: 1 });
    await stage.finish(job);
    await page.getByAltText('The style, tried').waitFor();
    expect(await stage.db.query('SELECT * FROM settings_revision')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('fits a phone: nothing stands out of the screen, and the menu is there', async () => {
    const { page } = await visit('Dan', { viewport: { width: 360, height: 740 }, hasTouch: true });
    for (const name of [
      'Overview',
      'Live queue',
      'Settings',
      'Access',
      'Moderation',
      'Audit log',
      'Revisions',
      'Gallery',
    ]) {
      await open(page, name);
      const [inner, whole] = (await page.evaluate('[innerWidth, document.documentElement.scrollWidth]')) as [
        number,
        number,
      ];
      expect(whole, name).toBeLessThanOrEqual(inner);
    }
  });

  it('is dark where the system is', async () => {
    const background = async (colorScheme: 'light' | 'dark') => {
      const { page } = await visit('Dan', { colorScheme });
      await open(page, 'Overview');
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await background('light')).toBe('rgb(247, 245, 241)');
    expect(await background('dark')).toBe('rgb(22, 23, 27)');
  });
});

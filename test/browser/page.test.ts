import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { easel } from '../easel.ts';
import { browser } from './chromium.ts';

interface Visit {
  page: Page;
  /** What the browser complained about. */
  complaints: string[];
}

/** The local Discord's page in a real browser, with Easel behind it. */
async function visit(): Promise<Visit> {
  const all = await easel();
  await Promise.all([all.startBot(), all.startInference()]);
  const page = await (await browser()).newPage({ viewport: { width: 1200, height: 900 }, colorScheme: 'dark' });
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(all.discord.page);
  await page.getByRole('button', { name: '# art' }).waitFor();
  return { page, complaints };
}

const open = (page: Page) => page.getByRole('textbox', { name: 'Message' }).fill('/imagine ');

async function addOption(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('option', { name: new RegExp(`^${name} `) }).click();
}

async function type(page: Page, prompt: string, options: Record<string, string> = {}): Promise<void> {
  await open(page);
  await page.getByRole('textbox', { name: 'prompt' }).fill(prompt);
  for (const [name, value] of Object.entries(options)) {
    await addOption(page, name);
    await page.getByLabel(name, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Send' }).click();
}

describe('the local Discord’s page', () => {
  it('lets a person type /imagine, see the grid and click its buttons', async () => {
    const { page, complaints } = await visit();
    await type(page, 'a red apple on a blue background', { seed: '7' });
    const grid = page.getByAltText('4 images in a grid: a red apple on a blue background.', { exact: false });
    await grid.waitFor();
    expect(await grid.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(584);
    await page.getByRole('button', { name: 'U2' }).click();
    await page.getByAltText('Image 2: a red apple', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'V1' }).click();
    await page.getByText('variation 25 %').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows a refusal to the person alone, and hides it again when told', async () => {
    const { page, complaints } = await visit();
    await type(page, 'a red apple', { seed: '-1' });
    await page.getByText('-1 is not possible for seed').waitFor();
    await page.getByRole('button', { name: 'Bob' }).click();
    await page.getByText('-1 is not possible for seed').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('shows what a person typed as text, whatever it looks like', async () => {
    const { page, complaints } = await visit();
    const typed = '<img src=x onerror=alert(1)> [link](http://evil.example) **bold** @everyone';
    await type(page, typed, { count: '1' });
    await page.getByText(typed).first().waitFor();
    expect(await page.locator('.text a, .text img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('suggests while one types, and takes the suggestion with Enter', async () => {
    const { page, complaints } = await visit();
    await open(page);
    await page.keyboard.type('a cat face');
    await addOption(page, 'model');
    await page.keyboard.type('emo');
    await page.getByRole('option', { name: 'emoji · Emoji-LDM 96' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('model', { exact: true }).inputValue()).toBe('emoji · Emoji-LDM 96');
    await addOption(page, 'spoiler');
    await page.keyboard.press('Enter'); // True
    await page.keyboard.press('Enter');
    const grid = page.getByAltText('4 images in a grid: a cat face', { exact: false });
    await grid.waitFor();
    await page.getByText('Spoiler', { exact: true }).click();
    await page.getByText('Spoiler', { exact: true }).waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  it('opens the remix form with what was asked, and paints what was entered', async () => {
    const { page, complaints } = await visit();
    await type(page, 'a red apple', { count: '1', seed: '7' });
    await page.getByRole('button', { name: 'Remix' }).click();
    const form = page.getByRole('dialog', { name: 'Remix' });
    expect(await form.getByLabel('Prompt').inputValue()).toBe('a red apple');
    await form.getByLabel('Prompt').fill('a green apple');
    await form.getByLabel('A new one').check();
    await form.getByRole('button', { name: 'Submit' }).click();
    await page.getByAltText('One image: a green apple', { exact: false }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('has the message’s own menu, and shows a command only while it is wanted', async () => {
    const { page, complaints } = await visit();
    await type(page, 'a red apple', { count: '1' });
    const message = page.locator('.message').first();
    await message.getByAltText('One image: a red apple', { exact: false }).waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'Apps' }).click();
    await page.getByRole('menuitem', { name: 'Image info' }).click();
    await page.getByText('Steps: 20').waitFor();
    await open(page);
    await addOption(page, 'seed');
    await page.keyboard.press('Backspace');
    expect(await page.getByLabel('seed', { exact: true }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('opens a thread, in which one paints as in its channel', async () => {
    const { page, complaints } = await visit();
    await page.getByRole('textbox', { name: 'New thread' }).fill('foxes');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '↳ foxes' }).waitFor();
    await type(page, 'a fox face', { count: '1' });
    await page.getByAltText('One image: a fox face', { exact: false }).waitFor();
    await page.getByRole('button', { name: '# art' }).click();
    await page.locator('#messages:empty').waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
  });

  it('takes a picture to start from, and says what is wrong with one that is none', async () => {
    const { page, complaints } = await visit();
    const apple = await sharp({ create: { width: 96, height: 96, channels: 3, background: '#cc2222' } })
      .png()
      .toBuffer();
    const attach = async (name: string, buffer: Buffer) => {
      await open(page);
      await page.getByRole('textbox', { name: 'prompt' }).fill('a red apple');
      await addOption(page, 'image');
      await page.getByLabel('image', { exact: true }).setInputFiles({ name, mimeType: 'image/png', buffer });
      await addOption(page, 'count');
      await page.getByLabel('count', { exact: true }).fill('1');
      await page.getByRole('button', { name: 'Send' }).click();
    };
    await attach('notes.png', Buffer.from('no picture'));
    await page.getByText('“notes.png” cannot be read as a picture.').waitFor();
    await attach('apple.png', apple);
    await page.getByAltText('One image: a red apple', { exact: false }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps direct messages to their person, and marks where something happened', async () => {
    const { page, complaints } = await visit();
    await page.getByRole('button', { name: 'Easel' }).click();
    await type(page, 'a cat face', { count: '1' });
    const picture = page.getByAltText('One image: a cat face', { exact: false });
    await page.getByRole('button', { name: '# general' }).click();
    await page.locator('button.unread', { hasText: 'Easel' }).waitFor();
    await page.getByRole('button', { name: 'Easel' }).click();
    await picture.waitFor();
    await page.getByRole('button', { name: 'Bob' }).click();
    await picture.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Easel' }).click();
    expect(await picture.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('fits a phone', async () => {
    const { page } = await visit();
    await page.setViewportSize({ width: 375, height: 700 });
    await type(page, 'a cat face', { count: '1' });
    await page.getByAltText('One image: a cat face', { exact: false }).waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBe(0);
  });
});

import type { Page } from 'playwright-core';
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

async function type(page: Page, prompt: string, options: Record<string, string> = {}): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill('/imagine ');
  await page.getByRole('textbox', { name: 'prompt' }).fill(prompt);
  for (const [name, value] of Object.entries(options)) {
    await page.getByRole('button', { name: `+ ${name}` }).click();
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
    await page.getByLabel('You are').selectOption({ label: 'Bob' });
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

  it('fits a phone', async () => {
    const { page } = await visit();
    await page.setViewportSize({ width: 375, height: 700 });
    await type(page, 'a cat face', { count: '1' });
    await page.getByAltText('One image: a cat face', { exact: false }).waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBe(0);
  });
});

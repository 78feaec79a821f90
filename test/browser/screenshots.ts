/**
 * Pictures of the local Discord's page for the documentation, taken of what `npm start` runs:
 *
 *     node --import tsx test/browser/screenshots.ts http://127.0.0.1:3000/ docs/screenshots en-US de
 *
 * A finished grid, the remix form, a place in the queue and a refusal, in every language named. Buttons are found by
 * their emoji and places, since their labels are translated.
 */
import { strict as assert } from 'node:assert';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';

const VIEWPORT = { width: 1100, height: 860 };
/** Long enough that the next one has to wait. */
const SLOW = '--steps 100';

interface Command {
  name: string;
  name_localizations?: Record<string, string> | null;
}

async function imagine(page: Page, locale: string, prompt: string): Promise<void> {
  const view = (await (await fetch(new URL('/page/view', page.url()))).json()) as { commands: Command[] };
  const command = view.commands.find(({ name }) => name === 'imagine');
  assert(command, 'the bot has registered its commands');
  const name = command.name_localizations?.[locale] ?? command.name;
  await page.getByRole('textbox', { name: 'Message' }).fill(`/${name} `);
  await page.locator('.option.required input').fill(prompt);
  await page.locator('#composer .send').click();
}

const newest = (page: Page) => page.locator('.message').last();

async function photograph(page: Page, locale: string, folder: string): Promise<void> {
  const shoot = (name: string) => page.screenshot({ path: join(folder, `${name}.${locale}.png`) });
  await page.locator('.language select').selectOption(locale);
  const before = await page.locator('.message').count();
  await imagine(page, locale, 'a red apple on a blue background --seed 7');
  const grid = page.locator('.message').nth(before);
  await grid.locator('.row button').nth(12).waitFor();
  await page.mouse.move(0, 0);
  await shoot('grid');

  await grid.getByRole('button', { name: '✏' }).click();
  await page.locator('.modal').waitFor();
  await shoot('remix');
  await page.keyboard.press('Escape');

  for (const prompt of ['a cat face', 'a sunflower', 'an owl']) await imagine(page, locale, `${prompt} ${SLOW}`);
  await newest(page).locator('time[data-relative], .text').first().waitFor();
  await shoot('queue');
  await page.locator('.message').nth(-1).locator('.row button').nth(12).waitFor();

  await imagine(page, locale, 'a red apple --sed 7');
  await page.locator('.message.ephemeral').last().waitFor();
  await shoot('refusal');
}

const [address, folder, ...locales] = process.argv.slice(2);
assert(address && folder && locales.length > 0, 'expected the page’s address, a folder, and languages');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const locale of locales) {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'dark' });
  await page.goto(address);
  await page.getByRole('button', { name: '# art' }).waitFor();
  await photograph(page, locale, folder);
  await page.close();
}
await browser.close();

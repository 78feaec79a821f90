/**
 * Pictures of the dashboard's pages for the documentation, taken of what `npm start` runs on a fresh EASEL_HOME:
 *
 *     node --import tsx test/browser/dashboard-screenshots.ts http://127.0.0.1:3000/ http://127.0.0.1:3001/ docs/screenshots/dashboard
 *
 * Something is painted first, as people would; then every page is photographed, light at a desk and dark on a phone.
 */
import { strict as assert } from 'node:assert';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';

const PROMPTS = [
  'a red apple on a blue background',
  'a cat face on a yellow background',
  'a sunflower on a white background',
  'an owl on a purple background',
  'a crescent moon on a black background',
  'an octopus on a green background',
  'a hamburger on a pink background',
  'a rocket on an orange background',
];
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
const DESK = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' } as const;
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', deviceScaleFactor: 2 } as const;

const [discord, dashboard, folder] = process.argv.slice(2);
assert(discord && dashboard && folder, 'expected the addresses of the local Discord and the dashboard, and a folder');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();

interface View {
  people: { id: string; name: string }[];
  channels: { id: string; name: string }[];
}
const view = (await (await fetch(new URL('/page/view', discord))).json()) as View;

/** Types /imagine as one of the people, by turns. */
async function imagine(prompt: string, n: number): Promise<void> {
  const body = {
    person: view.people[n % view.people.length]?.id,
    channel: view.channels[0]?.id,
    name: 'imagine',
    options: { prompt },
  };
  const sent = await fetch(new URL('/page/slash', discord), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert(sent.ok, `the local Discord answers ${sent.status}`);
}

async function signIn(page: Page): Promise<void> {
  await page.goto(new URL('/sign-in', dashboard).href);
  await page.getByRole('button', { name: 'Authorize as Dan' }).click();
  await page.getByRole('link', { name: /Easel Studio/ }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

const shoot = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

const saved = (page: Page) => page.getByText('Saved.').waitFor();

const desk = await browser.newPage(DESK);
await signIn(desk);
const home = desk.url().replace(/overview$/, '');

// Something to see: two changes, a rule and a style, made as an admin makes them.
await desk.goto(`${home}settings`);
await desk.getByLabel('Minutes').fill('30');
await desk.locator('form', { hasText: 'The line' }).getByRole('button', { name: 'Save' }).click();
await saved(desk);
await desk.goto(`${home}moderation`);
await desk.getByLabel('Blocked words').fill('rat\nfire ball*');
await desk.locator('form', { hasText: 'Blocked words' }).getByRole('button', { name: 'Save' }).click();
await saved(desk);
await desk.goto(`${home}settings/styles`);
await desk.getByLabel('Name').fill('oil');
await desk.getByLabel('Template').fill('{prompt}, oil on canvas, thick brushstrokes');
await desk.getByRole('button', { name: 'Save' }).click();
await saved(desk);
await desk.goto(`${home}access`);
await desk.getByText('Add a rule').click();
await desk.getByRole('checkbox', { name: '#general' }).check();
await desk.getByRole('button', { name: 'Add' }).click();
await saved(desk);

for (const [n, prompt] of PROMPTS.entries()) await imagine(prompt, n);
await desk.goto(`${home}queue`);
await desk.getByText('Nobody waits').waitFor({ timeout: 120_000 });
for (const [n, prompt] of PROMPTS.entries()) await imagine(`${prompt} --steps 100`, n);

for (const name of PAGES) {
  await desk.goto(home + name);
  for (const picture of await desk.locator('img[loading=lazy]').all()) await picture.scrollIntoViewIfNeeded();
  await desk.evaluate('scrollTo(0, 0)');
  await desk.waitForLoadState('networkidle').catch(() => undefined); // the live queue is never idle
  await shoot(desk, name.replace('/', '-'));
}
await desk.goto(`${home}gallery`);
await desk.locator('a.work').last().click();
await desk.getByRole('heading', { name: 'Asked' }).waitFor();
await desk.waitForLoadState('networkidle');
await shoot(desk, 'job');
await desk.goto(`${home}people`);
await desk.getByRole('link', { name: 'Ada' }).click();
await shoot(desk, 'person');

const phone = await browser.newPage(PHONE);
await signIn(phone);
for (const name of ['overview', 'queue', 'gallery']) {
  await phone.goto(home + name);
  if (name === 'gallery') await phone.waitForLoadState('networkidle');
  await phone.screenshot({ path: join(folder, `${name}.phone.png`) });
}
await browser.close();

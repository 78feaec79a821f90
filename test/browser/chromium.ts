import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Nothing of the browser's own goes out to the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser; whoever asks for it ends it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!executablePath) {
    throw new Error(
      'These tests need Chromium: apt-get install chromium, or say where one is with CHROMIUM=/path/to/it.',
    );
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A real browser that ends with the test. */
export async function browser(): Promise<Browser> {
  const opened = await launchBrowser();
  onTestFinished(() => opened.close());
  return opened;
}

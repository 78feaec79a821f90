import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('.', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');
const files = new Set(readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }));
/** What a row says in place of a proof where there is none. */
const REASON = /^(Not built|Left out): .{10,}\.$/;

interface Row {
  feature: string;
  proofs: readonly string[];
}

/** The rows of every table of a file: what, how it is here, and the proofs, one under the other. */
const rowsOf = (file: string): Row[] =>
  read(file)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (Feature|Item|-)/.test(line))
    .map((line) => {
      const [feature = '', , proofs = ''] = line.slice(2, -2).split(' | ');
      return { feature, proofs: proofs.split('<br>') };
    });

const rows = rowsOf('features.md');
const items = rowsOf('asvs.md');

describe('features.md', () => {
  it('has every row of the comparison with other bots', () => {
    expect(rows.length).toBeGreaterThanOrEqual(75);
    expect(new Set(rows.map(({ feature }) => feature)).size).toBe(rows.length);
  });

  it.each(rows)('names for $feature tests that exist, or why there is none', ({ proofs }) => {
    for (const proof of proofs) if (!namesTest(proof)) expect(proof).toMatch(REASON);
  });
});

describe('asvs.md', () => {
  it('has at least twenty items', () => {
    expect(new Set(items.map(({ feature }) => feature)).size).toBeGreaterThanOrEqual(20);
  });

  it.each(items)('names for $feature tests that exist', ({ proofs }) => {
    for (const proof of proofs) expect(namesTest(proof), proof).toBe(true);
  });
});

/** Whether a proof has the form of one; a test that it names and that is not there fails at once. */
function namesTest(proof: string): boolean {
  const [, file, title] = /^`([a-z/-]+\.test\.ts)`: (.+)$/.exec(proof) ?? [];
  if (file === undefined || title === undefined) return false;
  expect(files).toContain(file);
  expect(titlesOf(file)).toContain(title);
  return true;
}

/** As they are written, after `it(`, `test(` or what `it.each(…)` gives; those of the latter with their placeholders. */
function titlesOf(file: string): string[] {
  const titles = /(?:\b(?:it|test)|\))\(\s*(['"`])((?:(?!\1).)+)\1/g;
  return [...read(file).matchAll(titles)].map(([, , title = '']) => title);
}

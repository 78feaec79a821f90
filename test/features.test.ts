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

/** The rows of every table: what, how it is here, and the proofs, one under the other. */
const rows: Row[] = read('features.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Feature|-)/.test(line))
  .map((line) => {
    const [feature = '', , proofs = ''] = line.slice(2, -2).split(' | ');
    return { feature, proofs: proofs.split('<br>') };
  });

describe('features.md', () => {
  it('has every row of the comparison with other bots', () => {
    expect(rows.length).toBeGreaterThanOrEqual(75);
    expect(new Set(rows.map(({ feature }) => feature)).size).toBe(rows.length);
  });

  it.each(rows)('names for $feature tests that exist, or why there is none', ({ proofs }) => {
    for (const proof of proofs) {
      const [, file, title] = /^`([a-z/-]+\.test\.ts)`: (.+)$/.exec(proof) ?? [];
      if (file === undefined || title === undefined) expect(proof).toMatch(REASON);
      else {
        expect(files).toContain(file);
        expect(titlesOf(file)).toContain(title);
      }
    }
  });
});

/** As they are written, after `it(`, `test(` or what `it.each(…)` gives; those of the latter with their placeholders. */
function titlesOf(file: string): string[] {
  const titles = /(?:\b(?:it|test)|\))\(\s*(['"`])((?:(?!\1).)+)\1/g;
  return [...read(file).matchAll(titles)].map(([, , title = '']) => title);
}

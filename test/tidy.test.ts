import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Every file of ours: what git tracks or would track, so that a forgotten one counts too. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const LINES_MAX = { product: 300, test: 420 };

/** Files whose text matches, with the line. */
function found(pattern: RegExp, within: (file: string) => boolean = () => true): string[] {
  return [...text]
    .filter(([file]) => within(file))
    .flatMap(([file, content]) =>
      content.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    );
}

const isProduct = (file: string) => /^(bot|inference|prisma|deploy)\//.test(file);

describe('the code', () => {
  it('has files that can be read in one sitting', () => {
    const linesMax = (file: string) => (isProduct(file) ? LINES_MAX.product : LINES_MAX.test);
    const long = [...text]
      .filter(([file, content]) => content.split('\n').length > linesMax(file))
      .map(([file]) => file);
    expect(long).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    expect(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|types|index|interfaces|misc)(\/|\.ts$)/.test(file)),
    ).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const allowed = new Set([
      'prisma/environment.ts',
      'prisma/migrate.ts',
      'prisma/generate.ts',
      'inference/engine/config.ts',
    ]);
    // A supervisor hands its environment on; it reads none of it.
    const passesOn = (line: string) => line.startsWith('deploy/supervisor.ts') && line.includes('...process.env');
    expect(
      found(/process\.env/, (file) => isProduct(file) && !allowed.has(file)).filter((line) => !passesOn(line)),
    ).toEqual([]);
  });

  it('lets data flow one way: bot and inference know prisma, and never each other', () => {
    expect(found(/from '.*\/inference\//, (file) => file.startsWith('bot/'))).toEqual([]);
    expect(found(/from '.*\/bot\//, (file) => file.startsWith('inference/'))).toEqual([]);
    expect(found(/from '\.\.\/(bot|inference|deploy)\//, (file) => file.startsWith('prisma/'))).toEqual([]);
  });

  it('needs no test code to run but the local Discord', () => {
    expect(found(/from '.*\/test\/(?!discord\/)/, isProduct)).toEqual([]);
    expect(found(/from '.*\/test\//, (file) => /^(bot|inference|prisma)\//.test(file))).toEqual([]);
  });

  it('has no raw SQL built from text, and runs nothing that a person wrote', () => {
    expect(found(/\$(queryRaw|executeRaw)Unsafe|\beval\(|new Function\(|node:vm/, isProduct)).toEqual([]);
    // The device probe is a program of our own: a driver that crashes must not take the worker with it.
    const probe = 'inference/engine/choose-device.ts';
    expect(found(/node:child_process/, (file) => /^(bot|inference)\//.test(file) && file !== probe)).toEqual([]);
  });

  it('leaves nothing undone, skipped or silenced', () => {
    const here = (file: string) => file !== 'test/tidy.test.ts';
    expect(found(/\b(TODO|FIXME|XXX)\b|@ts-ignore|@ts-expect-error|\bas any\b/, here)).toEqual([]);
    expect(found(/\b(it|test|describe)\.(skip|only|todo)\b|\.(skipIf|runIf)\(/, here)).toEqual([]);
    expect(found(/catch( *\([^)]*\))? *\{ *\}/, here)).toEqual([]);
  });
});

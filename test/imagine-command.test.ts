import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Painted } from '../deploy/painted.ts';

const COMMAND = fileURLToPath(new URL('../deploy/imagine.ts', import.meta.url));

interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
  home: string;
}

/** `npm run imagine -- …`, in a folder of its own. */
async function imagine(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const home = await mkdtemp(join(tmpdir(), 'easel-imagine-'));
  await chmod(home, 0o755);
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return new Promise((resolve) => {
    const options = { env: { ...process.env, EASEL_HOME: home, ...env } };
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', COMMAND, ...args],
      options,
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr, home });
      },
    );
  });
}

describe('npm run imagine', () => {
  it('paints, saves, tells what it did, and leaves nothing running', async () => {
    const out = await mkdtemp(join(tmpdir(), 'easel-out-'));
    onTestFinished(() => rm(out, { recursive: true, force: true }));
    const args = [
      'a red apple',
      '--seed',
      '4294967295',
      '--count',
      '2',
      '--steps',
      '5',
      '--size',
      '96x64',
      '--out',
      out,
      '--json',
    ];
    const { exitCode, stdout, home } = await imagine(args);
    expect(exitCode).toBe(0);
    const painted = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Painted;
    expect(painted).toMatchObject({
      prompt: 'a red apple',
      seeds: [4_294_967_295, 0],
      images: [join(out, '1-seed-4294967295.png'), join(out, '2-seed-0.png')],
      pixelSha256: [expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)],
      components: ['U1', 'U2', 'Reroll', 'V1', 'V2', 'Remix', 'Rerun', 'Details', 'Originals', 'Delete'],
    });
    expect(await sharp(painted.images[1]).metadata()).toMatchObject({ width: 96, height: 64 });
    expect(await sharp(painted.grid).metadata()).toMatchObject({ format: 'webp' });
    const { queuedMs, inferenceMs, totalMs } = painted.timings;
    expect(totalMs).toBeGreaterThanOrEqual(queuedMs + inferenceMs);
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(home, 'owner.json'))).toBe(false);
  });

  it('says what Discord would say to a request that is refused, and exits 2', async () => {
    const { exitCode, stdout, stderr } = await imagine(['a red apple', '--model', 'nothing']);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'There is no model “nothing”. Choose one of: emoji.\n',
    });
  });

  it.each([
    [['a red apple', '--seed', 'NaN'], 'NaN is not possible for seed: it must be from 0 to 4294967295.'],
    [['a red apple', '--guidance', '1e309'], '1e309 is not possible for guidance: it must be from 0 to 100.'],
    [['a', 'red', 'apple'], 'Expected one prompt in quotes, got 3.'],
    [['a red apple', '--sed', '1'], "Unknown option '--sed'"],
  ])('refuses %j before anything is started, and exits 2', async (args, sentence) => {
    const { exitCode, stderr, home } = await imagine(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(existsSync(join(home, 'postgres'))).toBe(false);
  });

  it('says what is wrong in one sentence when something is broken, and exits 1', async () => {
    const port = await closedPort();
    const away = await imagine(['x'], { DATABASE_URL: `postgresql://easel:secret@127.0.0.1:${port}/easel` });
    expect(away.exitCode).toBe(1);
    expect(away.stderr).toContain(`Postgres at 127.0.0.1:${port} cannot be used`);
    expect(away.stderr).not.toContain('secret');
    const empty = await imagine(['x'], { EASEL_MODELS_DIR: join(tmpdir(), 'no-such-models') });
    expect(empty.exitCode).toBe(1);
    expect(empty.stderr.trim().split('\n')).toEqual([expect.stringContaining('no-such-models')]);
  });
});

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

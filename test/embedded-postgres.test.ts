import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive, ownFolder, startOf } from '../deploy/owner-lock.ts';
import { type EmbeddedPostgres, startPostgres } from '../deploy/postgres.ts';
import { until } from './until.ts';

/** A folder that everybody may enter, as an installation's is. */
function freshFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'easel-postgres-'));
  chmodSync(directory, 0o755);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function start(directory: string): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ directory });
  onTestFinished(() => postgres.stop());
  return postgres;
}

/** The same in a process of its own, which may be killed. */
async function startElsewhere(directory: string) {
  const owner = fork(new URL('./postgres-owner.ts', import.meta.url), [directory], { execArgv: ['--import', 'tsx'] });
  onTestFinished(() => {
    owner.kill('SIGKILL');
  });
  const [{ url, pid }] = (await once(owner, 'message')) as [{ url: string; pid: number }];
  return { owner, url, pid };
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query under way rejects with it
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const remember = (url: string) => query(url, `CREATE TABLE note AS SELECT 'kept' AS text`);
const recall = (url: string) => query(url, 'SELECT text FROM note');

describe('the embedded Postgres', () => {
  it('is for this machine and whoever has its password, and keeps what it accepted', async () => {
    const directory = freshFolder();
    const { url } = await start(directory);
    expect(statSync(join(directory, 'postgres-password')).mode & 0o777).toBe(0o600);
    const [settings] = await query(
      url,
      `SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets,
         current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
    );
    expect(settings).toEqual({ hosts: '127.0.0.1', sockets: '', fsync: 'on', commit: 'on' });
    const guessed = new URL(url);
    guessed.password = 'easel';
    await expect(query(guessed.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps its data from one start to the next, and leaves no process behind', async () => {
    const directory = freshFolder();
    const first = await start(directory);
    await remember(first.url);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    expect(await recall((await start(directory)).url)).toEqual([{ text: 'kept' }]);
  });

  it('has one owner at a time, and says who it is', async () => {
    const directory = freshFolder();
    const { url } = await start(directory);
    await expect(startPostgres({ directory })).rejects.toMatchObject({
      code: 'folder_taken',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is taken over from an owner that was killed, with all its data', async () => {
    const directory = freshFolder();
    const { owner, url, pid } = await startElsewhere(directory);
    await remember(url);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isAlive(pid)).toBe(true); // the server did not notice; whoever comes next must
    const next = await start(directory);
    expect(isAlive(pid)).toBe(false);
    expect(await recall(next.url)).toEqual([{ text: 'kept' }]);
  });

  it('ends with an owner that ends in the middle of something', async () => {
    const { owner, pid } = await startElsewhere(freshFolder());
    owner.send('exit');
    await once(owner, 'exit');
    await until('no server', () => !isAlive(pid));
  });

  it('is started again at the same address when it is killed', async () => {
    const postgres = await start(freshFolder());
    await remember(postgres.url);
    const { pid } = postgres;
    process.kill(pid, 'SIGKILL');
    await until('another server', () => postgres.pid !== pid);
    expect(await recall(postgres.url)).toEqual([{ text: 'kept' }]);
  });

  it('recovers from a kill of owner and server, once the last process of the server has finished', async () => {
    const directory = freshFolder();
    const { owner, url, pid } = await startElsewhere(directory);
    await remember(url);
    // Such a query notices its server's death only when it is done.
    const busy = query(url, 'SELECT count(*) FROM generate_series(1, 4000000) a').catch((error: Error) => error);
    const backend = await until('a busy query', async () => {
      const running = await query<{ pid: number }>(
        url,
        `SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count(*)%'`,
      );
      return running[0]?.pid;
    });
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    process.kill(pid, 'SIGKILL');
    const next = startPostgres({ directory });
    expect(isAlive(backend)).toBe(true);
    const { url: nextUrl, stop } = await next;
    onTestFinished(stop);
    expect(isAlive(backend)).toBe(false);
    expect(await recall(nextUrl)).toEqual([{ text: 'kept' }]);
    await busy;
  });
});

describe('the owner of a folder', () => {
  const lock = () => join(freshFolder(), 'owner.json');

  it('is nobody when the process of that name was started at another time', () => {
    const file = lock();
    writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: 'long ago' }));
    ownFolder(file);
    expect(() => ownFolder(file)).toThrow(`process ${process.pid}`);
  });

  it('is whoever is named while that process lives', () => {
    const file = lock();
    writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: startOf(process.ppid) }));
    expect(() => ownFolder(file)).toThrow(`process ${process.ppid}`);
  });

  it('is nobody when the file was cut off by a power cut', () => {
    const file = lock();
    writeFileSync(file, '');
    ownFolder(file);
    expect(() => ownFolder(file)).toThrow(`process ${process.pid}`);
  });

  it('gives the folder up', () => {
    const file = lock();
    ownFolder(file)();
    ownFolder(file);
  });
});

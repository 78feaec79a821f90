import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Listener } from '../prisma/listener.ts';
import { freshDatabase } from './database.ts';
import { until } from './until.ts';

const CHANNEL = 'easel test';
/** The connection that the listener holds, as the server sees it. */
const HELD = `FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'easel listener'`;

/** A listener on a database of its own, which counts its connections and keeps what it hears. */
function listen(url: string, options: { keepAliveMs?: number } = {}) {
  const heard: string[] = [];
  const connected = vi.fn();
  const listener = new Listener({
    url,
    channels: { [CHANNEL]: (payload) => heard.push(payload) },
    onConnected: connected,
    ...options,
  });
  onTestFinished(() => listener.close());
  return { listener, heard, connections: () => connected.mock.calls.length };
}

/**
 * A wire to Postgres. It can refuse connections, as a server does that is not there, and swallow everything without
 * closing, which is what a dead network leaves behind.
 */
async function troubledWire(url: string) {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  const state = { mode: 'pass' as 'pass' | 'refuse' | 'swallow', refused: 0, swallowed: 0 };
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (state.mode === 'swallow') state.swallowed += bytes.length;
      else to.write(bytes);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };
  const wire = createServer((near) => {
    if (state.mode === 'refuse') {
      state.refused += 1;
      near.destroy();
      return;
    }
    const far = dial(Number(server.port), server.hostname);
    join(near, far);
    join(far, near);
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    wire.close();
  });
  const address = wire.address();
  if (typeof address !== 'object' || address === null) throw new TypeError('a listening server has an address');
  const through = new URL(url);
  through.port = String(address.port);
  return { url: through.href, state };
}

describe('a listener', () => {
  it('hears what is sent on its channels, in order, and nothing else', async () => {
    const { url, query } = await freshDatabase();
    const { heard, connections } = listen(url);
    await until('a connection', () => connections() === 1);
    await query(`NOTIFY "another", 'not for us'`);
    for (const payload of ['one', 'two']) await query(`NOTIFY "${CHANNEL}", '${payload}'`);
    await until('both notifications', () => heard.length === 2);
    expect(heard).toEqual(['one', 'two']);
  });

  it('comes back when its connection is cut, and says that it may have missed something', async () => {
    const { url, query } = await freshDatabase();
    const { heard, connections } = listen(url);
    await until('a connection', () => connections() === 1);
    await query(`SELECT pg_terminate_backend(pid) ${HELD}`);
    await until('a second connection', () => connections() === 2);
    await query(`NOTIFY "${CHANNEL}", 'after'`);
    await until('a notification', () => heard.length === 1);
  });

  it('waits for a database that is not there yet', async () => {
    const wire = await troubledWire((await freshDatabase()).url);
    wire.state.mode = 'refuse';
    const { connections } = listen(wire.url);
    await until('a refused connection', () => wire.state.refused > 0);
    expect(connections()).toBe(0);
    wire.state.mode = 'pass';
    await until('a connection', () => connections() === 1);
  });

  it('notices that nobody is at the other end any more, and connects anew', async () => {
    const wire = await troubledWire((await freshDatabase()).url);
    const { connections } = listen(wire.url, { keepAliveMs: 100 });
    await until('a connection', () => connections() === 1);
    wire.state.mode = 'swallow';
    await until('its question for a sign of life', () => wire.state.swallowed > 0);
    wire.state.mode = 'pass'; // for the next connection; this one has lost the question and waits for ever
    await until('a second connection', () => connections() === 2, 15_000);
  });

  it('leaves no connection behind when it is closed', async () => {
    const { url, query } = await freshDatabase();
    const { listener, connections } = listen(url);
    await until('a connection', () => connections() === 1);
    await listener.close();
    await until('no connection', async () => (await query(`SELECT pid ${HELD}`)).length === 0);
  });
});

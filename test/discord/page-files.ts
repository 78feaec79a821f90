import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FastifyInstance, FastifyReply } from 'fastify';

const FILES = {
  'index.html': 'text/html',
  'style.css': 'text/css',
  'message.css': 'text/css',
  'authorize.css': 'text/css',
  'icon.svg': 'image/svg+xml',
} as const;

/** The page itself: its markup, styles and script. */
export function servePageFiles(server: FastifyInstance): void {
  const file = (name: keyof typeof FILES) => readFileSync(new URL(`./page/${name}`, import.meta.url));
  const send = (reply: FastifyReply, name: keyof typeof FILES) => reply.type(FILES[name]).send(file(name));
  server.get('/', (_request, reply) => send(reply, 'index.html'));
  for (const name of ['style.css', 'message.css', 'authorize.css', 'icon.svg'] as const) {
    server.get(`/page/${name}`, (_request, reply) => send(reply, name));
  }
  let script: Promise<string> | null = null;
  server.get('/page/app.js', async (_request, reply) => {
    script ??= bundle(); // once, when a browser first asks: 30 ms
    return reply.type('text/javascript').send(await script);
  });
}

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./page/app.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

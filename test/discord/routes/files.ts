import type { FastifyInstance } from 'fastify';
import type { World } from '../world.ts';

/** Attachments as the CDN and the media proxy serve them, and a face for everybody. */
export function fileRoutes(server: FastifyInstance, world: World): void {
  for (const base of ['/cdn', '/media']) {
    server.get<{ Params: { channel: string; attachment: string; filename: string } }>(
      `${base}/attachments/:channel/:attachment/:filename`,
      async ({ params }, reply) => {
        const file = world.messages.findFile(params.attachment);
        if (!file) return reply.code(404).type('text/plain').send('This content is no longer available.');
        return reply.type(file.contentType).send(file.bytes);
      },
    );
    server.get<{ Params: { file: string } }>(`${base}/embed/avatars/:file`, async ({ params }, reply) =>
      reply.type('image/svg+xml').send(avatar(params.file)),
    );
  }
}

const COLOURS = ['#5865f2', '#757e8a', '#3ba55c', '#faa61a', '#ed4245', '#eb459e'];

/** Discord's six default avatars are pictures on its CDN; these are circles in the same colours. */
function avatar(file: string): string {
  const colour = COLOURS[Number.parseInt(file, 10) % COLOURS.length] ?? COLOURS[0];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour}"/></svg>`;
}

import type { FastifyInstance } from 'fastify';
import type { DashboardOptions } from '../dashboard.ts';
import { visitOf } from '../guard.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';

/** How Easel is doing. */
export async function overviewPage(server: FastifyInstance, _: DashboardOptions): Promise<void> {
  server.get('/overview', async (request, reply) =>
    reply.type('text/html').send(page(visitOf(request), 'overview', html`<p>…</p>`).toString()),
  );
}

import type { FastifyInstance } from 'fastify';
import { SESSION_COOKIE } from '../guard.ts';
import { html } from '../html.ts';
import { document, formToken } from '../layout.ts';
import type { Rights } from '../rights.ts';
import { formTokenOf } from '../sessions.ts';

/** Where somebody chooses what to look at. */
export async function serversPage(server: FastifyInstance, { rights }: { rights: Rights }): Promise<void> {
  server.get('/servers', async (request, reply) => {
    const userId = request.session?.userId ?? '';
    const token = formToken({ formToken: formTokenOf(request.cookies[SESSION_COOKIE] ?? '') });
    const [servers, isOwner] = await Promise.all([rights.serversOf(userId), rights.isOwner(userId)]);
    const card = (id: string, name: string, what: string) => html`
      <li><a class="card server-card" href="/servers/${id}/overview">
        <span class="initials" aria-hidden="true">${initials(name)}</span>
        <span><strong>${name}</strong><br><span class="hint">${what}</span></span></a></li>`;
    const body = html`
      <main class="choose" id="main">
        <h1>Your servers</h1>
        <ul class="cards">
          ${isOwner && card('instance', 'All servers', 'What holds everywhere unless a server says otherwise')}
          ${servers.map(({ id, name }) => card(id, name, 'Queue, settings, access, gallery'))}
        </ul>
        ${
          !isOwner &&
          servers.length === 0 &&
          html`<p>There is no server with Easel that you manage. Ask an admin of yours for access: they find it under Access.</p>`
        }
        <div class="row">
          <form method="post" action="/sign-out">${token}<button class="quiet">Sign out</button></form>
          <form method="post" action="/sign-out-everywhere">${token}<button class="quiet">Sign out everywhere</button></form>
        </div>
      </main>`;
    return reply.type('text/html').send(document('Your servers', body).toString());
  });
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();

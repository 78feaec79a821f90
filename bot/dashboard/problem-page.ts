import type { FastifyReply } from 'fastify';
import { type Html, html } from './html.ts';
import { document } from './layout.ts';

const HEADINGS: Record<number, string> = {
  400: 'That cannot be',
  401: 'Please sign in',
  403: 'Not for you',
  404: 'Nothing here',
  409: 'Somebody was quicker',
  413: 'Too much at once',
  429: 'A little slower',
  503: 'Not now',
};

/** What somebody sees instead of a page: what happened, and where to go from here. */
function problemPage(status: number, sentence: string): Html {
  const heading = HEADINGS[status] ?? (status >= 500 ? 'Our mistake' : 'That did not work');
  const body = html`
    <main class="problem" id="main">
      <p class="problem-status">${status}</p>
      <h1>${heading}</h1>
      <p>${sentence}</p>
      <p>${
        status === 401
          ? html`<a class="button primary" href="/sign-in">Sign in with Discord</a>`
          : html`<a class="button" href="/servers">To your servers</a>`
      }</p>
    </main>`;
  return document(heading, body);
}

/** A whole page, or for htmx a line where the answer would have been. */
export function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  const body =
    reply.request.headers['hx-request'] === undefined
      ? problemPage(status, sentence)
      : html`<p class="notice bad" role="alert">${sentence}</p>`;
  return reply.code(status).type('text/html').send(body.toString());
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unauthorized } from '../api-error.ts';
import type { Account } from '../guild.ts';
import { type AuthorizationRequest, OAuthError } from '../oauth.ts';
import { renderApplication } from '../payloads.ts';
import { bodyOf } from '../request-body.ts';
import type { World } from '../world.ts';

/** The page on which somebody lets an application know who they are. It is asked for by the browser, not by the bot. */
export function authorizePage(server: FastifyInstance, { guild, oauth }: World): void {
  server.get('/oauth2/authorize', async (request, reply) => {
    const asked = requestOf(new URL(request.url, 'http://localhost').searchParams);
    const problem = oauth.problemOf(asked);
    const body = problem === null ? consent(guild.accounts, asked) : `<p role="alert">${escaped(problem)}</p>`;
    return reply
      .code(problem === null ? 200 : 400)
      .type('text/html')
      .send(document(body));
  });
  server.post('/oauth2/authorize', async (request, reply) => {
    const form = formOf(request);
    const asked = requestOf(form);
    const problem = oauth.problemOf(asked);
    if (problem !== null)
      return reply
        .code(400)
        .type('text/html')
        .send(document(`<p>${escaped(problem)}</p>`));
    const back = new URL(asked.redirectUri);
    const account = guild.accounts.find(({ user }) => user.username === form.get('as'));
    if (account) back.searchParams.set('code', oauth.grant(asked, account));
    else back.searchParams.set('error', 'access_denied');
    if (asked.state !== null) back.searchParams.set('state', asked.state);
    return reply.redirect(back.href, 302);
  });
}

/** Where an application exchanges, uses and gives back what the person granted. */
export function oauthRoutes(server: FastifyInstance, { guild, oauth }: World): void {
  server.post('/oauth2/token', async (request, reply) =>
    answered(reply, () => oauth.exchange(formOf(request), request.headers.authorization)),
  );
  server.post('/oauth2/token/revoke', async (request, reply) =>
    answered(reply, () => {
      oauth.revoke(formOf(request), request.headers.authorization);
      return {};
    }),
  );
  server.get('/oauth2/@me', async ({ headers }) => {
    const granted = oauth.grantOf(headers.authorization);
    if (!granted) throw unauthorized();
    const { account, scope, untilMs } = granted;
    const { id, name, icon, description, bot_public, bot_require_code_grant, verify_key } = renderApplication(guild);
    return {
      application: { id, name, icon, description, bot_public, bot_require_code_grant, verify_key },
      scopes: scope.split(' '),
      expires: new Date(untilMs).toISOString(),
      user: account.user,
    };
  });
}

/** Refusals of the token endpoints have a shape of their own. */
function answered(reply: FastifyReply, answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return reply.code(error.status).send({ error: error.code, error_description: error.message });
  }
}

const formOf = (request: FastifyRequest): URLSearchParams =>
  new URLSearchParams(bodyOf(request).json as Record<string, string>);

function requestOf(values: URLSearchParams): AuthorizationRequest {
  return {
    clientId: values.get('client_id') ?? '',
    redirectUri: values.get('redirect_uri') ?? '',
    scope: values.get('scope') ?? '',
    state: values.get('state'),
    codeChallenge: values.get('code_challenge_method') === 'S256' ? values.get('code_challenge') : null,
  };
}

function consent(accounts: readonly Account[], asked: AuthorizationRequest): string {
  const fields = {
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    scope: asked.scope,
    ...(asked.state !== null && { state: asked.state }),
    ...(asked.codeChallenge !== null && { code_challenge: asked.codeChallenge, code_challenge_method: 'S256' }),
  };
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const people = accounts.map(
    ({ user: { username, global_name: name } }) =>
      `<button name="as" value="${username}">Authorize as ${escaped(name ?? username)}</button>`,
  );
  return `<h1>Easel wants to know who you are</h1>
    <p>It learns your name and your picture, and nothing else (${escaped(asked.scope)}).</p>
    <form method="post" action="/oauth2/authorize">${hidden.join('')}${people.join('')}<button name="as" value="">Cancel</button></form>`;
}

const document = (body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authorize · local Discord</title><link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/authorize.css"></head><body><main>${body}</main></body></html>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { DiscordLogin } from './discord-login.ts';
import { SESSION_COOKIE } from './guard.ts';
import { html } from './html.ts';
import { document } from './layout.ts';
import { refuse } from './problem-page.ts';
import type { Sessions } from './sessions.ts';

/** What is remembered while somebody is away at Discord. Lax: Discord's redirect must bring it back. */
const ATTEMPT_COOKIE = '__Host-login';
const ATTEMPT_SECONDS = 600;
const SIGN_INS_PER_MINUTE = 10;

const attemptSchema = z.strictObject({ state: z.string().min(20), verifier: z.string().min(20) });
/** Nothing here is a secret's worth in a URL: the session's cookie is the only proof, and it lives for a session. */
const COOKIE = { path: '/', httpOnly: true, secure: true } as const;

export interface SignInOptions {
  /** Null: no client secret is configured. */
  login: DiscordLogin | null;
  redirectUri: () => string;
  sessions: Sessions;
  log: Log;
}

/** To Discord and back. Rejected alike are a missing, a wrong and a repeated answer: one try, one answer. */
export async function signInRoutes(server: FastifyInstance, options: SignInOptions): Promise<void> {
  const { login, sessions, log } = options;
  const limited = { config: { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: '1 minute' } } };

  server.get('/', async (_, reply) => reply.type('text/html').send(welcomePage(options).toString()));

  server.get('/sign-in', limited, async (_, reply) => {
    if (login === null) return refuse(reply, 503, notConfigured(options.redirectUri()));
    const { address, attempt } = await login.begin();
    reply.setCookie(ATTEMPT_COOKIE, JSON.stringify(attempt), { ...COOKIE, sameSite: 'lax', maxAge: ATTEMPT_SECONDS });
    return reply.redirect(address.href, 302);
  });

  server.get('/sign-in/callback', limited, async (request, reply) => {
    if (login === null) return refuse(reply, 503, notConfigured(options.redirectUri()));
    const kept = parseAttempt(request.cookies[ATTEMPT_COOKIE]);
    reply.clearCookie(ATTEMPT_COOKIE, { ...COOKIE, sameSite: 'lax' });
    const returned = new URLSearchParams(request.url.replace(/^[^?]*\??/, ''));
    const identity = kept && (await login.finish(returned, kept));
    if (!identity) {
      log.warn({ event: 'sign_in_refused', error: returned.get('error') }, 'a sign-in was refused');
      return refuse(reply, 403, 'Discord did not confirm this sign-in, or it took too long. Please begin again.');
    }
    const token = await sessions.begin(identity);
    reply.setCookie(SESSION_COOKIE, token, { ...COOKIE, sameSite: 'strict' });
    log.info({ event: 'signed_in', user: identity.userId }, 'somebody signed in');
    return welcomeBack(reply);
  });
}

/** Signing out, here or everywhere; behind requireSession. */
export async function signOutRoutes(server: FastifyInstance, { sessions, log }: SignInOptions): Promise<void> {
  const signedOut = (reply: FastifyReply) =>
    reply.clearCookie(SESSION_COOKIE, { ...COOKIE, sameSite: 'strict' }).redirect('/', 303);

  server.post('/sign-out', async (request, reply) => {
    await sessions.end(request.cookies[SESSION_COOKIE] ?? '');
    log.info({ event: 'signed_out', user: request.session?.userId }, 'somebody signed out');
    return signedOut(reply);
  });
  server.post('/sign-out-everywhere', async (request, reply) => {
    const places = await sessions.endAll(request.session?.userId ?? '');
    log.info({ event: 'signed_out', user: request.session?.userId, places }, 'somebody signed out everywhere');
    return signedOut(reply);
  });
}

/**
 * The browser does not send a strict cookie along a trip that Discord began, not even with a redirect to ourselves:
 * this page makes the next step one of our own.
 */
const welcomeBack = (reply: FastifyReply): FastifyReply =>
  reply.type('text/html').send(
    html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signed in · Easel</title>
<meta http-equiv="refresh" content="0; url=/servers"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/style.css"></head>
<body><main class="problem"><h1>Welcome</h1><p><a class="button primary" href="/servers">Go on</a></p></main></body></html>`.toString(),
  );

function welcomePage({ login, redirectUri }: SignInOptions) {
  return document(
    'Welcome',
    html`
    <main class="welcome" id="main">
      <img src="/assets/icon.svg" alt="" width="96" height="96">
      <h1>Easel</h1>
      <p class="lead">Who paints, what waits, and what may be asked for: see and steer it here.</p>
      ${
        login === null
          ? html`<p class="notice bad" role="alert">${notConfigured(redirectUri())}</p>`
          : html`<p><a class="button primary" href="/sign-in">Sign in with Discord</a></p>
      <p class="hint">We ask Discord who you are and nothing else. What you may do is decided by your server.</p>`
      }
    </main>`,
  );
}

const notConfigured = (redirectUri: string): string =>
  `Nobody can sign in yet: put DISCORD_CLIENT_SECRET into .env (Developer Portal → your application → OAuth2) and add ${redirectUri} to the redirects there.`;

function parseAttempt(text: string | undefined) {
  try {
    return attemptSchema.safeParse(JSON.parse(text ?? 'null')).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import type { APIUser } from 'discord-api-types/v10';
import type { Clock } from './clock.ts';
import { type Account, APPLICATION_ID } from './guild.ts';

/** Not secrets: they open nothing but this Discord. */
export const CLIENT_SECRET = 'local-client-secret';
const CODE_LIVES_MS = 60_000;
const TOKEN_LIVES_MS = 604_800_000;

/** What an application asks of a person: the query of the authorize page. */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  scope: string;
  state: string | null;
  codeChallenge: string | null;
}

/** A refusal of the token endpoint, in the shape of RFC 6749 §5.2. */
export class OAuthError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/** What somebody let an application do, and until when. */
export interface Granted {
  account: Account;
  scope: string;
  untilMs: number;
}

/**
 * Discord's OAuth2 as an application sees it: a code for a minute and one use, bound to the address that it was sent
 * to and, where one was given, to a PKCE challenge; then an access token until it is revoked.
 * https://docs.discord.com/developers/topics/oauth2
 */
export class OAuth {
  readonly #clock: Clock;
  readonly #codes = new Map<string, Granted & Pick<AuthorizationRequest, 'redirectUri' | 'codeChallenge'>>();
  readonly #tokens = new Map<string, Granted>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is wrong with a request, as the page tells the person; null when it can be granted. */
  problemOf({ clientId, redirectUri, scope }: AuthorizationRequest): string | null {
    if (clientId !== APPLICATION_ID) return 'Unknown Application';
    if (!isLocal(redirectUri)) return 'Invalid OAuth2 redirect_uri';
    return /^[a-z._]+( [a-z._]+)*$/.test(scope) ? null : 'Invalid OAuth2 scope';
  }

  /** The person said yes; returns the code. */
  grant({ redirectUri, scope, codeChallenge }: AuthorizationRequest, account: Account): string {
    const code = randomBytes(15).toString('base64url');
    const untilMs = this.#clock.now() + CODE_LIVES_MS;
    this.#codes.set(code, { account, scope, untilMs, redirectUri, codeChallenge });
    return code;
  }

  /** A code for a token. `authorization` is the header, where an application may name itself instead of in the form. */
  exchange(form: URLSearchParams, authorization?: string): object {
    checkClient(form, authorization);
    if (form.get('grant_type') !== 'authorization_code') {
      throw new OAuthError(400, 'unsupported_grant_type', 'Grant type None is not supported');
    }
    const code = form.get('code') ?? '';
    const granted = this.#codes.get(code);
    this.#codes.delete(code); // also after a wrong try
    if (!granted || granted.untilMs <= this.#clock.now()) {
      throw new OAuthError(400, 'invalid_grant', 'Invalid "code" in request.');
    }
    if (granted.redirectUri !== form.get('redirect_uri')) {
      throw new OAuthError(400, 'invalid_grant', 'Invalid "redirect_uri" in request.');
    }
    if (granted.codeChallenge !== null && granted.codeChallenge !== challengeOf(form.get('code_verifier') ?? '')) {
      throw new OAuthError(400, 'invalid_grant', 'Invalid "code_verifier" in request.');
    }
    const token = randomBytes(15).toString('base64url');
    const { account, scope } = granted;
    this.#tokens.set(token, { account, scope, untilMs: this.#clock.now() + TOKEN_LIVES_MS });
    const refresh_token = randomBytes(15).toString('base64url');
    return { token_type: 'Bearer', access_token: token, expires_in: TOKEN_LIVES_MS / 1_000, refresh_token, scope };
  }

  /** A token that is not known is as good as revoked: RFC 7009 §2.2. */
  revoke(form: URLSearchParams, authorization?: string): void {
    checkClient(form, authorization);
    this.#tokens.delete(form.get('token') ?? '');
  }

  /** Whose token an `Authorization: Bearer` header has, or null. */
  userOf(authorization: string | undefined): APIUser | null {
    return this.grantOf(authorization)?.account.user ?? null;
  }

  /** What a person granted with the token of such a header; null for one that is wrong, revoked or too old. */
  grantOf(authorization: string | undefined): Granted | null {
    const granted = this.#tokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    return granted && granted.untilMs > this.#clock.now() ? granted : null;
  }

  /** Tokens that are out there and good: a careful application leaves none. */
  get liveTokens(): number {
    return this.#tokens.size;
  }
}

/** The Developer Portal's list of redirects has whatever runs on this machine. */
function isLocal(address: string): boolean {
  return URL.canParse(address) && ['127.0.0.1', 'localhost'].includes(new URL(address).hostname);
}

/** Both ways that RFC 6749 §2.3.1 knows and Discord takes: HTTP Basic, or two fields of the form. */
function checkClient(form: URLSearchParams, authorization: string | undefined): void {
  const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
  const named =
    basic === undefined
      ? `${form.get('client_id')}:${form.get('client_secret')}`
      : Buffer.from(basic, 'base64').toString('utf8');
  if (named === `${APPLICATION_ID}:${CLIENT_SECRET}`) return;
  throw new OAuthError(401, 'invalid_client', 'Invalid client credentials');
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

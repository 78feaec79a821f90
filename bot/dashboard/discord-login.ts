import * as oauth from 'oauth4webapi';
import { Fault } from '../../prisma/fault.ts';
import type { Secret } from '../../prisma/secret.ts';

export interface DiscordLoginOptions {
  clientId: string;
  clientSecret: Secret;
  /** Discord's pages and its API, without a version. */
  site: string;
  api: string;
  /** Where Discord sends people back to, exactly as it is registered there. */
  redirectUri: () => string;
}

/** What has to be remembered while somebody is away at Discord, and compared when they come back. */
export interface Attempt {
  state: string;
  verifier: string;
}

/** Who somebody is, by Discord. */
export interface Identity {
  userId: string;
  name: string;
}

const WITHIN_MS = 8_000;

/**
 * Discord's OAuth2 (authorization code, state and PKCE) for one question: who is this? The access token is used for
 * it once and revoked at once, so there is none to lose; what somebody may do is asked with the bot's own token.
 */
export class DiscordLogin {
  readonly #options: DiscordLoginOptions;
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;

  constructor(options: DiscordLoginOptions) {
    this.#options = options;
    const { site, api, clientId } = options;
    this.#server = {
      issuer: site,
      authorization_endpoint: `${site}/oauth2/authorize`,
      token_endpoint: `${api}/v10/oauth2/token`,
      revocation_endpoint: `${api}/v10/oauth2/token/revoke`,
    };
    this.#client = { client_id: clientId };
  }

  /** Where to send somebody, and what to remember meanwhile. */
  async begin(): Promise<{ address: URL; attempt: Attempt }> {
    const attempt = { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
    const address = new URL(`${this.#options.site}/oauth2/authorize`);
    address.search = new URLSearchParams({
      client_id: this.#client.client_id,
      redirect_uri: this.#options.redirectUri(),
      response_type: 'code',
      scope: 'identify',
      prompt: 'none', // whoever has allowed it once is not asked again
      state: attempt.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    }).toString();
    return { address, attempt };
  }

  /**
   * Who came back; null when the person said no, or what came back is not the answer to `attempt` or no longer good.
   * Faults: `discord_unreachable`.
   */
  async finish(returned: URLSearchParams, attempt: Attempt): Promise<Identity | null> {
    try {
      const checked = oauth.validateAuthResponse(this.#server, this.#client, returned, attempt.state);
      const authenticate = oauth.ClientSecretPost(this.#options.clientSecret.reveal());
      const answer = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        authenticate,
        checked,
        this.#options.redirectUri(),
        attempt.verifier,
        this.#limits,
      );
      const { access_token: token } = await oauth.processAuthorizationCodeResponse(this.#server, this.#client, answer);
      const identity = await this.#identityOf(token);
      const revoked = await oauth.revocationRequest(this.#server, this.#client, authenticate, token, this.#limits);
      await oauth.processRevocationResponse(revoked);
      return identity;
    } catch (cause) {
      if (cause instanceof oauth.AuthorizationResponseError || cause instanceof oauth.ResponseBodyError) return null;
      if (cause instanceof oauth.OperationProcessingError && cause.code === oauth.INVALID_RESPONSE) return null;
      throw new Fault('discord_unreachable', 'Discord did not answer the sign-in.', { retryable: true, cause });
    }
  }

  async #identityOf(token: string): Promise<Identity> {
    const address = new URL(`${this.#options.api}/v10/users/@me`);
    const answer = await oauth.protectedResourceRequest(token, 'GET', address, undefined, null, this.#limits);
    const person: unknown = await answer.json();
    if (typeof person !== 'object' || person === null || !('id' in person && 'username' in person)) {
      throw new Fault('discord_unreachable', 'Discord did not say who signed in.', { retryable: true });
    }
    const shown =
      'global_name' in person && typeof person.global_name === 'string' ? person.global_name : person.username;
    return { userId: String(person.id), name: String(shown) };
  }

  /** Plain http is right for a Discord on this machine alone; redirects are never followed. */
  get #limits() {
    return {
      signal: () => AbortSignal.timeout(WITHIN_MS),
      [oauth.allowInsecureRequests]: this.#options.api.startsWith('http://'),
    };
  }
}

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LocalDiscord } from './discord/discord.ts';
import { APPLICATION_ID } from './discord/guild.ts';
import { localDiscord } from './discord-client.ts';

const BACK = 'http://127.0.0.1:4321/sign-in/callback';
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-x';
const ASKED = {
  client_id: APPLICATION_ID,
  redirect_uri: BACK,
  response_type: 'code',
  scope: 'identify',
  state: 'a state & more',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};
type Fields = Record<string, string>;

/** The page that asks a person, as a browser gets it. */
const pageOf = (discord: LocalDiscord, changes: Fields = {}) =>
  fetch(`${discord.rest.site}/oauth2/authorize?${new URLSearchParams({ ...ASKED, ...changes })}`);

/** Somebody presses a button of the page; an empty name cancels. Resolves with where the browser is sent. */
async function decide(discord: LocalDiscord, name: string, changes: Fields = {}): Promise<URL> {
  const body = new URLSearchParams({ ...ASKED, ...changes, as: name });
  const { headers } = await fetch(`${discord.rest.site}/oauth2/authorize`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return new URL(headers.get('location') ?? '');
}

const codeOf = async (discord: LocalDiscord, changes: Fields = {}): Promise<string> =>
  (await decide(discord, 'dan', changes)).searchParams.get('code') ?? '';

/** A form for one of the token endpoints, from the application itself unless `changes` say another one. */
async function send(discord: LocalDiscord, path: string, fields: Fields, headers: Fields = {}) {
  const own = 'authorization' in headers ? {} : { client_id: APPLICATION_ID, client_secret: discord.clientSecret };
  const response = await fetch(`${discord.rest.api}/v10/oauth2/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...own, ...fields }),
    headers,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const exchange = (discord: LocalDiscord, code: string, changes: Fields = {}, headers: Fields = {}) =>
  send(
    discord,
    'token',
    { grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: VERIFIER, ...changes },
    headers,
  );

const tokenOf = async (discord: LocalDiscord): Promise<string> =>
  String((await exchange(discord, await codeOf(discord))).body.access_token);

async function ask(discord: LocalDiscord, path: string, authorization: string) {
  const response = await fetch(`${discord.rest.api}/v10${path}`, { headers: { authorization } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the page that asks a person', () => {
  it('offers everybody here, shows what is asked, and keeps the request in its form', async () => {
    const discord = await localDiscord();
    const response = await pageOf(discord);
    const page = await response.text();
    expect(response.status).toBe(200);
    for (const name of ['Ada', 'Bob', 'Cleo', 'Dan', 'Erin']) expect(page).toContain(`Authorize as ${name}`);
    expect(page).toContain('Cancel');
    expect(page).toContain('(identify)');
    expect(page).toContain('name="state" value="a state &#38; more"');
  });

  it('sends a person who agrees back with a code, and one who does not with the reason', async () => {
    const discord = await localDiscord();
    const agreed = await decide(discord, 'dan');
    expect(agreed.origin + agreed.pathname).toBe(BACK);
    expect([...agreed.searchParams.keys()]).toEqual(['code', 'state']);
    expect(agreed.searchParams.get('state')).toBe(ASKED.state);
    const cancelled = await decide(discord, '');
    expect(Object.fromEntries(cancelled.searchParams)).toEqual({ error: 'access_denied', state: ASKED.state });
  });

  it.each<[string, Fields, string]>([
    ['an application that is not there', { client_id: '1' }, 'Unknown Application'],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }, 'Invalid OAuth2 redirect_uri'],
    ['an address that is none', { redirect_uri: 'callback' }, 'Invalid OAuth2 redirect_uri'],
    ['a scope that is none', { scope: '<b>' }, 'Invalid OAuth2 scope'],
  ])('redirects nobody for %s', async (_what, changes, sentence) => {
    const discord = await localDiscord();
    const shown = await pageOf(discord, changes);
    expect([shown.status, await shown.text()]).toEqual([400, expect.stringContaining(sentence)]);
    await expect(decide(discord, 'dan', changes)).rejects.toThrow('Invalid URL'); // there is no location
  });
});

describe('a code', () => {
  it('is a token for a week, in the shape that Discord documents', async () => {
    const discord = await localDiscord();
    expect(await exchange(discord, await codeOf(discord))).toEqual({
      status: 200,
      body: {
        token_type: 'Bearer',
        access_token: expect.stringMatching(/^[\w-]{20}$/),
        expires_in: 604_800,
        refresh_token: expect.stringMatching(/^[\w-]{20}$/),
        scope: 'identify',
      },
    });
    expect(discord.problems).toEqual([]);
  });

  it('is good once, also when the one try was wrong', async () => {
    const discord = await localDiscord();
    const used = await codeOf(discord);
    expect((await exchange(discord, used)).status).toBe(200);
    const spoilt = await codeOf(discord);
    expect((await exchange(discord, spoilt, { redirect_uri: `${BACK}/` })).status).toBe(400);
    for (const code of [used, spoilt, 'never-granted']) {
      expect(await exchange(discord, code)).toEqual({
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' },
      });
    }
  });

  it('is good for a minute', async () => {
    const discord = await localDiscord();
    const [early, late] = [await codeOf(discord), await codeOf(discord)];
    discord.clock.advance(50_000);
    expect((await exchange(discord, early)).status).toBe(200);
    discord.clock.advance(10_000);
    expect((await exchange(discord, late)).body.error).toBe('invalid_grant');
  });

  it.each<[string, Fields, string]>([
    ['another address', { redirect_uri: 'http://127.0.0.1:4321/' }, 'invalid_grant'],
    ['another verifier', { code_verifier: VERIFIER.toUpperCase() }, 'invalid_grant'],
    ['an empty verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another kind of grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is no token for %s', async (_what, changes, error) => {
    const discord = await localDiscord();
    expect(await exchange(discord, await codeOf(discord), changes)).toMatchObject({ status: 400, body: { error } });
    expect(discord.oauth.liveTokens).toBe(0);
  });

  it('needs no verifier where no challenge was made', async () => {
    const discord = await localDiscord();
    const code = await codeOf(discord, { code_challenge_method: '' });
    expect((await exchange(discord, code, { code_verifier: '' })).status).toBe(200);
  });
});

describe('the application', () => {
  const basic = (id: string, secret: string): Fields => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  it('names itself in the form or in the header', async () => {
    const discord = await localDiscord();
    const header = basic(APPLICATION_ID, discord.clientSecret);
    expect((await exchange(discord, await codeOf(discord), {}, header)).status).toBe(200);
    expect((await exchange(discord, await codeOf(discord))).status).toBe(200);
  });

  it('is refused with a wrong secret, and the code is not spoilt by it', async () => {
    const discord = await localDiscord();
    const code = await codeOf(discord);
    const refused = { status: 401, body: { error: 'invalid_client', error_description: expect.any(String) } };
    expect(await exchange(discord, code, { client_secret: 'guessed' })).toEqual(refused);
    expect(await exchange(discord, code, { client_id: '1' })).toEqual(refused);
    expect(await exchange(discord, code, {}, basic(APPLICATION_ID, 'guessed'))).toEqual(refused);
    expect(await send(discord, 'token/revoke', { token: 'any', client_secret: 'guessed' })).toEqual(refused);
    expect((await exchange(discord, code)).status).toBe(200);
    expect(discord.problems).toEqual([]);
  });
});

describe('a token', () => {
  it('tells who the person is, and what they granted until when', async () => {
    const discord = await localDiscord();
    const bearer = `Bearer ${await tokenOf(discord)}`;
    const { id } = discord.user('dan');
    const person = { id, username: 'dan', global_name: 'Dan', discriminator: '0' };
    expect(await ask(discord, '/users/@me', bearer)).toMatchObject({ status: 200, body: { ...person, email: null } });
    const { body } = await ask(discord, '/oauth2/@me', bearer);
    expect(body).toMatchObject({ application: { id: APPLICATION_ID }, scopes: ['identify'], user: person });
    const lifeMs = Date.parse(String(body.expires)) - discord.clock.now();
    expect(Math.abs(lifeMs - 604_800_000)).toBeLessThan(10_000);
    expect(discord.problems).toEqual([]);
  });

  it('opens nothing of the bot, and the bot’s nothing of the person', async () => {
    const discord = await localDiscord();
    const token = await tokenOf(discord);
    for (const path of ['/gateway/bot', '/applications/@me', `/users/${discord.user('ada').id}`]) {
      expect((await ask(discord, path, `Bearer ${token}`)).status, path).toBe(401);
    }
    for (const authorization of [token, `Bot ${token}`, 'Bearer', 'Bearer guessed']) {
      expect(await ask(discord, '/users/@me', authorization), authorization).toEqual({
        status: 401,
        body: { message: '401: Unauthorized', code: 0 },
      });
    }
    expect((await ask(discord, '/oauth2/@me', `Bot ${discord.token}`)).status).toBe(401);
    expect((await ask(discord, '/users/@me', `Bot ${discord.token}`)).body.username).toBe('Easel');
  });

  it('ends when it is revoked, and after a week', async () => {
    const discord = await localDiscord();
    const [revoked, kept] = [await tokenOf(discord), await tokenOf(discord)];
    const statuses = async () =>
      Promise.all([revoked, kept].map(async (token) => (await ask(discord, '/users/@me', `Bearer ${token}`)).status));
    expect(await statuses()).toEqual([200, 200]);
    expect(await send(discord, 'token/revoke', { token: revoked })).toEqual({ status: 200, body: {} });
    expect(await statuses()).toEqual([401, 200]);
    discord.clock.advance(604_800_000);
    expect(await statuses()).toEqual([401, 401]);
    expect((await send(discord, 'token/revoke', { token: revoked })).status).toBe(200); // as good as revoked
    expect(discord.problems).toEqual([]);
  });
});

import type { LocalDiscord } from './discord/discord.ts';

/** Somebody with a browser's manners and no browser: keeps cookies, says where its forms come from. */
export class DashboardVisitor {
  readonly url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  /** Asks for a page; redirects are not followed. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  /** Sends a form as our own pages do; `headers` may make it another one. */
  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const own = { origin: this.url, 'sec-fetch-site': 'same-origin' };
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { ...own, ...headers } });
  }

  /** The same with the hidden token of a page. */
  async submit(page: string, path: string, fields: Record<string, string>): Promise<Response> {
    return this.post(path, { ...fields, formToken: await this.formToken(page) });
  }

  async formToken(page = '/servers'): Promise<string> {
    const found = /name="formToken" value="([^"]+)"/.exec(await (await this.get(page)).text());
    if (found?.[1] === undefined) throw new Error(`expected a form on ${page}`);
    return found[1];
  }

  /** To Discord and back as one of its people; resolves with what our callback answered. */
  async signIn(name: string): Promise<Response> {
    return this.get(await this.authorize(await this.beginSignIn(), name));
  }

  /** The address of Discord's page. */
  async beginSignIn(): Promise<URL> {
    const started = await this.get('/sign-in');
    const address = started.headers.get('location');
    if (address === null) throw new Error(`expected to be sent to Discord, got ${started.status}`);
    return new URL(address);
  }

  /** What Discord sends the browser back to, as path and query; an empty name says no. */
  async authorize(address: URL, name: string): Promise<string> {
    const body = new URLSearchParams([...address.searchParams, ['as', name]]);
    const { headers } = await fetch(new URL('/oauth2/authorize', address), {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    const back = new URL(headers.get('location') ?? '');
    return back.pathname + back.search;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie !== '' && { cookie }) };
    const response = await fetch(this.url + path, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** A visitor who is signed in. */
export async function visitor(url: string, name: string): Promise<DashboardVisitor> {
  const visit = new DashboardVisitor(url);
  const { status } = await visit.signIn(name);
  if (status !== 200) throw new Error(`expected ${name} to get in, got ${status}`);
  return visit;
}

/** The address of the local server's pages. */
export const pagesOf = (discord: LocalDiscord): string => `/servers/${discord.channel('art').guildId}`;

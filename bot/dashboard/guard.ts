import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { May } from '../grants.ts';
import type { Guilds } from '../guilds.ts';
import { isStorable } from '../storable.ts';
import { refuse } from './problem-page.ts';
import { includes, type Rights } from './rights.ts';
import { formTokenOf, isFormToken, type Session, type Sessions } from './sessions.ts';
import { INSTANCE_SCOPE, type Scope, Visit } from './visit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; only behind the guard. */
    session: Session | null;
    /** Set for the pages of a scope. */
    visit: Visit | null;
  }
  interface FastifyContextConfig {
    /** What a route of a scope asks for; left out: to view for GET, to edit for POST. */
    may?: May;
    /** Requests of a session that the route takes in a minute, counted apart from pages: for parts of a page. */
    perMinute?: number;
  }
}

/** Only ever sent over TLS or to this machine, never to scripts, never from another site. */
export const SESSION_COOKIE = '__Host-session';
/** Of one session, all pages together. */
const PAGES_PER_MINUTE = 60;

export interface GuardOptions {
  /** Where browsers see us, such as `https://easel.example`. */
  origin: () => string;
  sessions: Sessions;
  rights: Rights;
  guilds: Guilds;
}

/**
 * Makes a part of the server one that only people who are signed in see. Every route that is registered behind it is
 * guarded: there is nothing to remember per route.
 */
export function requireSession(server: FastifyInstance, options: GuardOptions): void {
  server.decorateRequest('session', null);
  server.decorateRequest('visit', null);
  server.addHook('onRequest', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    request.session = token === undefined ? null : await options.sessions.find(token);
    if (request.session === null) return refuse(reply, 401, 'You are not signed in, or have been away for long.');
    if (request.method !== 'GET' && !isOwnForm(request, options.origin())) {
      return refuse(reply, 403, 'This request did not come from a page of ours.');
    }
  });
  server.addHook(
    'onRequest',
    server.rateLimit({
      max: ({ routeOptions }) => routeOptions.config.perMinute ?? PAGES_PER_MINUTE,
      timeWindow: '1 minute',
      keyGenerator: ({ cookies, ip, routeOptions }) =>
        `${cookies[SESSION_COOKIE] ?? ip} ${routeOptions.config.perMinute ?? 'pages'}`,
    }),
  );
  server.addHook('preHandler', async (request, reply) => {
    if (request.method === 'GET') return;
    const { formToken, ...body } = (request.body ?? {}) as Record<string, unknown>;
    if (!isFormToken(request.cookies[SESSION_COOKIE] ?? '', formToken)) {
      return refuse(reply, 403, 'This form is of an older visit. Go back, reload the page, and send it again.');
    }
    // A browser sends none, and no person misses it.
    if (!isStorable(body)) return refuse(reply, 400, 'There is a character in it that is none.');
    request.body = body; // what is left is the page's own, and its schema knows every field of it
  });
}

/** Makes the routes of a part those of a scope, `/servers/:scope/…`, with the right that each asks for. */
export function requireRight(server: FastifyInstance, { rights, guilds }: GuardOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    const { session } = request;
    const { scope: id = '' } = request.params as { scope?: string };
    const scope = id === INSTANCE_SCOPE.id ? INSTANCE_SCOPE : scopeOf(guilds, id);
    const may = session && scope && (await rights.of(session.userId, scope.guildId));
    const wanted = request.routeOptions.config.may ?? (request.method === 'GET' ? 'view' : 'edit');
    // A server that we are not in is told apart from one that is not yours by nobody.
    if (!(session && scope && may)) return refuse(reply, 403, 'There is no such server, or it is not yours to manage.');
    if (!includes(may, wanted)) return refuse(reply, 403, `You may look here, but not ${wanted} anything.`);
    request.visit = new Visit({
      session,
      scope,
      may,
      formToken: formTokenOf(request.cookies[SESSION_COOKIE] ?? ''),
      servers: await rights.serversOf(session.userId),
      isOwner: await rights.isOwner(session.userId),
    });
  });
}

/** The visit of a request behind the guard. */
export function visitOf(request: FastifyRequest): Visit {
  if (request.visit === null) throw new Error('Expected a route of a scope to be behind requireRight.');
  return request.visit;
}

/** A browser says where a form comes from, and no page can make it lie. */
const isOwnForm = ({ headers }: FastifyRequest, origin: string): boolean =>
  headers.origin === origin && headers['sec-fetch-site'] === 'same-origin';

function scopeOf(guilds: Guilds, id: string): Scope | null {
  const guild = guilds.find(id);
  return guild && { id: guild.id, guildId: guild.id, name: guild.name };
}

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import serveFiles from '@fastify/static';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Log, loggable } from '../log.ts';
import { refuse } from './problem-page.ts';

const BODY_BYTES_MAX = 512 * 1024;
const REQUEST_WITHIN_MS = 15_000;
const HOUR = 3_600_000;
const YEAR_SECONDS = 31_536_000;
/** Of one address: pages have limits of their own besides (guard.ts, sign-in.ts). */
const REQUESTS_PER_MINUTE = 1_200;

/**
 * A server that is strict with every answer, before any route is known: headers, limits, and error pages that say
 * nothing of what is inside. Each setting that an attacker could profit from is said here and not left to a default.
 */
export async function newServer(log: Log): Promise<FastifyInstance> {
  const server = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_WITHIN_MS,
    // Whoever stands on this machine or in its private network may say whom they ask for: that is the TLS proxy.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    genReqId: () => randomBytes(6).toString('hex'),
    forceCloseConnections: true, // event streams would keep it open for ever
    logger: false,
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: { maxAge: YEAR_SECONDS, includeSubDomains: false, preload: false },
    frameguard: { action: 'deny' },
    // `no-referrer` would be stricter, but with it Chromium sends `Origin: null` with our own forms (seen with 150),
    // and the origin of a form is what guard.ts goes by. This one tells nobody else anything either.
    referrerPolicy: { policy: 'same-origin' },
  });
  await server.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    errorResponseBuilder: (_, { after, statusCode }) =>
      Object.assign(new Error(`That was quick. Try again in ${after}.`), { statusCode }),
  });
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: BODY_BYTES_MAX });
  server.addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, async (_, reply) =>
    refuse(reply, 404, 'There is no such page.'),
  );
  server.setErrorHandler<FastifyError>(async (error, request, reply) => {
    if (error instanceof z.ZodError) return refuse(reply, 400, misunderstood(error));
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      log.error({ reference: request.id, route: request.routeOptions.url, ...loggable(error) }, 'a page failed');
    }
    const sentence = status >= 500 ? `Something broke here. The log has it under ${request.id}.` : error.message;
    return refuse(reply, status, sentence);
  });
  await serveAssets(server);
  return server;
}

/** A form or an address that none of our pages would send. */
const misunderstood = ({ issues }: z.ZodError): string =>
  `This was not understood: ${issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`;

/** Our own style and icon, and htmx as its package has it: nothing comes from another origin. */
async function serveAssets(server: FastifyInstance): Promise<void> {
  const folders = {
    '/assets/': new URL('./assets/', import.meta.url),
    '/assets/htmx/': new URL('.', import.meta.resolve('htmx.org/dist/htmx.min.js')),
    '/assets/htmx-sse/': new URL('.', import.meta.resolve('htmx-ext-sse/dist/sse.min.js')),
  };
  for (const [prefix, folder] of Object.entries(folders)) {
    await server.register(serveFiles, {
      root: fileURLToPath(folder),
      prefix,
      decorateReply: false,
      index: false,
      dotfiles: 'ignore',
      maxAge: HOUR,
    });
  }
}

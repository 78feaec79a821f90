import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';

/** Requests of one bucket within one window. */
export interface RateLimit {
  requests: number;
  windowMs: number;
}

/**
 * Discord publishes no numbers and asks clients to go by the headers; people report about five edits per webhook
 * and a few seconds. Two seconds keep tests short.
 */
export const USUAL_RATE_LIMIT: RateLimit = { requests: 5, windowMs: 2_000 };

/** Routes that have buckets, with what tells one bucket from another: the webhook's token or the channel. */
const LIMITED = /^\/api\/v10\/(webhooks\/\d+\/[^/?]+|channels\/\d+)\/?/;

interface Window {
  endsAtMs: number;
  used: number;
}

/** Announces and keeps rate limits, as https://docs.discord.com/developers/topics/rate-limits describes. */
export function limitRates(server: FastifyInstance, clock: Clock, { requests, windowMs }: RateLimit): void {
  const windows = new Map<string, Window>();
  server.addHook('onRequest', async (request, reply) => {
    const place = request.url.match(LIMITED)?.[1];
    if (place === undefined) return undefined;
    const bucket = `${request.method} ${request.routeOptions.url}`;
    const key = `${bucket} ${place}`;
    const now = clock.now();
    const known = windows.get(key);
    const window = known && known.endsAtMs > now ? known : { endsAtMs: now + windowMs, used: 0 };
    windows.set(key, window);
    window.used += 1;
    const resetAfter = (window.endsAtMs - now) / 1000;
    reply.headers({
      'x-ratelimit-limit': requests,
      'x-ratelimit-remaining': Math.max(0, requests - window.used),
      'x-ratelimit-reset': window.endsAtMs / 1000,
      'x-ratelimit-reset-after': resetAfter,
      'x-ratelimit-bucket': Buffer.from(bucket).toString('base64url'),
    });
    if (window.used <= requests) return undefined;
    return reply
      .code(429)
      .headers({ 'retry-after': resetAfter, 'x-ratelimit-scope': 'user' })
      .send({ message: 'You are being rate limited.', retry_after: resetAfter, global: false });
  });
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Secret } from '../../prisma/secret.ts';
import { type Log, loggable } from '../log.ts';
import type { Metrics } from '../metrics.ts';

export interface OperationsOptions {
  metrics: Metrics;
  /** Resolves when the database answers. */
  ping: () => Promise<unknown>;
  /** Whether Discord's gateway is connected. */
  isConnected: () => boolean;
  metricsToken: Secret | null;
  log: Log;
}

const PING_WITHIN_MS = 1_000;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * What supervisors and Prometheus ask. `/healthz`: this process turns. `/readyz`: it can serve people, since the
 * database and Discord answer. `/metrics`: numbers, for this machine alone unless a token is configured.
 */
export async function operationsRoutes(server: FastifyInstance, options: OperationsOptions): Promise<void> {
  const { metrics, ping, isConnected, metricsToken, log } = options;

  server.get('/healthz', async () => ({ status: 'ok' }));

  server.get('/readyz', async (_, reply) => {
    const database = await within(PING_WITHIN_MS, ping()).catch((error: unknown) => {
      log.warn(loggable(error), 'the database does not answer');
      return 'away' as const;
    });
    const state = { database: database === 'away' ? 'away' : 'ok', discord: isConnected() ? 'ok' : 'away' };
    const isReady = state.database === 'ok' && state.discord === 'ok';
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'away', ...state });
  });

  server.get('/metrics', async (request, reply) => {
    if (!mayRead(request, metricsToken)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ error: 'METRICS_TOKEN is needed as a bearer token.' });
    }
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
}

/** Without a token only who asks directly from this machine: a proxy in front of us forwards the world. */
function mayRead({ headers, socket }: FastifyRequest, token: Secret | null): boolean {
  if (token === null) {
    return (
      LOOPBACK.has(socket.remoteAddress ?? '') &&
      headers['x-forwarded-for'] === undefined &&
      headers.forwarded === undefined
    );
  }
  return timingSafeEqual(sha256(headers.authorization ?? ''), sha256(`Bearer ${token.reveal()}`));
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(ms).addEventListener('abort', () => reject(new Error(`no answer within ${ms} ms`)));
  });
  return Promise.race([promise, late]);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What goes wrong with requests to a route. */
export interface FaultPlan {
  /** Part of the decoded path, such as `/callback` or `/messages/@original`, or a pattern for all of it. */
  route: string | RegExp;
  method?: string;
  /** Answers with this status in place of what was meant. */
  status?: number;
  /** Discord's own code in the body. */
  code?: number;
  /** For 429: how long the client is asked to wait. */
  retryAfterMs?: number;
  /** For 429: all routes are meant, not only this one. */
  global?: boolean;
  /** Waits before anything else happens; with `afterApply` before it answers. */
  delayMs?: number;
  /** Resets the connection in place of an answer. */
  drop?: boolean;
  /** What was asked for is done first; only the answer goes wrong. */
  afterApply?: boolean;
  /** How many requests it hits: 1 unless told. */
  times?: number;
}

/** A fault that was asked for, and how often it happened so far. */
export interface InjectedFault {
  readonly happened: number;
  /** It happens no more. */
  lift(): void;
}

interface Pending {
  plan: FaultPlan;
  left: number;
  happened: number;
}

/** Makes requests go wrong as tests ask for it. */
export class Faults {
  readonly #pending: Pending[] = [];
  readonly #onHit: () => void;

  constructor(onHit: () => void) {
    this.#onHit = onHit;
  }

  add(plan: FaultPlan): InjectedFault {
    const pending: Pending = { plan, left: plan.times ?? 1, happened: 0 };
    this.#pending.push(pending);
    return {
      get happened() {
        return pending.happened;
      },
      lift: () => {
        pending.left = 0;
      },
    };
  }

  /** The fault that hits this request, if one does. */
  take(method: string, url: string): FaultPlan | null {
    const path = decodeURIComponent(url);
    const hit = this.#pending.find(({ plan, left }) => left > 0 && matches(plan, method, path));
    if (!hit) return null;
    hit.left -= 1;
    hit.happened += 1;
    this.#onHit();
    return hit.plan;
  }
}

const matches = ({ route, method: only }: FaultPlan, method: string, path: string): boolean =>
  (only === undefined || only.toUpperCase() === method) &&
  (typeof route === 'string' ? path.includes(route) : route.test(path));

/** Puts the faults in front of, or behind, every route. */
export function injectFaults(server: FastifyInstance, faults: Faults): void {
  const late = new WeakMap<FastifyRequest, FaultPlan>();
  server.addHook('onRequest', async (request, reply) => {
    const plan = faults.take(request.method, request.url);
    if (!plan) return undefined;
    if (plan.afterApply) {
      late.set(request, plan);
      return undefined;
    }
    if (plan.delayMs !== undefined) await delay(plan.delayMs);
    if (plan.drop) return reset(request, reply);
    if (plan.status === undefined) return undefined;
    return spoil(reply, plan, plan.status).send(bodyOf(plan, plan.status));
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const plan = late.get(request);
    if (!plan) return payload;
    if (plan.delayMs !== undefined) await delay(plan.delayMs);
    if (plan.drop) return reset(request, reply);
    if (plan.status === undefined) return payload;
    spoil(reply, plan, plan.status);
    return JSON.stringify(bodyOf(plan, plan.status));
  });
}

/** ECONNRESET at the client. */
function reset(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.resetAndDestroy();
  return reply;
}

function spoil(reply: FastifyReply, { retryAfterMs, global }: FaultPlan, status: number): FastifyReply {
  reply.code(status).type('application/json');
  if (retryAfterMs !== undefined) reply.header('retry-after', retryAfterMs / 1000);
  if (global) reply.headers({ 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' });
  return reply;
}

function bodyOf({ code = 0, retryAfterMs = 0, global = false }: FaultPlan, status: number): object {
  if (status === 429) return { message: 'You are being rate limited.', retry_after: retryAfterMs / 1000, global };
  return { message: `${status}: this went wrong because a test asked for it`, code };
}

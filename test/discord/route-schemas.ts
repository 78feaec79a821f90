import type { FastifyInstance } from 'fastify';
import type { ZodMiniType } from 'zod/mini';
import { invalidBody } from './api-error.ts';
import { bodyOf } from './request-body.ts';
import { violations } from './validation.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the body of a request must be; a function where that depends on the body. */
    takes?: ZodMiniType | ((json: unknown) => ZodMiniType);
    /** What a successful answer must be. */
    gives?: ZodMiniType;
  }
}

/**
 * Holds every route to the specification: a request that does not keep to it is refused as Discord refuses it, an
 * answer of our own that does not is a problem of this Discord (that found a real mistake).
 */
export function keepToSpecification(server: FastifyInstance, problems: string[]): void {
  server.addHook('preHandler', async (request) => {
    const { takes } = request.routeOptions.config;
    if (!takes) return;
    const { json } = bodyOf(request);
    const errors = violations(typeof takes === 'function' ? takes(json) : takes, json ?? {});
    if (errors.length > 0) throw invalidBody(errors);
  });
  server.addHook('preSerialization', async (request, reply, answer) => {
    const { gives } = request.routeOptions.config;
    if (!gives || reply.statusCode >= 300) return answer;
    for (const { path, message } of violations(gives, answer)) {
      problems.push(`${request.method} ${request.url} answers ${path.map(String).join('.')}: ${message}`);
    }
    return answer;
  });
}

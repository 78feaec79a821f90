import type { FastifyInstance } from 'fastify';

/** How often each route was asked, so that a test can see that something was asked again, or was not. */
export class Calls {
  readonly #counts = new Map<string, number>();

  /** Counts from now on; the server's routes must not be there yet. */
  watch(server: FastifyInstance, prefix: string): void {
    const nameOf = (method: unknown, url = '') => `${method} ${url.replace(prefix, '')}`;
    server.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) this.#counts.set(nameOf(one, url), 0);
    });
    server.addHook('onRequest', async ({ method, routeOptions: { url } }) => {
      const name = nameOf(method, url);
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    });
  }

  /** Of a route as it is written here, such as `GET /guilds/:guild/members/:user`; refused calls count too. */
  of(route: string): number {
    const count = this.#counts.get(route);
    if (count === undefined) throw new RangeError(`expected a route of this Discord, got ${route}`);
    return count;
  }
}

import { startPostgres } from '../deploy/postgres.ts';

/** A process of its own that owns an embedded Postgres in the folder it is given, for tests that end it: `exit` does. */
const [, , directory = ''] = process.argv;
process.once('message', () => process.exit(1));
const { url, pid } = await startPostgres({ directory });
process.send?.({ url, pid });

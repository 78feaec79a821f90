import { z } from 'zod';
import { readEnvironment } from '../../prisma/environment.ts';
import { Secret } from '../../prisma/secret.ts';

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }).optional(),
});

/** The database whose workers can tell what is loaded; null where this command is not told of one. Faults: `config_invalid`. */
export function readDatabaseUrl(): Secret | null {
  const { DATABASE_URL } = readEnvironment(schema, ['DATABASE_URL']);
  return DATABASE_URL === undefined ? null : new Secret(DATABASE_URL);
}

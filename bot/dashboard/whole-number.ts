import { z } from 'zod';

/** The largest that a column of the database holds. */
const MAX = 2_147_483_647;

/**
 * A whole number as a form or an address has it, in digits. `z.coerce.number()` takes nothing at all for 0, and so a
 * form without its number for one about version 0 or the first rule; and what no column holds it lets through.
 */
export const wholeNumber = (min: number, max: number = MAX) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'Expected a whole number.')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

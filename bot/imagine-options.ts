import { z } from 'zod';

const text = z.string().nullable().default(null);
const number = z.number().nullable().default(null);
const flag = z.boolean().nullable().default(null);

/**
 * What a person gave to /imagine, by option or by flag; null where they left it to the model and the settings. Kept
 * with the job, so that Remix begins with what was typed and not with what it became.
 */
export const imagineOptions = z.object({
  /** Without its flags; permutations are one job each, with one reading each. */
  prompt: z.string(),
  negative: text,
  count: number,
  seed: number,
  steps: number,
  guidance: number,
  aspect: text,
  size: text,
  scheduler: text,
  model: text,
  style: text,
  /** 1…100: how far the pictures of the grid lie apart. */
  chaos: number,
  tile: flag,
  /** Of image to image. */
  strength: number,
  spoiler: flag,
  private: flag,
});
export type ImagineOptions = z.infer<typeof imagineOptions>;

/** Something to tell with the answer about how the prompt was read; the code names a sentence in texts. */
const notice = z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });

/** The options as they are kept with a job. */
export const askedOptions = imagineOptions.extend({ notices: z.array(notice).default([]) });
export type Asked = z.infer<typeof askedOptions>;
export type PromptNotice = z.infer<typeof notice>;

/** Options with nothing but a prompt, changed by what else was given. */
export const optionsFor = (prompt: string, given: Partial<ImagineOptions> = {}): ImagineOptions => ({
  ...imagineOptions.parse({ prompt }),
  ...given,
});

import { z } from 'zod';

/** Why a job ended without images. The sentence for each is in bot/texts; `ready` with one of these is still an answer. */
export const APOLOGIES = [
  'too_many_attempts', // it was claimed ATTEMPTS_MAX times and no worker survived or finished it
  'too_old', // nobody could paint it before it expired
  'unusable_image', // the model returned NaN, infinity or plain black
  'out_of_memory', // it does not fit this device even alone
  'model_unavailable', // the model was removed or damaged between acceptance and painting
  'request_unsupported', // the worker refused a combination that it cannot paint
  'cancelled', // the person or a moderator took it back
  'painting_failed', // anything else; the log has the fault
] as const;
export type Apology = (typeof APOLOGIES)[number];

/** How a job was painted: with the request, everything that is needed to paint the same pixels again. */
export const provenance = z.strictObject({
  modelHash: z.string(),
  device: z.string(),
  /** Versions of what computed the pixels: easel, onnxruntime, node. */
  runtime: z.record(z.string(), z.string()),
  /** Rows of the largest UNet call this job took part in: fp16 results may depend on it. */
  rowsMax: z.int().min(1),
  /** Sentences' codes and values for the person: what of the prompt the model did not read, for example. */
  notices: z.array(
    z.strictObject({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  /** From acceptance to claim, from claim to decoded images, and of that the time inside UNet calls. */
  queuedMs: z.number().min(0),
  inferenceMs: z.number().min(0),
  unetMs: z.number().min(0),
});
export type Provenance = z.infer<typeof provenance>;

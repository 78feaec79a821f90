import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ModelFiles } from '../model-files.ts';

/** Where a model keeps what it is asked, and what its paintings are compared with. */
export const QUESTIONS_FILE = 'evaluation/questions.json';

const text = z.string().min(1).max(100);
const channel = z.int().min(0).max(255);

const schema = z.strictObject({
  /** Backgrounds by the word for them, as red, green and blue. */
  colours: z.record(text, z.tuple([channel, channel, channel])),
  /** Things that are painted again and again: with other seeds, and over each other. */
  things: z.array(text).min(2).max(50),
  /** Things by the name that the model was taught. */
  names: z.array(text).min(1).max(1000),
  /** Thing and colour that its training never showed together. */
  heldOut: z.array(z.tuple([text, text])).max(1000),
  /** Everyday words, each with the names of all that it may mean. */
  nouns: z.record(text, z.array(text).min(1)),
});

/** What a model is asked to paint; every model is asked the same with the same seeds. */
export type Questions = z.infer<typeof schema>;

/**
 * The questions in a model's folder. A model that keeps none is asked the embedded model's, so that its backgrounds and
 * seeds can be judged. Throws a Fault `model_damaged` for questions that cannot be read.
 */
export function readQuestions(files: ModelFiles): Questions {
  const own = files.has(QUESTIONS_FILE) ? files : embedded();
  const questions = own.json(QUESTIONS_FILE, schema);
  const colours = Object.keys(questions.colours);
  const stray = questions.heldOut.find(([, colour]) => !colours.includes(colour));
  if (stray !== undefined) throw own.damaged(QUESTIONS_FILE, `expected one of its colours, got ${stray.join(' on ')}`);
  return questions;
}

const embedded = () =>
  new ModelFiles(join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'models', 'emoji'), 'emoji');

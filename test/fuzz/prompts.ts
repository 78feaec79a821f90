import { isDeepStrictEqual } from 'node:util';
import { optionsFor } from '../../bot/imagine-options.ts';
import { type ImagineReading, readImagine } from '../../bot/prompt-language.ts';
import { sentenceOf, textsFor } from '../../bot/texts/texts.ts';
import { shapedPrompt } from '../shaped-prompt.ts';

/**
 * Reads a million shaped prompts, or as many as its argument says, and prints what became of them. An exception, a job
 * whose words still hold something to read, or a sentence that Discord would not take ends it with the seed.
 *
 *   node --import tsx test/fuzz/prompts.ts 1000000
 */
const count = Number(process.argv[2] ?? 1_000_000);
const SENTENCE_MAX = 2_000;

const outcomes = new Map<string, number>();
let jobs = 0;
let readingMs = 0;
let slowestMs = 0;
for (let seed = 0; seed < count; seed += 1) {
  const options = optionsFor(shapedPrompt(seed));
  try {
    const startedAt = performance.now();
    const result = readImagine(options);
    const ms = performance.now() - startedAt;
    readingMs += ms;
    slowestMs = Math.max(slowestMs, ms);
    const outcome = result.ok ? (result.value.length === 1 ? 'one job' : 'several jobs') : result.refusal.code;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (result.ok) jobs += result.value.length;
    const wrong = result.ok ? notFinished(result.value) : notSayable(sentenceOf(textsFor('en-US'), result.refusal));
    if (wrong) throw new Error(wrong);
  } catch (cause) {
    throw new Error(`seed ${seed}: ${JSON.stringify(options.prompt)}`, { cause });
  }
}
for (const [outcome, times] of [...outcomes].sort(([, a], [, b]) => b - a)) {
  console.log(`${outcome.padEnd(28)}${String(times).padStart(9)}  ${((times / count) * 100).toFixed(1)} %`);
}
console.log(`${count} prompts, ${jobs} jobs, 0 exceptions; reading took ${(readingMs / 1000).toFixed(1)} s,`);
console.log(`${((readingMs / count) * 1000).toFixed(1)} µs each, ${slowestMs.toFixed(1)} ms for the slowest`);

/** Words that are read again must be themselves: nothing was left in them. */
function notFinished(read: readonly ImagineReading[]): string | null {
  for (const { options } of read) {
    const again = readImagine(options);
    if (!again.ok) return `refused when read again: ${again.refusal.code}`;
    if (
      !isDeepStrictEqual(
        again.value.map((job) => job.options),
        [options],
      )
    )
      return 'not itself when read again';
  }
  return null;
}

function notSayable(sentence: string): string | null {
  const isFit = sentence.length > 0 && sentence.length <= SENTENCE_MAX && !sentence.includes('undefined');
  return isFit ? null : `said ${sentence}`;
}

import { faultsOf } from '../payload-faults.ts';
import { shapedPayloads } from '../shaped-answer.ts';

/**
 * Has the bot answer shaped prompts until there are 100,000 payloads, or as many as its argument says: results, single
 * pictures, apologies and progress in both renderers, details, Remix forms and refusals. A live mention, a live link, a
 * broken limit, or anything else that Discord would refuse ends it with the number of the prompt.
 *
 *   node --import tsx test/fuzz/payloads.ts 100000
 */
const wanted = Number(process.argv[2] ?? 100_000);

const kinds = new Map<string, number>();
const startedAt = performance.now();
let payloads = 0;
let prompts = 0;
for (; payloads < wanted; prompts += 1) {
  for (const payload of shapedPayloads(prompts)) {
    const faults = faultsOf(payload);
    if (faults.length > 0) throw new Error(`prompt ${prompts}, ${payload.name}: ${faults.join('; ')}`);
    kinds.set(payload.name, (kinds.get(payload.name) ?? 0) + 1);
    payloads += 1;
  }
}
for (const [kind, count] of [...kinds].sort()) console.log(`${kind.padEnd(24)}${String(count).padStart(9)}`);
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${payloads} payloads of ${prompts} prompts, none with a fault; ${seconds.toFixed(1)} s`);

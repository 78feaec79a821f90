import { parseArgs } from 'node:util';
import { measureAcknowledgement } from './acknowledgement.ts';
import { openStage } from './stage.ts';
import { measureVisibleAnswer } from './visible-answer.ts';

/**
 * `npm run load`: how fast the bot reacts while many people use it, and how soon a stored outcome is seen. The bot runs
 * in a process of its own; Discord, the load and a painter without a model share this one, so on two cores the figures
 * hold their work as well. Each round begins with an empty database.
 *
 *   npm run load -- [--rounds N] [--per-second 50] [--seconds 20] [--painted-per-second 4] [--answers 60]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    'per-second': { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    'painted-per-second': { type: 'string', default: '4' },
    answers: { type: 'string', default: '60' },
  },
});
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const stage = await openStage();
  const visibleAnswer = await measureVisibleAnswer(stage, Number(values.answers));
  const acknowledgement = await measureAcknowledgement(stage, {
    perSecond: Number(values['per-second']),
    seconds: Number(values.seconds),
    paintedPerSecond: Number(values['painted-per-second']),
    seed: round,
  });
  const { problems } = stage.discord;
  await stage.close();
  const { kinds, ...together } = acknowledgement;
  console.log(`round ${round}`);
  console.table({ acknowledgement: together, 'stored outcome to visible answer': visibleAnswer });
  console.table({ 'acknowledgement p50Ms': kinds });
  if (problems.length > 0) console.log(`Discord found: ${[...new Set(problems)].join('; ')}`);
}

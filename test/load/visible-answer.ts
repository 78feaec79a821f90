import { percentile } from '../bench/load.ts';
import type { LoadStage } from './stage.ts';

/** Milliseconds from the commit of an outcome to the message with its pictures. */
export interface VisibleAnswerFigures {
  answers: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
}

/**
 * One request at a time, so that nothing waits for anything else: from the moment at which four pictures are stored to
 * the moment at which Discord shows them in a grid. The notification, four PNGs read and decoded, the grid composed,
 * encoded and uploaded.
 */
export async function measureVisibleAnswer(stage: LoadStage, answers: number): Promise<VisibleAnswerFigures> {
  const { discord, painter, people } = stage;
  const times: number[] = [];
  for (let index = 0; index < answers; index += 1) {
    const answer = await discord
      .user(people[index % people.length] ?? 'ada')
      .slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    await painter.finish(await painter.claim());
    const storedAt = performance.now();
    await answer.settled();
    times.push(Math.round(performance.now() - storedAt));
  }
  return { answers, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), worstMs: Math.max(...times) };
}

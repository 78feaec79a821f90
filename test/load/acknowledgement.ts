import { setTimeout as delay } from 'node:timers/promises';
import { percentile, poissonArrivals } from '../bench/load.ts';
import type { MessageView } from '../discord/discord.ts';
import type { LoadStage } from './stage.ts';

/** How long people waited for the bot to react. */
export interface AcknowledgementFigures {
  interactions: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
  /** Interactions for which Discord said "did not respond". */
  lost: number;
  /** p50 of each kind of interaction. */
  kinds: Record<string, number>;
}

export interface Load {
  perSecond: number;
  seconds: number;
  /** Grids that a painter finishes meanwhile. */
  paintedPerSecond: number;
  seed: number;
}

const GRIDS = 20;
const BUTTONS = ['U1', 'U3', 'Details', 'Reroll'] as const;

/**
 * Interactions of many people, at moments that do not depend on how fast the bot is: seven in ten `/imagine`, two a
 * button under somebody's grid, one an option being typed. Times are Discord's: from the gateway's event to the
 * callback.
 */
export async function measureAcknowledgement(stage: LoadStage, load: Load): Promise<AcknowledgementFigures> {
  const grids = await finishedGrids(stage);
  const over = new AbortController();
  const painting = stage.painter.paint(1_000 / load.paintedPerSecond, over.signal);
  const { perSecond, seconds, seed } = load;
  const arrivals = poissonArrivals({ count: perSecond * seconds, gapMs: 1_000 / perSecond, seed });
  const startedAt = performance.now();
  const waiting: Promise<Reaction>[] = [];
  for (const [index, { arrivesMs }] of arrivals.entries()) {
    const early = startedAt + arrivesMs - performance.now();
    if (early > 1) await delay(early);
    waiting.push(interact(stage, grids, index));
  }
  const reactions = await Promise.all(waiting);
  over.abort();
  await painting;
  return figuresOf(reactions);
}

interface Reaction {
  kind: string;
  /** Null: none within Discord's three seconds. */
  ms: number | null;
}

async function interact({ discord, people }: LoadStage, grids: readonly MessageView[], index: number) {
  const person = discord.user(people[(index * 7) % people.length] ?? 'ada');
  const tenth = (index * 3) % 10;
  if (tenth === 0) return reaction('autocomplete', () => elapsed(() => person.suggestions('imagine', 'model', 'em')));
  if (tenth > 2) {
    const prompt = `a red apple, number ${index}, on a wooden table --ar 1:1`;
    return reaction('/imagine', async () => (await person.slash('imagine', { prompt })).acked());
  }
  const label = BUTTONS[Math.floor(index / 10) % BUTTONS.length] ?? 'U1';
  const grid = grids[index % grids.length];
  const button = grid?.buttons.find((one) => 'label' in one && one.label === label);
  if (!grid || !button || !('custom_id' in button)) throw new RangeError(`expected a grid with the button ${label}`);
  return reaction(label, async () => (await person.click(grid.raw, button.custom_id)).acked());
}

async function reaction(kind: string, react: () => Promise<number>): Promise<Reaction> {
  return { kind, ms: await react().catch(() => null) };
}

async function elapsed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return Math.round(performance.now() - startedAt);
}

/** Grids of several people, under which others press buttons. */
async function finishedGrids({ discord, painter, people }: LoadStage): Promise<MessageView[]> {
  const grids: MessageView[] = [];
  for (const name of people.slice(0, GRIDS)) {
    const answer = await discord.user(name).slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    await painter.finish(await painter.claim());
    grids.push(await answer.settled());
  }
  return grids;
}

function figuresOf(reactions: readonly Reaction[]): AcknowledgementFigures {
  const known = reactions.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const names = [...new Set(reactions.map(({ kind }) => kind))].sort();
  const ofKind = (name: string) => reactions.flatMap(({ kind, ms }) => (kind === name && ms !== null ? [ms] : []));
  return {
    interactions: reactions.length,
    p50Ms: percentile(known, 0.5),
    p99Ms: percentile(known, 0.99),
    worstMs: Math.max(...known),
    lost: reactions.length - known.length,
    kinds: Object.fromEntries(names.map((name) => [name, Math.round(percentile(ofKind(name), 0.5))])),
  };
}

import { accessTo } from './access.ts';
import { kindOfButton, refusalOfClick } from './clicks.ts';
import { JOB_BUTTONS, type JobButton } from './custom-id.ts';
import { refusalOfAccess } from './gate.ts';
import { limitsOf, refusalFor } from './person-limits.ts';
import { refusalOfMissing } from './response.ts';
import type { Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import * as en from './texts/en.ts';
import type { Refusal } from './texts/texts.ts';
import type { Usage } from './usage.ts';

/** Can this person do this here? */
export interface Question {
  /** `/imagine` or `button:reroll`, as access rules have it. */
  what: string;
  userId: string;
  surroundings: Surroundings;
  /** For a button: whether it is under a result of their own. */
  isOwnResult: boolean;
  settings: Settings;
  usage: Usage;
  /** Discord's identifiers of the permissions that the bot itself lacks there. */
  missing: readonly string[];
}

/** One thing that is asked before something is done, and what came out. */
export interface Check {
  name: string;
  /** Why not; null when this is no obstacle. */
  refusal: Refusal | null;
  /** What decided it, where that is not plain: the rule, the limits that hold. */
  because: string | null;
}

/** Commands that paint; the others only look. */
const PAINTING = new Set(['/imagine', '/rerun']);
/** What a request asks for at least. */
const ONE_PICTURE = { jobs: 1, images: 1 };

/**
 * Why somebody can or cannot do something somewhere: every check in the order in which it is really made, by the very
 * functions that make it, so that an explanation is never another opinion. The first refusal is what they are told.
 */
export function explain(question: Question): Check[] {
  const { what, userId, surroundings, isOwnResult, settings, usage, missing } = question;
  const checks: Check[] = [];
  const button = JOB_BUTTONS.find((name) => what === `button:${name}`);
  if (button !== undefined) {
    const { guildId } = surroundings;
    const job = { userId: isOwnResult ? userId : 'somebody else', isPrivate: false, guildId };
    const clicker = { userId, isModerator: surroundings.isModerator, guildId };
    const whose = isOwnResult ? 'a result of their own' : 'somebody else’s result';
    const as = surroundings.isModerator ? `${whose}, as a moderator` : whose;
    checks.push({ name: 'Who may press', refusal: refusalOfClick(button, job, clicker, settings), because: as });
  }
  const { ruleIndex } = accessTo(what, surroundings, settings.access);
  checks.push({
    name: 'Access rules',
    refusal: refusalOfAccess(what, settings, surroundings),
    because: ruleIndex === null ? 'no rule fits' : `rule ${ruleIndex + 1} is the last that fits`,
  });
  if (!paints(what, button)) return checks;
  const { pausedBecause } = settings;
  checks.push({
    name: 'Painting',
    refusal: pausedBecause === null ? null : { code: 'paused', values: { reason: pausedBecause } },
    because: null,
  });
  checks.push({
    name: 'The bot’s own permissions',
    refusal: refusalOfMissing(missing, en),
    because: null,
  });
  const limits = limitsOf(settings, surroundings.roleIds);
  checks.push({
    name: 'Bans and limits',
    refusal: refusalFor(usage, ONE_PICTURE, limits, settings),
    because: used(usage, limits),
  });
  return checks;
}

const paints = (what: string, button: JobButton | undefined): boolean =>
  PAINTING.has(what) || (button !== undefined && kindOfButton(button) === 'paint');

function used(usage: Usage, limits: ReturnType<typeof limitsOf>): string {
  const of = (count: number, max: number | null) => (max === null ? `${count}` : `${count} of ${max}`);
  return [
    `waiting ${of(usage.waitingOfPerson, limits.waitingMax)}`,
    `pictures today ${of(usage.imagesToday, limits.imagesPerDayMax)}`,
    `GPU-seconds today ${of(Math.round(usage.gpuMsToday / 1_000), limits.gpuSecondsPerDayMax)}`,
  ].join(', ');
}

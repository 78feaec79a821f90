import type { RepliableInteraction } from 'discord.js';
import { accessTo } from './access.ts';
import type { Bot } from './bot.ts';
import { refusalOfClick } from './clicks.ts';
import type { JobButton } from './custom-id.ts';
import type { Order } from './intake.ts';
import type { KnownJob } from './known-job.ts';
import { missingPermissions } from './response.ts';
import { safetyPolicyFor, stricter } from './safety.ts';
import type { Settings } from './settings.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import type { Refusal } from './texts/texts.ts';
import { findBlockedWord } from './word-rules.ts';

/** Admins need it to undo their own rules with. */
const ALWAYS_ALLOWED = '/admin';

/** Whether a server's rules let a person use a command (`/imagine`) or a button (`button:reroll`) here. */
export function refusalOfAccess(what: string, { access }: Settings, surroundings: Surroundings): Refusal | null {
  if (what === ALWAYS_ALLOWED) return null;
  return accessTo(what, surroundings, access).isAllowed ? null : { code: 'access_denied', values: { what } };
}

/** Why somebody may not press a button of a job's result, or do with a command what it would; null when they may. */
export function refusalOfPress(
  interaction: RepliableInteraction,
  { action, slot }: { action: JobButton; slot: number },
  job: KnownJob,
  { settings }: Pick<Bot, 'settings'>,
): Refusal | null {
  if (slot >= job.request.count) return { code: 'image_unknown' };
  const surroundings = surroundingsOf(interaction);
  const own = settings.of(interaction.guildId);
  const clicker = { userId: interaction.user.id, ...surroundings };
  return refusalOfClick(action, job, clicker, own) ?? refusalOfAccess(`button:${action}`, own, surroundings);
}

/** A job under the rules of where it is looked at: a picture that was shown where more is allowed is hidden here. */
export function jobAsHere(
  job: KnownJob,
  interaction: RepliableInteraction,
  { settings }: Pick<Bot, 'settings'>,
): KnownJob {
  const here = safetyPolicyFor(settings.of(interaction.guildId), surroundingsOf(interaction));
  return { ...job, safety: stricter(job.safety, here) };
}

/** Why nothing may be painted for these orders here, found before anything is stored or painted; null when all is well. */
export function refusalOfPainting(
  interaction: RepliableInteraction,
  orders: readonly Order[],
  settings: Settings,
): Refusal | null {
  return refusalOfOrders(orders, settings) ?? missingPermissions(interaction);
}

/** The same wherever the orders come from: painting is paused, or a word is blocked. */
export function refusalOfOrders(orders: readonly Order[], settings: Settings): Refusal | null {
  const { pausedBecause, blockedWords } = settings;
  if (pausedBecause !== null) return { code: 'paused', values: { reason: pausedBecause } };
  for (const { request } of orders) {
    for (const words of [request.prompt, ...(request.prompts ?? []), request.negativePrompt]) {
      const blocked = findBlockedWord(blockedWords, words);
      if (blocked) return { code: 'word_blocked', values: { word: blocked.found, rule: blocked.rule } };
    }
  }
  return null;
}

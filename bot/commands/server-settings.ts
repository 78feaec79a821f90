import { strict as assert } from 'node:assert';
import type { ChatInputCommandInteraction } from 'discord.js';
import type { AuditAction } from '../audit.ts';
import type { Bot } from '../bot.ts';
import type { SettingsDifferences } from '../settings.ts';
import type { Refusal } from '../texts/texts.ts';

/** Gives a server's settings new values on behalf of whoever typed the command; refused when somebody else was faster. */
export async function changeServerSettings(
  { commandName, options, user }: ChatInputCommandInteraction,
  scope: string,
  { changes, settings }: Pick<Bot, 'changes' | 'settings'>,
  values: SettingsDifferences,
  action?: AuditAction,
): Promise<Refusal | null> {
  const note = `/${commandName} ${options.getSubcommand()}`;
  const change = { scope, version: settings.version(scope), actorId: user.id, note };
  const changed = await changes.set(change, values, action);
  assert(changed.outcome !== 'invalid', 'a command asks only for what the settings may be');
  return changed.outcome === 'stale' ? { code: 'settings_stale', values: { version: changed.newer.version } } : null;
}

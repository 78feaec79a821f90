import type { FileAddresses } from './attachment.ts';
import type { Calls } from './calls.ts';
import type { Changes } from './changes.ts';
import type { Clock } from './clock.ts';
import type { Commands } from './commands.ts';
import type { Faults } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { Guild } from './guild.ts';
import type { Interactions } from './interactions.ts';
import type { Messages } from './messages.ts';
import type { OAuth } from './oauth.ts';
import type { RateLimit } from './rate-limits.ts';
import type { Snowflakes } from './snowflake.ts';

/** Everything that exists in one local Discord; discord.ts puts it together. */
export interface World {
  token: string;
  addresses: FileAddresses & { gateway: string };
  clock: Clock;
  snowflakes: Snowflakes;
  changes: Changes;
  guild: Guild;
  commands: Commands;
  guildCommands: Commands;
  interactions: Interactions;
  messages: Messages;
  gateway: Gateway;
  oauth: OAuth;
  calls: Calls;
  faults: Faults;
  rateLimit: RateLimit;
  /** What a real Discord would not have done or the bot should not have asked: empty at the end of a good test. */
  problems: string[];
  /** What the bot asked for in a form that Discord does not take: its specification, or a rule beyond it. */
  refusedBodies: string[];
}

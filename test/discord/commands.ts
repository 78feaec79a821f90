import { isDeepStrictEqual } from 'node:util';
import type {
  APIApplicationCommand,
  ApplicationCommandType,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import { ApiError } from './api-error.ts';
import type { Changes } from './changes.ts';
import { APPLICATION_ID } from './guild.ts';
import type { Snowflakes } from './snowflake.ts';

const CHAT_INPUT: ApplicationCommandType = 1;
type Body = RESTPostAPIApplicationCommandsJSONBody;

/** The bot's commands, global or of the guild. Writing one of a known name keeps its id, and with it what servers decided about it. */
export class Commands {
  #all: APIApplicationCommand[] = [];
  readonly #snowflakes: Snowflakes;
  readonly #changes: Changes;
  /** The guild that has them, or null where they are global. */
  readonly guildId: string | null;

  constructor(snowflakes: Snowflakes, changes: Changes, guildId: string | null) {
    this.guildId = guildId;
    this.#snowflakes = snowflakes;
    this.#changes = changes;
  }

  get all(): readonly APIApplicationCommand[] {
    return this.#all;
  }

  find(id: string): APIApplicationCommand {
    const found = this.#all.find((command) => command.id === id);
    if (!found) throw new ApiError(404, 10_063, 'Unknown application command');
    return found;
  }

  named(name: string, type: ApplicationCommandType = CHAT_INPUT): APIApplicationCommand | undefined {
    return this.#all.find((command) => command.name === name && command.type === type);
  }

  /** Writes one command by type and name; says whether it is new. */
  upsert(body: Body): { command: APIApplicationCommand; isNew: boolean } {
    const type = body.type ?? CHAT_INPUT;
    const before = this.#all.find((known) => known.name === body.name && known.type === type);
    const command = this.#complete(body, before);
    this.#all = before ? this.#all.map((known) => (known === before ? command : known)) : [...this.#all, command];
    this.#changes.announce();
    return { command, isNew: before === undefined };
  }

  edit(id: string, body: Partial<Body>): APIApplicationCommand {
    const before = this.find(id);
    const command = this.#complete({ ...before, ...body } as Body, before);
    this.#all = this.#all.map((known) => (known === before ? command : known));
    this.#changes.announce();
    return command;
  }

  /** Writes all of them; what is not among them is gone. */
  replace(bodies: readonly Body[]): readonly APIApplicationCommand[] {
    this.#all = bodies.map((body) => {
      const type = body.type ?? CHAT_INPUT;
      return this.#complete(
        body,
        this.#all.find((known) => known.name === body.name && known.type === type),
      );
    });
    this.#changes.announce();
    return this.#all;
  }

  remove(id: string): void {
    const command = this.find(id);
    this.#all = this.#all.filter((known) => known !== command);
    this.#changes.announce();
  }

  #complete(body: Body, before: APIApplicationCommand | undefined): APIApplicationCommand {
    const place = this.guildId === null ? { contexts: null, integration_types: [0] } : { guild_id: this.guildId };
    const complete = {
      nsfw: false,
      default_member_permissions: null,
      description: '',
      ...place,
      ...body,
      type: body.type ?? CHAT_INPUT,
      id: before?.id ?? this.#snowflakes.next(),
      application_id: APPLICATION_ID,
      version: before?.version ?? this.#snowflakes.next(),
    } as APIApplicationCommand;
    const isSame = before !== undefined && isDeepStrictEqual(before, complete);
    return isSame ? before : { ...complete, version: this.#snowflakes.next() };
  }
}

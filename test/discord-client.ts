import {
  type ChatInputCommandInteraction,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  type Interaction,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { expect, onTestFinished } from 'vitest';
import { type DiscordOptions, type LocalDiscord, startDiscord } from './discord/discord.ts';

/** The commands that the client of these tests has. */
export const COMMANDS: RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    name: 'paint',
    description: 'Paint a picture',
    options: [
      { type: 3, name: 'prompt', description: 'What to see', required: true, max_length: 20 },
      { type: 4, name: 'steps', description: 'How many steps', min_value: 1, max_value: 50 },
      { type: 3, name: 'scheduler', description: 'Which', choices: [{ name: 'Euler', value: 'euler' }] },
      { type: 3, name: 'model', description: 'Which', autocomplete: true },
    ],
  },
];

/** A local Discord of the calling test's own. */
export async function localDiscord(options: DiscordOptions = {}): Promise<LocalDiscord> {
  const discord = await startDiscord(options);
  onTestFinished(() => discord.close());
  return discord;
}

/** The real discord.js, connected, with its commands registered. */
export async function connect(
  discord: LocalDiscord,
  onInteraction: (interaction: Interaction) => Promise<unknown> = async () => undefined,
): Promise<Client<true>> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { ...discord.rest, retries: 0 } });
  onTestFinished(() => client.destroy());
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  const connected = await ready;
  await connected.application.commands.set(COMMANDS);
  return connected;
}

/** A Discord whose client hands every command to the test. */
export async function conversing() {
  const discord = await localDiscord({ rateLimit: { requests: 50, windowMs: 1_000 } });
  const heard: ChatInputCommandInteraction[] = [];
  const client = await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) heard.push(interaction);
  });
  const ask = async () => {
    const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
    await expect.poll(() => heard.at(-1)?.id).toBe(answer.interactionId);
    return { answer, interaction: heard.at(-1) as ChatInputCommandInteraction };
  };
  return { discord, client, ask };
}

/** Discord's code for what a call did wrong. */
export const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing went wrong',
    (error: unknown) => (error instanceof DiscordAPIError ? error.code : error),
  );

/** A PNG of one grey pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** A Components V2 message with a picture and two buttons. */
export const pictureMessage = (title = 'a red fox', name = 'grid.png') => ({
  flags: 1 << 15,
  components: [
    {
      type: 17,
      components: [
        { type: 10, content: `**${title}**` },
        { type: 12, items: [{ media: { url: `attachment://${name}` }, description: 'a fox' }] },
        {
          type: 1,
          components: [
            { type: 2, style: 1, custom_id: 'u1', label: 'U1' },
            { type: 2, style: 2, custom_id: 'again', label: 'Again', emoji: { name: '🔄' } },
          ],
        },
      ],
    },
  ],
  files: [{ name, attachment: PIXEL }],
});

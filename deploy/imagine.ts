import { checkDatabase, openDatabase } from '../prisma/database.ts';
import { Fault } from '../prisma/fault.ts';
import { Listener } from '../prisma/listener.ts';
import { PROGRESS_CHANNEL, progressNotification } from '../prisma/notifications.ts';
import { type LocalDiscord, startDiscord } from '../test/discord/discord.ts';
import { type ImagineArguments, parseArguments } from './arguments.ts';
import { readLaunchConfig } from './config.ts';
import { describePainting, type Painted, savePainting } from './painted.ts';
import { ProgressBar } from './progress-bar.ts';
import { type Stack, startStack } from './stack.ts';

const EXIT_FAULT = 1;
const EXIT_REFUSED = 2;
const ANSWER_WITHIN_MS = 10 * 60_000;

/** What was refused, in the words that Discord showed. */
interface Refused {
  refused: string;
}

/** Brings everything up, lets a person ask, says what came back, and takes everything down again. */
async function run(asked: ImagineArguments): Promise<number> {
  const begun: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of begun.splice(0).reverse()) await undo();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void stop().then(() => process.exit(EXIT_FAULT)));
  try {
    const config = readLaunchConfig();
    // The programs would wait for a database that is away; a person at a command line would rather hear it at once.
    if (config.databaseUrl) await checkDatabase(config.databaseUrl.reveal());
    const discord = await startDiscord({ port: 0 });
    begun.push(() => discord.close());
    const stack = await startStack({
      config,
      discord,
      dashboardPort: 0,
      onLine: () => undefined,
      onGiveUp: () => undefined,
    });
    begun.push(() => stack.stop());
    const answer = await ask(asked, discord, stack);
    if ('refused' in answer) {
      console.error(answer.refused);
      return EXIT_REFUSED;
    }
    // With --json the last line of standard output is the object; what a person reads goes to standard error.
    if (asked.json) console.error(describePainting(answer));
    console.log(asked.json ? JSON.stringify(answer) : describePainting(answer));
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    console.error(error.message);
    return EXIT_FAULT;
  } finally {
    await stop();
  }
}

/** Types /imagine, shows progress, and saves what the bot answers. */
async function ask(asked: ImagineArguments, discord: LocalDiscord, stack: Stack): Promise<Painted | Refused> {
  const startupMs = performance.now(); // since this process began
  const bar = new ProgressBar(process.stderr);
  const listener = showProgress(stack.databaseUrl, bar);
  const database = openDatabase({ url: stack.databaseUrl, applicationName: 'easel imagine', connectionsMax: 1 });
  try {
    const answer = await discord.user('ada').slash('imagine', asked.options, { unchecked: true });
    await answer.acked();
    if (answer.ephemeral) return { refused: (await answer.settled()).text };
    const message = await answer.settled(ANSWER_WITHIN_MS);
    const totalMs = performance.now() - startupMs;
    bar.done();
    if (message.media.length === 0) throw new Fault('not_painted', message.text);
    return await savePainting(message, database, { out: asked.out, startupMs, totalMs });
  } finally {
    await listener.close();
    await database.$disconnect();
  }
}

/** Steps, from the same notifications that the bot's own progress comes from. */
function showProgress(url: string, bar: ProgressBar): Listener {
  const onProgress = (payload: string) => {
    const { step, steps } = progressNotification.parse(JSON.parse(payload));
    bar.show(step, steps);
  };
  return new Listener({ url, channels: { [PROGRESS_CHANNEL]: onProgress }, onConnected: () => undefined });
}

/**
 * `npm run imagine`: the main job on a bare machine. Database, inference process, bot and a Discord on localhost are
 * brought up, a person there types /imagine, and what the bot answers is saved. Exits 0 with pictures, 2 when the
 * request is refused, 1 on a fault, and leaves no process behind.
 */
const parsed = parseArguments(process.argv.slice(2));
if (parsed.ok) process.exitCode = await run(parsed.value);
else {
  console.error(parsed.sentence);
  process.exitCode = EXIT_REFUSED;
}

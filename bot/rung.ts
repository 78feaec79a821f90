import { SnowflakeUtil } from 'discord.js';
import type { Discord, Reply } from './discord.ts';
import type { DueJob } from './jobs.ts';
import { TOKEN_LIVES_MS } from './limits.ts';
import { rendererOf } from './renderer.ts';
import { passingReply } from './reply.ts';
import { textsFor } from './texts/texts.ts';

/** One way to show an answer. */
export interface Rung {
  name: 'reply' | 'edit' | 'channel' | 'followup' | 'direct';
  /** The id of the message that shows it. */
  send(reply: Reply): Promise<string>;
}

/** What an error of Discord's says about the way that was tried; `unknown`: that it may work in a moment. */
export type Verdict = 'gone' | 'nobody' | 'deleted' | 'words' | 'unknown';

const VERDICTS: Record<string, Verdict> = {
  10008: 'deleted', // the message: somebody took it away
  10015: 'gone', // the webhook or interaction is forgotten, its token expired
  10062: 'gone',
  50027: 'gone',
  30046: 'gone', // too many edits of a message that is over an hour old
  10003: 'nobody', // no such channel, no access, no permission, direct messages closed, thread archived or locked
  10013: 'nobody',
  50001: 'nobody',
  50007: 'nobody',
  50013: 'nobody',
  50083: 'nobody',
  160005: 'nobody',
  200000: 'words', // the server's AutoMod
  200001: 'words',
};

export const verdictOn = (code: number | string): Verdict => VERDICTS[code] ?? 'unknown';

/**
 * The ways to answer a job, best first. While the interaction's token lives its reply is edited, which may be repeated
 * at any time: the attachment list is exact, so a second edit changes nothing. Posting was tried in its place; a post
 * that is applied but not confirmed appears twice (6 duplicates in 201 kills against 0 with edits). Later the same
 * message is edited by the bot's own right. Where there is none, or an interaction asked for several jobs, a message
 * with the job's own nonce goes to the channel, which Discord shows once however often it is sent; a follow-up knows
 * no nonce and comes only after that, for places where the bot is no member. Last the person is told directly.
 *
 * A private answer is never sent to a channel. Whoever wants their answers directly gets them so first, and a word in
 * their place; where their direct messages are closed, the answer comes like every private one.
 */
export function rungsFor(job: DueJob, discord: Discord, nowMs: number): Rung[] {
  const { applicationId, interactionToken: token, channelId, messageId, isPrivate, isDirect, userId } = job;
  const isFirst = job.part === 0;
  const ageMs = nowMs - SnowflakeUtil.timestampFrom(job.interactionId);
  const nonce = job.id.replaceAll('-', '').slice(0, 25); // Discord's longest nonce
  const rungs: Rung[] = [];
  const add = (name: Rung['name'], send: Rung['send']) => rungs.push({ name, send });
  const tokenLives = token !== null && ageMs <= TOKEN_LIVES_MS;
  const sendDirectly = async (reply: Reply) =>
    discord.createMessage(await discord.openDirectMessages(userId), nonce, reply);
  if (isDirect) {
    const pointer = passingReply(textsFor(job.locale).words.sentDirectly, rendererOf(job.renderer));
    add('direct', async (reply) => {
      const sent = await sendDirectly(reply);
      if (tokenLives && isFirst) await discord.editOriginal(applicationId, token, pointer);
      return sent;
    });
  }
  if (tokenLives && isFirst) add('reply', (reply) => discord.editOriginal(applicationId, token, reply));
  if (!isPrivate && isFirst && messageId !== null) {
    add('edit', (reply) => discord.editMessage(channelId, messageId, reply));
  }
  if (!isPrivate) add('channel', (reply) => discord.createMessage(channelId, nonce, reply));
  if (tokenLives && !isFirst) add('followup', (reply) => discord.followUp(applicationId, token, isPrivate, reply));
  if (!isDirect) add('direct', sendDirectly);
  return rungs;
}

import type { Discord } from './discord.ts';
import type { Jobs } from './jobs.ts';
import { type Log, loggable } from './log.ts';

/**
 * Finds the jobs that would otherwise wait for ever: those that nobody can paint any more get an apology, and of those
 * whose acknowledgement is unknown (we were killed in between, or Discord's answer was lost) Discord is asked whether
 * it has our reply.
 */
export async function rescue({ jobs, discord, log }: { jobs: Jobs; discord: Discord; log: Log }): Promise<void> {
  await jobs.apologiseForHopeless();
  for (const { id, applicationId, interactionToken } of await jobs.unacknowledged()) {
    try {
      const messageId = await discord.findOriginal(applicationId, interactionToken);
      if (messageId === null) await jobs.abandon(id);
      else await jobs.acknowledged(id, messageId);
      log.info({ job: id, found: messageId !== null }, 'an unacknowledged job was looked up');
    } catch (error) {
      log.warn({ job: id, ...loggable(error) }, 'an unacknowledged job could not be looked up yet');
    }
  }
}

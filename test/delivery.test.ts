import { describe, expect, it } from 'vitest';
import { ATTEMPTS_MAX } from '../prisma/job.ts';
import { botStage, jobState } from './bot.ts';
import type { FreshDatabase } from './database.ts';
import { until } from './until.ts';

/** What was tried to send the answer, with Discord's code where it was refused. */
async function rungs({ query }: FreshDatabase): Promise<[string, number | null][]> {
  const [job] = await query<{ deliveries: { rung: string; code: number | null }[] }>('SELECT deliveries FROM job');
  return (job?.deliveries ?? []).map(({ rung, code }) => [rung, code]);
}

const MINUTE = 60_000;
const imagine = { prompt: 'a red apple', seed: 7 };

describe('an accepted job', () => {
  it('is answered with its pictures by editing the one message', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim());
    const grid = await answer.settled();
    expect(grid.text).toContain('-# seed 7 · 96×96 · 20 steps · guidance 3 · DPM++ 2M · emoji · 1.3 s');
    await jobState(db, 'answered');
    expect(discord.visible(answer.interactionId).messages.map(({ id }) => id)).toEqual([grid.id]);
    expect(await db.query('SELECT message_id, interaction_token FROM job')).toEqual([
      { message_id: grid.id, interaction_token: null },
    ]);
  });

  it('shows its place in line while it waits, and how far it is', async () => {
    const { discord, claim, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    expect((await answer.until(({ text }) => text.includes('line'))).text).toBe('Next in line');
    const job = await claim();
    await db.query(`SELECT pg_notify('job_progress', $1)`, [JSON.stringify({ id: job.id, step: 11, steps: 20 })]);
    expect((await answer.until(({ text }) => text.includes('Painting'))).text).toBe('Painting: step 10 of 20');
  });

  it('gets an apology as its one answer when it cannot be painted', async () => {
    const { discord, claim, apologise } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await apologise(await claim(), 'out_of_memory');
    expect((await answer.settled()).text).toContain('too big for the device');
    expect(discord.visible(answer.interactionId).messages).toHaveLength(1);
  });

  it('says when it will begin and be ready, once a worker has measured its model', async () => {
    const { discord, db, claim, restart } = await botStage();
    const speed = { emoji: { curve: [{ rows: 8, ms: 800 }], rowsBest: 8, openMs: 1 } };
    await db.query('UPDATE worker SET speed = $1::jsonb', [JSON.stringify(speed)]);
    await restart();
    await (await discord.user('bob').slash('imagine', imagine)).acked();
    const answer = await discord.user('ada').slash('imagine', imagine);
    // 160 row-steps at 100 ms each before it, and as many of its own
    const startsAt = /starts <t:(\d+):R>/.exec((await answer.until(({ text }) => text.includes('starts'))).text)?.[1];
    expect(Number(startsAt) - Date.now() / 1000).toBeGreaterThan(10);
    expect(Number(startsAt) - Date.now() / 1000).toBeLessThan(18);
    for (let job = 0; job < 2; job += 1) await claim();
    await answer.until(({ text }) => /step 0 of 20 · ready <t:\d+:R>/.test(text));
  });

  it('gets an apology when it has killed every worker that tried', async () => {
    const { discord, claim, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    const { id } = await claim();
    await db.query(`UPDATE job SET attempt = $2, lease_until = now() - interval '1 second' WHERE id = $1`, [
      id,
      ATTEMPTS_MAX,
    ]);
    expect((await answer.settled()).text).toContain('failed several times');
  });

  it('tells what of the prompt the model did not read', async () => {
    const { discord, claim, finish } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim(), { notices: [{ code: 'prompt_truncated', values: { ignored: 'on <@1> a plate' } }] });
    expect((await answer.settled()).text).toContain('did not read the end of the prompt\\: “on \\<\\@1\\> a plate”');
  });

  it('is answered by the next bot when the one that accepted it is gone', async () => {
    const { discord, claim, finish, restart } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    const [job] = await Promise.all([claim(), restart()]);
    await finish(job);
    expect((await answer.settled()).media).toHaveLength(1);
  });
});

describe('when Discord is faulty, a job is answered once:', () => {
  it('the acknowledgement was applied but never confirmed', async () => {
    const { discord, claim, finish } = await botStage();
    const fault = discord.fault({ route: '/callback', status: 502, afterApply: true });
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim());
    await answer.settled();
    expect(fault.happened).toBe(1);
    expect(discord.visible(answer.interactionId).messages).toHaveLength(1);
  });

  it('the edit with the pictures was applied but never confirmed', async () => {
    const { discord, claim, finish, db } = await botStage();
    const fault = discord.fault({
      route: '/messages/@original',
      method: 'PATCH',
      status: 502,
      afterApply: true,
      times: 2,
    });
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim());
    await jobState(db, 'answered');
    expect(fault.happened).toBe(2);
    expect(discord.visible(answer.interactionId).messages).toHaveLength(1);
    expect((await answer.settled()).media).toHaveLength(1);
  });

  it('the post of a second job was applied but never confirmed', async () => {
    const { discord, claim, finish, db } = await botStage();
    const lost = discord.fault({ route: /\/channels\/\d+\/messages$/, method: 'POST', status: 502, afterApply: true });
    const question = await discord.user('ada').slash('imagine', { prompt: 'a {red, green} apple' });
    await (await (await question.settled()).click('Paint them')).acked();
    for (let job = 0; job < 2; job += 1) await finish(await claim());
    await until(
      'both to be answered',
      async () => (await db.query(`SELECT id FROM job WHERE state = 'answered'`)).length === 2,
    );
    expect(lost.happened).toBe(1);
    const pictures = discord
      .user('ada')
      .messages()
      .filter(({ media }) => media.length > 0);
    expect(pictures).toHaveLength(2);
  });

  it('the same interaction was delivered twice', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    discord.gateway.replayLast();
    await answer.acked();
    await finish(await claim());
    await answer.settled();
    expect(await db.query('SELECT id FROM job')).toHaveLength(1);
  });

  it('the token expired: the same message is edited by the bot’s own right', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    const job = await claim();
    discord.clock.advance(16 * MINUTE);
    await finish(job);
    await jobState(db, 'answered');
    const pictures = discord
      .user('ada')
      .messages()
      .filter(({ media }) => media.length > 0);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]?.labels).toContain('U1');
    expect(discord.visible(answer.interactionId).messages.map(({ id }) => id)).toEqual([pictures[0]?.id]);
    expect(await rungs(db)).toEqual([
      ['reply', 50_027],
      ['edit', null],
    ]);
  });

  it('the token expired over a private answer: it comes directly, never to the channel', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', { ...imagine, private: true });
    await answer.acked();
    const job = await claim();
    discord.clock.advance(16 * MINUTE);
    await finish(job);
    await jobState(db, 'answered');
    expect(await rungs(db)).toEqual([
      ['reply', 50_027],
      ['direct', null],
    ]);
    const shown = (messages: { media: unknown[] }[]) => messages.filter(({ media }) => media.length > 0);
    expect(shown(discord.user('ada').messages())).toEqual([]);
    expect(shown(discord.user('ada').messages('dm'))).toHaveLength(1);
  });

  it('somebody took the waiting message away: nothing is posted in its place', async () => {
    const { discord, claim, finish, db } = await botStage();
    discord.fault({ route: '/messages/@original', method: 'PATCH', status: 404, code: 10_008, times: 9 });
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim());
    await jobState(db, 'undeliverable');
    expect(await rungs(db)).toEqual([['reply', 10_008]]);
  });

  it('AutoMod minds a word: the pictures come without the prompt', async () => {
    const { discord, claim, finish, db } = await botStage();
    discord.fault({ route: '/messages/@original', method: 'PATCH', status: 400, code: 200_000 });
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    await finish(await claim());
    const message = await answer.settled();
    expect(message.media).toHaveLength(1);
    expect(message.text).not.toContain('apple');
    await jobState(db, 'answered');
    expect(await rungs(db)).toEqual([
      ['reply', 200_000],
      ['reply', null],
    ]);
  });

  it('the token expired and the channel is gone: the person gets it directly', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    const job = await claim();
    discord.clock.advance(16 * MINUTE);
    discord.guild.removeChannel('art');
    await finish(job);
    await jobState(db, 'answered');
    expect(
      discord
        .user('ada')
        .messages('dm')
        .filter(({ media }) => media.length > 0),
    ).toHaveLength(1);
  });

  it('nobody can be reached any more: it is undeliverable, and not tried again', async () => {
    const { discord, claim, finish, db } = await botStage();
    const answer = await discord.user('ada').slash('imagine', imagine);
    await answer.acked();
    const job = await claim();
    discord.clock.advance(16 * MINUTE);
    discord.guild.removeChannel('art');
    discord.guild.accountNamed('ada').acceptsDirectMessages = false;
    await finish(job);
    await jobState(db, 'undeliverable');
    expect(await db.query('SELECT interaction_token FROM job')).toEqual([{ interaction_token: null }]);
  });
});

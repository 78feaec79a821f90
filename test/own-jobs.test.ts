import { describe, expect, it } from 'vitest';
import { type BotStage, botStage, jobState } from './bot.ts';

/** A job of somebody's that waits. */
async function asks(stage: BotStage, who: string, prompt: string): Promise<string> {
  const answer = await stage.discord.user(who).slash('imagine', { prompt, seed: 7 });
  await answer.acked();
  const [job] = await stage.db.query<{ id: string }>('SELECT id FROM job ORDER BY created_at DESC LIMIT 1');
  return job?.id ?? '';
}

const told = async (stage: BotStage, who: string, command: string, values: Record<string, string> = {}) => {
  const answer = await stage.discord.user(who).slash(command, values);
  const message = await answer.settled();
  expect(answer.ephemeral).toBe(true);
  return message;
};

const states = (stage: BotStage) =>
  stage.db.query('SELECT user_id, apology FROM job ORDER BY created_at').then((rows) => rows.map((row) => row.apology));

describe('/cancel', () => {
  it('takes back one of one’s own jobs, or all of them, and nobody else’s', async () => {
    const stage = await botStage();
    const first = await asks(stage, 'ada', 'a red apple');
    await asks(stage, 'ada', 'a pear');
    await asks(stage, 'bob', 'a plum');
    expect((await stage.discord.user('ada').suggestions('cancel', 'id', '')).map(({ name }) => name)).toEqual([
      'Everything of mine that waits',
      expect.stringContaining('a red apple'),
      expect.stringContaining('a pear'),
    ]);
    expect((await told(stage, 'bob', 'cancel', { id: first })).text).toContain('Only');
    expect((await told(stage, 'ada', 'cancel', { id: `#${first.slice(-5)}` })).text).toContain('Cancelled');
    expect(await states(stage)).toEqual(['cancelled', null, null]);
    expect((await told(stage, 'ada', 'cancel', { id: first })).text).toContain('already painted');
    await told(stage, 'ada', 'cancel', { id: 'all' });
    expect(await states(stage)).toEqual(['cancelled', 'cancelled', null]);
    expect((await told(stage, 'ada', 'cancel', { id: 'all' })).text).toContain('Nothing of yours');
    expect(stage.discord.problems).toEqual([]);
  });

  it('is a moderator’s for anybody’s job, and written down', async () => {
    const stage = await botStage();
    const id = await asks(stage, 'ada', 'a red apple');
    await told(stage, 'cleo', 'cancel', { id });
    expect(await states(stage)).toEqual(['cancelled']);
    const entries = await stage.db.query('SELECT actor_id, action, subject FROM audit_entry');
    expect(entries).toEqual([{ actor_id: stage.discord.user('cleo').id, action: 'job_cancelled', subject: id }]);
  });
});

describe('/history', () => {
  it('lists one’s own jobs in pages that turn in place, also after a restart', async () => {
    const stage = await botStage();
    for (let i = 1; i <= 9; i += 1) await asks(stage, 'ada', `apple number ${i}`);
    await asks(stage, 'bob', 'a plum');
    const first = await told(stage, 'ada', 'history');
    expect(first.text.match(/apple number \d/g)).toEqual([9, 8, 7, 6, 5, 4, 3].map((i) => `apple number ${i}`));
    expect(first.labels).toEqual(['Next']);
    await stage.restart();
    await (await first.click('Next')).acked();
    const second = await stage.discord.until(
      () =>
        stage.discord
          .user('ada')
          .messages()
          .find(({ text }) => text.includes('page 2')) ?? null,
    );
    expect(second.text.match(/apple number \d/g)).toEqual(['apple number 2', 'apple number 1']);
    expect(second.id).toBe(first.id);
    expect(second.labels).toEqual(['Previous']);
    expect(stage.discord.problems).toEqual([]);
  });

  it('tells state, seed and where the answer is, but links to no private one', async () => {
    const stage = await botStage();
    expect((await told(stage, 'ada', 'history')).text).toContain('not painted anything yet');
    await asks(stage, 'ada', 'a red apple');
    expect((await told(stage, 'ada', 'history')).text).toContain('a red apple · waiting · seed 7');
    await stage.finish(await stage.claim());
    await jobState(stage.db, 'answered');
    const { text } = await told(stage, 'ada', 'history');
    const [job] = await stage.db.query<{ message_id: string }>('SELECT message_id FROM job');
    expect(text).toMatch(/painted · seed 7 · <t:\d+:R> · \[open\]\(https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+\)/);
    expect(text).toContain(`/${job?.message_id})`);
    await stage.db.query('UPDATE job SET is_private = true');
    expect((await told(stage, 'ada', 'history')).text).not.toContain('https');
  });
});

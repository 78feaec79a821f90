import { describe, expect, it } from 'vitest';
import { type BotStage, botStage, jobState } from './bot.ts';

/** A finished result of Ada's, and its job. */
async function result(stage: BotStage, values: Record<string, string | number | boolean> = {}) {
  const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7, ...values });
  await answer.acked();
  const job = await stage.claim();
  await stage.finish(job);
  const message = await answer.settled();
  await jobState(stage.db, 'answered');
  return { message, id: job.id };
}

const told = async (stage: BotStage, who: string, command: string, values: Record<string, string>) => {
  const answer = await stage.discord.user(who).slash(command, values);
  return { answer, message: await answer.settled() };
};

describe('/show', () => {
  it('shows a stored result again, by the id under an answer, with buttons that work', async () => {
    const stage = await botStage();
    const { message, id } = await result(stage);
    const { answer, message: again } = await told(stage, 'bob', 'show', { id: `#${id.slice(-5)}` });
    expect(answer.ephemeral).toBe(false);
    expect(again.text).toBe(message.text);
    expect(again.labels).toEqual(message.labels);
    expect((await (await again.click('U2')).settled()).text).toContain('seed 8');
    expect(stage.discord.problems).toEqual([]);
  });

  it('shows a private result to its owner alone, and privately', async () => {
    const stage = await botStage();
    const { id } = await result(stage, { private: true });
    expect((await told(stage, 'ada', 'show', { id })).answer.ephemeral).toBe(true);
    const refused = await told(stage, 'bob', 'show', { id });
    expect(refused.message.text).toContain('There is no result');
    expect(refused.message.media).toEqual([]);
  });

  it('hides what the model’s safety checker flagged where the channel is stricter than the first one', async () => {
    const stage = await botStage();
    const { id } = await result(stage);
    await stage.db.query(`UPDATE image SET is_flagged = true WHERE slot = 1`);
    await stage.db.query(`UPDATE job SET safety = 'allow'`);
    const { message } = await told(stage, 'ada', 'show', { id });
    expect(message.text).toContain('hidden');
    expect((await (await message.click('U2')).settled()).text).toContain('hidden in this channel');
    expect((await (await message.click('U1')).settled()).text).toContain('seed 7');
  });

  it('says so where nothing is painted yet, is stored any more, or was ever there', async () => {
    const stage = await botStage();
    const { id } = await result(stage);
    await stage.db.query('DELETE FROM image');
    expect((await told(stage, 'ada', 'show', { id })).message.text).toContain('not stored any more');
    await (await stage.discord.user('ada').slash('imagine', { prompt: 'a pear' })).acked();
    const [waiting] = await stage.db.query<{ id: string }>(`SELECT id FROM job WHERE state = 'accepted'`);
    expect((await told(stage, 'ada', 'show', { id: waiting?.id ?? '' })).message.text).toContain('not painted yet');
    expect((await told(stage, 'ada', 'show', { id: '#zzzzz' })).message.text).toContain('There is no result “#zzzzz”');
  });

  it('offers one’s own latest jobs while one types, within 300 ms or not at all', async () => {
    const stage = await botStage();
    const { id } = await result(stage);
    const ada = stage.discord.user('ada');
    expect(await ada.suggestions('show', 'id', 'APPLE')).toEqual([
      { name: `#${id.slice(-5)} · a red apple · 0 min. ago`, value: id },
    ]);
    expect(await ada.suggestions('show', 'id', 'pear')).toEqual([]);
    expect(await stage.discord.user('bob').suggestions('show', 'id', '')).toEqual([]);
    await stage.db.query('BEGIN');
    await stage.db.query('LOCK TABLE job IN ACCESS EXCLUSIVE MODE');
    const began = performance.now();
    expect(await ada.suggestions('rerun', 'id', '')).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000); // of which 250 ms are the bot's
    await stage.db.query('COMMIT');
  });
});

describe('/rerun', () => {
  it('paints a stored request again for whoever asks, linked to its parent', async () => {
    const stage = await botStage();
    const { id } = await result(stage);
    const bob = stage.discord.user('bob');
    await (await bob.slash('rerun', { id })).acked();
    const [first, second] = await stage.db.query(
      'SELECT user_id, action, parent_id, request FROM job ORDER BY created_at',
    );
    expect(second).toEqual({ ...first, user_id: bob.id, action: 'rerun', parent_id: id });
  });

  it('is refused where the server lets only owners paint again', async () => {
    const stage = await botStage();
    const { id } = await result(stage);
    const clicks = { paint: { owner: true, others: false, moderators: false } };
    await stage.db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ('instance', 1, $1, '1')`,
      [JSON.stringify({ clicks: { look: clicks.paint, remove: clicks.paint, ...clicks } })],
    );
    await stage.restart();
    expect((await told(stage, 'bob', 'rerun', { id })).message.text).toContain('Only');
    expect(await stage.db.query('SELECT id FROM job')).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { SettingsDifferences } from '../bot/settings.ts';
import { imageRequest } from '../prisma/image-request.ts';
import { type BotStage, botStage, jobState } from './bot.ts';
import { GUILD_ID } from './discord/guild.ts';

type Values = Record<string, string | number | boolean>;

const ask = (stage: BotStage, values: Values, person = 'ada') =>
  stage.discord.user(person).slash('imagine', { prompt: 'a red apple', ...values });

/** What becomes of an accepted request. */
async function requestFor(stage: BotStage, values: Values) {
  await (await ask(stage, values)).acked();
  return imageRequest.parse((await stage.claim()).request);
}

/** What the person is told privately instead. */
async function refusalFor(stage: BotStage, values: Values, person = 'ada') {
  const answer = await ask(stage, values, person);
  const { text } = await answer.settled();
  expect(answer.ephemeral).toBe(true);
  return text;
}

/** A new version of the server's settings, as an admin would save it. */
async function saveSettings({ db }: BotStage, differences: SettingsDifferences) {
  const scope = GUILD_ID;
  await db.query(
    `INSERT INTO settings_revision (scope, version, differences, author_id)
     SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, 'admin' FROM settings_revision WHERE scope = $1`,
    [scope, JSON.stringify(differences)],
  );
}

describe('/imagine', () => {
  it('reads flags in the prompt like options', async () => {
    const stage = await botStage();
    const request = await requestFor(stage, { prompt: 'a red fox —ar 3:2 --no snow --seed 9 --steps 12 --tile' });
    expect(request).toMatchObject({ prompt: 'a red fox', negativePrompt: 'snow', seed: 9, steps: 12, tile: true });
    expect(request.width).toBeGreaterThan(request.height);
  });

  it('asks back about a flag that it does not know, and about two wishes for one thing', async () => {
    const stage = await botStage();
    expect(await refusalFor(stage, { prompt: 'a fox --sed 9' })).toContain('--seed');
    expect(await refusalFor(stage, { prompt: 'a fox --seed 9', seed: 8 })).toMatch(/8.*9|9.*8/);
    expect(await stage.db.query('SELECT id FROM job')).toEqual([]);
  });

  it('paints a prompt matrix as one grid: a prompt for each picture, on one seed', async () => {
    const stage = await botStage();
    const request = await requestFor(stage, { prompt: 'an {old|young|kind} wizard', seed: 5 });
    expect(request).toMatchObject({ count: 3, seed: 5, variation: null });
    expect(request.prompts).toEqual(['an old wizard', 'an young wizard', 'an kind wizard']);
    expect(await refusalFor(stage, { prompt: '{a|b} {c|d} {e|f}' })).toContain('8 prompts');
    expect(await refusalFor(stage, { prompt: '{a|b}', count: 4 })).toContain('count says 4');
  });

  it('lets the pictures of a grid lie as far apart as chaos says', async () => {
    const stage = await botStage();
    expect((await requestFor(stage, { seed: 5, chaos: 30 })).variation?.strength).toBe(0.3);
    expect((await requestFor(stage, { seed: 5, prompt: 'a fox --chaos 0' })).variation).toBeNull();
  });

  it('puts the words into a style of the server, with what the server never wants', async () => {
    const stage = await botStage();
    const styles = { oil: { prompt: '{prompt}, oil on canvas', negativePrompt: 'photo' } };
    await saveSettings(stage, { styles, negativeAlways: 'text' });
    await expect.poll(() => stage.discord.user('ada').suggestions('imagine', 'style', 'o', {})).toHaveLength(1);
    const request = await requestFor(stage, { style: 'oil', negative: 'red' });
    expect(request).toMatchObject({ prompt: 'a red apple, oil on canvas', negativePrompt: 'red, photo, text' });
    expect(await refusalFor(stage, { style: 'ink' })).toContain('There is no style “ink”');
  });

  it('asks before it makes several jobs, and makes them once', async () => {
    const stage = await botStage();
    const question = await ask(stage, { prompt: 'a {red, green} {apple, pear} --steps 10', count: 1 });
    const asked = await question.settled();
    expect(question.ephemeral).toBe(true);
    expect(asked.text).toContain('4 jobs with 4 images, 80 image-steps');
    expect(await stage.db.query('SELECT id FROM job')).toEqual([]);
    await (await asked.click('Paint them')).acked();
    const again = await asked.click('Paint them');
    expect((await again.settled()).text).toContain('already painted');
    const jobs = await stage.db.query(`SELECT request->>'prompt' AS prompt, part FROM job ORDER BY part`);
    expect(jobs).toEqual(
      ['a red apple', 'a red pear', 'a green apple', 'a green pear'].map((prompt, part) => ({ prompt, part })),
    );
  });

  it('answers every one of several jobs once', async () => {
    const stage = await botStage();
    const asked = await (await ask(stage, { prompt: 'a {red, green} apple' })).settled();
    const answer = await asked.click('Paint them');
    await answer.acked();
    for (let job = 0; job < 2; job += 1) await stage.finish(await stage.claim());
    await expect
      .poll(() => stage.db.query(`SELECT id FROM job WHERE state = 'answered'`), { timeout: 10_000 })
      .toHaveLength(2);
    const ids = await stage.db.query<{ message_id: string }>('SELECT message_id FROM job');
    expect(new Set(ids.map(({ message_id }) => message_id)).size).toBe(2);
    expect(stage.discord.problems).toEqual([]);
  });

  it('answers privately, or behind a click, where that is asked for', async () => {
    const stage = await botStage();
    const secret = await ask(stage, { private: true });
    await secret.acked();
    await stage.finish(await stage.claim());
    expect((await secret.settled()).isEphemeral).toBe(true);
    const hidden = await ask(stage, { spoiler: true });
    await hidden.acked();
    await stage.finish(await stage.claim());
    expect(JSON.stringify((await hidden.settled()).raw)).toContain('"spoiler":true');
  });
});

describe('an admin’s rule holds for the next request:', () => {
  it('a blocked word, with the sentence that explains it', async () => {
    const stage = await botStage();
    await saveSettings(stage, { blockedWords: ['blood'] });
    await stage.restart();
    expect(await refusalFor(stage, { prompt: 'BLÓOD moon' })).toContain('does not allow “BLÓOD”');
    expect(await refusalFor(stage, { negative: 'b\u200blood' })).toContain('Nothing was charged');
    await requestFor(stage, { prompt: 'a bloodhound' });
  });

  it('a pause, with its reason', async () => {
    const stage = await botStage();
    await saveSettings(stage, { pausedBecause: 'The GPU is being cleaned.' });
    await stage.restart();
    expect(await refusalFor(stage, {})).toContain('The GPU is being cleaned.');
  });

  it('who may use what, and where', async () => {
    const stage = await botStage();
    await saveSettings(stage, { access: [{ what: '/imagine', effect: 'deny', roleIds: [], channelIds: [] }] });
    await stage.restart();
    expect(await refusalFor(stage, {})).toContain('do not allow /imagine');
  });

  it('a day’s number of images, of which failed ones are given back', async () => {
    const stage = await botStage();
    const everybody = { waitingMax: 10, imagesPerDayMax: 5, gpuSecondsPerDayMax: null, priority: 0 };
    await saveSettings(stage, { everybody });
    await stage.restart();
    expect(await refusalFor(stage, { prompt: 'x --repeat 2' })).toContain('2 jobs with 8 images');
    await (await ask(stage, {})).acked();
    expect(await refusalFor(stage, {})).toContain('You have used 4 of 5 images today, and this asks for 4');
    await stage.apologise(await stage.claim(), 'unusable_image');
    await jobState(stage.db, 'answered');
    await (await ask(stage, {})).acked();
    expect(await stage.db.query('SELECT id FROM job')).toHaveLength(2);
  });

  it('a ban, until it ends', async () => {
    const stage = await botStage();
    await stage.db.query(`INSERT INTO ban (guild_id, user_id, reason, author_id) VALUES ($1, $2, 'spam', '1')`, [
      GUILD_ID,
      stage.discord.user('ada').id,
    ]);
    expect(await refusalFor(stage, {})).toContain('The reason given: spam');
    await (await ask(stage, {}, 'bob')).acked();
  });
});

import { ButtonStyle, ComponentType, PermissionFlagsBits, REST, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { encodeButtonId } from '../bot/custom-id.ts';
import { type BotStage, botStage, jobState } from './bot.ts';
import type { MessageView } from './discord/discord.ts';
import { GUILD_ID } from './discord/guild.ts';

const imagine = { prompt: 'a red apple', seed: 7 };

/** A finished grid of Ada's. */
async function grid(stage: BotStage, values: Record<string, string | number | boolean> = imagine) {
  const answer = await stage.discord.user('ada').slash('imagine', values);
  await answer.acked();
  await stage.finish(await stage.claim());
  const message = await answer.settled();
  await jobState(stage.db, 'answered');
  return message;
}

/** What somebody is told, privately, who presses a button of a message. */
async function told(message: MessageView, label: string): Promise<string> {
  const answer = await message.click(label);
  await answer.acked();
  expect(answer.ephemeral).toBe(true);
  return (await answer.settled()).text;
}

/** The same message before somebody else's eyes. */
function seenBy(stage: BotStage, name: string, id: string) {
  const seen = stage.discord
    .user(name)
    .messages()
    .find((message) => message.id === id);
  if (!seen) throw new RangeError(`expected ${name} to see the message`);
  return seen;
}

/** What somebody is told who presses a button that the bot never put under a message. */
async function pressForged({ discord }: BotStage, customId: string, name = 'ada'): Promise<string> {
  const button = { type: ComponentType.Button, style: ButtonStyle.Secondary, label: 'U1', custom_id: customId };
  const rest = new REST({ api: discord.rest.api }).setToken(discord.token);
  const body = { content: 'forged', components: [{ type: ComponentType.ActionRow, components: [button] }] };
  await rest.post(Routes.channelMessages(discord.channel('art').id), { body });
  const message = discord.user(name).messages().at(-1);
  if (!message) throw new RangeError('expected the message that was just posted');
  return told(message, 'U1');
}

async function saveSettings({ db }: BotStage, version: number, differences: object): Promise<void> {
  await db.query('INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, $2, $3, $4)', [
    GUILD_ID,
    version,
    JSON.stringify(differences),
    '1',
  ]);
}

describe('two clicks at once', () => {
  it('on Delete take pictures and message away, and both are written down', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    const clicks = await Promise.all([message.click('Delete'), message.click('Delete')]);
    await Promise.all(clicks.map((click) => click.acked()));
    await stage.discord.until(() => stage.discord.user('ada').messages().length === 0 || null);
    expect(await stage.db.query('SELECT slot FROM image')).toEqual([]);
    await expect
      .poll(() => stage.db.query(`SELECT after->>'images' AS images FROM audit_entry ORDER BY 1`))
      .toEqual([{ images: '0' }, { images: '4' }]);
    expect(stage.discord.user('ada').messages()).toEqual([]);
  });

  it('on Cancel take the job back once, and tell the second that it is too late', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', imagine);
    const waiting = await answer.until(({ labels }) => labels.includes('Cancel'));
    const clicks = await Promise.all([waiting.click('Cancel'), waiting.click('Cancel')]);
    await Promise.all(clicks.map((click) => click.acked()));
    expect((await answer.settled()).text).toContain('Cancelled.');
    const [late, ...others] = clicks.filter(({ ephemeral }) => ephemeral);
    expect(others).toEqual([]);
    expect((await late?.settled())?.text).toContain('nothing left to cancel');
  });

  it('on Reroll are two wishes: two jobs with seeds of their own, while there is room for both', async () => {
    const stage = await botStage();
    await saveSettings(stage, 1, {
      everybody: { waitingMax: 1, imagesPerDayMax: null, gpuSecondsPerDayMax: null, priority: 0 },
    });
    await stage.restart();
    const message = await grid(stage);
    const clicks = await Promise.all([message.click('Reroll'), message.click('Reroll')]);
    await Promise.all(clicks.map((click) => click.acked()));
    expect(clicks.filter(({ ephemeral }) => ephemeral)).toHaveLength(1);
    expect(await stage.db.query(`SELECT id FROM job WHERE state = 'accepted'`)).toHaveLength(1);
    await saveSettings(stage, 2, {});
    await stage.restart();
    const more = await Promise.all([message.click('Reroll'), message.click('Reroll')]);
    await Promise.all(more.map((click) => click.acked()));
    expect(await stage.db.query(`SELECT DISTINCT request->>'seed' FROM job WHERE state = 'accepted'`)).toHaveLength(3);
  });
});

describe('somebody else’s result', () => {
  it('is not a stranger’s to delete, and stays', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    expect(await told(seenBy(stage, 'bob', message.id), 'Delete')).toContain('You can press Remix');
    expect(stage.discord.user('ada').messages()).toHaveLength(1);
    expect(await stage.db.query('SELECT slot FROM image')).toHaveLength(4);
  });

  it('is a moderator’s to delete, and that is written down', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    await (await seenBy(stage, 'cleo', message.id).click('Delete')).acked();
    await expect
      .poll(() => stage.db.query(`SELECT actor_id, after->>'isOwn' AS own FROM audit_entry`))
      .toEqual([{ actor_id: stage.discord.user('cleo').id, own: 'false' }]);
  });
});

describe('a button that was true once', () => {
  it('says that the pictures are gone, and what brings them back', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    await stage.db.query('DELETE FROM image');
    for (const label of ['U1', 'Originals'])
      expect(await told(message, label)).toContain('Press Rerun to paint it again');
  });

  it('names the permission that the bot has lost since, before anything is stored', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    stage.discord.channel('art').botPermissions &= ~PermissionFlagsBits.AttachFiles;
    for (const label of ['U1', 'Reroll', 'V2']) expect(await told(message, label)).toContain('**Attach Files**');
    expect(await stage.db.query('SELECT id FROM job')).toHaveLength(1);
  });

  it('of a picture that the grid never had says so', async () => {
    const stage = await botStage();
    const message = await grid(stage, { ...imagine, count: 1 });
    const [job] = await stage.db.query<{ id: string }>('SELECT id FROM job');
    const forged = encodeButtonId({ action: 'upscale', slot: 3, jobId: job?.id ?? '' });
    expect(message.labels).not.toContain('U4');
    expect(await pressForged(stage, forged)).toContain('not stored any more');
  });

  it('paints what a style made of the words after the style was removed, and Remix asks for another', async () => {
    const stage = await botStage();
    await saveSettings(stage, 1, { styles: { oil: { prompt: '{prompt}, oil on canvas', negativePrompt: '' } } });
    await stage.restart();
    const message = await grid(stage, { ...imagine, style: 'oil' });
    await saveSettings(stage, 2, {});
    await stage.restart();
    await (await message.click('Rerun')).acked();
    expect((await stage.claim()).request).toMatchObject({ prompt: 'a red apple, oil on canvas' });
    const submitted = await (await message.click('Remix')).submit({});
    expect((await submitted.settled()).text).toContain('There is no style “oil” here');
  });

  it('of a private result tells a stranger nothing but that there is none', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { ...imagine, private: true });
    await answer.acked();
    await stage.finish(await stage.claim());
    await answer.settled();
    const [job] = await stage.db.query<{ id: string }>('SELECT id FROM job');
    const details = encodeButtonId({ action: 'details', slot: 0, jobId: job?.id ?? '' });
    expect(await pressForged(stage, details, 'bob')).toContain('no longer stored');
  });
});

describe('the form of Remix', () => {
  it('does not open with words that it cannot hold to the end', async () => {
    const stage = await botStage();
    await saveSettings(stage, 1, { promptLengthMax: 6_000 });
    await stage.restart();
    const message = await grid(stage, { prompt: 'fox '.repeat(1_200) });
    expect(await told(message, 'Remix')).toContain('4800 characters; the limit here is 4000');
  });

  it('shows the person’s own words, so that what the server adds is added once', async () => {
    const stage = await botStage();
    await saveSettings(stage, 1, { negativeAlways: 'blurry' });
    await stage.restart();
    const opened = await (await grid(stage, imagine)).click('Remix');
    await (await opened.submit({})).acked();
    expect((await stage.claim()).request).toMatchObject({ negativePrompt: 'blurry' });
  });
});

describe('words that are no words', () => {
  it('with NUL or half of an emoji are refused, and nothing is stored', async () => {
    const stage = await botStage();
    for (const prompt of ['a\0b', 'a \ud83d']) {
      const answer = await stage.discord.user('ada').slash('imagine', { prompt }, { unchecked: true });
      await answer.acked();
      expect((await answer.settled()).text).toContain('a character that is no text');
    }
    expect(await stage.db.query('SELECT id FROM job')).toEqual([]);
  });
});

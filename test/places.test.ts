import { describe, expect, it } from 'vitest';
import { botStage, jobState } from './bot.ts';

const TOKEN_DIES_AFTER_MS = 16 * 60_000;

describe('a picture is answered and its buttons work', () => {
  it.each([
    ['in a thread', 'foxes'],
    ['in direct messages', 'dm'],
    ['in an age-restricted channel', 'late'],
    ['on a server that the bot is no member of', 'elsewhere'],
  ])('%s', async (_where, channel) => {
    const stage = await botStage();
    const ada = stage.discord.user('ada');
    ada.openThread('foxes');
    const answer = await ada.slash('imagine', { prompt: 'a red apple' }, { channel });
    await answer.acked();
    await stage.finish(await stage.claim());
    const message = await answer.settled();
    expect(message.media).toHaveLength(1);
    await jobState(stage.db, 'answered');
    expect((await (await message.click('Details')).settled()).text).toContain('Steps: 20');
    expect(ada.messages(channel)).toHaveLength(2);
    expect(stage.discord.problems).toEqual([]);
  });
});

it('an answer that comes too late for a server without the bot goes to the person', async () => {
  const stage = await botStage();
  const { discord } = stage;
  const ada = discord.user('ada');
  const answer = await ada.slash('imagine', { prompt: 'a red apple' }, { channel: 'elsewhere' });
  await answer.acked();
  discord.clock.advance(TOKEN_DIES_AFTER_MS);
  await stage.finish(await stage.claim());
  await jobState(stage.db, 'answered');
  expect(ada.messages('dm').map(({ media }) => media.length)).toEqual([1]);
  expect(discord.problems).toEqual([]);
});

it('a word that the server’s AutoMod blocks costs the words, not the picture', async () => {
  const stage = await botStage();
  stage.discord.guild.blockedWords.push('apple');
  const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
  await answer.acked();
  await stage.finish(await stage.claim());
  const message = await answer.settled();
  expect([message.media.length, message.text.includes('apple')]).toEqual([1, false]);
  expect(stage.discord.problems).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { imageRequest } from '../prisma/image-request.ts';
import { type BotStage, botStage, jobState } from './bot.ts';

const told = async (stage: BotStage, who: string, command: string, values: Record<string, string | boolean> = {}) => {
  const answer = await stage.discord.user(who).slash(command, values);
  const message = await answer.settled();
  expect(answer.ephemeral).toBe(true);
  return message;
};

/** What a prompt becomes for somebody. */
const asked = async (stage: BotStage, who: string, values: Record<string, string | number | boolean> = {}) => {
  const answer = await stage.discord.user(who).slash('imagine', { prompt: 'a fox', ...values });
  await answer.acked();
  return { answer, request: imageRequest.parse((await stage.claim()).request) };
};

const oil = { name: 'oil', prompt: '{prompt}, oil on canvas' };

describe('/styles', () => {
  it('keeps a person’s own styles for that person, offers them, and forgets them again', async () => {
    const stage = await botStage();
    expect((await told(stage, 'ada', 'styles list')).text).toContain('no styles here yet');
    await told(stage, 'ada', 'styles add', { ...oil, negative: 'photo' });
    expect((await asked(stage, 'ada', { style: 'oil' })).request).toMatchObject({
      prompt: 'a fox, oil on canvas',
      negativePrompt: 'photo',
    });
    expect(await stage.discord.user('ada').suggestions('imagine', 'style', 'o')).toEqual([
      { name: 'oil', value: 'oil' },
    ]);
    expect(await stage.discord.user('bob').suggestions('imagine', 'style', '')).toEqual([]);
    expect((await told(stage, 'ada', 'styles show', { name: 'oil' })).text).toContain('oil on canvas');
    await told(stage, 'ada', 'styles remove', { name: 'oil' });
    const refused = await stage.discord.user('ada').slash('imagine', { prompt: 'a fox', style: 'oil' });
    expect((await refused.settled()).text).toContain('There is no style “oil” here');
    expect(stage.discord.problems).toEqual([]);
  });

  it('of a server are its admins’, as a version of its settings that is written down; one’s own hold first', async () => {
    const stage = await botStage();
    expect((await told(stage, 'ada', 'styles add', { ...oil, server: true })).text).toContain('Manage Server');
    await told(stage, 'dan', 'styles add', { ...oil, server: true });
    expect((await asked(stage, 'bob', { style: 'oil' })).request.prompt).toBe('a fox, oil on canvas');
    await told(stage, 'bob', 'styles add', { name: 'oil', prompt: 'oily {prompt}' });
    expect((await asked(stage, 'bob', { style: 'oil' })).request.prompt).toBe('oily a fox');
    const { id } = stage.discord.user('dan');
    expect(await stage.db.query('SELECT actor_id, action, after FROM audit_entry')).toEqual([
      {
        actor_id: id,
        action: 'settings_saved',
        after: { styles: { oil: { prompt: oil.prompt, negativePrompt: '' } } },
      },
    ]);
    expect(await stage.db.query('SELECT version, author_id, note FROM settings_revision')).toEqual([
      { version: 1, author_id: id, note: '/styles add' },
    ]);
  });

  it('refuses a template without its slot and a name that is none, such as one that every object has', async () => {
    const stage = await botStage();
    const invalid = { name: 'oil', prompt: 'oil on canvas' };
    expect((await told(stage, 'ada', 'styles add', invalid)).text).toContain('{prompt} where the words go');
    expect((await told(stage, 'ada', 'styles add', { ...oil, name: '@oil' })).text).toContain('a name of letters');
    for (const command of ['styles show', 'styles remove']) {
      expect((await told(stage, 'ada', command, { name: 'constructor' })).text).toContain('no style “constructor”');
    }
    const refused = await stage.discord.user('ada').slash('imagine', { prompt: 'a fox', style: 'constructor' });
    expect((await refused.settled()).text).toContain('no style “constructor”');
  });
});

describe('/settings', () => {
  it('changes in place, and /imagine does what was chosen where nothing else is said', async () => {
    const stage = await botStage();
    const shown = await told(stage, 'ada', 'settings');
    await (await shown.select('e1:settings:count', '2')).acked();
    await (await shown.select('e1:settings:aspect', '16:9')).acked();
    await (await shown.select('e1:settings:variation', 'strong')).acked();
    await (await (await shown.click('What I never want …')).submit({ negative: 'fog' })).acked();
    await (await shown.click('Show answers to me alone')).acked();
    await stage.restart();
    const { answer, request } = await asked(stage, 'ada', { negative: 'snow' });
    expect(request).toMatchObject({ count: 2, width: 128, height: 64, negativePrompt: 'snow, fog' });
    expect(answer.ephemeral).toBe(true);
    const other = await asked(stage, 'ada', { count: 1, aspect: '1:1', private: false });
    expect(other.request).toMatchObject({ count: 1, width: 96, height: 96 });
    expect(other.answer.ephemeral).toBe(false);
    expect((await asked(stage, 'bob')).request).toMatchObject({ count: 4, width: 96, negativePrompt: '' });
    const now = await told(stage, 'ada', 'settings');
    expect(now.text).toContain('only you see them');
    expect(JSON.stringify(now.raw.components)).toContain(
      '"value":"16:9","label":"Width to height: 16:9","default":true',
    );
    expect(stage.discord.problems).toEqual([]);
  });

  it('sets how far a variation moves, and goes back to the server’s way', async () => {
    const stage = await botStage();
    const shown = await told(stage, 'ada', 'settings');
    await (await shown.select('e1:settings:variation', 'strong')).acked();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a fox' });
    await answer.acked();
    await stage.finish(await stage.claim());
    const message = await answer.settled();
    const strength = async () => {
      await (await message.click('V1')).acked();
      return imageRequest.parse((await stage.claim()).request).variation?.strength;
    };
    expect(await strength()).toBe(0.45);
    await (await shown.select('e1:settings:variation', ':server')).acked();
    expect(await strength()).toBe(0.25);
  });
});

describe('answers that somebody wants directly', () => {
  const wants = async (stage: BotStage) => {
    const panel = await told(stage, 'ada', 'settings');
    expect((await (await panel.click('Send answers to me directly')).settled()).text).toContain('sent to you directly');
  };

  it('go to their direct messages, once, with a word in their place that only they see', async () => {
    const stage = await botStage();
    const { discord } = stage;
    await wants(stage);
    const answer = await discord.user('ada').slash('imagine', { prompt: 'a fox' });
    await answer.acked();
    expect(answer.ephemeral).toBe(true);
    await stage.finish(await stage.claim());
    await jobState(stage.db, 'answered');
    const direct = discord.user('ada').messages(discord.guild.directMessages(discord.user('ada').id).id);
    expect(direct.map(({ media }) => media.length)).toEqual([1]);
    const shown = discord.visible(answer.interactionId).messages.map(({ text }) => text);
    expect(shown).toEqual(['Painted: it is in your direct messages.']);
    const [job] = await stage.db.query<{ deliveries: { rung: string }[] }>('SELECT deliveries FROM job');
    expect(job?.deliveries.map(({ rung }) => rung)).toEqual(['direct']);
  });

  it('come as private ones where direct messages are closed', async () => {
    const stage = await botStage();
    await wants(stage);
    stage.discord.guild.accountNamed('ada').acceptsDirectMessages = false;
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a fox' });
    await answer.acked();
    await stage.finish(await stage.claim());
    expect((await answer.settled()).media).toHaveLength(1);
    expect(answer.ephemeral).toBe(true);
    await jobState(stage.db, 'answered');
    const [job] = await stage.db.query<{ deliveries: { rung: string }[] }>('SELECT deliveries FROM job');
    expect(job?.deliveries.map(({ rung }) => rung)).toEqual(['direct', 'reply']);
  });
});

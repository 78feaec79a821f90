import { randomUUID } from 'node:crypto';
import { ButtonStyle, ComponentType, PermissionFlagsBits, REST, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { encodeButtonId } from '../bot/custom-id.ts';
import { SETTINGS_DEFAULT } from '../bot/settings.ts';
import { type BotStage, botStage, card } from './bot.ts';

const imagine = { prompt: 'a red apple', seed: 7 };

/** What a person is told privately. */
async function refusal(stage: BotStage, values: Record<string, string | number>): Promise<string> {
  const answer = await stage.discord.user('ada').slash('imagine', values, { unchecked: true });
  await answer.acked();
  expect(answer.ephemeral).toBe(true);
  return (await answer.settled()).text;
}

/** A finished grid of Ada's. */
async function grid(stage: BotStage) {
  const answer = await stage.discord.user('ada').slash('imagine', imagine);
  await answer.acked();
  await stage.finish(await stage.claim());
  return answer.settled();
}

/** A message of the bot with one button, as some other version of it would have sent. */
async function postButton({ discord }: BotStage, customId: string): Promise<void> {
  const button = { type: ComponentType.Button, style: ButtonStyle.Secondary, label: 'U1', custom_id: customId };
  const rest = new REST({ api: discord.rest.api }).setToken(discord.token);
  const body = { content: 'old', components: [{ type: ComponentType.ActionRow, components: [button] }] };
  await rest.post(Routes.channelMessages(discord.channel('art').id), { body });
}

describe('a request that cannot be accepted is refused privately, and nothing is stored:', () => {
  it('a value outside its limits', async () => {
    const stage = await botStage();
    expect(await refusal(stage, { prompt: 'x'.repeat(6_000) })).toContain('6000 characters; the limit here is 1500');
    expect(await refusal(stage, { ...imagine, seed: 4_294_967_296 })).toContain('4294967296 is not possible for seed');
    expect(await refusal(stage, { ...imagine, scheduler: 'DDIM' })).toContain('cannot be painted with DDIM');
    expect(await stage.db.query('SELECT id FROM job')).toEqual([]);
    expect(stage.discord.problems).toEqual([]);
  });

  it('the bot may not attach files here', async () => {
    const stage = await botStage();
    stage.discord.channel('art').botPermissions &= ~PermissionFlagsBits.AttachFiles;
    expect(await refusal(stage, imagine)).toContain('I need the permission **Attach Files**');
  });

  it('the person has as much waiting as one may', async () => {
    const stage = await botStage();
    for (let i = 0; i < (SETTINGS_DEFAULT.everybody.waitingMax ?? 0); i += 1) {
      await (await stage.discord.user('ada').slash('imagine', imagine)).acked();
    }
    expect(await refusal(stage, imagine)).toContain('You have 10 jobs waiting, and 10 is the limit here');
    const other = await stage.discord.user('bob').slash('imagine', imagine);
    await other.acked();
    expect(other.ephemeral).toBe(false);
  });

  it('the database does not answer', async () => {
    const stage = await botStage();
    await stage.db.query('BEGIN');
    await stage.db.query('LOCK TABLE job IN ACCESS EXCLUSIVE MODE');
    expect(await refusal(stage, imagine)).toContain('I cannot write down new requests right now');
    await stage.db.query('COMMIT');
  });
});

describe('a button', () => {
  it('starts a new answer for whoever clicked it, linked to its parent', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    const bob = stage.discord.user('bob');
    const seen = bob.messages().find(({ id }) => id === message.id);
    const answer = await seen?.click('V2');
    await answer?.acked();
    await stage.finish(await stage.claim());
    expect((await answer?.settled())?.id).not.toBe(message.id);
    const [child] = await stage.db.query(
      `SELECT child.user_id, child.action, child.parent_slot, child.request->>'seed' AS seed, parent.action AS parent
       FROM job child JOIN job parent ON child.parent_id = parent.id`,
    );
    expect(child).toEqual({ user_id: bob.id, action: 'variation', parent_slot: 1, seed: '8', parent: 'imagine' });
  });

  it('of a rerun repeats the request to the letter, of a reroll all but the seed', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    for (const label of ['Rerun', 'Reroll']) await (await message.click(label)).acked();
    const [first, rerun, reroll] = (await stage.db.query('SELECT request FROM job ORDER BY created_at')).map(
      (row) => row.request,
    );
    expect(rerun).toEqual(first);
    expect({ ...reroll, seed: first.seed }).toEqual(first);
    expect(reroll.seed).not.toBe(first.seed);
  });

  it('still works for the next bot', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    await stage.restart();
    expect((await (await message.click('U3')).settled()).text).toContain('Image 3 · seed 9');
  });

  it('of a job that is gone, or of a model that is gone, says so', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    await stage.db.query(`UPDATE worker SET models = $1`, [JSON.stringify([{ ...card, name: 'other' }])]);
    await stage.restart();
    expect((await (await message.click('Reroll')).settled()).text).toContain(
      'There is no model “emoji”. Choose one of: other',
    );
    await stage.db.query('DELETE FROM job');
    expect((await (await message.click('Rerun')).settled()).text).toContain('no longer stored');
  });

  it('of another version or of nobody’s making says that it does nothing', async () => {
    const stage = await botStage();
    const press = async (customId: string) => {
      await postButton(stage, customId);
      const message = stage.discord.user('ada').messages().at(-1);
      return (await (await message?.click(customId))?.settled())?.text;
    };
    expect(await press('e9:u:0:AAAA')).toContain('another version of Easel');
    expect(await press(encodeButtonId({ action: 'upscale', slot: 0, jobId: randomUUID() }))).toContain(
      'no longer stored',
    );
  });
});

describe('what a person typed', () => {
  it('pings nobody and links nowhere in the answer', async () => {
    const stage = await botStage();
    const answer = await stage.discord
      .user('ada')
      .slash('imagine', { prompt: '@everyone <@1> [x](https://evil.example) ```' });
    await answer.acked();
    await stage.finish(await stage.claim());
    const { raw, text } = await answer.settled();
    expect(text.split('\n')[0]).toMatch(
      /^\*\*\\@everyone \\<\\@1\\> \\\[x\\\]\\\(https\\:\\\/\\\/evil\\.example\\\) \\`\\`\\`\*\* — <@\d+>$/,
    );
    expect(raw.mentions).toEqual([]);
    expect(raw.mention_everyone).toBe(false);
  });

  it('finds the models while it is typed', async () => {
    const stage = await botStage();
    const ada = stage.discord.user('ada');
    expect(await ada.suggestions('imagine', 'model', 'emo')).toEqual([
      { name: 'emoji · Emoji-LDM 96', value: 'emoji' },
    ]);
    expect(await ada.suggestions('imagine', 'model', 'nothing like it')).toEqual([]);
  });
});

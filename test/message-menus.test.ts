import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pngText } from '../bot/png-text.ts';
import { encodePng } from '../inference/png.ts';
import { imageRequest } from '../prisma/image-request.ts';
import { type BotStage, botStage, jobState } from './bot.ts';

/** A finished result of Ada's, as everybody in the channel sees it. */
async function result(stage: BotStage, values: Record<string, string | number | boolean> = {}) {
  const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7, ...values });
  await answer.acked();
  await stage.finish(await stage.claim());
  const message = await answer.settled();
  await jobState(stage.db, 'answered');
  return message;
}

const parameters = 'a blue fish\nNegative prompt: fog\nSteps: 12, Sampler: Euler, Seed: 5';
const painting = () => encodePng(new Uint8Array(64 * 64 * 3).fill(9), 64, 64, parameters);

describe('Image info', () => {
  it('tells what painted a result, a picture that U showed, and one that /show brought back', async () => {
    const stage = await botStage();
    const message = await result(stage);
    const single = await (await message.click('U2')).settled();
    const again = await (await stage.discord.user('bob').slash('show', { id: await latestId(stage) })).settled();
    for (const shown of [message, single, again]) {
      const answer = await stage.discord.user('bob').menu(shown.raw, 'Image info');
      expect((await answer.settled()).text).toContain('Seeds: 7, 8, 9, 10');
      expect(answer.ephemeral).toBe(true);
    }
    expect(stage.discord.problems).toEqual([]);
  });

  it('finds the job of an answer without buttons by its message', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7 });
    await answer.acked();
    await stage.apologise(await stage.claim(), 'painting_failed');
    const message = await answer.settled();
    await jobState(stage.db, 'answered');
    expect((await (await message.menu('Image info')).settled()).text).toContain('"prompt": "a red apple"');
  });

  it('says so of a message that shows nothing of ours', async () => {
    const stage = await botStage();
    const message = await result(stage);
    await stage.db.query('DELETE FROM job');
    expect((await (await message.menu('Image info')).settled()).text).toContain('shows no result');
  });
});

describe('Remix this and Upscale', () => {
  it('open the form of a result, and paint one picture at twice its size, but never guess which of a grid', async () => {
    const stage = await botStage();
    const message = await result(stage);
    const opened = await stage.discord.user('bob').menu(message.raw, 'Remix this');
    await (await opened.submit({ prompt: 'a green apple' })).acked();
    expect(imageRequest.parse((await stage.claim()).request)).toMatchObject({ prompt: 'a green apple', seed: 7 });
    expect((await (await message.menu('Upscale')).settled()).text).toContain('press U1, U2, U3 or U4 first');
    const [{ id } = { id: '' }] = await stage.db.query<{ id: string }>(`SELECT id FROM job WHERE action = 'imagine'`);
    const again = await (await stage.discord.user('ada').slash('show', { id })).settled();
    expect((await (await again.menu('Upscale')).settled()).text).toContain('press U1, U2, U3 or U4 first');
    const single = await (await message.click('U3')).settled();
    await (await single.menu('Upscale')).acked();
    expect(imageRequest.parse((await stage.claim()).request)).toMatchObject({ seed: 9, count: 1, width: 192 });
    expect(stage.discord.problems).toEqual([]);
  });

  it('follow the same rules as their buttons', async () => {
    const stage = await botStage();
    const message = await result(stage);
    await stage.db.query('UPDATE job SET is_private = true');
    for (const name of ['Image info', 'Remix this', 'Upscale']) {
      const answer = await stage.discord.user('bob').menu(message.raw, name);
      expect((await answer.settled()).text).toContain('no longer stored');
    }
  });
});

describe('/info', () => {
  it('reads what a picture says about itself, and tells where it says nothing', async () => {
    const stage = await botStage();
    const told = async (values: Record<string, string | { name: string; data: Buffer }>) =>
      (await (await stage.discord.user('ada').slash('info', values)).settled()).text;
    expect(await told({ image: { name: 'fish.png', data: await painting() } })).toContain(parameters);
    const plain = (await painting()).subarray();
    const at = plain.indexOf('parameters');
    plain.write('paramEters', at, 'latin1');
    expect(await told({ image: { name: 'fish.png', data: plain } })).toContain('does not say how it was painted');
    expect(await told({})).toContain('either a picture or the id');
    await result(stage);
    expect(await told({ id: (await latestId(stage)).slice(-5) })).toContain('Seeds: 7, 8, 9, 10');
  });
});

describe('the text in a PNG', () => {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const png = (...chunks: Buffer[]) =>
    Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', Buffer.alloc(13)), ...chunks]);
  const key = Buffer.from('parameters\0');

  it('is read in all three forms', () => {
    const latin = chunk('tEXt', Buffer.concat([key, Buffer.from('caf\xe9', 'latin1')]));
    const packed = chunk('zTXt', Buffer.concat([key, Buffer.from([0]), deflateSync('steps')]));
    const wide = chunk('iTXt', Buffer.concat([key, Buffer.from([0, 0]), Buffer.from('\0\0絵')]));
    const widePacked = chunk('iTXt', Buffer.concat([key, Buffer.from([1, 0]), Buffer.from('\0\0'), deflateSync('絵')]));
    const texts = [latin, packed, wide, widePacked].map((one) => pngText(png(one), 'parameters'));
    expect(texts).toEqual(['café', 'steps', '絵', '絵']);
  });

  it('is none where the file is damaged, cut off, a bomb or no PNG', () => {
    const bomb = chunk('zTXt', Buffer.concat([key, Buffer.from([0]), deflateSync(Buffer.alloc(10_000_000))]));
    const broken = chunk('zTXt', Buffer.concat([key, Buffer.from([0, 1, 2, 3])]));
    const long = png(chunk('tEXt', Buffer.concat([key, Buffer.from('steps')])));
    const files = [png(bomb), png(broken), long.subarray(0, -6), Buffer.from('GIF89a'), Buffer.alloc(0)];
    expect(files.map((file) => pngText(file, 'parameters'))).toEqual([null, null, null, null, null]);
  });
});

async function latestId({ db }: BotStage): Promise<string> {
  const [job] = await db.query<{ id: string }>('SELECT id FROM job ORDER BY created_at DESC LIMIT 1');
  return job?.id ?? '';
}

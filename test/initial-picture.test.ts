import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readAttachedImage } from '../bot/initial-image.ts';
import { imageRequest } from '../prisma/image-request.ts';
import { type BotStage, botStage } from './bot.ts';
import type { MessageView } from './discord/discord.ts';

const MB = 1024 * 1024;
const [RED, BLUE] = ['#ff0000', '#0000ff'];

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

/** 128×64 pixels, the left half red and the right half blue. */
const halves = async () => {
  const blue = await plain(64, 64, BLUE).png().toBuffer();
  return plain(128, 64, RED).composite([{ input: blue, left: 64, top: 0 }]);
};

const frames = async () => {
  const [first, second] = [await plain(96, 96, RED).png().toBuffer(), await plain(96, 96, BLUE).png().toBuffer()];
  return sharp([first, second], { join: { animated: true } });
};

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

const SIGNATURE_AND_HEADER_BYTES = 33;

/** A PNG that says there are two frames; programs that do not know APNG see its first. */
async function apng(): Promise<Buffer> {
  const png = await plain(96, 96, RED).png().toBuffer();
  const control = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
  const [before, after] = [png.subarray(0, SIGNATURE_AND_HEADER_BYTES), png.subarray(SIGNATURE_AND_HEADER_BYTES)];
  return Buffer.concat([before, control, after]);
}

/** 100 bytes that claim 3.6 gigapixels. */
function bomb(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1_000)));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

const truncated = async () => {
  const noise = Buffer.from(Array.from({ length: 96 * 96 * 3 }, (_, i) => (i * 7919) % 251));
  const png = await sharp(noise, { raw: { width: 96, height: 96, channels: 3 } })
    .png()
    .toBuffer();
  return png.subarray(0, png.length / 2);
};

const imagine = async ({ discord }: BotStage, name: string, data: Buffer, options = {}) => {
  const image = { name, data };
  return discord.user('ada').slash('imagine', { prompt: 'a red apple', image, ...options });
};

/** What stands in the database after a picture was attached, and what was asked. */
async function accepted(name: string, data: Buffer, options = {}) {
  const stage = await botStage();
  await (await imagine(stage, name, data, options)).acked();
  const [stored] = await stage.db.query<{ png: Buffer; request: unknown }>(
    'SELECT png, request FROM initial_image JOIN job ON job.id = job_id',
  );
  if (!stored) throw new Error('no picture was stored');
  expect(stage.discord.problems).toEqual([]);
  return { png: stored.png, request: imageRequest.parse(stored.request) };
}

const colourAt = async (png: Buffer, left: number, top: number): Promise<number[]> => [
  ...(await sharp(png).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

describe('a picture to start from', () => {
  it('is stored with the job as a PNG of the request’s size', async () => {
    const { png, request } = await accepted('halves.png', await (await halves()).png().toBuffer(), { size: '96x64' });
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 96, height: 64, channels: 3 });
    expect(request).toMatchObject({ width: 96, height: 64, imageToImage: { strength: expect.any(Number) } });
    expect([await colourAt(png, 5, 32), await colourAt(png, 90, 32)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it('is turned upright as the camera held it', async () => {
    const turned = await (await halves()).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    const { png } = await accepted('photo.jpg', turned, { size: '96x96' });
    const { width, height, orientation } = await sharp(png).metadata();
    expect([width, height, orientation]).toEqual([96, 96, undefined]);
    const [top, bottom] = [await colourAt(png, 48, 5), await colourAt(png, 48, 90)];
    expect([(top[0] ?? 0) > 240, (bottom[2] ?? 0) > 240]).toEqual([true, true]);
  });

  it('may be a WebP, whose transparency becomes white', async () => {
    const clear = await sharp({ create: { width: 96, height: 96, channels: 4, background: '#00000000' } })
      .webp()
      .toBuffer();
    const { png } = await accepted('clear.webp', clear);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', hasAlpha: false });
    expect(await colourAt(png, 48, 48)).toEqual([255, 255, 255]);
  });
});

describe('refused with a sentence, and nothing stored, is', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect/></svg>');
  it.each<[string, string, () => Promise<Buffer>, RegExp]>([
    ['an SVG', 'drawing.svg', async () => svg, /“drawing.svg” cannot be read/],
    ['an SVG that is called PNG', 'drawing.png', async () => svg, /“drawing.png” cannot be read/],
    ['an animated GIF', 'dance.gif', async () => (await frames()).gif().toBuffer(), /“dance.gif” is animated/],
    ['an animated WebP', 'dance.webp', async () => (await frames()).webp().toBuffer(), /“dance.webp” is animated/],
    ['an animated PNG', 'dance.png', apng, /“dance.png” is animated/],
    ['a PNG whose end is missing', 'half.png', truncated, /“half.png” cannot be read/],
    ['a header that claims 60000×60000', 'bomb.png', async () => bomb(), /“bomb.png” has more than 24 million pixels/],
    ['a text file that is called PNG', 'notes.png', async () => Buffer.from('not a picture'), /“notes.png” cannot be/],
    ['an empty file', 'empty.png', async () => Buffer.alloc(0), /“empty.png” cannot be read/],
    ['a file over 10 MB', 'large.png', async () => Buffer.alloc(10 * MB + 1), /“large.png” is larger than 10 MB/],
  ])('%s', async (_what, name, bytes, sentence) => {
    const stage = await botStage();
    stage.discord.user('ada').account.fileBytesMax = 50 * MB; // as with Nitro, so that the app lets it through
    const answer = await imagine(stage, name, await bytes());
    const message: MessageView = await answer.settled();
    expect(message.text).toMatch(sentence);
    expect(answer.ephemeral).toBe(true);
    expect(await stage.db.query('SELECT id FROM job')).toEqual([]);
    expect(stage.discord.problems).toEqual([]);
  });

  it('a file on another server, one that leads elsewhere, and one longer than was said', async () => {
    const png = await plain(96, 96, RED).png().toBuffer();
    const server = createServer((request, response) => {
      if (request.url === '/away.png') response.writeHead(302, { location: '/there.png' }).end();
      else if (request.url === '/there.png') response.end(png);
      else response.end(Buffer.alloc(11 * MB));
    });
    server.listen(0, '127.0.0.1');
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    await once(server, 'listening');
    const cdn = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const read = (url: string, from: string | null) =>
      readAttachedImage({ url, name: 'a.png', size: 100, contentType: 'image/png' }, from);
    const refusal = (code: string) => ({ ok: false, refusal: { code } });
    expect(await read(`${cdn}/a.png`, null)).toMatchObject(refusal('image_elsewhere'));
    expect(await read('https://cdn.discordapp.com.evil.example/a.png', null)).toMatchObject(refusal('image_elsewhere'));
    expect(await read('http://cdn.discordapp.com/a.png', null)).toMatchObject(refusal('image_elsewhere'));
    expect(await read(`${cdn}/there.png`, cdn)).toMatchObject({ ok: true });
    expect(await read(`${cdn}/away.png`, cdn)).toMatchObject(refusal('image_unreachable'));
    expect(await read(`${cdn}/long.png`, cdn)).toMatchObject(refusal('image_unreachable'));
  });
});

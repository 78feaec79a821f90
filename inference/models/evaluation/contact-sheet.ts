import sharp, { type OverlayOptions } from 'sharp';
import type { Picture } from './thumbnail.ts';

/** A picture with what was asked for; `isRight` is null where nothing was judged. */
export interface Print {
  picture: Picture;
  caption: string;
  isRight: boolean | null;
}

/** Pictures under one heading. */
export interface Section {
  title: string;
  prints: readonly Print[];
}

const COLUMNS = 16;
const PICTURE_PX = 96;
const GAP_PX = 4;
const CAPTION_PX = 12;
const TITLE_PX = 24;
const [CELL_WIDTH, CELL_HEIGHT] = [PICTURE_PX + GAP_PX, PICTURE_PX + CAPTION_PX + GAP_PX];
/** Letters of 9 pixels that fit under a picture. */
const CAPTION_LETTERS = 20;

/** All sections under each other as one PNG; captions of what went wrong are red. */
export async function contactSheet(sections: readonly Section[]): Promise<Buffer> {
  const layers: OverlayOptions[] = [];
  const texts: string[] = [];
  let top = GAP_PX;
  for (const { title, prints } of sections) {
    texts.push(`<text x="${GAP_PX}" y="${top + 16}" font-size="14" font-weight="bold">${escaped(title)}</text>`);
    top += TITLE_PX;
    for (const [index, { picture, caption, isRight }] of prints.entries()) {
      const left = GAP_PX + (index % COLUMNS) * CELL_WIDTH;
      const y = top + Math.floor(index / COLUMNS) * CELL_HEIGHT;
      layers.push({ input: await squareOf(picture), left, top: y });
      const fill = isRight === false ? '#c00' : '#333';
      const words = escaped(caption.length > CAPTION_LETTERS ? `${caption.slice(0, CAPTION_LETTERS - 1)}…` : caption);
      texts.push(`<text x="${left}" y="${y + PICTURE_PX + 10}" font-size="9" fill="${fill}">${words}</text>`);
    }
    top += Math.ceil(prints.length / COLUMNS) * CELL_HEIGHT + GAP_PX;
  }
  const [width, height] = [COLUMNS * CELL_WIDTH + GAP_PX, top];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif">`;
  return sharp({ create: { width, height, channels: 3, background: '#eee' } })
    .composite([...layers, { input: Buffer.from(`${svg}${texts.join('')}</svg>`), left: 0, top: 0 }])
    .png({ palette: true, colours: 256, dither: 0.5 }) // a third of the bytes of true colour
    .toBuffer();
}

async function squareOf({ pixels, width, height }: Picture): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(PICTURE_PX, PICTURE_PX, { fit: 'contain', background: '#eee' })
    .png()
    .toBuffer();
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

import sharp from 'sharp';
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
/** Gray around the pictures, so that a white one has an edge. */
const PAPER = 238;
/** Letters of 9 pixels that fit under a picture. */
const CAPTION_LETTERS = 20;

/** All sections under each other as one PNG; captions of what went wrong are red. */
export async function contactSheet(sections: readonly Section[]): Promise<Buffer> {
  const width = COLUMNS * CELL_WIDTH + GAP_PX;
  const height = GAP_PX + sections.reduce((sum, section) => sum + heightOf(section), 0);
  const sheet = Buffer.alloc(width * height * 3, PAPER);
  const texts: string[] = [];
  let top = GAP_PX;
  for (const section of sections) {
    texts.push(
      `<text x="${GAP_PX}" y="${top + 16}" font-size="14" font-weight="bold">${escaped(section.title)}</text>`,
    );
    for (const [index, print] of section.prints.entries()) {
      const left = GAP_PX + (index % COLUMNS) * CELL_WIDTH;
      const y = top + TITLE_PX + Math.floor(index / COLUMNS) * CELL_HEIGHT;
      const square = await squareOf(print.picture);
      // Copied here: sharp's composite takes 25 ms for each of several hundred layers.
      for (let row = 0; row < PICTURE_PX; row += 1) {
        square.copy(sheet, 3 * ((y + row) * width + left), 3 * row * PICTURE_PX, 3 * (row + 1) * PICTURE_PX);
      }
      texts.push(captionAt(print, left, y + PICTURE_PX + 10));
    }
    top += heightOf(section);
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif">`;
  return sharp(sheet, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(`${svg}${texts.join('')}</svg>`), left: 0, top: 0 }])
    .png({ palette: true, effort: 1 }) // a third of true colour's bytes; more effort takes 20 times as long for 3 % less
    .toBuffer();
}

const heightOf = ({ prints }: Section): number => TITLE_PX + Math.ceil(prints.length / COLUMNS) * CELL_HEIGHT + GAP_PX;

function captionAt({ caption, isRight }: Print, left: number, baseline: number): string {
  const words = caption.length > CAPTION_LETTERS ? `${caption.slice(0, CAPTION_LETTERS - 1)}…` : caption;
  const fill = isRight === false ? '#c00' : '#333';
  return `<text x="${left}" y="${baseline}" font-size="9" fill="${fill}">${escaped(words)}</text>`;
}

/** RGB, 8 bits: (96, 96, 3). */
function squareOf({ pixels, width, height }: Picture): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(PICTURE_PX, PICTURE_PX, { fit: 'contain', background: { r: PAPER, g: PAPER, b: PAPER } })
    .raw()
    .toBuffer();
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

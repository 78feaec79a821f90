import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { objectOf } from '../../../inference/models/evaluation/object.ts';
import { THUMBNAIL_SIDE } from '../../../inference/models/evaluation/thumbnail.ts';

/**
 * Draws what `npm run models -- evaluate emoji` compares paintings with: one thumbnail of every emoji in every style,
 * cut out as paintings are, on one sheet. It is part of the recipe and not of the product: the sheet lies beside the
 * model, so nobody else needs the art. The art is Fluent Emoji (MIT, Microsoft) and Noto Emoji (Apache-2.0, Google).
 *
 *   npm pack @iconify-json/fluent-emoji-flat@1.2.6 @iconify-json/fluent-emoji@1.2.7 @iconify-json/noto@1.2.9 \
 *            emojibase-data@17.0.0        (each unpacked into ART/<name of its archive>)
 *   node --import tsx models/emoji/training/references.ts ART models/emoji/evaluation
 *
 * writes references.webp, thumbnails in rows of 64, and references.json, the name of each in the same order.
 */

/** Each style's package, and the one whose characters name its drawings: the second has no list of its own. */
const STYLES = [
  { icons: 'iconify-json-fluent-emoji-flat', characters: 'iconify-json-fluent-emoji-flat' },
  { icons: 'iconify-json-fluent-emoji', characters: 'iconify-json-fluent-emoji-flat' },
  { icons: 'iconify-json-noto', characters: 'iconify-json-noto' },
];

/** Emojibase's groups and subgroups of skin tones and flags; families, hair, signs with text, keycaps, letters. */
const GROUPS_LEFT_OUT = new Set([undefined, 2, 9]);
const SUBGROUPS_LEFT_OUT = new Set([30, 31, 32, 33, 83, 94, 95]);
/** Where "man surfing" and "woman surfing" differ from "person surfing" by a haircut. */
const SUBGROUPS_NEUTRAL_ONLY = new Set([24, 27, 28, 29]);

/** Pixels along a side as rasterised, about what the model paints. */
const RASTER_PX = 96;
const COLUMNS = 64;
/** 1.0 MB; lossless is 3.4 MB and ranks the same pictures first. */
const QUALITY = 85;

interface Emoji {
  label: string;
  hexcode: string;
  group?: number;
  subgroup?: number;
}

interface Icon {
  body: string;
  width?: number;
}

interface IconSet {
  icons: Record<string, Icon>;
  aliases?: Record<string, { parent: string }>;
  width?: number;
}

const read = <Content>(art: string, packageName: string, file: string): Content => {
  const folder = readdirSync(art, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && new RegExp(`^${packageName}-[0-9.]+$`).test(entry.name),
  );
  if (folder === undefined) throw new Error(`Expected ${art} to hold ${packageName}-VERSION, found none.`);
  return JSON.parse(readFileSync(join(art, folder.name, 'package', file), 'utf8'));
};

const plainHexcode = (hexcode: string): string => hexcode.toLowerCase().replaceAll('-fe0f', '');

/** A label as captions write it: no marks, no capitals. */
const nameOf = ({ label }: Emoji): string =>
  label
    .toLowerCase()
    .replace('’', "'")
    .replace(/[“”.!()]/g, '')
    .replace(/[:,-]/g, ' ')
    .replace('ñ', 'n')
    .replace('ʻ', "'")
    .replace(/\s+/g, ' ')
    .trim();

function isWanted({ label, group, subgroup }: Emoji): boolean {
  if (GROUPS_LEFT_OUT.has(group) || SUBGROUPS_LEFT_OUT.has(subgroup ?? -1)) return false;
  if (/facing right|o’clock|-thirty|^(END|BACK) arrow$/.test(label)) return false;
  if (!SUBGROUPS_NEUTRAL_ONLY.has(subgroup ?? -1) || ['woman dancing', 'man dancing'].includes(label)) return true;
  return !/^(man|woman|men|women|deaf man|deaf woman)\b/.test(label);
}

/** The drawings of one style, by the emoji's hexcode. */
function drawings(art: string, style: (typeof STYLES)[number]): (hexcode: string) => string | null {
  const names = new Map(
    Object.entries(read<Record<string, string>>(art, style.characters, 'chars.json')).map(([hexcode, name]) => [
      plainHexcode(hexcode),
      name,
    ]),
  );
  const { icons, aliases = {}, width = 16 } = read<IconSet>(art, style.icons, 'icons.json');
  return (hexcode) => {
    const name = names.get(hexcode) ?? '';
    const icon = icons[name] ?? icons[aliases[name]?.parent ?? ''];
    if (icon === undefined) return null;
    const side = icon.width ?? width;
    const size = `width="${RASTER_PX}" height="${RASTER_PX}" viewBox="0 0 ${side} ${side}"`;
    const namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
    return `<svg ${namespaces} ${size}>${icon.body}</svg>`;
  };
}

/** White all around, so that the frame of the picture is background. */
async function thumbnail(svg: string): Promise<Float32Array> {
  const margin = RASTER_PX / 16;
  const pixels = await sharp(Buffer.from(svg))
    .flatten({ background: 'white' })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: 'white' })
    .raw()
    .toBuffer();
  const side = RASTER_PX + 2 * margin;
  return objectOf({ pixels, width: side, height: side });
}

async function main([art, out]: string[]): Promise<void> {
  if (art === undefined || out === undefined) throw new Error('Expected two folders: the art, and where to write.');
  const styles = STYLES.map((style) => drawings(art, style));
  const names: string[] = [];
  const cells: Float32Array[] = [];
  for (const emoji of read<Emoji[]>(art, 'emojibase-data', 'en/data.json').filter(isWanted)) {
    for (const drawing of styles) {
      const svg = drawing(plainHexcode(emoji.hexcode));
      if (svg === null) continue;
      names.push(nameOf(emoji));
      cells.push(await thumbnail(svg));
    }
  }
  const rows = Math.ceil(cells.length / COLUMNS);
  const sheet = new Uint8Array(rows * COLUMNS * THUMBNAIL_SIDE ** 2 * 3).fill(255);
  const stride = COLUMNS * THUMBNAIL_SIDE * 3;
  for (const [index, cell] of cells.entries()) {
    const corner = Math.floor(index / COLUMNS) * THUMBNAIL_SIDE * stride + (index % COLUMNS) * THUMBNAIL_SIDE * 3;
    for (let row = 0; row < THUMBNAIL_SIDE; row += 1) {
      const line = cell.subarray(row * THUMBNAIL_SIDE * 3, (row + 1) * THUMBNAIL_SIDE * 3);
      sheet.set(line.map(Math.round), corner + row * stride);
    }
  }
  const raw = { width: COLUMNS * THUMBNAIL_SIDE, height: rows * THUMBNAIL_SIDE, channels: 3 } as const;
  await sharp(sheet, { raw }).webp({ quality: QUALITY, effort: 6 }).toFile(join(out, 'references.webp'));
  writeFileSync(join(out, 'references.json'), `${JSON.stringify(names)}\n`);
  console.log(`${cells.length} thumbnails of ${new Set(names).size} emoji`);
}

await main(process.argv.slice(2));

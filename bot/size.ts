import type { ModelCard } from '../prisma/model-card.ts';
import type { Refusal } from './texts/texts.ts';

export interface Size {
  width: number;
  height: number;
}

/** Width to height, as offered in the command. */
export const ASPECTS = ['1:1', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16'] as const;

/** Longer strips are paintings of nothing for a model that learnt from squares. */
const RATIO_MAX = 3;

/** How much a wrong area counts beside a wrong shape, each as a logarithm: half as many pixels as a shape off by 40 %. */
const AREA_COUNTS = 0.5;

export const sizeText = ({ width, height }: Size): string => `${width}×${height}`;

/** The size the model was trained for first: what a request without size or aspect gets. */
export function defaultSize(card: ModelCard): Size {
  const [first] = card.sizes;
  if (!first) throw new RangeError(`model ${card.name} has no size`); // the card's schema asks for one
  return { width: first[0], height: first[1] };
}

/**
 * The size for an aspect ratio such as `16:9`: a trained size of nearly that ratio (within 5 %), else one with the
 * area of the model's default, snapped to what the UNet can take. That may be a size it was never trained for; the
 * answer says so.
 */
export function sizeForAspect(aspect: string, card: ModelCard): Size | Refusal {
  const [, across, down] = /^(\d{1,4}):(\d{1,4})$/.exec(aspect) ?? [];
  const ratio = Number(across) / Number(down);
  // NaN, infinity and 0 are outside as well.
  if (!(ratio <= RATIO_MAX && ratio >= 1 / RATIO_MAX)) {
    return { code: 'aspect_unknown', values: { aspect: aspect.slice(0, 20), known: ASPECTS.join(', ') } };
  }
  return sizeForRatio(ratio, card);
}

/**
 * The same for any ratio of width to height, such as that of a picture to start from. Both sides are searched together:
 * rounded one by one, 3:2 of a model for 96×96 in steps of 32 came out as 128×64, which is 2:1.
 */
export function sizeForRatio(ratio: number, card: ModelCard): Size {
  const trained = card.sizes.find(([width, height]) => Math.abs(width / height / ratio - 1) < 0.05);
  if (trained) return { width: trained[0], height: trained[1] };
  const { width, height } = defaultSize(card);
  const area = width * height;
  const sides = [-1, 0, 1, 2].map((more) => snap(Math.sqrt(area * ratio), card) + (more - 1) * card.sizeMultiple);
  const candidates = sides
    .filter((across) => across > 0)
    .flatMap((across) => {
      const below = Math.max(1, Math.floor(across / ratio / card.sizeMultiple)) * card.sizeMultiple;
      return [below, below + card.sizeMultiple].map((down) => ({ width: across, height: down }));
    });
  const wrong = (size: Size): number =>
    Math.abs(Math.log(size.width / size.height / ratio)) +
    AREA_COUNTS * Math.abs(Math.log((size.width * size.height) / area));
  return candidates.reduce((best, size) => (wrong(size) < wrong(best) ? size : best), { width, height });
}

/** Reads `96x128`, also with ×, * or spaces. Fits or is refused; nothing is rounded without saying so. */
export function sizeFromText(text: string, card: ModelCard, pixelsMax: number): Size | Refusal {
  const match = /^\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*$/i.exec(text);
  if (!match) return { code: 'size_malformed', values: { size: text.slice(0, 40) } };
  const size = { width: Number(match[1]), height: Number(match[2]) };
  if (size.width * size.height > pixelsMax) {
    return { code: 'size_too_large', values: { size: sizeText(size), max: pixelsMax.toLocaleString('en') } };
  }
  const nearest = { width: snap(size.width, card), height: snap(size.height, card) };
  if (nearest.width !== size.width || nearest.height !== size.height) {
    const { name: model, sizeMultiple: multiple } = card;
    return { code: 'size_not_multiple', values: { size: sizeText(size), model, multiple, nearest: sizeText(nearest) } };
  }
  return size;
}

export const isTrainedSize = ({ width, height }: Size, card: ModelCard): boolean =>
  card.sizes.some(([trainedWidth, trainedHeight]) => trainedWidth === width && trainedHeight === height);

const snap = (side: number, { sizeMultiple }: ModelCard): number =>
  Math.max(sizeMultiple, Math.round(side / sizeMultiple) * sizeMultiple);

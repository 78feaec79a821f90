/** What an evaluation found. Shares are from 0 to 1; null was left out, and `leftOut` says why. */
export interface Figures {
  model: string;
  /** Share of pictures "a … on a … background" whose background is of the colour asked for. */
  background: number;
  /** The same among the pairs that training never showed together. */
  backgroundHeldOut: number | null;
  /** Share of names whose painting looks most like that very thing, and that has it among the five nearest. */
  top1: number | null;
  top5: number | null;
  /** Share of everyday words whose painting looks most like something the word may mean. */
  nouns: number | null;
  /** How much the seed decides, as seed-diversity.ts measures it. */
  seedDiversity: number;
  /** Share of pictures painted over others at strength 0.5 that keep their layout more than chance would. */
  imageToImage: number | null;
  /** By how much, as a difference of correlations from -1 to 1: the mean of these pictures over those painted freely. */
  imageToImageGain: number | null;
  /** Milliseconds of a grid of four at 20 steps with the model's own guidance, words to pixels, the least of five. */
  inferenceMs4: number;
  /** Millions of bytes in the model's folder. */
  sizeMb: number;
  leftOut: string[];
}

/** The figures as a person reads them, one to a line. */
export function describeFigures(figures: Figures): string {
  const lines: [string, string | null][] = [
    ['background as asked for', percent(figures.background)],
    ['  of pairs never trained', percent(figures.backgroundHeldOut)],
    ['names: nearest is the thing', percent(figures.top1)],
    ['names: among the five nearest', percent(figures.top5)],
    ['everyday words', percent(figures.nouns)],
    ['seed diversity', figures.seedDiversity.toFixed(3)],
    ['image to image keeps the layout', percent(figures.imageToImage)],
    ['  by a correlation of', figures.imageToImageGain?.toFixed(3) ?? null],
    ['four images, 20 steps', `${Math.round(figures.inferenceMs4)} ms`],
    ['folder', `${figures.sizeMb.toFixed(1)} MB`],
  ];
  const shown = lines.flatMap(([label, value]) => (value === null ? [] : [`${label.padEnd(34)}${value}`]));
  return [figures.model, ...shown, ...figures.leftOut.map((reason) => `left out: ${reason}`)].join('\n');
}

const percent = (share: number | null): string | null => (share === null ? null : `${(100 * share).toFixed(1)} %`);

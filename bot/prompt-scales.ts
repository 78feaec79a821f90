export const STYLIZE_MAX = 1000;
export const CHAOS_MAX = 100;

/**
 * The guidance scale for Midjourney's `--stylize` (0…1000, 100 is its default), which says how freely a picture may
 * treat the words. The nearest thing in Stable Diffusion is less guidance, so 100 keeps the model's own and the part
 * above 1, where guidance begins, shrinks as 600 / (500 + stylize): for a default of 7.5 it is 8.8 at 0, 6.2 at 250, 4.1
 * at 750 and 3.6 at 1000. A factor of the whole scale was rejected: it takes a default of 2 below 1, which is no
 * guidance at all. A model that is made to be painted without guidance stays without.
 */
export function guidanceForStylize(stylize: number, guidanceDefault: number): number {
  if (guidanceDefault <= 1) return guidanceDefault;
  const scale = 1 + ((guidanceDefault - 1) * 600) / (500 + stylize);
  return Math.round(scale * 10) / 10;
}

/**
 * The variation for Midjourney's `--chaos` (0…100), which says how far the pictures of a grid lie apart: they share one
 * seed, and each leans that many hundredths towards noise of its own. 100 is noise of its own alone. 0, Midjourney's
 * default, is Easel's default as well, no variation, since strength 0 would paint one picture four times.
 */
export function variationForChaos(chaos: number, variationSeed: number): { seed: number; strength: number } | null {
  return chaos === 0 ? null : { seed: variationSeed, strength: chaos / CHAOS_MAX };
}

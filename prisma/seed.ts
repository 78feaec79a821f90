/** Seeds are 0…4294967295, the range that torch's CPU generator, Midjourney and A1111 share. */
export const SEED_MAX = 4_294_967_295;

/** The seed of image `slot` of a job: consecutive, and wrapping at 2³² so that every job has valid seeds. */
export const seedOfSlot = (seed: number, slot: number): number => (seed + slot) % (SEED_MAX + 1);

/** A fresh seed from the operating system's randomness. */
export function randomSeed(): number {
  const [seed] = crypto.getRandomValues(new Uint32Array(1));
  return seed as number;
}

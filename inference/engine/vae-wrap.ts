import type { Planes } from './vae-tiles.ts';

/**
 * Decodes latents whose edges continue on the other side: they are laid beside themselves, `margin` cells on each side,
 * and what was decoded of those is cut away. `factor` is pixels per latent cell; `decode` returns (3, H, W).
 */
export async function decodeWrapped(
  latents: Planes,
  factor: number,
  margin: number,
  decode: (wrapped: Planes) => Promise<Planes>,
): Promise<Planes> {
  const { height, width } = latents;
  const wrapped = cut(latents, -margin, height + 2 * margin, width + 2 * margin);
  return cut(await decode(wrapped), margin * factor, height * factor, width * factor);
}

/** A rectangle of endlessly repeated planes, as far from the left as it is from the top. */
function cut(planes: Planes, start: number, height: number, width: number): Planes {
  const channels = planes.values.length / (planes.height * planes.width);
  const values = new Float32Array(channels * height * width);
  const columns = Array.from({ length: width }, (_, column) => modulo(start + column, planes.width));
  for (let row = 0; row < channels * height; row += 1) {
    const from = Math.floor(row / height) * planes.height + modulo(start + (row % height), planes.height);
    for (let column = 0; column < width; column += 1) {
      values[row * width + column] = planes.values[from * planes.width + (columns[column] as number)] as number;
    }
  }
  return { values, height, width };
}

const modulo = (value: number, length: number): number => ((value % length) + length) % length;

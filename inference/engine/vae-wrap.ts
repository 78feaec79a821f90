import type { Planes, Scale } from './vae-tiles.ts';

/**
 * Cells of a seamless picture that are computed once more beyond each edge. The embedded model's edges differ from those
 * in a plane of copies by 9 of 255 with none, 2 with one, 0.2 with 3 and 0.05 with 8; larger decoders have more layers.
 */
const MARGIN = 8;

/**
 * Decodes or encodes what continues on the other side of its edges: it is laid beside itself, a margin on each side, and
 * what became of the margin is cut away.
 */
export async function computeWrapped(
  source: Planes,
  scale: Scale,
  compute: (wrapped: Planes) => Promise<Planes>,
): Promise<Planes> {
  const margin = MARGIN * scale.input;
  const computed = await compute(cut(source, -margin, source.height + 2 * margin, source.width + 2 * margin));
  const [height, width] = [source.height, source.width].map((side) => (side / scale.input) * scale.output) as [
    number,
    number,
  ];
  return cut(computed, MARGIN * scale.output, height, width);
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

/** Across the edges of a picture and across the lines inside: mean differences of neighbours, 0…255. */
export function seams(pixels: Uint8Array, side: number): { edge: number; inside: number } {
  const at = (row: number, column: number): number => pixels[3 * ((row % side) * side + (column % side))] ?? 0;
  const sums = Array.from({ length: side }, (_, line) => {
    let sum = 0;
    for (let along = 0; along < side; along += 1) {
      sum += Math.abs(at(along, line) - at(along, line + 1)) + Math.abs(at(line, along) - at(line + 1, along));
    }
    return sum / (2 * side);
  });
  const edge = sums.pop() ?? Number.NaN;
  return { edge, inside: sums.reduce((sum, value) => sum + value, 0) / sums.length };
}

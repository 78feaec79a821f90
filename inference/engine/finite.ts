/** Whether no value is NaN or infinite. In a loop: `every` calls a function for each, 0.1 ms of 64×64×4 instead of 0.02. */
export function areFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index += 1) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}

import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { message, number, text } from '../models/protobuf-writer.ts';
import { executionProviders, parseDevice } from './device.ts';

/**
 * Opens a small graph on the device named by the first argument, runs it, and prints the milliseconds of its faster
 * run. A program of its own: drivers crash, and run() blocks. Whatever goes wrong leaves by standard error and the
 * exit status.
 */

const SIZE = 512;
const PRODUCTS = 8;
const RUNS = 3;

/** x (512, 512) → x⁹, eight products: 2 GFLOP, far more than it takes to send 1 MB there and back. */
function probeGraph(): Buffer {
  const name = (index: number) => (index === 0 ? 'x' : index === PRODUCTS ? 'y' : `x${index}`);
  const products = Array.from({ length: PRODUCTS }, (_, index) =>
    message(1, text(1, name(index)), text(1, 'x'), text(2, name(index + 1)), text(4, 'MatMul')),
  );
  const axis = message(1, number(1, SIZE));
  const value = (field: number, of: string) =>
    message(field, text(1, of), message(2, message(1, number(1, 1), message(2, axis, axis))));
  const graph = message(7, ...products, text(2, 'probe'), value(11, 'x'), value(12, 'y'));
  return Buffer.concat([number(1, 8), message(8, text(1, ''), number(2, 17)), graph]);
}

env.logLevel = 'error'; // onnxruntime names the library it could not load here, and nowhere else
const session = await InferenceSession.create(probeGraph(), {
  executionProviders: executionProviders(parseDevice(process.argv[2] ?? '', 0)),
});
const x = new Tensor('float32', new Float32Array(SIZE * SIZE).fill(1 / SIZE), [SIZE, SIZE]);
let fastestMs = Number.POSITIVE_INFINITY;
for (let run = 0; run < RUNS; run += 1) {
  const startedAt = performance.now();
  const { y } = await session.run({ x });
  fastestMs = Math.min(fastestMs, performance.now() - startedAt);
  const [first] = y?.data ?? [];
  if (Math.abs(Number(first) * SIZE - 1) > 0.01)
    throw new Error(`it computes ${String(first)} where ${1 / SIZE} is right`);
}
console.log(fastestMs.toFixed(3));

import { Tensor } from 'onnxruntime-node';
import type { ElementType } from '../models/onnx-file.ts';
import { float16Tensor, floatType } from './float-tensor.ts';
import { encodeFloat16 } from './float16.ts';

/** The `timestep` input in whichever type the export gave it. */
export class Timesteps {
  readonly tensor: Tensor;
  readonly #write: (index: number, timestep: number) => void;

  constructor(type: ElementType | 'other', shape: readonly number[]) {
    const length = shape[0] ?? 1;
    if (type === 'int64') {
      const values = new BigInt64Array(length);
      this.tensor = new Tensor('int64', values, shape);
      this.#write = (index, timestep) => {
        // Karras schedules have fractions; Diffusers' own pipelines cut them off for graphs with whole timesteps.
        values[index] = BigInt(Math.trunc(timestep));
      };
    } else if (type === 'int32') {
      const values = new Int32Array(length);
      this.tensor = new Tensor('int32', values, shape);
      this.#write = (index, timestep) => {
        values[index] = Math.trunc(timestep);
      };
    } else if (floatType(type) === 'float32') {
      const values = new Float32Array(length);
      this.tensor = new Tensor('float32', values, shape);
      this.#write = (index, timestep) => {
        values[index] = timestep;
      };
    } else {
      const values = new Uint16Array(length);
      const single = new Float32Array(1);
      this.tensor = float16Tensor(values, shape);
      this.#write = (index, timestep) => {
        single[0] = timestep;
        encodeFloat16(single, values, index);
      };
    }
  }

  write(index: number, timestep: number): void {
    this.#write(index, timestep);
  }
}

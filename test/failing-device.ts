import { InferenceSession } from 'onnxruntime-node';
import type { CreateSession } from '../inference/engine/session.ts';

/** What a device does in place of a UNet call: throw what onnxruntime would, or nothing, and the call is made. */
export type BeforeUnetCall = (rows: number) => void;

/** How CUDA's execution provider words it. */
export const OUT_OF_MEMORY = 'CUDA failure 2: out of memory ; GPU=0 ; hostname=test ; expr=cudaMalloc';

/**
 * Opens real sessions whose UNet calls `before` may fail, as a device fails: at the library's own interface, so that
 * everything above it is what runs in earnest. A graph with an input named `sample` and one named `timestep` is a UNet.
 */
export function failingDevice(before: BeforeUnetCall): CreateSession {
  return async (graph, options) => {
    const session = await (typeof graph === 'string'
      ? InferenceSession.create(graph, options)
      : InferenceSession.create(graph, options));
    if (!session.inputNames.includes('timestep')) return session;
    const run: typeof session.run = session.run.bind(session);
    return Object.assign(session, {
      run: async (feeds: InferenceSession.FeedsType, outputs: InferenceSession.FetchesType) => {
        const { sample } = feeds;
        before(sample?.dims[0] ?? Number.NaN);
        return run(feeds, outputs);
      },
    });
  };
}

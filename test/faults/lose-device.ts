import { isMainThread } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';

/** The UNet call in which the device is lost. */
const LOST_IN_CALL = 5;

/**
 * Loaded before a process's own code, this makes its device answer nothing any more from one UNet call on, as CUDA does
 * after an illegal access. A module of its own, since what a process does cannot be handed to it as a function.
 */
if (!isMainThread) {
  const { create } = InferenceSession;
  let calls = 0;
  InferenceSession.create = async (...args: unknown[]) => {
    const session: InferenceSession = await Reflect.apply(create, InferenceSession, args);
    if (!session.inputNames.includes('timestep')) return session;
    const run = session.run.bind(session);
    return Object.assign(session, {
      run: async (feeds: InferenceSession.FeedsType, outputs: InferenceSession.FetchesType) => {
        calls += 1;
        if (calls < LOST_IN_CALL) return run(feeds, outputs);
        throw new Error('CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=test');
      },
    });
  };
}

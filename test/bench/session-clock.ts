import { Session } from '../../inference/engine/session.ts';

/** Milliseconds inside onnxruntime. */
export interface SessionTimes {
  openMs: number;
  runMs: number;
}

/**
 * From now on every session of this thread is clocked; returns what was counted since the last call. The engine's own
 * thread is out of reach, so benches clock the naive loop, whose runs are the same calls of the same graphs.
 */
export function clockSessions(): () => SessionTimes {
  let times: SessionTimes = { openMs: 0, runMs: 0 };
  const { open } = Session;
  const { run } = Session.prototype;
  Session.open = async (...args) => {
    const startedAt = performance.now();
    const session = await Reflect.apply(open, Session, args);
    times.openMs += performance.now() - startedAt;
    return session;
  };
  Session.prototype.run = async function clocked(...args) {
    const startedAt = performance.now();
    const outputs = await Reflect.apply(run, this, args);
    times.runMs += performance.now() - startedAt;
    return outputs;
  };
  return () => {
    const counted = times;
    times = { openMs: 0, runMs: 0 };
    return counted;
  };
}

import type { Fault } from '../../prisma/fault.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import type { ModelSpeed, WorkerSpeed } from '../../prisma/worker-speed.ts';
import type { Model } from '../models/model.ts';
import type { InitialImage } from '../painter.ts';
import type { EnginePainting } from './job.ts';
import type { Preview } from './preview.ts';

/** What the engine thread is started with. */
export interface EngineThreadData {
  /** One number that both threads see: messages sent to the engine thread so far. */
  sent: Int32Array;
  device: string;
  threads: number;
  rowsMax: number;
  jobsMax: number;
  modelsMax: number;
  memoryBytes: number | null;
}

/** What the main thread tells the engine thread. `job` numbers a painting within this process. */
export type ToEngine =
  | { kind: 'models'; models: readonly Model[]; speeds: WorkerSpeed } // once, before anything else; the first is opened at once
  | {
      kind: 'paint';
      job: number;
      request: ImageRequest;
      priority: number;
      userId: string | undefined;
      initImage: InitialImage | undefined;
    }
  | { kind: 'look'; job: number } // at the next step, once
  | { kind: 'cancel'; job: number }
  | { kind: 'close' }; // after the last job has ended

/** What the engine thread answers. A job ends with `painted` or `failed`, exactly once. */
export type FromEngine =
  | { kind: 'warmed'; fault: FaultMessage | null } // the first model is open, or why it is not
  | { kind: 'open'; models: readonly string[] } // those that are open now
  | { kind: 'speed'; model: string; speed: ModelSpeed } // measured, or learnt while painting
  | { kind: 'step'; job: number; step: number; steps: number }
  | { kind: 'preview'; job: number; previews: readonly Preview[] }
  | { kind: 'painted'; job: number; painting: EnginePainting }
  | { kind: 'failed'; job: number; fault: FaultMessage };

/** A Fault without its class, which does not survive the way between threads. */
export type FaultMessage = Pick<Fault, 'code' | 'message' | 'retryable'>;

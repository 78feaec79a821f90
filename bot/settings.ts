/**
 * What an admin may change, with the defaults that hold until then. Numbers that nobody may change are in limits.ts.
 */
export interface Settings {
  promptLengthMax: number;
  negativeLengthMax: number;
  stepsMax: number;
  guidanceScaleMax: number;
  /** Width × height of one picture. */
  pixelsMax: number;
  /** Image-steps of one request (prisma/image-request.ts). */
  costMax: number;
  /** Jobs of one person that are not answered yet. */
  waitingPerPersonMax: number;
  /** Jobs of everybody that no worker has claimed yet. */
  waitingMax: number;
  /** A job that nobody has painted after this long gets an apology. */
  expiresAfterMs: number;
  countDefault: number;
  /** Name of the default model; null: the first that the workers offer. */
  modelDefault: string | null;
  noise: 'cuda' | 'cpu';
  /** How far a variation moves from its picture: A1111's variation strength. */
  variationStrength: number;
}

const MINUTE = 60_000;

export const SETTINGS_DEFAULT: Readonly<Settings> = Object.freeze({
  promptLengthMax: 1_500,
  negativeLengthMax: 1_000,
  stepsMax: 100,
  guidanceScaleMax: 30,
  pixelsMax: 1024 * 1024,
  costMax: 800,
  waitingPerPersonMax: 10,
  waitingMax: 500,
  expiresAfterMs: 60 * MINUTE,
  countDefault: 4,
  modelDefault: null,
  noise: 'cuda',
  variationStrength: 0.25,
});

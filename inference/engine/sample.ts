import { strict as assert } from 'node:assert';
import { guide, rescaleGuidance } from './guidance.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import type { Embedding } from './text-encoder.ts';
import { offsetOfCall, opposite, roll } from './tiling.ts';
import type { UnetRow } from './unet.ts';

/** How far predictions are moved towards the prompt. */
export interface Guidance {
  scale: number;
  /** 0…1: see rescaleGuidance. */
  rescale: number;
  /** Share of the calls that are guided. */
  end: number;
}

/** Latents that inpainting keeps outside of its mask. */
export interface KeptLatents {
  original: Float32Array; // (C, h, w)
  /** What the first latents were noised with. */
  noise: Float32Array; // (C, h, w)
  /** 1 is painted anew, 0 kept. */
  mask: Float32Array; // (h, w)
}

/** What the model sees of a sample, before and after tiling moves it; one array without. */
interface Composed {
  unrolled: Float32Array;
  input: Float32Array;
}

/**
 * One image on its way from noise to latents. All of its state lives here, on the host: the UNet call between two
 * steps only sees copies. So a step can be repeated after a failure, a sample can join and leave any call, and what it
 * becomes does not depend on whom it shared calls with.
 */
export class Sample {
  /** (C, h, w) in float32; the scheduler moves it. */
  readonly latents: Float32Array;
  readonly height: number;
  readonly width: number;
  /** (C, h, w): what the last call says about the latents. */
  readonly #output: Float32Array;
  /** Of the unconditional row, where guidance is rescaled: that needs both predictions apart. */
  readonly #unguided: Float32Array | null;
  readonly #conditional: readonly [UnetRow];
  /** Unconditional first, then conditional; null without guidance. */
  readonly #guided: readonly [UnetRow, UnetRow] | null;
  readonly #scheduler: Scheduler;
  readonly #drawNoise: () => Float32Array;
  readonly #guidance: Guidance;
  /** Where schedulers scale what the model should see. */
  readonly #scaled: Float32Array;
  /** What it sees where that is more than the scaled latents: mask channels behind them, edges that are moved. */
  readonly #composed: Composed | null;
  /** Tiling: the prediction, moved back; null for any other sample. */
  readonly #prediction: Float32Array | null;
  readonly #kept: KeptLatents | null;
  readonly #before: Float32Array;
  #call = 0;

  constructor(options: {
    /** (C, h, w): at the noise level of the first call; taken over and changed. */
    latents: Float32Array;
    /** Inpainting: what a UNet with mask channels sees behind the latents; null for any other. */
    maskChannels?: Float32Array | null;
    /** Inpainting with any other UNet: what is put back after every step. */
    kept?: KeptLatents | null;
    height: number;
    width: number;
    scheduler: Scheduler;
    /** The next draw of this image's own generator. */
    drawNoise: () => Float32Array;
    guidance: Guidance;
    conditional: Embedding;
    /** Null without guidance. */
    unconditional: Embedding | null;
    /** Edges that continue on the other side (tiling.ts). */
    tile?: boolean;
  }) {
    const { latents, scheduler, conditional, unconditional, maskChannels = null, kept = null, tile = false } = options;
    this.latents = latents;
    this.#kept = kept;
    this.#before = new Float32Array(kept === null ? 0 : latents.length);
    this.height = options.height;
    this.width = options.width;
    this.#scheduler = scheduler;
    this.#drawNoise = options.drawNoise;
    this.#guidance = options.guidance;
    this.#scaled = new Float32Array(latents.length);
    this.#composed = maskChannels === null && !tile ? null : composedOf(latents.length, maskChannels, tile);
    this.#prediction = tile ? new Float32Array(latents.length) : null;
    const { scale, rescale } = options.guidance;
    this.#output = new Float32Array(latents.length);
    this.#unguided = unconditional !== null && rescale > 0 ? new Float32Array(latents.length) : null;
    const row = (embedding: Embedding, output: UnetRow['output'], guidanceScale: number | null): UnetRow => ({
      input: this.#composed?.input ?? latents,
      timestep: this.timestep,
      embedding,
      output,
      guidanceScale,
    });
    this.#conditional = [row(conditional, this.#output, null)];
    this.#guided =
      unconditional === null
        ? null
        : [
            row(unconditional, this.#unguided, null),
            row(conditional, this.#output, this.#unguided === null ? scale : null),
          ];
  }

  /** What the UNet is asked in the next call: two rows while it is guided, else one. */
  get rows(): readonly [UnetRow] | readonly [UnetRow, UnetRow] {
    return this.#call < this.calls * this.#guidance.end ? (this.#guided ?? this.#conditional) : this.#conditional;
  }

  /** Model calls made, and to make in all. */
  get call(): number {
    return this.#call;
  }
  get calls(): number {
    return this.#scheduler.timesteps.length;
  }

  /** The timestep of the next call. */
  get timestep(): number {
    const timestep = this.#scheduler.timesteps[this.#call];
    assert(timestep !== undefined, 'a finished sample is not asked for its timestep');
    return timestep;
  }

  /** Fills the rows' inputs for the next call. May be repeated: nothing moves. */
  prepare(): void {
    const seen = this.#scheduler.scaleModelInput(this.latents, this.#call, this.#scaled);
    const input = this.#composed === null ? seen : this.#compose(this.#composed, seen);
    for (const row of this.rows) {
      row.input = input;
      row.timestep = this.timestep;
    }
  }

  #compose({ unrolled, input }: Composed, seen: Float32Array): Float32Array {
    unrolled.set(seen);
    const { height, width } = this;
    if (unrolled !== input) roll(unrolled, height, width, offsetOfCall(this.#call, height, width), input);
    return input;
  }

  /** Takes the rows' outputs and moves one step. */
  advance(): void {
    let prediction = this.#output;
    if (this.#unguided !== null && this.rows.length === 2) {
      prediction = this.#unguided;
      guide(prediction, this.#output, this.#guidance.scale, prediction);
      rescaleGuidance(prediction, this.#output, this.#guidance.rescale);
    }
    this.#scheduler.step(this.#rolledBack(prediction), this.#call, this.latents, this.#drawNoise);
    this.#call += 1;
    if (this.#kept !== null) this.#restore(this.#kept);
  }

  /** A prediction where the latents are. Guidance before it does not ask where a value is, so one roll serves both rows. */
  #rolledBack(prediction: Float32Array): Float32Array {
    if (this.#prediction === null) return prediction;
    const { height, width } = this;
    const offset = opposite(offsetOfCall(this.#call, height, width), height, width);
    roll(prediction, height, width, offset, this.#prediction);
    return this.#prediction;
  }

  /** Outside of the mask the picture comes back, noised to the level of the next call; after the last, as it is. */
  #restore({ original, noise, mask }: KeptLatents): void {
    if (this.#call < this.calls) this.#scheduler.addNoise(original, noise, this.#call, this.#before);
    const source = this.#call < this.calls ? this.#before : original;
    for (let index = 0; index < source.length; index += 1) {
      if (mask[index % mask.length] === 0) this.latents[index] = source[index] as number;
    }
  }
}

function composedOf(length: number, maskChannels: Float32Array | null, tile: boolean): Composed {
  const unrolled = new Float32Array(length + (maskChannels?.length ?? 0));
  if (maskChannels !== null) unrolled.set(maskChannels, length);
  return { unrolled, input: tile ? unrolled.slice() : unrolled };
}

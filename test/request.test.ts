import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImagineOptions, optionsFor } from '../bot/imagine-options.ts';
import { completeRequest, recheck, rerolled, varied } from '../bot/request.ts';
import { SETTINGS_DEFAULT } from '../bot/settings.ts';
import { sentenceOf, textsFor } from '../bot/texts/texts.ts';
import { costOf, imageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';

const emoji: ModelCard = {
  name: 'emoji',
  title: 'Emoji-LDM 96',
  licence: 'MIT',
  hash: 'a'.repeat(64),
  sizeMultiple: 32,
  sizes: [[96, 96]],
  promptTokensMax: 24,
  startsFromImages: true,
  tiles: true,
  defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
  schedulers: ['DPMSolverMultistep', 'EulerDiscrete'],
};
const nothing = optionsFor('a red apple');
const surroundings = { settings: SETTINGS_DEFAULT, models: [emoji], randomSeed: 77 };

const complete = (options: Partial<ImagineOptions>) => completeRequest({ ...nothing, ...options }, surroundings);

/** The request, or a failed test. */
function accepted(options: Partial<ImagineOptions>) {
  const result = complete(options);
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
}

/** The sentence that the person reads, or a failed test. */
function refused(options: Partial<ImagineOptions>): { code: string; sentence: string } {
  const result = complete(options);
  if (result.ok) throw new Error('accepted');
  return { code: result.refusal.code, sentence: sentenceOf(textsFor('en-US'), result.refusal) };
}

describe('a request', () => {
  it('is complete with nothing but a prompt: everything else comes from the model and the settings', () => {
    expect(accepted({})).toMatchObject({
      prompt: 'a red apple',
      count: 4,
      seed: 77,
      steps: 20,
      guidanceScale: 3,
      scheduler: 'DPMSolverMultistep',
      width: 96,
      height: 96,
      model: 'emoji',
      modelHash: emoji.hash,
    });
  });

  it('keeps the prompt exactly as typed, spaces included', () => {
    expect(accepted({ prompt: ' a  red apple ' }).prompt).toBe(' a  red apple ');
  });

  it.each([
    ['an empty prompt', { prompt: '' }, 'prompt_empty', 'no visible words'],
    [
      'a prompt of only zero-width characters',
      { prompt: '\u200b\u200d\u2060 \u3164' },
      'prompt_empty',
      'no visible words',
    ],
    ['a prompt of 6000 characters', { prompt: 'x'.repeat(6000) }, 'prompt_too_long', '6000'],
    ['a long negative prompt', { negative: 'x'.repeat(1001) }, 'negative_too_long', '1001'],
    ['a negative seed', { seed: -1 }, 'not_whole', '-1 is not possible for seed'],
    ['a seed of 2³²', { seed: 4_294_967_296 }, 'not_whole', '4294967296'],
    ['half a seed', { seed: 0.5 }, 'not_whole', '0.5'],
    ['no image at all', { count: 0 }, 'not_whole', '0 is not possible for count'],
    ['five images', { count: 5 }, 'not_whole', 'from 1 to 4'],
    ['no step', { steps: 0 }, 'not_whole', 'steps'],
    ['steps that are not a number', { steps: Number.NaN }, 'not_whole', 'NaN'],
    ['too many steps', { steps: 101 }, 'not_whole', '101'],
    ['guidance that is not a number', { guidance: Number.NaN }, 'out_of_range', 'NaN is not possible for guidance'],
    ['infinite guidance', { guidance: Number('1e309') }, 'out_of_range', 'Infinity'],
    ['negative guidance', { guidance: -0.1 }, 'out_of_range', '-0.1'],
    ['a size that is no size', { size: 'large' }, 'size_malformed', '“large”'],
    ['a size the model cannot take', { size: '100x96' }, 'size_not_multiple', '96×96'],
    ['a size beyond the limit', { size: '4096x4096' }, 'size_too_large', '1,048,576'],
    ['a size and an aspect', { size: '96x96', aspect: '1:1' }, 'size_and_aspect', 'not both'],
    ['an unknown aspect', { aspect: '7:1' }, 'aspect_unknown', '16:9'],
    ['an unknown scheduler', { scheduler: 'Magic' }, 'scheduler_unknown', 'DPMSolverMultistep'],
    ['a scheduler the model does not offer', { scheduler: 'DDIM' }, 'scheduler_unsupported', 'EulerDiscrete'],
    ['an unknown model', { model: '__proto__' }, 'model_unknown', 'Choose one of: emoji'],
  ] as const)('refuses %s and says why', (_name, options, code, part) => {
    const refusal = refused(options);
    expect(refusal.code).toBe(code);
    expect(refusal.sentence).toContain(part);
  });

  it('may be as much work as the budget, and is refused above it', () => {
    const settings = { ...SETTINGS_DEFAULT, costMax: costOf(accepted({})) };
    expect(completeRequest(nothing, { ...surroundings, settings }).ok).toBe(true);
    const tighter = { ...settings, costMax: settings.costMax - 1 };
    const refusal = { code: 'too_much_work', values: { cost: settings.costMax, max: tighter.costMax } };
    expect(completeRequest(nothing, { ...surroundings, settings: tighter })).toEqual({ ok: false, refusal });
  });

  it('says that no model is known while no worker has reported', () => {
    expect(completeRequest(nothing, { ...surroundings, models: [] })).toMatchObject({ refusal: { code: 'no_model' } });
  });

  it('paints an aspect with the area of the trained size, in sides that the model can take', () => {
    expect(accepted({ aspect: '1:1' })).toMatchObject({ width: 96, height: 96 });
    expect(accepted({ aspect: '16:9' })).toMatchObject({ width: 128, height: 64 });
    expect(accepted({ aspect: '9:16' })).toMatchObject({ width: 64, height: 128 });
  });

  it('accepts a scheduler by the name that A1111 gives it', () => {
    expect(accepted({ scheduler: 'Euler' }).scheduler).toBe('EulerDiscrete');
  });

  it('is either a valid contract or a refusal with a sentence, whatever is given', () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.constant(null));
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null));
    const anything = fc.record({
      prompt: fc.string({ unit: 'binary' }),
      negative: text,
      count: number,
      seed: number,
      steps: number,
      guidance: number,
      aspect: text,
      size: fc.oneof(text, fc.constantFrom('96x96', '64X128', '1x1', '99999x99999')),
      scheduler: text,
      model: fc.oneof(text, fc.constantFrom('emoji', 'constructor')),
    });
    fc.assert(
      fc.property(anything, (options) => {
        const result = completeRequest({ ...nothing, ...options }, surroundings);
        if (result.ok) imageRequest.parse(result.value);
        else expect(sentenceOf(textsFor('en-US'), result.refusal).length).toBeGreaterThan(20);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a seamless picture', () => {
  it('is refused for a model that has learnt where things stand', () => {
    expect(accepted({ tile: true }).tile).toBe(true);
    const surely = { ...surroundings, models: [{ ...emoji, tiles: false }] };
    expect(completeRequest({ ...nothing, tile: true }, surely)).toMatchObject({
      refusal: { code: 'model_does_not_tile', values: { model: 'emoji' } },
    });
  });
});

describe('a request that is repeated', () => {
  const original = imageRequest.parse(accepted({ seed: 4_294_967_295, count: 2 }));

  it('has another seed and nothing else after a reroll', () => {
    expect(rerolled(original, 5)).toEqual({ ...original, seed: 5 });
  });

  it('varies the picture that was meant, whose seed may have wrapped around', () => {
    const variation = { seed: 9, strength: 0.25 };
    expect(varied(original, 1, variation)).toEqual({ ...original, count: 4, seed: 0, variation });
  });

  it('varies a variation around the same seed, since all its pictures share it', () => {
    const once = varied(original, 1, { seed: 9, strength: 0.25 });
    expect(varied(once, 3, { seed: 50, strength: 0.25 }).seed).toBe(once.seed);
  });

  it('is refused when its model is gone', () => {
    expect(recheck({ ...original, model: 'gone' }, surroundings)).toMatchObject({ refusal: { code: 'model_unknown' } });
  });
});

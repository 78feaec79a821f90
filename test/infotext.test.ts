import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Infotext, type InfotextSource, infotextOf, parseInfotext, writeInfotext } from '../inference/infotext.ts';
import { SCHEDULER_NAMES } from '../prisma/scheduler-name.ts';
import { SEED_MAX } from '../prisma/seed.ts';
import { apple } from './new-job.ts';

const source: InfotextSource = {
  slot: 0,
  request: { ...apple, prompt: 'a fox', negativePrompt: 'blurry', steps: 28, guidanceScale: 6.5 },
  seed: 123_456,
  variationSeed: null,
  modelHash: '0123456789abcdef'.repeat(4),
  version: 'Easel 0.1.0',
};

const settingsOf = (text: string) => Object.fromEntries(parseInfotext(text).settings);

describe('infotext', () => {
  it('tells a picture in the words and the order of A1111', () => {
    expect(writeInfotext(infotextOf(source))).toBe(
      'a fox\nNegative prompt: blurry\nSteps: 28, Sampler: DPM++ 2M, CFG scale: 6.5, Seed: 123456, Size: 96x96, ' +
        'Model hash: 0123456789, Model: emoji, RNG: NV, Version: Easel 0.1.0',
    );
  });

  it('tells a variation by its second seed and how far it went', () => {
    const request = { ...source.request, variation: { seed: 5, strength: 0.25 }, noise: 'cpu' as const };
    expect(settingsOf(writeInfotext(infotextOf({ ...source, request, variationSeed: 7 })))).toMatchObject({
      Seed: '123456',
      'Variation seed': '7',
      'Variation seed strength': '0.25',
      RNG: 'CPU',
    });
  });

  it('tells each picture of a prompt matrix in its own words', () => {
    const request = { ...source.request, prompts: ['an old fox', 'a young fox,\nin snow'], count: 2 };
    const promptOf = (slot: number) => parseInfotext(writeInfotext(infotextOf({ ...source, slot, request }))).prompt;
    expect([0, 1].map(promptOf)).toEqual(request.prompts);
  });

  it('tells guidance that was rescaled or ended early, and nothing of it otherwise', () => {
    const request = { ...source.request, guidanceRescale: 0.7, guidanceEnd: 0.5 };
    expect(settingsOf(writeInfotext(infotextOf({ ...source, request })))).toMatchObject({
      'CFG rescale': '0.7',
      'CFG end': '0.5',
    });
  });

  it('tells a tile, and how far a picture was left behind, by A1111’s keys', () => {
    const request = { ...source.request, tile: true, imageToImage: { strength: 0.55 } };
    expect(settingsOf(writeInfotext(infotextOf({ ...source, request })))).toMatchObject({
      'Denoising strength': '0.55',
      Tiling: 'True',
    });
  });

  it('reads what A1111 writes', () => {
    const text = [
      'masterpiece, (best quality:1.2), city: night, <lora:neon:0.8>',
      'a second line',
      'Negative prompt: worst quality, text:1',
      'more of it',
      'Steps: 30, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 4294967295, Size: 512x768, ' +
        'Model hash: 6ce0161689, Model: v1-5, Lora hashes: "neon: 1a2b3c, other: 4d5e", Version: v1.9.4',
    ].join('\n');
    const { prompt, negativePrompt, settings } = parseInfotext(text);
    expect(prompt).toBe('masterpiece, (best quality:1.2), city: night, <lora:neon:0.8>\na second line');
    expect(negativePrompt).toBe('worst quality, text:1\nmore of it');
    expect(Object.fromEntries(settings)).toMatchObject({
      Steps: '30',
      Seed: '4294967295',
      'Lora hashes': 'neon: 1a2b3c, other: 4d5e',
      Version: 'v1.9.4',
    });
  });

  it.each(['just words', 'a: b, c: d', ''])('a text without settings is all prompt: %j', (text) => {
    expect(parseInfotext(text)).toEqual({ prompt: text, negativePrompt: '', settings: new Map() });
  });

  it('a value with a comma, a colon, a quote or a line end is quoted, and read back', () => {
    const model = 'my, model: "v2"\nbeta';
    const text = writeInfotext(infotextOf({ ...source, request: { ...source.request, model } }));
    expect(text).toContain('Model: "my, model: \\"v2\\"\\nbeta"');
    expect(settingsOf(text)).toMatchObject({ Model: model, RNG: 'NV' });
  });

  it('whatever is written is read back', () => {
    // A prompt that itself contains the next line's mark cannot be told apart from it; A1111 has the same limit.
    const words = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !text.includes('Negative prompt:'));
    const written = fc.record({
      prompt: fc.oneof(
        words,
        fc.constantFrom('Steps: 1', 'a: 1, b: 2, c: 3', 'x\nSteps: 1, Seed: 2, Size: 3', 'end\n'),
      ),
      negativePrompt: words,
      model: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((name) => name.trim() === name),
      scheduler: fc.constantFrom(...SCHEDULER_NAMES),
      seed: fc.integer({ min: 0, max: SEED_MAX }),
      guidanceScale: fc.double({ min: 0, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(written, ({ seed, ...changes }) => {
        const infotext: Infotext = infotextOf({ ...source, seed, request: { ...source.request, ...changes } });
        expect(parseInfotext(writeInfotext(infotext))).toEqual(infotext);
      }),
      { numRuns: 2_000 },
    );
  });
});

import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import { SCHEDULER_LABELS, type SchedulerName } from '../prisma/scheduler-name.ts';
import { SEED_MAX, seedOfSlot } from '../prisma/seed.ts';
import type { ImagineOptions } from './imagine-options.ts';
import { nameList } from './name-list.ts';
import { CHAOS_MAX, guidanceForStylize, variationForChaos } from './prompt-scales.ts';
import type { Settings } from './settings.ts';
import { defaultSize, type Size, sizeForAspect, sizeForRatio, sizeFromText } from './size.ts';
import type { Refusal } from './texts/texts.ts';
import { wordsFor } from './words.ts';

export type Checked<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

interface Surroundings {
  settings: Settings;
  models: readonly ModelCard[];
  /** For a request without a seed; an argument, so that this file stays pure. */
  randomSeed: number;
  /** Midjourney's --stylize, which is guidance once the model is known. */
  stylize?: number | null;
  /** Size of the picture to start from. */
  image?: Size | null;
}

const COUNT_MAX = 4;
/** Of image to image, as diffusers has it: most of the picture is painted anew, its layout stays. */
const STRENGTH_DEFAULT = 0.8;

/**
 * Completes what a person asked for into a request that paints the same pictures for ever, or says why not. Every
 * value is checked here even where Discord's own client checks it too: a request is what the bot received, not what
 * an app should have sent.
 */
export function completeRequest(options: ImagineOptions, surroundings: Surroundings): Checked<ImageRequest> {
  const { settings, models, randomSeed, stylize = null, image = null } = surroundings;
  const words = wordsFor(options, settings);
  if (!words.ok) return words;
  const card = findModel(options.model, settings, models);
  if ('code' in card) return refused(card);
  const scheduler = findScheduler(options.scheduler, card);
  if (typeof scheduler === 'object') return refused(scheduler);
  const size = findSize(options, card, settings, image);
  if ('code' in size) return refused(size);

  const count = words.value.prompts?.length ?? options.count ?? settings.countDefault;
  const seed = options.seed ?? randomSeed;
  const steps = options.steps ?? card.defaults.steps;
  const { guidanceScale: standard } = card.defaults;
  const guidanceScale = options.guidance ?? (stylize === null ? standard : guidanceForStylize(stylize, standard));
  const chaos = options.chaos ?? 0;
  const strength = options.strength ?? STRENGTH_DEFAULT;
  const problem =
    checkWhole('count', count, 1, COUNT_MAX) ??
    checkWhole('seed', seed, 0, SEED_MAX) ??
    checkWhole('steps', steps, 1, settings.stepsMax) ??
    checkRange('guidance', guidanceScale, 0, settings.guidanceScaleMax) ??
    checkWhole('chaos', chaos, 0, CHAOS_MAX) ??
    checkImage(options, strength, card, image) ??
    checkTile(options, card);
  if (problem) return refused(problem);

  const request: ImageRequest = {
    ...words.value,
    count,
    seed,
    variation: variationForChaos(chaos, seedAfter(randomSeed)),
    steps,
    guidanceScale,
    guidanceRescale: 0,
    guidanceEnd: 1,
    tile: options.tile ?? false,
    imageToImage: image === null ? null : { strength },
    scheduler,
    width: size.width,
    height: size.height,
    model: card.name,
    modelHash: card.hash,
    noise: settings.noise,
  };
  return withinBudget(request, settings);
}

/** The same request with fresh seeds. */
export const rerolled = (request: ImageRequest, seed: number): ImageRequest => ({ ...request, seed, variation: null });

/**
 * Variations of one picture of a request, as A1111 defines them: every image has that picture's seed, and noise that
 * leans towards a variation seed of its own. A variation of a variation starts from the picture's seed again, with
 * new variation seeds.
 */
export function varied(
  request: ImageRequest,
  slot: number,
  variation: { seed: number; strength: number },
): ImageRequest {
  const seed = request.variation || request.prompts ? request.seed : seedOfSlot(request.seed, slot);
  const prompt = request.prompts?.[slot] ?? request.prompt;
  return { ...request, prompt, prompts: null, seed, count: COUNT_MAX, variation };
}

/** Checks an old request against what is possible today, before it is painted again. */
export function recheck(
  request: ImageRequest,
  { settings, models }: Omit<Surroundings, 'randomSeed'>,
): Checked<ImageRequest> {
  const card = findModel(request.model, settings, models);
  if ('code' in card) return refused(card);
  return withinBudget({ ...request, modelHash: card.hash }, settings);
}

function withinBudget(request: ImageRequest, settings: Settings): Checked<ImageRequest> {
  const cost = costOf(request);
  if (cost > settings.costMax) return refused({ code: 'too_much_work', values: { cost, max: settings.costMax } });
  return { ok: true, value: request };
}

/** The models that may be asked for here. */
export const modelsOffered = (
  models: readonly ModelCard[],
  { modelsOffered: names }: Settings,
): readonly ModelCard[] => (names === null ? models : models.filter(({ name }) => names.includes(name)));

/** Another seed for the variation than for the picture: they are drawn together, and equal ones would not vary. */
const seedAfter = (seed: number): number => seedOfSlot(seed, COUNT_MAX);

const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });

function findModel(name: string | null, settings: Settings, everyModel: readonly ModelCard[]): ModelCard | Refusal {
  const models = modelsOffered(everyModel, settings);
  const wanted = name ?? settings.modelDefault;
  const card = wanted === null ? models[0] : models.find((model) => model.name === wanted);
  if (card) return card;
  if (models.length === 0 || wanted === null) return { code: 'no_model' };
  return {
    code: 'model_unknown',
    values: { model: wanted.slice(0, 100), known: nameList(models.map((m) => m.name)) },
  };
}

function findScheduler(name: string | null, card: ModelCard): SchedulerName | Refusal {
  if (name === null) return card.defaults.scheduler;
  const known = card.schedulers.join(', ');
  const found = card.schedulers.find((scheduler) => scheduler === name || SCHEDULER_LABELS[scheduler] === name);
  if (found) return found;
  return Object.hasOwn(SCHEDULER_LABELS, name)
    ? { code: 'scheduler_unsupported', values: { scheduler: name, model: card.name, known } }
    : { code: 'scheduler_unknown', values: { scheduler: name.slice(0, 100), known } };
}

function findSize(
  { size, aspect }: ImagineOptions,
  card: ModelCard,
  settings: Settings,
  image: Size | null,
): Size | Refusal {
  if (size !== null && aspect !== null) return { code: 'size_and_aspect' };
  if (size !== null) return sizeFromText(size, card, settings.pixelsMax);
  if (aspect === null && image !== null) return sizeForRatio(image.width / image.height, card);
  return aspect === null ? defaultSize(card) : sizeForAspect(aspect, card);
}

function checkTile({ tile }: ImagineOptions, { name, tiles }: ModelCard): Refusal | null {
  return tile === true && !tiles ? { code: 'model_does_not_tile', values: { model: name } } : null;
}

/** A strength without a picture would do nothing, and nothing is ignored. */
function checkImage(options: ImagineOptions, strength: number, card: ModelCard, image: Size | null): Refusal | null {
  if (image === null) return options.strength === null ? null : { code: 'strength_without_image' };
  if (!card.startsFromImages) return { code: 'model_needs_encoder', values: { model: card.name } };
  if (strength > 0 && strength <= 1) return null;
  return { code: 'out_of_range', values: { option: 'strength', value: String(strength), min: 0.01, max: 1 } };
}

function checkWhole(option: string, value: number, min: number, max: number): Refusal | null {
  if (Number.isInteger(value) && value >= min && value <= max) return null;
  return { code: 'not_whole', values: { option, value: String(value), min, max } };
}

/** NaN fails every comparison, so it is refused like any other value outside. */
function checkRange(option: string, value: number, min: number, max: number): Refusal | null {
  return value >= min && value <= max
    ? null
    : { code: 'out_of_range', values: { option, value: String(value), min, max } };
}

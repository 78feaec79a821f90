import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type LocaleString,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import { randomSeed } from '../../prisma/seed.ts';
import { encodeButtonId } from '../custom-id.ts';
import { type ImagineOptions, optionsFor } from '../imagine-options.ts';
import type { KnownJob } from '../known-job.ts';
import { settingsFor } from '../preferences.ts';
import { type Checked, completeRequest } from '../request.ts';
import { refuse } from '../response.ts';
import type { Settings } from '../settings.ts';
import { ASPECTS, sizeText } from '../size.ts';
import { submit } from '../submission.ts';
import { type Refusal, textsFor } from '../texts/texts.ts';
import type { Action, Submission } from './action.ts';

/** Discord's own limit for the text of a modal's field. */
const FIELD_MAX = 4_000;
const SEEDS = ['keep', 'random', 'vary'] as const;
const CHANGES = ['subtle', 'medium', 'strong'] as const;
const SAME_SIZE = 'same';

const STRENGTHS = {
  subtle: 'variationSubtle',
  medium: 'variationStrength',
  strong: 'variationStrong',
} as const satisfies Record<(typeof CHANGES)[number], keyof Settings>;

/** Opens the form. It is the acknowledgement itself, so nothing is awaited before it. */
export const remix: Action = async ({ interaction, job, slot }) => {
  const tooLong = refusalOfForm(job);
  if (tooLong) return refuse(interaction, tooLong);
  await interaction.showModal(remixModal(job, slot, interaction.locale));
};

/** What the form says → a new job, linked to the one that it began with. */
export const submitRemix: Submission = async ({ interaction, job, slot }, bot) => {
  const server = bot.settings.of(interaction.guildId);
  const { preferences } = bot;
  const [own, owners] = await Promise.all([preferences.of(interaction.user.id), preferences.of(job.userId)]);
  // The style is that of whoever asked for the job, which somebody else may not have.
  const settings = settingsFor(server, { ...own, styles: { ...own.styles, ...owners.styles } });
  const models = await bot.catalogue.known();
  const asked = optionsFrom(interaction, job);
  const completed = completeRequest(asked, { settings, models, randomSeed: randomSeed() });
  const request: Checked<typeof job.request> = completed.ok
    ? { ok: true, value: { ...completed.value, variation: variationFrom(interaction, server) } }
    : completed;
  if (!request.ok) return refuse(interaction, request.refusal);
  const { isPrivate, isSpoiler } = job;
  const order = { request: request.value, asked: { ...asked, notices: [] }, isPrivate, isSpoiler, initialImage: null };
  await submit(bot, interaction, [order], { action: 'remix', parentId: job.id, parentSlot: slot });
};

/** Everything that the form does not show stays as it was painted, not as it was typed: defaults may have changed. */
function optionsFrom({ fields }: ModalSubmitInteraction, { request, asked }: KnownJob): ImagineOptions {
  const size = fields.getStringSelectValues('size')[0] ?? SAME_SIZE;
  return optionsFor(fields.getTextInputValue('prompt'), {
    negative: fields.getTextInputValue('negative'),
    count: request.prompts === null ? request.count : null,
    seed: fields.getRadioGroup('seed', true) === 'random' ? null : request.seed,
    steps: request.steps,
    guidance: request.guidanceScale,
    scheduler: request.scheduler,
    model: request.model,
    style: asked?.style ?? null,
    tile: request.tile,
    ...(size === SAME_SIZE ? { size: `${request.width}x${request.height}` } : { aspect: size }),
  });
}

function variationFrom({ fields }: ModalSubmitInteraction, settings: Settings) {
  if (fields.getRadioGroup('seed', true) !== 'vary') return null;
  const change = CHANGES.find((name) => name === fields.getRadioGroup('change')) ?? 'medium';
  return { seed: randomSeed(), strength: settings[STRENGTHS[change]] };
}

/** What the form begins with: what was typed, and for a job that nobody typed what was painted. */
const wordsOf = ({ request, asked }: KnownJob): { prompt: string; negative: string } =>
  asked === null
    ? { prompt: request.prompt, negative: request.negativePrompt }
    : { prompt: asked.prompt, negative: asked.negative ?? '' };

/** Why there can be no form for a job: words cut to fit would be painted without their end, and nobody told. */
export function refusalOfForm(job: KnownJob): Refusal | null {
  const { prompt, negative } = wordsOf(job);
  if (prompt.length > FIELD_MAX) return { code: 'prompt_too_long', values: { length: prompt.length, max: FIELD_MAX } };
  if (negative.length <= FIELD_MAX) return null;
  return { code: 'negative_too_long', values: { length: negative.length, max: FIELD_MAX } };
}

/** The form, filled in with what was asked for. */
export function remixModal(job: KnownJob, slot: number, locale: LocaleString): APIModalInteractionResponseCallbackData {
  const { remix: words } = textsFor(locale);
  const { request } = job;
  const { prompt, negative } = wordsOf(job);
  const text = (name: 'prompt' | 'negative', value: string, required: boolean) => ({
    type: ComponentType.TextInput as const,
    custom_id: name,
    style: TextInputStyle.Paragraph,
    value,
    max_length: FIELD_MAX,
    required,
  });
  const radio = <Name extends string>(
    name: string,
    labels: Record<Name, string>,
    values: readonly Name[],
    standard: Name,
  ) => ({
    type: ComponentType.RadioGroup as const,
    custom_id: name,
    options: values.map((value) => ({ value, label: labels[value], default: value === standard })),
  });
  const label = <Component>(title: string, component: Component, description?: string) => ({
    type: ComponentType.Label as const,
    label: title,
    ...(description === undefined ? {} : { description }),
    component,
  });
  const sizes = [
    { value: SAME_SIZE, label: words.sameSize({ size: sizeText(request) }), default: true },
    ...ASPECTS.map((aspect) => ({ value: aspect, label: aspect })),
  ];
  return {
    custom_id: encodeButtonId({ action: 'remix', slot, jobId: job.id }),
    title: words.title,
    components: [
      label(words.prompt, text('prompt', prompt, true)),
      label(words.negative, text('negative', negative, false)),
      label(words.seed, radio('seed', words.seeds, SEEDS, 'keep')),
      label(words.change, radio('change', words.changes, CHANGES, 'medium'), words.changeHint),
      label(words.size, { type: ComponentType.StringSelect as const, custom_id: 'size', options: sizes }),
    ],
  };
}

export * from './en-commands.ts';

/**
 * Every sentence that a person can read, in English. A refusal says what was refused, the rule, and what to do next;
 * nothing is charged for a refusal. The parameters of each function are the values its code carries.
 */
export const refusals = {
  prompt_empty: () => 'The prompt has no visible words. Write what you would like to see, for example “a red apple”.',
  prompt_not_text: () =>
    'The prompt or the negative prompt holds a character that is no text, such as half of an emoji. Type it anew and try again.',
  prompt_too_long: ({ length, max }: { length: number; max: number }) =>
    `The prompt has ${length} characters; the limit here is ${max}. Shorten it and try again.`,
  negative_too_long: ({ length, max }: { length: number; max: number }) =>
    `The negative prompt has ${length} characters; the limit here is ${max}. Shorten it and try again.`,
  out_of_range: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} is not possible for ${option}: it must be from ${min} to ${max}. Choose another value and try again.`,
  not_whole: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} is not possible for ${option}: it must be a whole number from ${min} to ${max}.`,
  size_malformed: ({ size }: { size: string }) =>
    `“${size}” is not a size. Write width x height in pixels, for example 96x96.`,
  size_not_multiple: (v: { size: string; model: string; multiple: number; nearest: string }) =>
    `${v.size} does not fit the model ${v.model}: both sides must be multiples of ${v.multiple}. The nearest is ${v.nearest}.`,
  size_too_large: (v: { size: string; max: string }) =>
    `${v.size} is too large: a picture may have at most ${v.max} pixels here. Choose a smaller size.`,
  size_and_aspect: () => 'Give either a size or an aspect ratio, not both: they contradict each other.',
  aspect_unknown: ({ aspect, known }: { aspect: string; known: string }) =>
    `“${aspect}” is not an aspect ratio I know. Choose one of: ${known}.`,
  scheduler_unknown: ({ scheduler, known }: { scheduler: string; known: string }) =>
    `There is no scheduler “${scheduler}”. Choose one of: ${known}.`,
  scheduler_unsupported: (v: { scheduler: string; model: string; known: string }) =>
    `The model ${v.model} cannot be painted with ${v.scheduler}. Choose one of: ${v.known}.`,
  model_unknown: ({ model, known }: { model: string; known: string }) =>
    `There is no model “${model}”. Choose one of: ${known}.`,
  no_model: () => 'No painter has reported for work yet, so no model is known. Try again in a moment.',
  too_much_work: ({ cost, max }: { cost: number; max: number }) =>
    `That is ${cost} image-steps of work (images × steps, twice with guidance); the limit here is ${max}. ` +
    'Ask for fewer images or steps.',
  too_many_waiting: ({ waiting, max }: { waiting: number; max: number }) =>
    `You have ${waiting === 1 ? 'one job' : `${waiting} jobs`} waiting, and ${max} is the limit here. This one was not added. Try again when one is done.`,
  images_used_up: (v: { used: number; asked: number; max: number; resetsAt: number }) =>
    `You have used ${v.used} of ${v.max} images today, and this asks for ${v.asked}. Your day begins anew <t:${v.resetsAt}:R>. See /quota.`,
  gpu_seconds_used_up: ({ max, resetsAt }: { max: number; resetsAt: number }) =>
    `You have used your ${max} seconds of painting today. Your day begins anew <t:${resetsAt}:R>. See /quota.`,
  banned: ({ reason, until }: { reason: string; until: number | null }) =>
    `You cannot paint on this server${until === null ? '' : ` until <t:${until}:f>`}. The reason given: ${reason}`,
  paused: ({ reason }: { reason: string }) =>
    `An admin has paused painting here: ${reason} This was not added to the queue.`,
  access_denied: ({ what }: { what: string }) =>
    `The admins of this server do not allow ${what.replace('button:', 'the button ')} for you in this channel. Nothing was charged.`,
  word_blocked: ({ word, rule }: { word: string; rule: string }) =>
    `This server does not allow “${word}”${word.toLowerCase() === rule.toLowerCase() ? '' : ` (the rule “${rule}”)`}. ` +
    'Nothing was charged. Edit the prompt and try again.',
  not_yours: ({ owner }: { owner: string }) =>
    `Only ${owner} or a moderator can do that with this result. You can press Remix to make one of your own.`,
  queue_full: ({ waiting }: { waiting: number }) =>
    `The queue is full: ${waiting} requests are waiting. This one was not added. Try again in a few minutes.`,
  busy: () => 'I cannot write down new requests right now, so this one was not added. Try again in a moment.',
  missing_permissions: ({ permissions }: { permissions: string }) =>
    `I need the permission ${permissions} in this channel to show a picture. Ask an admin for it. Nothing was painted.`,
  button_outdated: () =>
    'This button is from another version of Easel and no longer works. /show brings the result back with buttons that do.',
  job_unknown: () =>
    'The request behind this button is no longer stored, so it cannot be repeated. Start again with /imagine.',
  message_without_job: () =>
    'That message shows no result of Easel’s that is still stored. Try one with a picture of mine.',
  grid_needs_choice: () => 'That is a grid: press U1, U2, U3 or U4 first, and choose the picture that comes alone.',
  info_needs_one: () => 'Give either a picture or the id of a result, not both and not none.',
  image_without_parameters: ({ name }: { name: string }) =>
    `“${name}” does not say how it was painted: it was not painted by Stable Diffusion, or saved anew since. Originals keep it.`,
  image_hidden: () =>
    'That picture is hidden in this channel: the model’s own safety checker flagged it. Press Reroll for other ones.',
  job_not_found: ({ id }: { id: string }) =>
    `There is no result “${id}” that you may see. Choose one from the list, or write what stands behind # in an answer.`,
  job_unfinished: () => 'That is not painted yet. Its answer will come by itself; /queue shows how long it takes.',
  image_unknown: () => 'That picture is not stored any more. Press Rerun to paint it again with the same seed.',
  flag_unknown: ({ flag, known }: { flag: string; known: string }) =>
    `There is no flag \`${flag}\`. Those I know: ${known}. If it belongs to the words, write \`\\${flag}\`.`,
  flag_misspelt: ({ flag, nearest }: { flag: string; nearest: string }) =>
    `There is no flag \`${flag}\`. Did you mean \`${nearest}\`? If it belongs to the words, write \`\\${flag}\`.`,
  flag_foreign: ({ flag, topic }: { flag: string; topic: keyof typeof insteadOfMidjourney }) =>
    `\`${flag}\` is Midjourney’s, and Easel has no such thing. ${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }: { flag: string }) =>
    `\`${flag}\` hangs on a word: is it a flag? Then put a space before it. If it belongs to the words, write \`\\${flag}\`.`,
  flag_in_braces: ({ flag }: { flag: string }) =>
    `\`${flag}\` and a pair of braces cut each other in two. Write the flag behind the braces, or give each alternative its own, with a comma: \`{--seed 1, --seed 2}\`.`,
  flag_value_missing: ({ flag, example }: { flag: string; example: string }) =>
    `\`${flag}\` needs a value behind it, like this: \`${example}\`.`,
  flag_malformed: ({ flag, value, example }: { flag: string; value: string; example: string }) =>
    `“${value}” is not possible for \`${flag}\`. Write it like this: \`${example}\`.`,
  option_conflict: ({ option, inOption, inPrompt }: { option: string; inOption: string; inPrompt: string }) =>
    `${option} is ${inOption} in the option and ${inPrompt} in the prompt: which one? Keep one of them and try again.`,
  stylize_and_guidance: ({ stylize, guidance }: { stylize: number; guidance: number }) =>
    `--stylize ${stylize} is read as a guidance of its own here, and guidance ${guidance} is given too: which one? Keep one of them and try again.`,
  repeat_and_seed: ({ repeat, seed }: { repeat: number; seed: number }) =>
    `With seed ${seed}, --repeat ${repeat} would paint the same pictures ${repeat} times. Leave one of them out.`,
  flag_twice: ({ flag, first, second }: { flag: string; first: string; second: string }) =>
    `\`${flag}\` is both ${first} and ${second} in the prompt: which one? Keep one of them and try again.`,
  too_many_prompts: ({ count, max }: { count: number; max: number }) =>
    `The braces and repeats make ${count < 1e9 ? count : 'more than a billion'} jobs; ${max} is the limit. Leave some alternatives out.`,
  braces_mixed: () =>
    'One pair of braces has both commas and bars. Write {a, b} for one job each, or {a|b} for one grid; for a comma or bar in the words, write \\, or \\|.',
  brace_unclosed: () => 'A { has no } behind it. Close it, or write \\{ if it belongs to the words.',
  brace_unopened: () => 'A } has no { before it. Open it, or write \\} if it belongs to the words.',
  style_invalid: () =>
    'A style needs a name of letters, digits, spaces, - and _ (at most 40), and a template with {prompt} where the words go.',
  style_not_yours: () =>
    'The styles of this server are its admins’: you need Manage Server for that. Your own need nothing.',
  too_many_styles: ({ max }: { max: number }) =>
    `There are ${max} styles already, which is the limit. Remove one first.`,
  style_unknown: ({ style, known }: { style: string; known: string }) =>
    `There is no style “${style}” here. Choose one of: ${known}.`,
  matrix_too_large: ({ count, max }: { count: number; max: number }) =>
    `The choices in braces make ${count} prompts; a grid has room for ${max}. Take some away, or write {a, b} for a job each.`,
  matrix_and_count: ({ count, pictures }: { count: number; pictures: number }) =>
    `The choices in braces make ${pictures} pictures, but count says ${count}. Leave count out.`,
  strength_without_image: () =>
    'A strength says how much of a picture is painted anew, but there is no picture. Attach one with the image option.',
  image_elsewhere: ({ name }: { name: string }) =>
    `“${name}” is not on Discord’s own servers. Upload it with the image option.`,
  image_too_large: ({ name, max }: { name: string; max: number }) =>
    `“${name}” is larger than ${max} MB. Make it smaller and try again.`,
  image_too_many_pixels: ({ name, max }: { name: string; max: number }) =>
    `“${name}” has more than ${max} million pixels. Make it smaller and try again.`,
  image_unreachable: ({ name }: { name: string }) =>
    `“${name}” could not be fetched from Discord just now. Nothing was charged. Try again in a moment.`,
  image_unreadable: ({ name }: { name: string }) =>
    `“${name}” cannot be read as a picture. Send a PNG, JPEG or WebP file.`,
  image_animated: ({ name }: { name: string }) => `“${name}” is animated. Send a single picture.`,
  draft_gone: () => 'That was already painted, or waited for more than 15 minutes. Send /imagine again.',
  initial_image_unknown: () =>
    'The picture that this started from is not stored any more. Start again with /imagine and its image option.',
  model_does_not_tile: ({ model }: { model: string }) =>
    `The model ${model} cannot paint pictures that continue at their edges: it has learnt where things stand. Leave tile out, or choose another model.`,
  model_needs_encoder: ({ model }: { model: string }) =>
    `The model ${model} cannot start from a picture: it has no VAE encoder. Choose another model with /imagine.`,
  too_late_to_cancel: () =>
    'That is already painted, so there is nothing left to cancel. Press Delete to take it away.',
  weight_out_of_range: ({ weight, max }: { weight: string; max: number }) =>
    `${weight} is too far from 1 for \`::\`: a weight must be from -${max} to ${max}, and 1 is as usual. Only the ratio counts for Midjourney; here write ::2 and ::1 for ::100 and ::50.`,
  weight_without_words: ({ weight }: { weight: string }) =>
    `\`${weight}\` has no words before it to weigh. Write it right behind them, like this: \`red fox::2 snow\`.`,
  negative_weight_in_negative: () =>
    'What should be left out has a negative weight, which would ask for it. Make the weight positive, or move the words to the prompt.',
  weight_in_braces: ({ weight }: { weight: string }) =>
    `\`${weight}\` stands inside { }, which it would cut in two. Weigh the words with brackets there, like this: \`{(red:2)|blue}\`.`,
  settings_stale: ({ version }: { version: number }) =>
    `Somebody else has changed the settings just now (version ${version}). Nothing was saved. Try again.`,
  fault: ({ reference }: { reference: string }) =>
    `Something broke on our side and nothing was charged. If it happens again, tell an admin this reference: ${reference}.`,
};

/** What to do instead of a flag that only Midjourney has, by topic (bot/prompt-flag-table.ts). */
const insteadOfMidjourney = {
  version: 'Leave it out, or choose what paints with `--model`; /models lists the models.',
  quality: 'How much work goes into a picture is `--steps`: leave this out, or write for example `--steps 30`.',
  weird: 'Leave it out; for pictures that stray from the words, lower the guidance, for example `--guidance 2`.',
  reference: 'Attach the picture as the option `image` of /imagine; `--strength 0.6` says how much of it may change.',
  taste: 'Nothing is added to your words here: leave it out, or choose a style with `--style`; /styles lists them.',
  speed: 'There is one queue and one speed for everybody. Leave it out.',
  side: 'Write both sides at once, for example `--size 512x768`.',
  video: 'Easel paints still pictures only. Leave it out.',
  visibility: 'For a picture that only you can see, write `--private`; otherwise leave it out.',
  same_seed: 'For pictures of one seed that differ by a fifth, write `--chaos 20`; otherwise leave it out.',
  upscaler: 'Leave it out, and press Upscale under a finished picture.',
};

export const apologies = {
  too_many_attempts: () =>
    'Sorry: painting this failed several times, so I have stopped trying. Nothing was charged. Try fewer images or another model.',
  too_old: () => 'Sorry: this waited so long that I gave it up. Nothing was charged. Please try again.',
  unusable_image: () =>
    'Sorry: the model returned an unusable picture (black or not a number). Nothing was charged. Try another seed or scheduler.',
  out_of_memory: () => 'Sorry: this is too big for the device that paints. Nothing was charged. Try a smaller size.',
  model_unavailable: () =>
    'Sorry: the model became unavailable before this was painted. Nothing was charged. Try another model.',
  request_unsupported: () =>
    'Sorry: this combination of scheduler and model cannot be painted. Nothing was charged. Try the default scheduler.',
  cancelled: () => 'Cancelled. Only what was already painted is charged.',
  painting_failed: () => 'Sorry: painting this failed. Nothing was charged. Please try again.',
};

export const notices = {
  prompt_truncated: ({ ignored }: { ignored: string }) => `The model did not read the end of the prompt: “${ignored}”.`,
  syntax_unsupported: ({ syntax }: { syntax: string }) => `“${syntax}” means nothing to Easel and was read as words.`,
  weight_unreadable: ({ weight }: { weight: string }) => `“${weight}” is not a weight, so it was read as words.`,
  brackets_unbalanced: ({ opened, closed }: { opened: number; closed: number }) =>
    `The brackets do not pair: ${opened} never close and ${closed} never open. Write \\( for a bracket as such.`,
  negative_prompt_truncated: ({ ignored }: { ignored: string }) =>
    `The model did not read the end of the negative prompt: “${ignored}”.`,
  negative_prompt_unused: ({ guidanceScale }: { guidanceScale: number }) =>
    `The negative prompt was not used: guidance ${guidanceScale} leaves nothing to guide away from. Try 3 or more.`,
  negative_weight_moved: ({ moved }: { moved: string }) =>
    `What had a negative weight went to the negative prompt: “${moved}”.`,
  stylize_as_guidance: ({ stylize, guidanceScale }: { stylize: number; guidanceScale: number }) =>
    `--stylize ${stylize} was painted as guidance ${guidanceScale}: the freer the style, the looser the hold of the words.`,
  pictures_hidden: ({ hidden }: { hidden: number }) =>
    `${hidden === 1 ? 'One picture is' : `${hidden} pictures are`} hidden here: the model’s own safety checker flagged ${hidden === 1 ? 'it' : 'them'}.`,
  size_untrained: ({ size, model }: { size: string; model: string }) => `${model} was not trained for ${size}.`,
  vae_tiled: () =>
    'The device was short of memory, so this was put together from tiles: painted again elsewhere it may differ a little.',
  vae_retried: () => 'In half precision this came out unusable, so it was decoded again in full precision.',
};

export const words = {
  sentDirectly: 'Painted: it is in your direct messages.',
  queued: ({ position }: { position: number }) => (position <= 1 ? 'Next in line' : `Number ${position} in line`),
  startsAt: ({ at }: { at: number }) => `starts <t:${at}:R>`,
  readyAt: ({ at }: { at: number }) => `ready <t:${at}:R>`,
  preview: 'What it looks like so far',
  painting: ({ step, steps }: { step: number; steps: number }) => `Painting: step ${step} of ${steps}`,
  confirm: (v: { jobs: number; images: number; cost: number; imagesToday: number }) =>
    `This becomes ${v.jobs} jobs with ${v.images} images, ${v.cost} image-steps of work. You have used ${v.imagesToday} images today.`,
  exact: 'exact ✓, the same pixels',
  close: ({ because }: { because: string }) => `close ≈, because ${because}`,
  because: {
    model: 'the model’s weights have changed',
    device: 'another device painted it',
    runtime: 'another version of the libraries painted it',
    batch: 'it was painted beside other pictures than then, which half precision shows in the last bit',
    unknown: 'something rounds otherwise now',
  },
  unproven: 'the first one’s pictures are gone, so there is nothing to compare with',
  by: ({ user }: { user: string }) => `by ${user}`,
  seed: 'seed',
  steps: ({ steps }: { steps: number }) => `${steps} steps`,
  guidance: ({ guidance }: { guidance: number }) => `guidance ${guidance}`,
  variation: ({ strength }: { strength: number }) => `variation ${Math.round(strength * 100)} %`,
  alt: (v: { count: number; prompt: string; size: string; seeds: string }) =>
    `${v.count === 1 ? 'One image' : `${v.count} images in a grid`}: ${v.prompt}. ${v.size}, ${v.seeds}.`,
  altSingle: (v: { number: number; prompt: string; size: string; seed: number }) =>
    `Image ${v.number}: ${v.prompt}. ${v.size}, seed ${v.seed}.`,
  single: ({ number }: { number: number }) => `Image ${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons = {
  reroll: 'Reroll',
  rerun: 'Rerun',
  remix: 'Remix',
  details: 'Details',
  originals: 'Originals',
  delete: 'Delete',
  subtle: 'Vary (Subtle)',
  strong: 'Vary (Strong)',
  enlarge: 'Upscale 2×',
  cancel: 'Cancel',
  confirm: 'Paint them',
  forget: 'Delete all of it',
};

/** As Discord's own settings call them. */
export const permissions = {
  AttachFiles: 'Attach Files',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix = {
  title: 'Remix',
  prompt: 'Prompt',
  negative: 'What you would rather not see',
  seed: 'Seed',
  seeds: { keep: 'Keep it', random: 'A new one', vary: 'Keep it, but vary' },
  change: 'How far to vary',
  changeHint: 'Counts only where the seed is kept, but varied',
  changes: { subtle: 'Subtle', medium: 'Medium', strong: 'Strong' },
  size: 'Size',
  sameSize: ({ size }: { size: string }) => `As it is (${size})`,
};

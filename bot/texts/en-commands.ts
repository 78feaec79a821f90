/** What the commands but /imagine and the button Details say, in English; en.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand = {
  all: 'Everything of mine that waits',
  done: ({ count }: { count: number }) =>
    count === 1
      ? 'Cancelled. Only what was already painted is charged.'
      : `${count} jobs are cancelled. Only what was already painted is charged.`,
  none: 'Nothing of yours is waiting or being painted.',
};

/** What /history tells. */
export const history = {
  none: 'You have not painted anything yet. Begin with /imagine.',
  page: ({ page }: { page: number }) => `**Your jobs**, page ${page}`,
  seed: ({ seed }: { seed: number }) => `seed ${seed}`,
  open: 'open',
  previous: 'Previous',
  next: 'Next',
  states: {
    accepted: 'waiting',
    painting: 'being painted',
    ready: 'on its way',
    answered: 'painted',
    undeliverable: 'painted, not delivered',
    abandoned: 'withdrawn',
  } as Record<string, string>,
  cancelled: 'cancelled',
  failed: 'not painted',
};

/** What /info tells beside what Details does. */
export const info = {
  from: ({ name }: { name: string }) => `What “${name}” says about itself:`,
};

/** What /styles tells. */
export const styles = {
  none: 'There are no styles here yet. /styles add makes one, for example `{prompt}, oil on canvas, thick brushstrokes`.',
  server: '**Of this server**',
  own: '**Your own**',
  shown: (v: { name: string; prompt: string; negative: string }) =>
    `**${v.name}**: ${v.prompt}${v.negative === '' ? '' : `\nNot wanted: ${v.negative}`}`,
  added: ({ name }: { name: string }) => `The style ${name} is kept. Use it with the option style of /imagine.`,
  removed: ({ name }: { name: string }) => `The style ${name} is gone. What was painted with it stays.`,
};

/** What /settings tells. */
export const personal = {
  heading: '**Your defaults**, for what you leave out of /imagine',
  model: 'Model',
  count: 'How many pictures',
  aspect: 'Width to height',
  variation: 'How far V1–V4 move',
  server: 'as this server has it',
  counts: ({ count }: { count: number }) => (count === 1 ? 'one picture' : `${count} pictures`),
  variations: { subtle: 'subtly', medium: 'as usual', strong: 'strongly' },
  privateOn: 'Answers: only you see them',
  privateOff: 'Answers: everybody sees them',
  makePrivate: 'Show answers to me alone',
  makePublic: 'Show answers to everybody',
  directOn: 'Answers: sent to you directly',
  makeDirect: 'Send answers to me directly',
  makeHere: 'Show answers in the channel',
  negative: 'What you never want to see',
  noNegative: 'nothing',
  edit: 'What I never want …',
};

/** What /quota tells; null stands for no limit. */
export const quota = {
  images: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `Images today: ${used}, without a limit` : `Images today: ${used} of ${max}`,
  gpuSeconds: ({ used, max }: { used: number; max: number | null }) =>
    max === null
      ? `Seconds of painting today: ${used}, without a limit`
      : `Seconds of painting today: ${used} of ${max}`,
  waiting: ({ waiting, max }: { waiting: number; max: number | null }) =>
    max === null ? `Jobs in line: ${waiting}` : `Jobs in line: ${waiting} of ${max}`,
  resets: ({ at }: { at: number }) => `Your day begins anew <t:${at}:R>.`,
};

/** What /queue tells. */
export const queue = {
  everybody: ({ waiting, workers }: { waiting: number; workers: number }) =>
    `${waiting === 1 ? 'One job waits' : `${waiting} jobs wait`} for ${workers === 1 ? 'one painter' : `${workers} painters`}.`,
  none: 'None of them is yours.',
  painting: 'being painted',
};

/** What /models tells. */
export const models = {
  steps: ({ steps }: { steps: number }) => `${steps} steps`,
  fromImages: 'can start from a picture',
  loaded: ({ devices }: { devices: string }) => `loaded on ${devices}`,
  noLicence: 'no licence named',
  more: ({ count }: { count: number }) => `… and ${count} more`,
};

/** One screen of help, a paragraph each. */
export const help = {
  imagine:
    '**/imagine** paints four pictures from your words. The more you say about what it shows and how it looks, the better.',
  buttons:
    '**U1–U4** show one picture alone, **V1–V4** paint variations of it, **Reroll** paints four others, **Remix** lets you change ' +
    'the words, **Rerun** proves that the same seed paints the same pictures.',
  prompt:
    'In a prompt, (words:1.3) weigh more and [words] less, {old|young} paints one of each on the same seed, and {a, b} makes a job of each.',
  flags: 'Flags work too: --ar 16:9, --no fog, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3.',
  yours: 'See **/queue**, **/quota**, **/history** and **/models**. **/privacy** gives you your data, or deletes it.',
  admins: 'Admins find pause, limits and bans under **/admin**.',
};

/** What /admin tells. */
export const admin = {
  workers: ({ workers, models: names }: { workers: number; models: string }) =>
    `${workers === 1 ? 'One painter is' : `${workers} painters are`} at work, with: ${names === '' ? 'no model' : names}.`,
  day: (v: { painted: number; failed: number; waiting: number }) =>
    `In the last 24 hours here: ${v.painted} jobs painted, ${v.failed} failed. ${v.waiting} wait now, of all servers.`,
  running: 'Requests are accepted.',
  paused: ({ reason }: { reason: string }) => `Painting is paused here: ${reason}`,
  draining: 'Easel is about to be worked on.',
  drained: ({ left }: { left: number }) =>
    `Nothing more is accepted here. ${left === 1 ? 'One job is' : `${left} jobs are`} still to be painted, and will be; /admin resume ends this.`,
  blocked: ({ user, until }: { user: string; until: number | null }) =>
    `${user} cannot paint here ${until === null ? 'any more' : `until <t:${until}:f>`}.`,
  unblocked: ({ user }: { user: string }) => `${user} can paint here again.`,
  notBlocked: ({ user }: { user: string }) => `${user} was not blocked.`,
  noDashboard: 'The dashboard is not up yet. Try again in a moment.',
  dashboard: ({ url }: { url: string }) => `Everything else is in the dashboard: ${url}`,
};

/** What /privacy tells. */
export const privacy = {
  exported: ({ pictures, total }: { pictures: number; total: number }) =>
    `Everything that is kept about you${total === 0 ? '.' : `, with ${pictures} of ${total} pictures.`}${
      pictures === total
        ? ''
        : ' The older ones do not fit: press Originals under each result, which /show brings back.'
    }`,
  confirm:
    'This deletes your prompts, pictures, seeds and settings for ever, on all servers, and cancels what waits. Messages that ' +
    'Discord already shows stay until you delete them there. Bans stay.',
  forgotten: ({ jobs }: { jobs: number }) => `Deleted: ${jobs} jobs with their prompts and pictures.`,
};

/** What Details tells about a job. */
export const details = {
  job: ({ id, user, at }: { id: string; user: string; at: number }) => `${id} by ${user}, <t:${at}:f>`,
  parent: ({ action, id }: { action: string; id: string }) => `${action} of ${id}`,
  actions: {
    variation: 'Variation',
    reroll: 'Reroll',
    rerun: 'Rerun',
    remix: 'Remix',
    upscale: 'Upscale 2×',
  } as Record<string, string>,
  seeds: ({ seeds }: { seeds: string }) => `Seeds: ${seeds}`,
  times: ({ queued, painting }: { queued: string; painting: string }) => `Waited ${queued} s, painted in ${painting} s`,
  painted: ({ device, runtime }: { device: string; runtime: string }) => `Painted on ${device} with ${runtime}`,
};

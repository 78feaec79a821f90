/** What the commands but /imagine and the button Details say, in French; fr.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand = {
  all: 'Tout ce que j’ai en attente',
  done: ({ count }: { count: number }) =>
    count === 1
      ? 'Annulé. Seul ce qui était déjà peint est décompté.'
      : `${count} tâches sont annulées. Seul ce qui était déjà peint est décompté.`,
  none: 'Vous n’avez rien en attente ni en cours de peinture.',
};

/** What /history tells. */
export const history = {
  none: 'Vous n’avez encore rien peint. Commencez avec /imagine.',
  page: ({ page }: { page: number }) => `**Vos tâches**, page ${page}`,
  seed: ({ seed }: { seed: number }) => `seed ${seed}`,
  open: 'ouvrir',
  previous: 'Précédent',
  next: 'Suivant',
  states: {
    accepted: 'en attente',
    painting: 'en cours',
    ready: 'en route',
    answered: 'peint',
    undeliverable: 'peint, non remis',
    abandoned: 'retiré',
  } as Record<string, string>,
  cancelled: 'annulé',
  failed: 'non peint',
};

/** What /info tells beside what Details does. */
export const info = {
  from: ({ name }: { name: string }) => `Ce que « ${name} » dit de lui-même :`,
};

/** What /styles tells. */
export const styles = {
  none: 'Il n’y a pas encore de style ici. /styles ajouter en crée un, par exemple `{prompt}, oil on canvas, thick brushstrokes`.',
  server: '**Ceux de ce serveur**',
  own: '**Les vôtres**',
  shown: (v: { name: string; prompt: string; negative: string }) =>
    `**${v.name}** : ${v.prompt}${v.negative === '' ? '' : `\nNon souhaité : ${v.negative}`}`,
  added: ({ name }: { name: string }) =>
    `Le style ${name} est enregistré. Utilisez-le avec l’option style de /imagine.`,
  removed: ({ name }: { name: string }) => `Le style ${name} est retiré. Ce qu’il a servi à peindre reste.`,
};

/** What /settings tells. */
export const personal = {
  heading: '**Vos réglages par défaut**, pour ce que vous omettez dans /imagine',
  model: 'Modèle',
  count: 'Nombre d’images',
  aspect: 'Largeur sur hauteur',
  variation: 'Ampleur de V1–V4',
  server: 'comme sur ce serveur',
  counts: ({ count }: { count: number }) => (count === 1 ? 'une image' : `${count} images`),
  variations: { subtle: 'légère', medium: 'habituelle', strong: 'forte' },
  privateOn: 'Réponses : vous seul les voyez',
  privateOff: 'Réponses : tout le monde les voit',
  makePrivate: 'Ne montrer les réponses qu’à moi',
  makePublic: 'Montrer les réponses à tous',
  directOn: 'Réponses : en message privé',
  makeDirect: 'M’envoyer les réponses en message privé',
  makeHere: 'Montrer les réponses dans le salon',
  negative: 'Ce que vous ne voulez jamais voir',
  noNegative: 'rien',
  edit: 'Ce que je ne veux jamais…',
};

/** What /quota tells; null stands for no limit. */
export const quota = {
  images: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `Images aujourd’hui : ${used}, sans limite` : `Images aujourd’hui : ${used} sur ${max}`,
  gpuSeconds: ({ used, max }: { used: number; max: number | null }) =>
    max === null
      ? `Secondes de peinture aujourd’hui : ${used}, sans limite`
      : `Secondes de peinture aujourd’hui : ${used} sur ${max}`,
  waiting: ({ waiting, max }: { waiting: number; max: number | null }) =>
    max === null ? `Tâches dans la file : ${waiting}` : `Tâches dans la file : ${waiting} sur ${max}`,
  resets: ({ at }: { at: number }) => `Votre nouvelle journée commence <t:${at}:R>.`,
};

/** What /queue tells. */
export const queue = {
  everybody: ({ waiting, workers }: { waiting: number; workers: number }) =>
    `${waiting < 2 ? `${waiting} tâche en attente` : `${waiting} tâches en attente`}, pour ${workers < 2 ? `${workers} peintre` : `${workers} peintres`}.`,
  none: 'Aucune n’est à vous.',
  painting: 'en cours',
};

/** What /models tells. */
export const models = {
  steps: ({ steps }: { steps: number }) => `${steps} ${steps < 2 ? 'étape' : 'étapes'}`,
  fromImages: 'peut partir d’une image',
  loaded: ({ devices }: { devices: string }) => `chargé sur ${devices}`,
  noLicence: 'aucune licence indiquée',
  more: ({ count }: { count: number }) => `… et ${count} ${count < 2 ? 'autre' : 'autres'}`,
};

/** One screen of help, a paragraph each. */
export const help = {
  imagine:
    '**/imagine** peint quatre images à partir de vos mots. Plus vous en dites sur ce qu’on voit et sur l’aspect, meilleur est le résultat.',
  buttons:
    '**U1–U4** montrent une image seule, **V1–V4** en peignent des variations, **Relancer** en peint quatre autres, **Remix** permet de ' +
    'changer les mots, **Reproduire** prouve que le même seed peint les mêmes images.',
  prompt:
    'Dans un prompt, (mots:1.3) pèsent plus et [mots] moins, {vieux|jeune} peint l’un et l’autre avec le même seed, et {a, b} fait une tâche de chacun.',
  flags: 'Ces options marchent aussi : --ar 16:9, --no fog, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3.',
  yours:
    'Voyez **/file**, **/quota**, **/historique** et **/modèles**. **/confidentialité** vous donne vos données, ou les supprime.',
  admins: 'Les admins trouvent la pause, les limites et les exclusions sous **/admin**.',
};

/** What /admin tells. */
export const admin = {
  workers: ({ workers, models: names }: { workers: number; models: string }) =>
    `${workers < 2 ? `${workers} peintre` : `${workers} peintres`} au travail, avec : ${names === '' ? 'aucun modèle' : names}.`,
  day: (v: { painted: number; failed: number; waiting: number }) =>
    `Ces dernières 24 heures ici : ${v.painted} ${v.painted < 2 ? 'tâche peinte' : 'tâches peintes'}, ${v.failed} en échec. En attente, tous serveurs confondus : ${v.waiting}.`,
  running: 'Les demandes sont acceptées.',
  paused: ({ reason }: { reason: string }) => `La peinture est en pause ici : ${reason}`,
  draining: 'Easel va bientôt être en maintenance.',
  drained: ({ left }: { left: number }) =>
    `Plus rien n’est accepté ici. ${left < 2 ? `${left} tâche reste à peindre, et le sera` : `${left} tâches restent à peindre, et le seront`} ; /admin reprendre met fin à cela.`,
  blocked: ({ user, until }: { user: string; until: number | null }) =>
    `${user} ne peut ${until === null ? 'plus peindre ici' : `pas peindre ici avant le <t:${until}:f>`}.`,
  unblocked: ({ user }: { user: string }) => `${user} peut de nouveau peindre ici.`,
  notBlocked: ({ user }: { user: string }) => `Rien n’empêchait ${user} de peindre ici.`,
  noDashboard: 'Le tableau de bord n’est pas encore prêt. Réessaie dans un instant.',
  dashboard: ({ url }: { url: string }) => `Tout le reste se trouve dans le tableau de bord : ${url}`,
};

/** What /privacy tells. */
export const privacy = {
  exported: ({ pictures, total }: { pictures: number; total: number }) =>
    `Tout ce qui est conservé à votre sujet${total === 0 ? '.' : `, avec ${pictures} ${pictures < 2 ? 'image' : 'images'} sur ${total}.`}${
      pictures === total
        ? ''
        : ' Les plus anciennes n’y tiennent pas : appuyez sur « Originaux » sous chaque résultat, que /montrer ramène.'
    }`,
  confirm:
    'Cela supprime vos prompts, images, seeds et réglages pour toujours, sur tous les serveurs, et annule ce qui attend. Les messages que ' +
    'Discord affiche déjà restent jusqu’à ce que vous les y supprimiez. Les exclusions restent.',
  forgotten: ({ jobs }: { jobs: number }) =>
    `Supprimé : ${jobs < 2 ? `${jobs} tâche avec ses` : `${jobs} tâches avec leurs`} prompts et images.`,
};

/** What Details tells about a job. */
export const details = {
  job: ({ id, user, at }: { id: string; user: string; at: number }) => `${id} par ${user}, <t:${at}:f>`,
  parent: ({ action, id }: { action: string; id: string }) => `${action} de ${id}`,
  actions: {
    variation: 'Variation',
    reroll: 'Relance',
    rerun: 'Reproduction',
    remix: 'Remix',
    upscale: 'Agrandissement 2×',
  } as Record<string, string>,
  seeds: ({ seeds }: { seeds: string }) => `Seeds : ${seeds}`,
  times: ({ queued, painting }: { queued: string; painting: string }) =>
    `${queued} s d’attente, ${painting} s de peinture`,
  painted: ({ device, runtime }: { device: string; runtime: string }) => `Peint sur ${device} avec ${runtime}`,
};

export * from './fr-commands.ts';

/** A number with its noun; nought is singular in French. */
const counted = (count: number, one: string, more: string): string => `${count} ${count < 2 ? one : more}`;

/**
 * Every sentence that a person can read, in French; en.ts says what belongs into them. Whoever reads is “vous”, what is
 * charged is “décompté”, a job is a “tâche”, and the spaces before : ; ? ! % and inside « » do not break.
 */
export const refusals = {
  prompt_empty: () =>
    'Le prompt ne contient aucun mot visible. Écrivez ce que vous aimeriez voir, par exemple « une pomme rouge ».',
  prompt_not_text: () =>
    'Le prompt ou le prompt négatif contient un caractère qui n’est pas du texte, par exemple une moitié d’émoji. Retapez-le, puis réessayez.',
  prompt_too_long: ({ length, max }: { length: number; max: number }) =>
    `Le prompt compte ${length} caractères ; la limite est ici de ${max}. Raccourcissez-le, puis réessayez.`,
  negative_too_long: ({ length, max }: { length: number; max: number }) =>
    `Le prompt négatif compte ${length} caractères ; la limite est ici de ${max}. Raccourcissez-le, puis réessayez.`,
  out_of_range: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} n’est pas possible pour ${option} : la valeur doit être comprise entre ${min} et ${max}. Choisissez-en une autre, puis réessayez.`,
  not_whole: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} n’est pas possible pour ${option} : il faut un nombre entier de ${min} à ${max}.`,
  size_malformed: ({ size }: { size: string }) =>
    `« ${size} » n’est pas une taille. Écrivez largeur x hauteur en pixels, par exemple 96x96.`,
  size_not_multiple: (v: { size: string; model: string; multiple: number; nearest: string }) =>
    `${v.size} ne convient pas au modèle ${v.model} : les deux côtés doivent être des multiples de ${v.multiple}. La taille la plus proche est ${v.nearest}.`,
  size_too_large: (v: { size: string; max: string }) =>
    `${v.size} est trop grand : une image peut avoir ici au plus ${v.max} pixels. Choisissez une taille plus petite.`,
  size_and_aspect: () => 'Indiquez soit une taille, soit un format, mais pas les deux : ils se contredisent.',
  aspect_unknown: ({ aspect, known }: { aspect: string; known: string }) =>
    `« ${aspect} » n’est pas un format que je connais. Au choix : ${known}.`,
  scheduler_unknown: ({ scheduler, known }: { scheduler: string; known: string }) =>
    `Il n’y a pas de scheduler « ${scheduler} ». Au choix : ${known}.`,
  scheduler_unsupported: (v: { scheduler: string; model: string; known: string }) =>
    `Le modèle ${v.model} ne peut pas peindre avec ${v.scheduler}. Au choix : ${v.known}.`,
  model_unknown: ({ model, known }: { model: string; known: string }) =>
    `Il n’y a pas de modèle « ${model} ». Au choix : ${known}.`,
  no_model: () => 'Aucun peintre ne s’est encore présenté, je ne connais donc aucun modèle. Réessayez dans un instant.',
  too_much_work: ({ cost, max }: { cost: number; max: number }) =>
    `Cela ferait ${counted(cost, 'étape', 'étapes')} de calcul (images × étapes, le double avec guidance) ; la limite est ici de ${max}. ` +
    'Demandez moins d’images ou d’étapes.',
  too_many_waiting: ({ waiting, max }: { waiting: number; max: number }) =>
    `Vous avez déjà ${counted(waiting, 'tâche', 'tâches')} en attente, et la limite est ici de ${max}. Cette demande n’a pas été ajoutée. Réessayez quand l’une d’elles sera prête.`,
  images_used_up: (v: { used: number; asked: number; max: number; resetsAt: number }) =>
    `Vous avez utilisé ${counted(v.used, 'image', 'images')} sur ${v.max} aujourd’hui, et cette demande en compte ${v.asked}. Votre nouvelle journée commence <t:${v.resetsAt}:R>. Voir /quota.`,
  gpu_seconds_used_up: ({ max, resetsAt }: { max: number; resetsAt: number }) =>
    `Vous avez épuisé votre temps de peinture du jour (${counted(max, 'seconde', 'secondes')}). Votre nouvelle journée commence <t:${resetsAt}:R>. Voir /quota.`,
  banned: ({ reason, until }: { reason: string; until: number | null }) =>
    `Vous ne pouvez pas peindre sur ce serveur${until === null ? '' : ` avant le <t:${until}:f>`}. Motif indiqué : ${reason}`,
  paused: ({ reason }: { reason: string }) =>
    `L’administration a mis la peinture en pause ici : ${reason} Votre demande n’a pas été ajoutée à la file.`,
  access_denied: ({ what }: { what: string }) =>
    `Les admins de ce serveur ne vous autorisent pas ${what.replace('button:', 'le bouton ')} dans ce salon. Rien ne vous a été décompté.`,
  word_blocked: ({ word, rule }: { word: string; rule: string }) =>
    `Ce serveur n’autorise pas « ${word} »${word.toLowerCase() === rule.toLowerCase() ? '' : ` (règle « ${rule} »)`}. ` +
    'Rien ne vous a été décompté. Modifiez le prompt, puis réessayez.',
  not_yours: ({ owner }: { owner: string }) =>
    `Pour ce résultat, seuls ${owner} et la modération peuvent faire cela. Avec « Remix », vous pouvez en faire un à vous.`,
  queue_full: ({ waiting }: { waiting: number }) =>
    `La file est pleine : ${counted(waiting, 'tâche attend', 'tâches attendent')}. La vôtre n’a pas été ajoutée. Réessayez dans quelques minutes.`,
  busy: () =>
    'Je ne peux pas noter de nouvelle demande pour le moment, celle-ci n’a donc pas été ajoutée. Réessayez dans un instant.',
  missing_permissions: ({ permissions }: { permissions: string }) =>
    `Pour montrer une image dans ce salon, il me manque la permission ${permissions}. Demandez-la aux admins. Rien n’a été peint.`,
  button_outdated: () =>
    'Ce bouton vient d’une autre version d’Easel et ne fonctionne plus. /montrer ramène le résultat avec des boutons qui fonctionnent.',
  job_unknown: () =>
    'La tâche derrière ce bouton n’est plus enregistrée et ne peut pas être répétée. Recommencez avec /imagine.',
  message_without_job: () =>
    'Ce message ne montre aucun résultat d’Easel encore enregistré. Essayez avec un message qui montre une de mes images.',
  grid_needs_choice: () =>
    'C’est une grille : appuyez d’abord sur U1, U2, U3 ou U4, puis choisissez l’image qui arrive seule.',
  info_needs_one: () => 'Indiquez soit une image, soit l’identifiant d’un résultat : l’un des deux, et un seul.',
  image_without_parameters: ({ name }: { name: string }) =>
    `« ${name} » ne dit pas comment l’image a été peinte : elle ne vient pas de Stable Diffusion ou a été réenregistrée depuis. Les originaux gardent ces données.`,
  image_hidden: () =>
    'Cette image est masquée dans ce salon : le filtre de sécurité du modèle l’a signalée. « Relancer » en peint d’autres.',
  job_not_found: ({ id }: { id: string }) =>
    `Il n’y a pas de résultat « ${id} » que vous puissiez voir. Choisissez-en un dans la liste, ou écrivez ce qui suit # dans une réponse.`,
  job_unfinished: () =>
    'Ce n’est pas encore peint. La réponse viendra d’elle-même ; /file indique le temps qu’il faut.',
  image_unknown: () => 'Cette image n’est plus enregistrée. « Reproduire » la repeint avec le même seed.',
  flag_unknown: ({ flag, known }: { flag: string; known: string }) =>
    `Il n’y a pas d’option \`${flag}\`. Celles que je connais : ${known}. Si elle fait partie des mots, écrivez \`\\${flag}\`.`,
  flag_misspelt: ({ flag, nearest }: { flag: string; nearest: string }) =>
    `Il n’y a pas d’option \`${flag}\`. Vouliez-vous dire \`${nearest}\` ? Si elle fait partie des mots, écrivez \`\\${flag}\`.`,
  flag_foreign: ({ flag, topic }: { flag: string; topic: keyof typeof insteadOfMidjourney }) =>
    `L’option \`${flag}\` est propre à Midjourney, et Easel n’a rien de tel. ${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }: { flag: string }) =>
    `\`${flag}\` est collé à un mot : est-ce une option ? Alors mettez un espace devant. Si cela fait partie des mots, écrivez \`\\${flag}\`.`,
  flag_in_braces: ({ flag }: { flag: string }) =>
    `\`${flag}\` et une paire d’accolades se coupent l’un l’autre. Écrivez l’option après les accolades, ou donnez la sienne à chaque variante, avec une virgule : \`{--seed 1, --seed 2}\`.`,
  flag_value_missing: ({ flag, example }: { flag: string; example: string }) =>
    `\`${flag}\` doit être suivi d’une valeur, comme ceci : \`${example}\`.`,
  flag_malformed: ({ flag, value, example }: { flag: string; value: string; example: string }) =>
    `« ${value} » n’est pas possible pour \`${flag}\`. Écrivez plutôt : \`${example}\`.`,
  option_conflict: ({ option, inOption, inPrompt }: { option: string; inOption: string; inPrompt: string }) =>
    `${option} vaut ${inOption} dans l’option et ${inPrompt} dans le prompt : que faut-il retenir ? Gardez l’un des deux, puis réessayez.`,
  stylize_and_guidance: ({ stylize, guidance }: { stylize: number; guidance: number }) =>
    `--stylize ${stylize} est lu ici comme une guidance à part, et la guidance ${guidance} est aussi donnée : que faut-il retenir ? Gardez l’une des deux, puis réessayez.`,
  repeat_and_seed: ({ repeat, seed }: { repeat: number; seed: number }) =>
    `Avec le seed ${seed}, --repeat ${repeat} peindrait ${repeat} fois les mêmes images. Retirez l’un des deux.`,
  flag_twice: ({ flag, first, second }: { flag: string; first: string; second: string }) =>
    `\`${flag}\` vaut à la fois ${first} et ${second} dans le prompt : que faut-il retenir ? Gardez l’un des deux, puis réessayez.`,
  too_many_prompts: ({ count, max }: { count: number; max: number }) =>
    `Les accolades et les répétitions donnent ${count < 1e9 ? counted(count, 'tâche', 'tâches') : 'plus d’un milliard de tâches'} ; la limite est de ${max}. Retirez quelques variantes.`,
  braces_mixed: () =>
    'Une paire d’accolades contient à la fois des virgules et des barres. Écrivez {a, b} pour une tâche par variante, ou {a|b} pour une seule grille ; si une virgule ou une barre fait partie des mots, écrivez \\, ou \\|.',
  brace_unclosed: () => 'Un { n’est suivi d’aucun }. Fermez-le, ou écrivez \\{ s’il fait partie des mots.',
  brace_unopened: () => 'Un } n’est précédé d’aucun {. Ouvrez-le, ou écrivez \\} s’il fait partie des mots.',
  style_invalid: () =>
    'Il faut à un style un nom fait de lettres, de chiffres, d’espaces, de - et de _ (40 au plus), et un modèle de phrase avec {prompt} à la place des mots.',
  style_not_yours: () =>
    'Les styles de ce serveur sont ceux de ses admins : il vous faut pour cela la permission « Gérer le serveur ». Pour les vôtres, il ne faut rien.',
  too_many_styles: ({ max }: { max: number }) =>
    `Il y a déjà ${counted(max, 'style', 'styles')}, c’est la limite. Retirez-en un d’abord.`,
  style_unknown: ({ style, known }: { style: string; known: string }) =>
    `Il n’y a pas de style « ${style} » ici. Au choix : ${known}.`,
  matrix_too_large: ({ count, max }: { count: number; max: number }) =>
    `Les variantes entre accolades donnent ${counted(count, 'prompt', 'prompts')} ; une grille peut en contenir ${max}. Retirez-en, ou écrivez {a, b} pour une tâche par variante.`,
  matrix_and_count: ({ count, pictures }: { count: number; pictures: number }) =>
    `Les variantes entre accolades donnent ${counted(pictures, 'image', 'images')}, mais nombre indique ${count}. Retirez nombre.`,
  strength_without_image: () =>
    'L’option force dit quelle part d’une image est repeinte, mais il n’y a pas d’image. Joignez-en une avec l’option image.',
  image_elsewhere: ({ name }: { name: string }) =>
    `« ${name} » ne se trouve pas sur les serveurs de Discord. Envoyez l’image avec l’option image.`,
  image_too_large: ({ name, max }: { name: string; max: number }) =>
    `« ${name} » dépasse ${max} Mo. Réduisez l’image, puis réessayez.`,
  image_too_many_pixels: ({ name, max }: { name: string; max: number }) =>
    `« ${name} » compte plus de ${counted(max, 'million', 'millions')} de pixels. Réduisez l’image, puis réessayez.`,
  image_unreachable: ({ name }: { name: string }) =>
    `Discord n’a pas pu fournir « ${name} » à l’instant. Rien ne vous a été décompté. Réessayez dans un instant.`,
  image_unreadable: ({ name }: { name: string }) =>
    `« ${name} » ne peut pas être lu comme une image. Envoyez un fichier PNG, JPEG ou WebP.`,
  image_animated: ({ name }: { name: string }) => `« ${name} » est animé. Envoyez une image fixe.`,
  draft_gone: () => 'Cela a déjà été peint, ou a attendu plus de 15 minutes. Envoyez à nouveau /imagine.',
  initial_image_unknown: () =>
    'L’image de départ n’est plus enregistrée. Recommencez avec /imagine et son option image.',
  model_does_not_tile: ({ model }: { model: string }) =>
    `Le modèle ${model} ne peut pas peindre d’images qui se prolongent à leurs bords : il a appris où se trouvent les choses. Retirez mosaïque, ou choisissez un autre modèle.`,
  model_needs_encoder: ({ model }: { model: string }) =>
    `Le modèle ${model} ne peut pas partir d’une image : il n’a pas d’encodeur VAE. Choisissez-en un autre avec /imagine.`,
  too_late_to_cancel: () =>
    'C’est déjà peint, il n’y a donc plus rien à annuler. Appuyez sur « Supprimer » pour le retirer.',
  weight_out_of_range: ({ weight, max }: { weight: string; max: number }) =>
    `${weight} est trop loin de 1 pour \`::\` : un poids doit être compris entre -${max} et ${max}, et 1 ne change rien. Chez Midjourney, seul le rapport compte ; ici, écrivez ::2 et ::1 au lieu de ::100 et ::50.`,
  weight_without_words: ({ weight }: { weight: string }) =>
    `\`${weight}\` n’est précédé d’aucun mot à pondérer. Écrivez-le juste après les mots, comme ceci : \`red fox::2 snow\`.`,
  negative_weight_in_negative: () =>
    'Ce qui doit être écarté porte un poids négatif, ce qui reviendrait à le demander. Rendez le poids positif, ou déplacez les mots dans le prompt.',
  weight_in_braces: ({ weight }: { weight: string }) =>
    `\`${weight}\` se trouve entre { } et les couperait en deux. Pondérez-y les mots avec des parenthèses, comme ceci : \`{(red:2)|blue}\`.`,
  settings_stale: ({ version }: { version: number }) =>
    `Quelqu’un d’autre vient de changer les réglages (version ${version}). Rien n’a été enregistré. Réessayez.`,
  fault: ({ reference }: { reference: string }) =>
    `Quelque chose s’est cassé de notre côté, et rien ne vous a été décompté. Si cela se reproduit, donnez cette référence aux admins : ${reference}.`,
};

/** What to do instead of a flag that only Midjourney has, by topic (bot/prompt-flag-table.ts). */
const insteadOfMidjourney = {
  version: 'Retirez-la, ou choisissez ce qui peint avec `--model` ; /modèles montre les modèles.',
  quality:
    'Le travail mis dans une image se règle avec `--steps` : retirez celle-ci, ou écrivez par exemple `--steps 30`.',
  weird: 'Retirez-la ; pour des images plus libres face aux mots, baissez la guidance, par exemple `--guidance 2`.',
  reference: 'Joignez l’image avec l’option `image` de /imagine ; `--strength 0.6` dit quelle part peut en changer.',
  taste: 'Rien n’est ajouté à vos mots ici : retirez-la, ou choisissez un style avec `--style` ; /styles les montre.',
  speed: 'Il y a une seule file et une seule vitesse pour tout le monde. Retirez-la.',
  side: 'Écrivez les deux côtés à la fois, par exemple `--size 512x768`.',
  video: 'Easel ne peint que des images fixes. Retirez-la.',
  visibility: 'Pour une image visible de vous seul, écrivez `--private` ; sinon, retirez-la.',
  same_seed: 'Pour des images d’un même seed qui diffèrent d’un cinquième, écrivez `--chaos 20` ; sinon, retirez-la.',
  upscaler: 'Retirez-la, et appuyez sur « Agrandir 2× » sous une image terminée.',
};

export const apologies = {
  too_many_attempts: () =>
    'Désolé : la peinture a échoué plusieurs fois, j’ai donc arrêté. Rien ne vous a été décompté. Essayez avec moins d’images ou un autre modèle.',
  too_old: () =>
    'Désolé : cela a attendu si longtemps que j’ai abandonné. Rien ne vous a été décompté. Veuillez réessayer.',
  unusable_image: () =>
    'Désolé : le modèle a rendu une image inutilisable (noire ou sans valeurs numériques). Rien ne vous a été décompté. Essayez un autre seed ou scheduler.',
  out_of_memory: () =>
    'Désolé : c’est trop grand pour l’appareil qui peint. Rien ne vous a été décompté. Essayez une taille plus petite.',
  model_unavailable: () =>
    'Désolé : le modèle est devenu indisponible avant que ce soit peint. Rien ne vous a été décompté. Essayez un autre modèle.',
  request_unsupported: () =>
    'Désolé : ce scheduler et ce modèle ne peuvent pas peindre ensemble. Rien ne vous a été décompté. Essayez le scheduler par défaut.',
  cancelled: () => 'Annulé. Seul ce qui était déjà peint est décompté.',
  painting_failed: () => 'Désolé : la peinture a échoué. Rien ne vous a été décompté. Veuillez réessayer.',
};

export const notices = {
  prompt_truncated: ({ ignored }: { ignored: string }) => `Le modèle n’a pas lu la fin du prompt : « ${ignored} ».`,
  syntax_unsupported: ({ syntax }: { syntax: string }) =>
    `« ${syntax} » ne veut rien dire pour Easel et a été lu comme des mots.`,
  weight_unreadable: ({ weight }: { weight: string }) =>
    `« ${weight} » n’est pas un poids et a donc été lu comme des mots.`,
  brackets_unbalanced: ({ opened, closed }: { opened: number; closed: number }) =>
    `Les parenthèses ne vont pas par paires : ${opened} sans fin et ${closed} sans début. Pour une parenthèse en tant que telle, écrivez \\(.`,
  negative_prompt_truncated: ({ ignored }: { ignored: string }) =>
    `Le modèle n’a pas lu la fin du prompt négatif : « ${ignored} ».`,
  negative_prompt_unused: ({ guidanceScale }: { guidanceScale: number }) =>
    `Le prompt négatif n’a pas servi : la guidance ${guidanceScale} ne laisse rien dont s’éloigner. Essayez 3 ou plus.`,
  negative_weight_moved: ({ moved }: { moved: string }) =>
    `Ce qui avait un poids négatif est passé dans le prompt négatif : « ${moved} ».`,
  stylize_as_guidance: ({ stylize, guidanceScale }: { stylize: number; guidanceScale: number }) =>
    `--stylize ${stylize} a été peint comme guidance ${guidanceScale} : plus le style est libre, moins les mots le tiennent.`,
  pictures_hidden: ({ hidden }: { hidden: number }) =>
    `${hidden === 1 ? 'Une image est masquée' : `${hidden} images sont masquées`} ici : le filtre de sécurité du modèle ${hidden === 1 ? 'l’a signalée' : 'les a signalées'}.`,
  size_untrained: ({ size, model }: { size: string; model: string }) => `${model} n’a pas été entraîné pour ${size}.`,
  vae_tiled: () =>
    'L’appareil manquait de mémoire, l’image a donc été assemblée par tuiles : repeinte ailleurs, elle peut différer un peu.',
  vae_retried: () =>
    'En demi-précision, le résultat était inutilisable, il a donc été décodé à nouveau en pleine précision.',
};

export const words = {
  sentDirectly: 'C’est peint : regardez dans vos messages privés.',
  queued: ({ position }: { position: number }) => (position <= 1 ? 'Prochain tour' : `Place ${position} dans la file`),
  startsAt: ({ at }: { at: number }) => `commence <t:${at}:R>`,
  readyAt: ({ at }: { at: number }) => `prêt <t:${at}:R>`,
  preview: 'L’aperçu pour l’instant',
  painting: ({ step, steps }: { step: number; steps: number }) => `Peinture : étape ${step} sur ${steps}`,
  confirm: (v: { jobs: number; images: number; cost: number; imagesToday: number }) =>
    `Cela fera ${counted(v.jobs, 'tâche', 'tâches')} avec ${counted(v.images, 'image', 'images')}, soit ${counted(v.cost, 'étape', 'étapes')} de calcul. Vous avez utilisé ${counted(v.imagesToday, 'image', 'images')} aujourd’hui.`,
  exact: 'exact ✓, les mêmes pixels',
  close: ({ because }: { because: string }) => `proche ≈, car ${because}`,
  because: {
    model: 'les poids du modèle ont changé',
    device: 'un autre appareil l’a peint',
    runtime: 'une autre version des bibliothèques l’a peint',
    batch:
      'il a été peint à côté d’autres images que la première fois, ce qui se voit au dernier bit en demi-précision',
    unknown: 'quelque chose arrondit autrement désormais',
  },
  unproven: 'les premières images n’existent plus, il n’y a donc rien à comparer',
  by: ({ user }: { user: string }) => `par ${user}`,
  seed: 'seed',
  steps: ({ steps }: { steps: number }) => counted(steps, 'étape', 'étapes'),
  guidance: ({ guidance }: { guidance: number }) => `guidance ${guidance}`,
  variation: ({ strength }: { strength: number }) => `variation ${Math.round(strength * 100)} %`,
  alt: (v: { count: number; prompt: string; size: string; seeds: string }) =>
    `${v.count === 1 ? 'Une image' : `${v.count} images en grille`} : ${v.prompt}. ${v.size}, ${v.seeds}.`,
  altSingle: (v: { number: number; prompt: string; size: string; seed: number }) =>
    `Image ${v.number} : ${v.prompt}. ${v.size}, seed ${v.seed}.`,
  single: ({ number }: { number: number }) => `Image ${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons = {
  reroll: 'Relancer',
  rerun: 'Reproduire',
  remix: 'Remix',
  details: 'Détails',
  originals: 'Originaux',
  delete: 'Supprimer',
  subtle: 'Varier (léger)',
  strong: 'Varier (fort)',
  enlarge: 'Agrandir 2×',
  cancel: 'Annuler',
  confirm: 'Peindre',
  forget: 'Tout supprimer',
};

/** As Discord's own settings call them. */
export const permissions = {
  AttachFiles: 'Joindre des fichiers',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix = {
  title: 'Remix',
  prompt: 'Prompt',
  negative: 'Ce que vous préférez ne pas voir',
  seed: 'Seed',
  seeds: { keep: 'Le garder', random: 'Un nouveau', vary: 'Le garder, mais varier' },
  change: 'Ampleur de la variation',
  changeHint: 'Ne compte que si le seed est gardé, mais varié',
  changes: { subtle: 'Légère', medium: 'Moyenne', strong: 'Forte' },
  size: 'Taille',
  sameSize: ({ size }: { size: string }) => `Inchangée (${size})`,
};

import type { Texts } from './texts.ts';

export * from './es-commands.ts';

/** A number with its noun. */
const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/**
 * Every sentence that a person can read, in Spanish for Spain and Latin America alike; en.ts says what belongs into them.
 * Whoever reads is “tú”, what is charged is “cobrar”, and a job is a “pedido”.
 */
export const refusals: Texts['refusals'] = {
  prompt_empty: () =>
    'El prompt no tiene palabras visibles. Escribe lo que te gustaría ver, por ejemplo «una manzana roja».',
  prompt_not_text: () =>
    'El prompt o el prompt negativo contiene un carácter que no es texto, como medio emoji. Escríbelo de nuevo y vuelve a intentarlo.',
  prompt_too_long: ({ length, max }) =>
    `El prompt tiene ${length} caracteres; aquí el límite es ${max}. Acórtalo y vuelve a intentarlo.`,
  negative_too_long: ({ length, max }) =>
    `El prompt negativo tiene ${length} caracteres; aquí el límite es ${max}. Acórtalo y vuelve a intentarlo.`,
  out_of_range: ({ option, value, min, max }) =>
    `${value} no es posible para ${option}: debe estar entre ${min} y ${max}. Elige otro valor y vuelve a intentarlo.`,
  not_whole: ({ option, value, min, max }) =>
    `${value} no es posible para ${option}: debe ser un número entero entre ${min} y ${max}.`,
  size_malformed: ({ size }) => `«${size}» no es un tamaño. Escribe ancho x alto en píxeles, por ejemplo 96x96.`,
  size_not_multiple: (v) =>
    `${v.size} no encaja con el modelo ${v.model}: ambos lados deben ser múltiplos de ${v.multiple}. El más cercano es ${v.nearest}.`,
  size_too_large: (v) =>
    `${v.size} es demasiado grande: aquí una imagen puede tener como máximo ${v.max} píxeles. Elige un tamaño menor.`,
  size_and_aspect: () => 'Indica un tamaño o una proporción, no ambas cosas: se contradicen.',
  aspect_unknown: ({ aspect, known }) => `«${aspect}» no es una proporción que conozca. Elige una de estas: ${known}.`,
  scheduler_unknown: ({ scheduler, known }) => `No hay ningún scheduler «${scheduler}». Elige uno de estos: ${known}.`,
  scheduler_unsupported: (v) =>
    `El modelo ${v.model} no se puede pintar con ${v.scheduler}. Elige uno de estos: ${v.known}.`,
  model_unknown: ({ model, known }) => `No hay ningún modelo «${model}». Elige uno de estos: ${known}.`,
  no_model: () =>
    'Todavía no se ha presentado ningún pintor, así que no se conoce ningún modelo. Inténtalo de nuevo en un momento.',
  too_much_work: ({ cost, max }) =>
    `Son ${cost} pasos de imagen de trabajo (imágenes × pasos, el doble con guía); aquí el límite es ${max}. Pide menos imágenes o menos pasos.`,
  too_many_waiting: ({ waiting, max }) =>
    `Tienes ${counted(waiting, 'pedido', 'pedidos')} en espera, y aquí el límite es ${max}. Este no se ha añadido. Inténtalo de nuevo cuando termine uno.`,
  images_used_up: (v) =>
    `Hoy has usado ${v.used} de ${counted(v.max, 'imagen', 'imágenes')}, y con esto pides ${v.asked}. Tu día empieza de nuevo <t:${v.resetsAt}:R>. Mira /cuota.`,
  gpu_seconds_used_up: ({ max, resetsAt }) =>
    `Hoy has usado ${max === 1 ? 'tu segundo' : `tus ${max} segundos`} de pintura. Tu día empieza de nuevo <t:${resetsAt}:R>. Mira /cuota.`,
  banned: ({ reason, until }) =>
    `No puedes pintar en este servidor${until === null ? '' : ` hasta <t:${until}:f>`}. El motivo indicado: ${reason}`,
  paused: ({ reason }) => `Un administrador ha pausado la pintura aquí: ${reason} Esto no se ha añadido a la cola.`,
  access_denied: ({ what }) =>
    `Los administradores de este servidor no te permiten ${what.replace('button:', 'el botón ')} en este canal. No se ha cobrado nada.`,
  word_blocked: ({ word, rule }) =>
    `Este servidor no permite «${word}»${word.toLowerCase() === rule.toLowerCase() ? '' : ` (la regla «${rule}»)`}. No se ha cobrado nada. Edita el prompt y vuelve a intentarlo.`,
  not_yours: ({ owner }) =>
    `Solo ${owner} o un moderador puede hacer eso con este resultado. Puedes pulsar Remix para hacer uno tuyo.`,
  queue_full: ({ waiting }) =>
    `La cola está llena: ${counted(waiting, 'pedido espera', 'pedidos esperan')}. Este no se ha añadido. Inténtalo de nuevo en unos minutos.`,
  busy: () =>
    'Ahora mismo no puedo anotar pedidos nuevos, así que este no se ha añadido. Inténtalo de nuevo en un momento.',
  missing_permissions: ({ permissions }) =>
    `Necesito el permiso ${permissions} en este canal para mostrar una imagen. Pídeselo a un administrador. No se ha pintado nada.`,
  button_outdated: () =>
    'Este botón es de otra versión de Easel y ya no funciona. /mostrar vuelve a mostrar el resultado con botones que sí.',
  job_unknown: () =>
    'El pedido de este botón ya no está guardado, así que no se puede repetir. Empieza de nuevo con /imagine.',
  message_without_job: () =>
    'Ese mensaje no muestra ningún resultado de Easel que siga guardado. Prueba con uno que tenga una imagen mía.',
  grid_needs_choice: () => 'Eso es una cuadrícula: pulsa antes U1, U2, U3 o U4 y elige la imagen que sale sola.',
  info_needs_one: () =>
    'Indica una imagen o el identificador de un resultado: una de las dos cosas, no ambas ni ninguna.',
  image_without_parameters: ({ name }) =>
    `«${name}» no dice cómo se pintó: no es de Stable Diffusion, o se guardó de nuevo después. Los originales lo conservan.`,
  image_hidden: () =>
    'Esa imagen está oculta en este canal: la marcó el propio filtro de seguridad del modelo. Pulsa Repetir para obtener otras.',
  job_not_found: ({ id }) =>
    `No hay ningún resultado «${id}» que puedas ver. Elige uno de la lista o escribe lo que sigue a # en una respuesta.`,
  job_unfinished: () => 'Eso aún no está pintado. La respuesta llegará sola; /cola muestra cuánto falta.',
  image_unknown: () => 'Esa imagen ya no está guardada. Pulsa Repintar para volver a pintarla con la misma semilla.',
  flag_unknown: ({ flag, known }) =>
    `No existe la opción \`${flag}\`. Las que conozco: ${known}. Si forma parte de las palabras, escribe \`\\${flag}\`.`,
  flag_misspelt: ({ flag, nearest }) =>
    `No existe la opción \`${flag}\`. ¿Querías decir \`${nearest}\`? Si forma parte de las palabras, escribe \`\\${flag}\`.`,
  flag_foreign: ({ flag, topic }) =>
    `\`${flag}\` es de Midjourney, y Easel no tiene nada igual. ${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }) =>
    `\`${flag}\` está pegado a una palabra: ¿es una opción? Entonces pon un espacio delante. Si forma parte de las palabras, escribe \`\\${flag}\`.`,
  flag_in_braces: ({ flag }) =>
    `\`${flag}\` y un par de llaves se cortan entre sí. Escribe la opción después de las llaves, o da a cada alternativa la suya, con coma: \`{--seed 1, --seed 2}\`.`,
  flag_value_missing: ({ flag, example }) => `\`${flag}\` necesita un valor detrás, así: \`${example}\`.`,
  flag_malformed: ({ flag, value, example }) =>
    `«${value}» no es posible para \`${flag}\`. Escríbelo así: \`${example}\`.`,
  option_conflict: ({ option, inOption, inPrompt }) =>
    `${option} es ${inOption} en la opción y ${inPrompt} en el prompt: ¿cuál vale? Deja solo una y vuelve a intentarlo.`,
  stylize_and_guidance: ({ stylize, guidance }) =>
    `--stylize ${stylize} se lee aquí como una guía propia, y además se indica la guía ${guidance}: ¿cuál vale? Deja solo una y vuelve a intentarlo.`,
  repeat_and_seed: ({ repeat, seed }) =>
    `Con la semilla ${seed}, --repeat ${repeat} pintaría ${repeat} veces las mismas imágenes. Quita una de las dos cosas.`,
  flag_twice: ({ flag, first, second }) =>
    `\`${flag}\` es a la vez ${first} y ${second} en el prompt: ¿cuál vale? Deja solo uno y vuelve a intentarlo.`,
  too_many_prompts: ({ count, max }) =>
    `Las llaves y repeticiones dan ${count < 1e9 ? count : 'más de mil millones de'} pedidos; el límite es ${max}. Quita algunas alternativas.`,
  braces_mixed: () =>
    'Un par de llaves tiene comas y barras a la vez. Escribe {a, b} para un pedido de cada uno, o {a|b} para una sola cuadrícula; si la coma o la barra es parte de las palabras, escribe \\, o \\|.',
  brace_unclosed: () => 'Un { no tiene su } detrás. Ciérralo, o escribe \\{ si forma parte de las palabras.',
  brace_unopened: () => 'Un } no tiene su { delante. Ábrelo, o escribe \\} si forma parte de las palabras.',
  style_invalid: () =>
    'Un estilo necesita un nombre de letras, cifras, espacios, - y _ (40 como máximo) y una plantilla con {prompt} donde van las palabras.',
  style_not_yours: () =>
    'Los estilos de este servidor son de sus administradores: para eso necesitas Gestionar servidor. Para los tuyos no necesitas nada.',
  too_many_styles: ({ max }) => `Ya hay ${counted(max, 'estilo', 'estilos')}, que es el límite. Quita antes alguno.`,
  style_unknown: ({ style, known }) => `Aquí no hay ningún estilo «${style}». Elige uno de estos: ${known}.`,
  matrix_too_large: ({ count, max }) =>
    `Las alternativas entre llaves dan ${counted(count, 'prompt', 'prompts')}; en una cuadrícula caben ${max}. Quita algunas, o escribe {a, b} para un pedido de cada una.`,
  matrix_and_count: ({ count, pictures }) =>
    `Las alternativas entre llaves dan ${counted(pictures, 'imagen', 'imágenes')}, pero cantidad dice ${count}. No indiques cantidad.`,
  strength_without_image: () =>
    'La fuerza dice cuánto de una imagen se pinta de nuevo, pero no hay imagen. Adjunta una con la opción imagen.',
  image_elsewhere: ({ name }) => `«${name}» no está en los servidores de Discord. Súbela con la opción imagen.`,
  image_too_large: ({ name, max }) => `«${name}» pesa más de ${max} MB. Redúcela y vuelve a intentarlo.`,
  image_too_many_pixels: ({ name, max }) =>
    `«${name}» tiene más de ${counted(max, 'millón', 'millones')} de píxeles. Redúcela y vuelve a intentarlo.`,
  image_unreachable: ({ name }) =>
    `Ahora mismo no se ha podido traer «${name}» de Discord. No se ha cobrado nada. Inténtalo de nuevo en un momento.`,
  image_unreadable: ({ name }) => `«${name}» no se puede leer como imagen. Envía un archivo PNG, JPEG o WebP.`,
  image_animated: ({ name }) => `«${name}» es una animación. Envía una sola imagen.`,
  draft_gone: () => 'Eso ya se pintó, o esperó más de 15 minutos. Envía /imagine otra vez.',
  initial_image_unknown: () =>
    'La imagen de la que partía esto ya no está guardada. Empieza de nuevo con /imagine y su opción imagen.',
  model_does_not_tile: ({ model }) =>
    `El modelo ${model} no puede pintar imágenes que continúen en los bordes: ha aprendido dónde está cada cosa. Quita mosaico o elige otro modelo.`,
  model_needs_encoder: ({ model }) =>
    `El modelo ${model} no puede partir de una imagen: no tiene codificador VAE. Elige otro modelo con /imagine.`,
  too_late_to_cancel: () => 'Eso ya está pintado, así que no queda nada que cancelar. Pulsa Eliminar para quitarlo.',
  weight_out_of_range: ({ weight, max }) =>
    `${weight} está demasiado lejos de 1 para \`::\`: un peso va de -${max} a ${max}, y 1 es lo normal. En Midjourney solo cuenta la proporción; aquí escribe ::2 y ::1 en lugar de ::100 y ::50.`,
  weight_without_words: ({ weight }) =>
    `\`${weight}\` no tiene delante palabras que pesar. Escríbelo justo detrás de ellas, así: \`red fox::2 snow\`.`,
  negative_weight_in_negative: () =>
    'Lo que no quieres ver tiene un peso negativo, y eso lo pediría. Pon el peso en positivo o pasa las palabras al prompt.',
  weight_in_braces: ({ weight }) =>
    `\`${weight}\` está dentro de { }, y las cortaría en dos. Ahí da peso a las palabras con paréntesis, así: \`{(red:2)|blue}\`.`,
  settings_stale: ({ version }) =>
    `Alguien acaba de cambiar los ajustes (versión ${version}). No se ha guardado nada. Vuelve a intentarlo.`,
  fault: ({ reference }) =>
    `Algo ha fallado por nuestra parte y no se ha cobrado nada. Si se repite, dale a un administrador esta referencia: ${reference}.`,
};

/** What to do instead of a flag that only Midjourney has, by topic. */
const insteadOfMidjourney: Record<Parameters<Texts['refusals']['flag_foreign']>[0]['topic'], string> = {
  version: 'Quítalo, o elige con qué se pinta con `--model`; /modelos muestra los modelos.',
  quality: 'Cuánto trabajo lleva una imagen lo dice `--steps`: quita esto o escribe, por ejemplo, `--steps 30`.',
  weird: 'Quítalo; para imágenes que se alejen de las palabras, baja la guía, por ejemplo `--guidance 2`.',
  reference: 'Adjunta la imagen en la opción `imagen` de /imagine; `--strength 0.6` dice cuánto puede cambiar.',
  taste: 'Aquí no se añade nada a tus palabras: quítalo, o elige un estilo con `--style`; /estilos los muestra.',
  speed: 'Hay una sola cola y una sola velocidad para todos. Quítalo.',
  side: 'Escribe los dos lados a la vez, por ejemplo `--size 512x768`.',
  video: 'Easel solo pinta imágenes fijas. Quítalo.',
  visibility: 'Para una imagen que solo tú veas, escribe `--private`; si no, quítalo.',
  same_seed:
    'Para imágenes de una misma semilla que difieran en una quinta parte, escribe `--chaos 20`; si no, quítalo.',
  upscaler: 'Quítalo y pulsa Ampliar debajo de una imagen terminada.',
};

export const apologies: Texts['apologies'] = {
  too_many_attempts: () =>
    'Lo siento: pintar esto falló varias veces y he dejado de intentarlo. No se ha cobrado nada. Prueba con menos imágenes o con otro modelo.',
  too_old: () => 'Lo siento: esto esperó tanto que lo he abandonado. No se ha cobrado nada. Inténtalo de nuevo.',
  unusable_image: () =>
    'Lo siento: el modelo devolvió una imagen inservible (negra o sin números válidos). No se ha cobrado nada. Prueba con otra semilla u otro scheduler.',
  out_of_memory: () =>
    'Lo siento: esto es demasiado grande para el dispositivo que pinta. No se ha cobrado nada. Prueba con un tamaño menor.',
  model_unavailable: () =>
    'Lo siento: el modelo dejó de estar disponible antes de pintar esto. No se ha cobrado nada. Prueba con otro modelo.',
  request_unsupported: () =>
    'Lo siento: esta combinación de scheduler y modelo no se puede pintar. No se ha cobrado nada. Prueba con el scheduler predeterminado.',
  cancelled: () => 'Cancelado. Solo se cobra lo que ya estaba pintado.',
  painting_failed: () => 'Lo siento: no se ha podido pintar esto. No se ha cobrado nada. Inténtalo de nuevo.',
};

export const notices: Texts['notices'] = {
  prompt_truncated: ({ ignored }) => `El modelo no leyó el final del prompt: «${ignored}».`,
  syntax_unsupported: ({ syntax }) => `«${syntax}» no significa nada para Easel y se leyó como palabras.`,
  weight_unreadable: ({ weight }) => `«${weight}» no es un peso, así que se leyó como palabras.`,
  brackets_unbalanced: ({ opened, closed }) =>
    `Los paréntesis no casan: ${opened} no se cierran y ${closed} no se abren. Para un paréntesis como tal, escribe \\(.`,
  negative_prompt_truncated: ({ ignored }) => `El modelo no leyó el final del prompt negativo: «${ignored}».`,
  negative_prompt_unused: ({ guidanceScale }) =>
    `El prompt negativo no se usó: con guía ${guidanceScale} no queda nada de lo que alejarse. Prueba con 3 o más.`,
  negative_weight_moved: ({ moved }) => `Lo que tenía un peso negativo pasó al prompt negativo: «${moved}».`,
  stylize_as_guidance: ({ stylize, guidanceScale }) =>
    `--stylize ${stylize} se pintó con guía ${guidanceScale}: cuanto más libre el estilo, menos atan las palabras.`,
  pictures_hidden: ({ hidden }) =>
    hidden === 1
      ? 'Una imagen está oculta aquí: la marcó el propio filtro de seguridad del modelo.'
      : `${hidden} imágenes están ocultas aquí: las marcó el propio filtro de seguridad del modelo.`,
  size_untrained: ({ size, model }) => `${model} no se entrenó para ${size}.`,
  vae_tiled: () =>
    'Al dispositivo le faltaba memoria, así que la imagen se compuso por partes: pintada en otro sitio puede variar un poco.',
  vae_retried: () => 'En media precisión salió inservible, así que se descodificó de nuevo en precisión completa.',
};

export const words: Texts['words'] = {
  sentDirectly: 'Pintado: lo tienes en tus mensajes directos.',
  queued: ({ position }) => (position <= 1 ? 'Sigue en la cola' : `Número ${position} en la cola`),
  startsAt: ({ at }) => `empieza <t:${at}:R>`,
  readyAt: ({ at }) => `listo <t:${at}:R>`,
  preview: 'Así se ve hasta ahora',
  painting: ({ step, steps }) => `Pintando: paso ${step} de ${steps}`,
  confirm: (v) =>
    `Esto da ${counted(v.jobs, 'pedido', 'pedidos')} con ${counted(v.images, 'imagen', 'imágenes')}, ${v.cost} pasos de imagen de trabajo. Hoy has usado ${counted(v.imagesToday, 'imagen', 'imágenes')}.`,
  exact: 'exacto ✓, los mismos píxeles',
  close: ({ because }) => `parecido ≈, porque ${because}`,
  because: {
    model: 'los pesos del modelo han cambiado',
    device: 'lo pintó otro dispositivo',
    runtime: 'lo pintó otra versión de las bibliotecas',
    batch: 'se pintó junto a otras imágenes que entonces, y en media precisión eso se nota en el último bit',
    unknown: 'algo redondea ahora de otra manera',
  },
  unproven: 'las imágenes del primero ya no están, así que no hay con qué comparar',
  by: ({ user }) => `de ${user}`,
  seed: 'semilla',
  steps: ({ steps }) => counted(steps, 'paso', 'pasos'),
  guidance: ({ guidance }) => `guía ${guidance}`,
  variation: ({ strength }) => `variación ${Math.round(strength * 100)} %`,
  alt: (v) =>
    `${v.count === 1 ? 'Una imagen' : `${v.count} imágenes en una cuadrícula`}: ${v.prompt}. ${v.size}, ${v.seeds}.`,
  altSingle: (v) => `Imagen ${v.number}: ${v.prompt}. ${v.size}, semilla ${v.seed}.`,
  single: ({ number }) => `Imagen ${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons: Texts['buttons'] = {
  reroll: 'Repetir',
  rerun: 'Repintar',
  remix: 'Remix',
  details: 'Detalles',
  originals: 'Originales',
  delete: 'Eliminar',
  subtle: 'Variar (sutil)',
  strong: 'Variar (fuerte)',
  enlarge: 'Ampliar 2×',
  cancel: 'Cancelar',
  confirm: 'Pintarlos',
  forget: 'Eliminarlo todo',
};

/** As Discord's own settings call them. */
export const permissions: Texts['permissions'] = {
  AttachFiles: 'Adjuntar archivos',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix: Texts['remix'] = {
  title: 'Remix',
  prompt: 'Prompt',
  negative: 'Lo que prefieres no ver',
  seed: 'Semilla',
  seeds: { keep: 'Conservarla', random: 'Una nueva', vary: 'Conservarla, pero variar' },
  change: 'Cuánto variar',
  changeHint: 'Solo cuenta si la semilla se conserva pero se varía',
  changes: { subtle: 'Sutil', medium: 'Medio', strong: 'Fuerte' },
  size: 'Tamaño',
  sameSize: ({ size }) => `Como está (${size})`,
};

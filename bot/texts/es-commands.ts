import type { Texts } from './texts.ts';

/** What the commands but /imagine and the button Details say, in Spanish; es.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand: Texts['cancelCommand'] = {
  all: 'Todo lo mío que espera',
  done: ({ count }) =>
    count === 1
      ? 'Cancelado. Solo se cobra lo que ya estaba pintado.'
      : `${count} pedidos cancelados. Solo se cobra lo que ya estaba pintado.`,
  none: 'No tienes nada en espera ni pintándose.',
};

/** What /history tells. */
export const history: Texts['history'] = {
  none: 'Todavía no has pintado nada. Empieza con /imagine.',
  page: ({ page }) => `**Tus pedidos**, página ${page}`,
  seed: ({ seed }) => `semilla ${seed}`,
  open: 'abrir',
  previous: 'Anterior',
  next: 'Siguiente',
  states: {
    accepted: 'en espera',
    painting: 'pintándose',
    ready: 'en camino',
    answered: 'pintado',
    undeliverable: 'pintado, sin entregar',
    abandoned: 'retirado',
  },
  cancelled: 'cancelado',
  failed: 'sin pintar',
};

/** What /info tells beside what Details does. */
export const info: Texts['info'] = {
  from: ({ name }) => `Lo que «${name}» dice de sí misma:`,
};

/** What /styles tells. */
export const styles: Texts['styles'] = {
  none: 'Aquí todavía no hay estilos. /estilos añadir crea uno, por ejemplo `{prompt}, oil on canvas, thick brushstrokes`.',
  server: '**De este servidor**',
  own: '**Tuyos**',
  shown: (v) => `**${v.name}**: ${v.prompt}${v.negative === '' ? '' : `\nNo se quiere: ${v.negative}`}`,
  added: ({ name }) => `El estilo ${name} está guardado. Úsalo con la opción estilo de /imagine.`,
  removed: ({ name }) => `El estilo ${name} ya no está. Lo que se pintó con él se queda.`,
};

/** What /settings tells. */
export const personal: Texts['personal'] = {
  heading: '**Tus valores predeterminados**, para lo que no indicas en /imagine',
  model: 'Modelo',
  count: 'Cuántas imágenes',
  aspect: 'Ancho por alto',
  variation: 'Cuánto se alejan V1–V4',
  server: 'como en este servidor',
  counts: ({ count }) => (count === 1 ? 'una imagen' : `${count} imágenes`),
  variations: { subtle: 'poco', medium: 'lo normal', strong: 'mucho' },
  privateOn: 'Respuestas: solo las ves tú',
  privateOff: 'Respuestas: las ven todos',
  makePrivate: 'Mostrarme las respuestas solo a mí',
  makePublic: 'Mostrar las respuestas a todos',
  directOn: 'Respuestas: por mensaje directo',
  makeDirect: 'Enviarme las respuestas por mensaje directo',
  makeHere: 'Mostrar las respuestas en el canal',
  negative: 'Lo que nunca quieres ver',
  noNegative: 'nada',
  edit: 'Lo que nunca quiero…',
};

/** What /quota tells; null stands for no limit. */
export const quota: Texts['quota'] = {
  images: ({ used, max }) => (max === null ? `Imágenes hoy: ${used}, sin límite` : `Imágenes hoy: ${used} de ${max}`),
  gpuSeconds: ({ used, max }) =>
    max === null ? `Segundos de pintura hoy: ${used}, sin límite` : `Segundos de pintura hoy: ${used} de ${max}`,
  waiting: ({ waiting, max }) =>
    max === null ? `Pedidos en la cola: ${waiting}` : `Pedidos en la cola: ${waiting} de ${max}`,
  resets: ({ at }) => `Tu día empieza de nuevo <t:${at}:R>.`,
};

/** What /queue tells. */
export const queue: Texts['queue'] = {
  everybody: ({ waiting, workers }) =>
    `${waiting === 1 ? 'Un pedido espera' : `${waiting} pedidos esperan`} a ${workers === 1 ? 'un pintor' : `${workers} pintores`}.`,
  none: 'Ninguno es tuyo.',
  painting: 'pintándose',
};

/** What /models tells. */
export const models: Texts['models'] = {
  steps: ({ steps }) => (steps === 1 ? '1 paso' : `${steps} pasos`),
  fromImages: 'puede partir de una imagen',
  loaded: ({ devices }) => `cargado en ${devices}`,
  noLicence: 'sin licencia indicada',
  more: ({ count }) => `… y ${count} más`,
};

/** One screen of help, a paragraph each. */
export const help: Texts['help'] = {
  imagine:
    '**/imagine** pinta cuatro imágenes a partir de tus palabras. Cuanto más digas de lo que se ve y de su aspecto, mejor.',
  buttons:
    '**U1–U4** muestran una imagen sola, **V1–V4** pintan variaciones de ella, **Repetir** pinta otras cuatro, **Remix** te deja ' +
    'cambiar las palabras, **Repintar** demuestra que la misma semilla pinta las mismas imágenes.',
  prompt:
    'En un prompt, (palabras:1.3) pesan más y [palabras] menos, {viejo|joven} pinta uno de cada con la misma semilla, y {a, b} hace un pedido de cada.',
  flags:
    'También valen las opciones escritas: --ar 16:9, --no niebla, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3.',
  yours: 'Mira **/cola**, **/cuota**, **/historial** y **/modelos**. **/privacidad** te da tus datos o los elimina.',
  admins: 'Los administradores encuentran pausa, límites y bloqueos en **/admin**.',
};

/** What /admin tells. */
export const admin: Texts['admin'] = {
  workers: ({ workers, models: names }) =>
    `${workers === 1 ? 'Un pintor trabaja' : `${workers} pintores trabajan`} con: ${names === '' ? 'ningún modelo' : names}.`,
  day: (v) =>
    `En las últimas 24 horas aquí: ${v.painted} ${v.painted === 1 ? 'pedido pintado' : 'pedidos pintados'}, ${v.failed} sin pintar. Ahora ${v.waiting === 1 ? 'espera' : 'esperan'} ${v.waiting}, de todos los servidores.`,
  running: 'Se aceptan pedidos.',
  paused: ({ reason }) => `La pintura está en pausa aquí: ${reason}`,
  draining: 'Easel va a pasar por mantenimiento.',
  drained: ({ left }) =>
    `Aquí ya no se acepta nada más. ${left === 1 ? 'Queda un pedido' : `Quedan ${left} pedidos`} por pintar, y se pintarán; /admin reanudar lo reanuda.`,
  blocked: ({ user, until }) =>
    `${user} no puede pintar aquí ${until === null ? 'nunca más' : `hasta <t:${until}:f>`}.`,
  unblocked: ({ user }) => `${user} puede volver a pintar aquí.`,
  notBlocked: ({ user }) => `${user} no tenía ningún bloqueo.`,
  noDashboard: 'El panel todavía no está en marcha. Inténtalo de nuevo en un momento.',
  dashboard: ({ url }) => `Todo lo demás está en el panel: ${url}`,
};

/** What /privacy tells. */
export const privacy: Texts['privacy'] = {
  exported: ({ pictures, total }) =>
    `Todo lo que se guarda sobre ti${total === 0 ? '.' : `, con ${pictures} de ${total} ${total === 1 ? 'imagen' : 'imágenes'}.`}${
      pictures === total
        ? ''
        : ' Las más antiguas no caben: pulsa Originales debajo de cada resultado; /mostrar los vuelve a mostrar.'
    }`,
  confirm:
    'Esto elimina para siempre tus prompts, imágenes, semillas y ajustes en todos los servidores, y cancela lo que espera. Los ' +
    'mensajes que Discord ya muestra se quedan hasta que los elimines allí. Los bloqueos se quedan.',
  forgotten: ({ jobs }) => `Eliminado: ${jobs === 1 ? 'un pedido' : `${jobs} pedidos`} con sus prompts e imágenes.`,
};

/** What Details tells about a job. */
export const details: Texts['details'] = {
  job: ({ id, user, at }) => `${id} de ${user}, <t:${at}:f>`,
  parent: ({ action, id }) => `${action} de ${id}`,
  actions: {
    variation: 'Variación',
    reroll: 'Repetición',
    rerun: 'Repintado',
    remix: 'Remix',
    upscale: 'Ampliación 2×',
  },
  seeds: ({ seeds }) => `Semillas: ${seeds}`,
  times: ({ queued, painting }) => `Esperó ${queued} s, se pintó en ${painting} s`,
  painted: ({ device, runtime }) => `Pintado en ${device} con ${runtime}`,
};

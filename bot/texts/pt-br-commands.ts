import type { Texts } from './texts.ts';

/** What the commands but /imagine and the button Details say, in Brazilian Portuguese; pt-br.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand: Texts['cancelCommand'] = {
  all: 'Tudo o que é meu e espera',
  done: ({ count }) =>
    count === 1
      ? 'Cancelado. Só é cobrado o que já estava pintado.'
      : `${count} pedidos cancelados. Só é cobrado o que já estava pintado.`,
  none: 'Você não tem nada na espera nem sendo pintado.',
};

/** What /history tells. */
export const history: Texts['history'] = {
  none: 'Você ainda não pintou nada. Comece com /imagine.',
  page: ({ page }) => `**Seus pedidos**, página ${page}`,
  seed: ({ seed }) => `seed ${seed}`,
  open: 'abrir',
  previous: 'Anterior',
  next: 'Próxima',
  states: {
    accepted: 'na espera',
    painting: 'sendo pintado',
    ready: 'a caminho',
    answered: 'pintado',
    undeliverable: 'pintado, não entregue',
    abandoned: 'retirado',
  },
  cancelled: 'cancelado',
  failed: 'não pintado',
};

/** What /info tells beside what Details does. */
export const info: Texts['info'] = {
  from: ({ name }) => `O que “${name}” diz de si:`,
};

/** What /styles tells. */
export const styles: Texts['styles'] = {
  none: 'Ainda não há estilos aqui. /estilos adicionar cria um, por exemplo `{prompt}, oil on canvas, thick brushstrokes`.',
  server: '**Deste servidor**',
  own: '**Seus**',
  shown: (v) => `**${v.name}**: ${v.prompt}${v.negative === '' ? '' : `\nIndesejado: ${v.negative}`}`,
  added: ({ name }) => `O estilo ${name} está guardado. Use-o com a opção estilo de /imagine.`,
  removed: ({ name }) => `O estilo ${name} não existe mais. O que foi pintado com ele fica.`,
};

/** What /settings tells. */
export const personal: Texts['personal'] = {
  heading: '**Seus padrões**, para o que você não informa em /imagine',
  model: 'Modelo',
  count: 'Quantas imagens',
  aspect: 'Largura por altura',
  variation: 'Quanto V1–V4 se afastam',
  server: 'como neste servidor',
  counts: ({ count }) => (count === 1 ? 'uma imagem' : `${count} imagens`),
  variations: { subtle: 'pouco', medium: 'o normal', strong: 'muito' },
  privateOn: 'Respostas: só você vê',
  privateOff: 'Respostas: todo mundo vê',
  makePrivate: 'Mostrar as respostas só para mim',
  makePublic: 'Mostrar as respostas para todo mundo',
  directOn: 'Respostas: por mensagem direta',
  makeDirect: 'Enviar as respostas por mensagem direta',
  makeHere: 'Mostrar as respostas no canal',
  negative: 'O que você nunca quer ver',
  noNegative: 'nada',
  edit: 'O que nunca quero…',
};

/** What /quota tells; null stands for no limit. */
export const quota: Texts['quota'] = {
  images: ({ used, max }) => (max === null ? `Imagens hoje: ${used}, sem limite` : `Imagens hoje: ${used} de ${max}`),
  gpuSeconds: ({ used, max }) =>
    max === null ? `Segundos de pintura hoje: ${used}, sem limite` : `Segundos de pintura hoje: ${used} de ${max}`,
  waiting: ({ waiting, max }) =>
    max === null ? `Pedidos na fila: ${waiting}` : `Pedidos na fila: ${waiting} de ${max}`,
  resets: ({ at }) => `Seu dia recomeça <t:${at}:R>.`,
};

/** What /queue tells. */
export const queue: Texts['queue'] = {
  everybody: ({ waiting, workers }) =>
    `${waiting === 1 ? 'Um pedido espera' : `${waiting} pedidos esperam`} por ${workers === 1 ? 'um pintor' : `${workers} pintores`}.`,
  none: 'Nenhum é seu.',
  painting: 'sendo pintado',
};

/** What /models tells. */
export const models: Texts['models'] = {
  steps: ({ steps }) => (steps === 1 ? '1 passo' : `${steps} passos`),
  fromImages: 'pode partir de uma imagem',
  loaded: ({ devices }) => `carregado em ${devices}`,
  noLicence: 'sem licença informada',
  more: ({ count }) => `… e mais ${count}`,
};

/** One screen of help, a paragraph each. */
export const help: Texts['help'] = {
  imagine:
    '**/imagine** pinta quatro imagens a partir das suas palavras. Quanto mais você disser do que aparece e de como parece, melhor.',
  buttons:
    '**U1–U4** mostram uma imagem sozinha, **V1–V4** pintam variações dela, **Refazer** pinta outras quatro, **Remix** deixa você ' +
    'mudar as palavras, **Repintar** prova que a mesma seed pinta as mesmas imagens.',
  prompt:
    'Em um prompt, (palavras:1.3) pesam mais e [palavras] menos, {velho|jovem} pinta um de cada com a mesma seed, e {a, b} faz um pedido de cada.',
  flags: 'Opções escritas também valem: --ar 16:9, --no neblina, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3.',
  yours:
    'Veja **/fila**, **/cota**, **/histórico** e **/modelos**. **/privacidade** dá seus dados a você, ou os exclui.',
  admins: 'Administradores encontram pausa, limites e bloqueios em **/admin**.',
};

/** What /admin tells. */
export const admin: Texts['admin'] = {
  workers: ({ workers, models: names }) =>
    `${workers === 1 ? 'Um pintor trabalha' : `${workers} pintores trabalham`} com: ${names === '' ? 'nenhum modelo' : names}.`,
  day: (v) =>
    `Nas últimas 24 horas aqui: ${v.painted} ${v.painted === 1 ? 'pedido pintado' : 'pedidos pintados'}, ${v.failed} com falha. Agora ${v.waiting === 1 ? 'espera' : 'esperam'} ${v.waiting}, de todos os servidores.`,
  running: 'Pedidos são aceitos.',
  paused: ({ reason }) => `A pintura está pausada aqui: ${reason}`,
  draining: 'O Easel vai entrar em manutenção.',
  drained: ({ left }) =>
    `Nada mais é aceito aqui. ${left === 1 ? 'Falta pintar um pedido, e ele será pintado' : `Falta pintar ${left} pedidos, e eles serão pintados`}; /admin retomar encerra isso.`,
  blocked: ({ user, until }) =>
    `${user} não pode ${until === null ? 'mais pintar aqui' : `pintar aqui até <t:${until}:f>`}.`,
  unblocked: ({ user }) => `${user} pode pintar aqui de novo.`,
  notBlocked: ({ user }) => `${user} não tinha bloqueio.`,
  noDashboard: 'O painel ainda não está no ar. Tente de novo daqui a pouco.',
  dashboard: ({ url }) => `Todo o resto está no painel: ${url}`,
};

/** What /privacy tells. */
export const privacy: Texts['privacy'] = {
  exported: ({ pictures, total }) =>
    `Tudo o que é guardado sobre você${total === 0 ? '.' : `, com ${pictures} de ${total} ${total === 1 ? 'imagem' : 'imagens'}.`}${
      pictures === total
        ? ''
        : ' As mais antigas não cabem: aperte Originais embaixo de cada resultado, que /mostrar traz de volta.'
    }`,
  confirm:
    'Isto exclui para sempre seus prompts, imagens, seeds e configurações em todos os servidores, e cancela o que espera. As ' +
    'mensagens que o Discord já mostra ficam até você as excluir lá. Os bloqueios ficam.',
  forgotten: ({ jobs }) => `Excluído: ${jobs === 1 ? 'um pedido' : `${jobs} pedidos`} com seus prompts e imagens.`,
};

/** What Details tells about a job. */
export const details: Texts['details'] = {
  job: ({ id, user, at }) => `${id} de ${user}, <t:${at}:f>`,
  parent: ({ action, id }) => `${action} de ${id}`,
  actions: {
    variation: 'Variação',
    reroll: 'Nova tentativa',
    rerun: 'Repintura',
    remix: 'Remix',
    upscale: 'Ampliação 2×',
  },
  seeds: ({ seeds }) => `Seeds: ${seeds}`,
  times: ({ queued, painting }) => `Esperou ${queued} s, pintado em ${painting} s`,
  painted: ({ device, runtime }) => `Pintado em ${device} com ${runtime}`,
};

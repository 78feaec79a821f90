import type { Texts } from './texts.ts';

export * from './pt-br-commands.ts';

/** A number with its noun. */
const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/**
 * Every sentence that a person can read, in Brazilian Portuguese; en.ts says what belongs into them. Whoever reads is
 * “você”, what is charged is “cobrar”, and a job is a “pedido”.
 */
export const refusals: Texts['refusals'] = {
  prompt_empty: () =>
    'O prompt não tem palavras visíveis. Escreva o que você gostaria de ver, por exemplo “uma maçã vermelha”.',
  prompt_not_text: () =>
    'O prompt ou o prompt negativo tem um caractere que não é texto, como meio emoji. Digite de novo e tente outra vez.',
  prompt_too_long: ({ length, max }) =>
    `O prompt tem ${length} caracteres; o limite aqui é ${max}. Encurte e tente outra vez.`,
  negative_too_long: ({ length, max }) =>
    `O prompt negativo tem ${length} caracteres; o limite aqui é ${max}. Encurte e tente outra vez.`,
  out_of_range: ({ option, value, min, max }) =>
    `${value} não é possível para ${option}: precisa estar entre ${min} e ${max}. Escolha outro valor e tente outra vez.`,
  not_whole: ({ option, value, min, max }) =>
    `${value} não é possível para ${option}: precisa ser um número inteiro de ${min} a ${max}.`,
  size_malformed: ({ size }) => `“${size}” não é um tamanho. Escreva largura x altura em pixels, por exemplo 96x96.`,
  size_not_multiple: (v) =>
    `${v.size} não serve para o modelo ${v.model}: os dois lados precisam ser múltiplos de ${v.multiple}. O mais próximo é ${v.nearest}.`,
  size_too_large: (v) =>
    `${v.size} é grande demais: aqui uma imagem pode ter no máximo ${v.max} pixels. Escolha um tamanho menor.`,
  size_and_aspect: () => 'Informe um tamanho ou uma proporção, não os dois: eles se contradizem.',
  aspect_unknown: ({ aspect, known }) =>
    `“${aspect}” não é uma proporção que eu conheça. Escolha uma destas: ${known}.`,
  scheduler_unknown: ({ scheduler, known }) => `Não existe o scheduler “${scheduler}”. Escolha um destes: ${known}.`,
  scheduler_unsupported: (v) =>
    `O modelo ${v.model} não pode ser pintado com ${v.scheduler}. Escolha um destes: ${v.known}.`,
  model_unknown: ({ model, known }) => `Não existe o modelo “${model}”. Escolha um destes: ${known}.`,
  no_model: () => 'Nenhum pintor se apresentou ainda, então nenhum modelo é conhecido. Tente de novo daqui a pouco.',
  too_much_work: ({ cost, max }) =>
    `São ${cost} passos de imagem de trabalho (imagens × passos, o dobro com orientação); o limite aqui é ${max}. Peça menos imagens ou menos passos.`,
  too_many_waiting: ({ waiting, max }) =>
    `Você tem ${counted(waiting, 'pedido', 'pedidos')} na espera, e o limite aqui é ${max}. Este não foi adicionado. Tente de novo quando um ficar pronto.`,
  images_used_up: (v) =>
    `Hoje você usou ${v.used} de ${counted(v.max, 'imagem', 'imagens')}, e isto pede ${v.asked}. Seu dia recomeça <t:${v.resetsAt}:R>. Veja /cota.`,
  gpu_seconds_used_up: ({ max, resetsAt }) =>
    `Hoje você usou ${max === 1 ? 'seu segundo' : `seus ${max} segundos`} de pintura. Seu dia recomeça <t:${resetsAt}:R>. Veja /cota.`,
  banned: ({ reason, until }) =>
    `Você não pode pintar neste servidor${until === null ? '' : ` até <t:${until}:f>`}. O motivo informado: ${reason}`,
  paused: ({ reason }) => `Um administrador pausou a pintura aqui: ${reason} Isto não entrou na fila.`,
  access_denied: ({ what }) =>
    `Os administradores deste servidor não permitem ${what.replace('button:', 'o botão ')} para você neste canal. Nada foi cobrado.`,
  word_blocked: ({ word, rule }) =>
    `Este servidor não permite “${word}”${word.toLowerCase() === rule.toLowerCase() ? '' : ` (a regra “${rule}”)`}. Nada foi cobrado. Edite o prompt e tente outra vez.`,
  not_yours: ({ owner }) =>
    `Só ${owner} ou um moderador pode fazer isso com este resultado. Você pode apertar Remix para fazer um seu.`,
  queue_full: ({ waiting }) =>
    `A fila está cheia: ${counted(waiting, 'pedido espera', 'pedidos esperam')}. Este não foi adicionado. Tente de novo em alguns minutos.`,
  busy: () => 'Não consigo anotar novos pedidos agora, então este não foi adicionado. Tente de novo daqui a pouco.',
  missing_permissions: ({ permissions }) =>
    `Preciso da permissão ${permissions} neste canal para mostrar uma imagem. Peça a um administrador. Nada foi pintado.`,
  button_outdated: () =>
    'Este botão é de outra versão do Easel e não funciona mais. /mostrar traz o resultado de volta com botões que funcionam.',
  job_unknown: () =>
    'O pedido deste botão não está mais guardado, então não dá para repetir. Comece de novo com /imagine.',
  message_without_job: () =>
    'Essa mensagem não mostra nenhum resultado do Easel que ainda esteja guardado. Tente com uma que tenha uma imagem minha.',
  grid_needs_choice: () => 'Isso é uma grade: aperte antes U1, U2, U3 ou U4 e escolha a imagem que vem sozinha.',
  info_needs_one: () => 'Informe uma imagem ou o identificador de um resultado: um dos dois, não ambos nem nenhum.',
  image_without_parameters: ({ name }) =>
    `“${name}” não diz como foi pintada: não é do Stable Diffusion, ou foi salva de novo depois. Os originais guardam isso.`,
  image_hidden: () =>
    'Essa imagem está oculta neste canal: o próprio filtro de segurança do modelo a marcou. Aperte Refazer para ter outras.',
  job_not_found: ({ id }) =>
    `Não há nenhum resultado “${id}” que você possa ver. Escolha um da lista ou escreva o que vem depois de # em uma resposta.`,
  job_unfinished: () => 'Isso ainda não foi pintado. A resposta virá sozinha; /fila mostra quanto falta.',
  image_unknown: () => 'Essa imagem não está mais guardada. Aperte Repintar para pintá-la de novo com a mesma seed.',
  flag_unknown: ({ flag, known }) =>
    `Não existe a opção \`${flag}\`. As que conheço: ${known}. Se fizer parte das palavras, escreva \`\\${flag}\`.`,
  flag_misspelt: ({ flag, nearest }) =>
    `Não existe a opção \`${flag}\`. Você quis dizer \`${nearest}\`? Se fizer parte das palavras, escreva \`\\${flag}\`.`,
  flag_foreign: ({ flag, topic }) =>
    `\`${flag}\` é do Midjourney, e o Easel não tem nada igual. ${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }) =>
    `\`${flag}\` está grudado em uma palavra: é uma opção? Então ponha um espaço antes. Se fizer parte das palavras, escreva \`\\${flag}\`.`,
  flag_in_braces: ({ flag }) =>
    `\`${flag}\` e um par de chaves se cortam ao meio. Escreva a opção depois das chaves, ou dê a cada alternativa a sua, com vírgula: \`{--seed 1, --seed 2}\`.`,
  flag_value_missing: ({ flag, example }) => `\`${flag}\` precisa de um valor depois, assim: \`${example}\`.`,
  flag_malformed: ({ flag, value, example }) =>
    `“${value}” não é possível para \`${flag}\`. Escreva assim: \`${example}\`.`,
  option_conflict: ({ option, inOption, inPrompt }) =>
    `${option} é ${inOption} na opção e ${inPrompt} no prompt: qual vale? Deixe só um e tente outra vez.`,
  stylize_and_guidance: ({ stylize, guidance }) =>
    `--stylize ${stylize} é lido aqui como uma orientação própria, e a orientação ${guidance} também foi informada: qual vale? Deixe só uma e tente outra vez.`,
  repeat_and_seed: ({ repeat, seed }) =>
    `Com a seed ${seed}, --repeat ${repeat} pintaria as mesmas imagens ${repeat} vezes. Tire um dos dois.`,
  flag_twice: ({ flag, first, second }) =>
    `\`${flag}\` é ao mesmo tempo ${first} e ${second} no prompt: qual vale? Deixe só um e tente outra vez.`,
  too_many_prompts: ({ count, max }) =>
    `As chaves e repetições dão ${count < 1e9 ? count : 'mais de um bilhão de'} pedidos; o limite é ${max}. Tire algumas alternativas.`,
  braces_mixed: () =>
    'Um par de chaves tem vírgulas e barras ao mesmo tempo. Escreva {a, b} para um pedido de cada, ou {a|b} para uma só grade; se a vírgula ou a barra fizer parte das palavras, escreva \\, ou \\|.',
  brace_unclosed: () => 'Um { não tem o } depois dele. Feche-o, ou escreva \\{ se fizer parte das palavras.',
  brace_unopened: () => 'Um } não tem o { antes dele. Abra-o, ou escreva \\} se fizer parte das palavras.',
  style_invalid: () =>
    'Um estilo precisa de um nome com letras, algarismos, espaços, - e _ (no máximo 40) e de um modelo de texto com {prompt} onde entram as palavras.',
  style_not_yours: () =>
    'Os estilos deste servidor são dos administradores: para isso você precisa de Gerenciar servidor. Para os seus não precisa de nada.',
  too_many_styles: ({ max }) => `Já há ${counted(max, 'estilo', 'estilos')}, que é o limite. Remova um antes.`,
  style_unknown: ({ style, known }) => `Não há nenhum estilo “${style}” aqui. Escolha um destes: ${known}.`,
  matrix_too_large: ({ count, max }) =>
    `As alternativas entre chaves dão ${counted(count, 'prompt', 'prompts')}; em uma grade cabem ${max}. Tire algumas, ou escreva {a, b} para um pedido de cada.`,
  matrix_and_count: ({ count, pictures }) =>
    `As alternativas entre chaves dão ${counted(pictures, 'imagem', 'imagens')}, mas quantidade diz ${count}. Deixe quantidade de fora.`,
  strength_without_image: () =>
    'A força diz quanto de uma imagem é pintado de novo, mas não há imagem. Anexe uma com a opção imagem.',
  image_elsewhere: ({ name }) => `“${name}” não está nos servidores do Discord. Envie-a com a opção imagem.`,
  image_too_large: ({ name, max }) => `“${name}” tem mais de ${max} MB. Diminua e tente outra vez.`,
  image_too_many_pixels: ({ name, max }) =>
    `“${name}” tem mais de ${counted(max, 'milhão', 'milhões')} de pixels. Diminua e tente outra vez.`,
  image_unreachable: ({ name }) =>
    `Não foi possível buscar “${name}” no Discord agora. Nada foi cobrado. Tente de novo daqui a pouco.`,
  image_unreadable: ({ name }) => `“${name}” não pode ser lida como imagem. Envie um arquivo PNG, JPEG ou WebP.`,
  image_animated: ({ name }) => `“${name}” é uma animação. Envie uma única imagem.`,
  draft_gone: () => 'Isso já foi pintado, ou esperou mais de 15 minutos. Envie /imagine outra vez.',
  initial_image_unknown: () =>
    'A imagem de que isto partiu não está mais guardada. Comece de novo com /imagine e a opção imagem.',
  model_does_not_tile: ({ model }) =>
    `O modelo ${model} não consegue pintar imagens que continuem nas bordas: ele aprendeu onde cada coisa fica. Tire mosaico ou escolha outro modelo.`,
  model_needs_encoder: ({ model }) =>
    `O modelo ${model} não consegue partir de uma imagem: falta o codificador VAE. Escolha outro modelo com /imagine.`,
  too_late_to_cancel: () => 'Isso já foi pintado, então não há mais o que cancelar. Aperte Excluir para tirá-lo daqui.',
  weight_out_of_range: ({ weight, max }) =>
    `${weight} está longe demais de 1 para \`::\`: um peso vai de -${max} a ${max}, e 1 é o normal. No Midjourney só conta a proporção; aqui escreva ::2 e ::1 em vez de ::100 e ::50.`,
  weight_without_words: ({ weight }) =>
    `\`${weight}\` não tem palavras antes dele para pesar. Escreva-o logo depois delas, assim: \`red fox::2 snow\`.`,
  negative_weight_in_negative: () =>
    'O que deve ficar de fora tem um peso negativo, e isso o pediria. Deixe o peso positivo ou passe as palavras para o prompt.',
  weight_in_braces: ({ weight }) =>
    `\`${weight}\` está dentro de { }, e as cortaria ao meio. Ali, dê peso às palavras com parênteses, assim: \`{(red:2)|blue}\`.`,
  settings_stale: ({ version }) =>
    `Alguém acabou de mudar as configurações (versão ${version}). Nada foi salvo. Tente outra vez.`,
  fault: ({ reference }) =>
    `Algo quebrou do nosso lado e nada foi cobrado. Se acontecer de novo, passe esta referência a um administrador: ${reference}.`,
};

/** What to do instead of a flag that only Midjourney has, by topic. */
const insteadOfMidjourney: Record<Parameters<Texts['refusals']['flag_foreign']>[0]['topic'], string> = {
  version: 'Tire isso, ou escolha com o que pintar com `--model`; /modelos mostra os modelos.',
  quality: 'Quanto trabalho entra em uma imagem é `--steps`: tire isso ou escreva, por exemplo, `--steps 30`.',
  weird: 'Tire isso; para imagens que fujam das palavras, baixe a orientação, por exemplo `--guidance 2`.',
  reference: 'Anexe a imagem na opção `imagem` de /imagine; `--strength 0.6` diz quanto dela pode mudar.',
  taste:
    'Aqui nada é acrescentado às suas palavras: tire isso, ou escolha um estilo com `--style`; /estilos mostra todos.',
  speed: 'Há uma só fila e uma só velocidade para todo mundo. Tire isso.',
  side: 'Escreva os dois lados de uma vez, por exemplo `--size 512x768`.',
  video: 'O Easel só pinta imagens paradas. Tire isso.',
  visibility: 'Para uma imagem que só você veja, escreva `--private`; senão, tire isso.',
  same_seed: 'Para imagens de uma mesma seed que difiram em um quinto, escreva `--chaos 20`; senão, tire isso.',
  upscaler: 'Tire isso e aperte Ampliar embaixo de uma imagem pronta.',
};

export const apologies: Texts['apologies'] = {
  too_many_attempts: () =>
    'Desculpe: a pintura falhou várias vezes e parei de tentar. Nada foi cobrado. Tente com menos imagens ou outro modelo.',
  too_old: () => 'Desculpe: isto esperou tanto que desisti. Nada foi cobrado. Tente de novo.',
  unusable_image: () =>
    'Desculpe: o modelo devolveu uma imagem inutilizável (preta ou sem números válidos). Nada foi cobrado. Tente outra seed ou outro scheduler.',
  out_of_memory: () =>
    'Desculpe: isto é grande demais para o dispositivo que pinta. Nada foi cobrado. Tente um tamanho menor.',
  model_unavailable: () =>
    'Desculpe: o modelo ficou indisponível antes de isto ser pintado. Nada foi cobrado. Tente outro modelo.',
  request_unsupported: () =>
    'Desculpe: esta combinação de scheduler e modelo não pode ser pintada. Nada foi cobrado. Tente o scheduler padrão.',
  cancelled: () => 'Cancelado. Só é cobrado o que já estava pintado.',
  painting_failed: () => 'Desculpe: não foi possível pintar isto. Nada foi cobrado. Tente de novo.',
};

export const notices: Texts['notices'] = {
  prompt_truncated: ({ ignored }) => `O modelo não leu o fim do prompt: “${ignored}”.`,
  syntax_unsupported: ({ syntax }) => `“${syntax}” não significa nada para o Easel e foi lido como palavras.`,
  weight_unreadable: ({ weight }) => `“${weight}” não é um peso, então foi lido como palavras.`,
  brackets_unbalanced: ({ opened, closed }) =>
    `Os parênteses não combinam: ${opened} não fecham e ${closed} não abrem. Para um parêntese de verdade, escreva \\(.`,
  negative_prompt_truncated: ({ ignored }) => `O modelo não leu o fim do prompt negativo: “${ignored}”.`,
  negative_prompt_unused: ({ guidanceScale }) =>
    `O prompt negativo não foi usado: com orientação ${guidanceScale} não sobra nada de que se afastar. Tente 3 ou mais.`,
  negative_weight_moved: ({ moved }) => `O que tinha peso negativo foi para o prompt negativo: “${moved}”.`,
  stylize_as_guidance: ({ stylize, guidanceScale }) =>
    `--stylize ${stylize} foi pintado com orientação ${guidanceScale}: quanto mais livre o estilo, menos as palavras prendem.`,
  pictures_hidden: ({ hidden }) =>
    hidden === 1
      ? 'Uma imagem está oculta aqui: o próprio filtro de segurança do modelo a marcou.'
      : `${hidden} imagens estão ocultas aqui: o próprio filtro de segurança do modelo as marcou.`,
  size_untrained: ({ size, model }) => `${model} não foi treinado para ${size}.`,
  vae_tiled: () =>
    'Faltou memória ao dispositivo, então a imagem foi montada em partes: pintada em outro lugar ela pode mudar um pouco.',
  vae_retried: () => 'Em meia precisão saiu inutilizável, então foi decodificada de novo em precisão total.',
};

export const words: Texts['words'] = {
  sentDirectly: 'Pintado: está nas suas mensagens diretas.',
  queued: ({ position }) => (position <= 1 ? 'É o próximo da fila' : `Número ${position} na fila`),
  startsAt: ({ at }) => `começa <t:${at}:R>`,
  readyAt: ({ at }) => `pronto <t:${at}:R>`,
  preview: 'Como está até agora',
  painting: ({ step, steps }) => `Pintando: passo ${step} de ${steps}`,
  confirm: (v) =>
    `Isto dá ${counted(v.jobs, 'pedido', 'pedidos')} com ${counted(v.images, 'imagem', 'imagens')}, ${v.cost} passos de imagem de trabalho. Hoje você usou ${counted(v.imagesToday, 'imagem', 'imagens')}.`,
  exact: 'exato ✓, os mesmos pixels',
  close: ({ because }) => `parecido ≈, porque ${because}`,
  because: {
    model: 'os pesos do modelo mudaram',
    device: 'outro dispositivo pintou',
    runtime: 'outra versão das bibliotecas pintou',
    batch: 'foi pintado ao lado de outras imagens que não as de antes, e em meia precisão isso aparece no último bit',
    unknown: 'algo arredonda de outro jeito agora',
  },
  unproven: 'as imagens do primeiro não existem mais, então não há com o que comparar',
  by: ({ user }) => `de ${user}`,
  seed: 'seed',
  steps: ({ steps }) => counted(steps, 'passo', 'passos'),
  guidance: ({ guidance }) => `orientação ${guidance}`,
  variation: ({ strength }) => `variação ${Math.round(strength * 100)} %`,
  alt: (v) =>
    `${v.count === 1 ? 'Uma imagem' : `${v.count} imagens em uma grade`}: ${v.prompt}. ${v.size}, ${v.seeds}.`,
  altSingle: (v) => `Imagem ${v.number}: ${v.prompt}. ${v.size}, seed ${v.seed}.`,
  single: ({ number }) => `Imagem ${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons: Texts['buttons'] = {
  reroll: 'Refazer',
  rerun: 'Repintar',
  remix: 'Remix',
  details: 'Detalhes',
  originals: 'Originais',
  delete: 'Excluir',
  subtle: 'Variar (sutil)',
  strong: 'Variar (forte)',
  enlarge: 'Ampliar 2×',
  cancel: 'Cancelar',
  confirm: 'Pintar',
  forget: 'Excluir tudo',
};

/** As Discord's own settings call them. */
export const permissions: Texts['permissions'] = {
  AttachFiles: 'Anexar arquivos',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix: Texts['remix'] = {
  title: 'Remix',
  prompt: 'Prompt',
  negative: 'O que você prefere não ver',
  seed: 'Seed',
  seeds: { keep: 'Manter', random: 'Uma nova', vary: 'Manter, mas variar' },
  change: 'Quanto variar',
  changeHint: 'Só conta se a seed for mantida, mas variada',
  changes: { subtle: 'Sutil', medium: 'Médio', strong: 'Forte' },
  size: 'Tamanho',
  sameSize: ({ size }) => `Como está (${size})`,
};

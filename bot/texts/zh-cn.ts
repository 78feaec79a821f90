import type { Texts } from './texts.ts';

export * from './zh-cn-commands.ts';

/**
 * Every sentence that a person can read, in Simplified Chinese; en.ts says what belongs into them. Whoever reads is “你”,
 * what is charged is “计入额度”, and a job is a “任务”.
 */
export const refusals: Texts['refusals'] = {
  prompt_empty: () => '提示词里没有可见的文字。请写下你想看到的内容，例如“一个红苹果”。',
  prompt_not_text: () => '提示词或反向提示词里有不是文字的字符，例如半个表情符号。请重新输入后再试。',
  prompt_too_long: ({ length, max }) => `提示词有 ${length} 个字符，这里的上限是 ${max}。请缩短后再试。`,
  negative_too_long: ({ length, max }) => `反向提示词有 ${length} 个字符，这里的上限是 ${max}。请缩短后再试。`,
  out_of_range: ({ option, value, min, max }) =>
    `${option} 不能是 ${value}：必须在 ${min} 到 ${max} 之间。请换一个值再试。`,
  not_whole: ({ option, value, min, max }) => `${option} 不能是 ${value}：必须是 ${min} 到 ${max} 之间的整数。`,
  size_malformed: ({ size }) => `“${size}”不是尺寸。请写成“宽x高”（像素），例如 96x96。`,
  size_not_multiple: (v) =>
    `${v.size} 不适合模型 ${v.model}：两边都必须是 ${v.multiple} 的倍数。最接近的是 ${v.nearest}。`,
  size_too_large: (v) => `${v.size} 太大了：这里每张图最多 ${v.max} 像素。请选小一些的尺寸。`,
  size_and_aspect: () => '尺寸和宽高比只能给一个：两者互相矛盾。',
  aspect_unknown: ({ aspect, known }) => `“${aspect}”不是我认识的宽高比。请从这些里选：${known}。`,
  scheduler_unknown: ({ scheduler, known }) => `没有叫“${scheduler}”的调度器。请从这些里选：${known}。`,
  scheduler_unsupported: (v) => `模型 ${v.model} 不能用 ${v.scheduler} 绘制。请从这些里选：${v.known}。`,
  model_unknown: ({ model, known }) => `没有叫“${model}”的模型。请从这些里选：${known}。`,
  no_model: () => '还没有绘图程序上线，所以不知道有哪些模型。请稍后再试。',
  too_much_work: ({ cost, max }) =>
    `这需要 ${cost} 个图像步的工作量（张数 × 步数，用引导时加倍），这里的上限是 ${max}。请减少张数或步数。`,
  too_many_waiting: ({ waiting, max }) =>
    `你已有 ${waiting} 个任务在等待，这里的上限是 ${max}。这一个没有加入。请等一个完成后再试。`,
  images_used_up: (v) =>
    `你今天已用 ${v.used}/${v.max} 张，这次要 ${v.asked} 张。你的额度将于 <t:${v.resetsAt}:R> 重置。详见 /额度。`,
  gpu_seconds_used_up: ({ max, resetsAt }) =>
    `你今天的 ${max} 秒绘图时间已用完。额度将于 <t:${resetsAt}:R> 重置。详见 /额度。`,
  banned: ({ reason, until }) =>
    `你${until === null ? '' : `在 <t:${until}:f> 之前`}不能在此服务器绘图。原因：${reason}`,
  paused: ({ reason }) => `管理员已暂停这里的绘图：${reason} 这次没有加入队列。`,
  access_denied: ({ what }) =>
    `此服务器的管理员不允许你在这个频道使用 ${what.replace('button:', '按钮 ')}。没有计入额度。`,
  word_blocked: ({ word, rule }) =>
    `此服务器不允许“${word}”${word.toLowerCase() === rule.toLowerCase() ? '' : `（规则“${rule}”）`}。没有计入额度。请修改提示词后再试。`,
  not_yours: ({ owner }) => `只有 ${owner} 或版主能对这个结果这样做。你可以按“混合”做一张自己的。`,
  queue_full: ({ waiting }) => `队列已满：有 ${waiting} 个任务在等待。这一个没有加入。请过几分钟再试。`,
  busy: () => '我现在无法记录新的请求，所以这一个没有加入。请稍后再试。',
  missing_permissions: ({ permissions }) =>
    `我在这个频道需要 ${permissions} 权限才能显示图片。请向管理员申请。没有绘制任何内容。`,
  button_outdated: () => '这个按钮来自另一个版本的 Easel，已不能用。/显示 会重新显示结果和可用的按钮。',
  job_unknown: () => '这个按钮对应的请求已不再保存，无法重复。请用 /imagine 重新开始。',
  message_without_job: () => '那条消息里没有仍然保存着的 Easel 结果。请换一条有我画的图的消息。',
  grid_needs_choice: () => '那是一组图：请先按 U1、U2、U3 或 U4，再选单独出现的那张。',
  info_needs_one: () => '请给出一张图片或一个结果的编号：二选一，不能都给，也不能都不给。',
  image_without_parameters: ({ name }) =>
    `“${name}”里没有绘制信息：它不是 Stable Diffusion 画的，或者后来被重新保存过。原图会保留这些信息。`,
  image_hidden: () => '那张图在这个频道里被隐藏：模型自带的安全检查标记了它。按“重绘”可以换一组。',
  job_not_found: ({ id }) => `没有你能看的结果“${id}”。请从列表里选，或写下回复中 # 后面的字符。`,
  job_unfinished: () => '那还没有画好。完成后会自动回复；/队列 会显示还要多久。',
  image_unknown: () => '那张图已不再保存。按“复现”可以用同一个种子再画一次。',
  flag_unknown: ({ flag, known }) =>
    `没有参数 \`${flag}\`。我认识的有：${known}。如果它属于文字内容，请写 \`\\${flag}\`。`,
  flag_misspelt: ({ flag, nearest }) =>
    `没有参数 \`${flag}\`。你是想写 \`${nearest}\` 吗？如果它属于文字内容，请写 \`\\${flag}\`。`,
  flag_foreign: ({ flag, topic }) => `\`${flag}\` 是 Midjourney 的参数，Easel 没有。${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }) =>
    `\`${flag}\` 连着一个词：它是参数吗？那请在前面加空格。如果它属于文字内容，请写 \`\\${flag}\`。`,
  flag_in_braces: ({ flag }) =>
    `\`${flag}\` 和一对花括号互相截断。请把参数写在花括号后面，或给每个选项各写一个，用逗号分开：\`{--seed 1, --seed 2}\`。`,
  flag_value_missing: ({ flag, example }) => `\`${flag}\` 后面需要一个值，例如：\`${example}\`。`,
  flag_malformed: ({ flag, value, example }) => `\`${flag}\` 不能是“${value}”。请这样写：\`${example}\`。`,
  option_conflict: ({ option, inOption, inPrompt }) =>
    `${option} 在选项里是 ${inOption}，在提示词里是 ${inPrompt}：用哪个？请只留一个再试。`,
  stylize_and_guidance: ({ stylize, guidance }) =>
    `--stylize ${stylize} 在这里会被当作引导强度，而你又给了引导 ${guidance}：用哪个？请只留一个再试。`,
  repeat_and_seed: ({ repeat, seed }) =>
    `用种子 ${seed} 时，--repeat ${repeat} 会把同样的图画 ${repeat} 次。请去掉其中一个。`,
  flag_twice: ({ flag, first, second }) =>
    `提示词里 \`${flag}\` 既是 ${first} 又是 ${second}：用哪个？请只留一个再试。`,
  too_many_prompts: ({ count, max }) =>
    `花括号和重复一共得到${count < 1e9 ? ` ${count} ` : '超过十亿'}个任务，上限是 ${max}。请去掉一些选项。`,
  braces_mixed: () =>
    '一对花括号里同时有逗号和竖线。{a, b} 表示各一个任务，{a|b} 表示同一组图；如果逗号或竖线属于文字内容，请写 \\, 或 \\|。',
  brace_unclosed: () => '有一个 { 后面没有 }。请补上，如果它属于文字内容请写 \\{。',
  brace_unopened: () => '有一个 } 前面没有 {。请补上，如果它属于文字内容请写 \\}。',
  style_invalid: () =>
    '风格需要一个由字母、数字、空格、- 和 _ 组成的名称（最多 40 个字符），以及一个在文字位置写有 {prompt} 的模板。',
  style_not_yours: () => '此服务器的风格由管理员管理：你需要“管理服务器”权限。你自己的风格不需要任何权限。',
  too_many_styles: ({ max }) => `已有 ${max} 个风格，达到上限。请先删除一个。`,
  style_unknown: ({ style, known }) => `这里没有叫“${style}”的风格。请从这些里选：${known}。`,
  matrix_too_large: ({ count, max }) =>
    `花括号里的选项得到 ${count} 个提示词，一组图只能放 ${max} 个。请去掉一些，或写 {a, b} 让每个成为一个任务。`,
  matrix_and_count: ({ count, pictures }) =>
    `花括号里的选项得到 ${pictures} 张图，但 张数 是 ${count}。请不要写 张数。`,
  strength_without_image: () => '强度表示一张图有多少要重新画，但这里没有图。请用 图片 选项附上一张。',
  image_elsewhere: ({ name }) => `“${name}”不在 Discord 自己的服务器上。请用 图片 选项上传。`,
  image_too_large: ({ name, max }) => `“${name}”超过 ${max} MB。请缩小后再试。`,
  image_too_many_pixels: ({ name, max }) => `“${name}”超过 ${max * 100} 万像素。请缩小后再试。`,
  image_unreachable: ({ name }) => `刚才无法从 Discord 取到“${name}”。没有计入额度。请稍后再试。`,
  image_unreadable: ({ name }) => `“${name}”无法作为图片读取。请发送 PNG、JPEG 或 WebP 文件。`,
  image_animated: ({ name }) => `“${name}”是动图。请发送单张图片。`,
  draft_gone: () => '那已经画过了，或者等待超过了 15 分钟。请重新发送 /imagine。',
  initial_image_unknown: () => '起始用的那张图已不再保存。请用 /imagine 和它的 图片 选项重新开始。',
  model_does_not_tile: ({ model }) =>
    `模型 ${model} 画不了边缘相接的图：它学会了东西该在什么位置。请去掉 平铺，或换一个模型。`,
  model_needs_encoder: ({ model }) => `模型 ${model} 不能从图片开始：它没有 VAE 编码器。请用 /imagine 换一个模型。`,
  too_late_to_cancel: () => '那已经画好了，没有什么可取消的。按“删除”可以把它拿掉。',
  weight_out_of_range: ({ weight, max }) =>
    `${weight} 对 \`::\` 来说离 1 太远：权重必须在 -${max} 到 ${max} 之间，1 是正常。Midjourney 只看比例；这里请用 ::2 和 ::1 代替 ::100 和 ::50。`,
  weight_without_words: ({ weight }) =>
    `\`${weight}\` 前面没有可以加权的词。请紧跟在词后面写，例如：\`red fox::2 snow\`。`,
  negative_weight_in_negative: () =>
    '要排除的内容有负的权重，那反而会要求出现它。请把权重改为正数，或把这些词移到提示词里。',
  weight_in_braces: ({ weight }) =>
    `\`${weight}\` 在 { } 里面，会把它截断。请在那里用括号加权，例如：\`{(red:2)|blue}\`。`,
  settings_stale: ({ version }) => `刚才有人改了设置（版本 ${version}）。没有保存任何内容。请再试一次。`,
  fault: ({ reference }) => `我们这边出了问题，没有计入额度。如果再次发生，请把这个编号告诉管理员：${reference}。`,
};

/** What to do instead of a flag that only Midjourney has, by topic. */
const insteadOfMidjourney: Record<Parameters<Texts['refusals']['flag_foreign']>[0]['topic'], string> = {
  version: '请去掉它，或用 `--model` 选择模型；/模型 会列出模型。',
  quality: '一张图要花多少功夫由 `--steps` 决定：请去掉它，或例如写 `--steps 30`。',
  weird: '请去掉它；想让图偏离文字，可以降低引导，例如 `--guidance 2`。',
  reference: '请把图片作为 /imagine 的 `图片` 选项附上；`--strength 0.6` 表示允许改变多少。',
  taste: '这里不会给你的文字添加任何东西：请去掉它，或用 `--style` 选一个风格；/风格 会列出风格。',
  speed: '所有人共用一个队列和一种速度。请去掉它。',
  side: '请把两边一起写，例如 `--size 512x768`。',
  video: 'Easel 只画静止的图。请去掉它。',
  visibility: '想要只有你能看到的图，请写 `--private`；否则请去掉它。',
  same_seed: '想要同一个种子、相差五分之一的图，请写 `--chaos 20`；否则请去掉它。',
  upscaler: '请去掉它，并在画好的图下面按“放大”。',
};

export const apologies: Texts['apologies'] = {
  too_many_attempts: () => '抱歉：绘制多次失败，我已停止尝试。没有计入额度。请减少张数或换一个模型。',
  too_old: () => '抱歉：这个任务等得太久，我放弃了。没有计入额度。请再试一次。',
  unusable_image: () => '抱歉：模型给出了不能用的图（全黑或不是数字）。没有计入额度。请换一个种子或调度器。',
  out_of_memory: () => '抱歉：这对绘图设备来说太大了。没有计入额度。请选小一些的尺寸。',
  model_unavailable: () => '抱歉：在绘制之前，模型变得不可用了。没有计入额度。请换一个模型。',
  request_unsupported: () => '抱歉：这个调度器和模型的组合无法绘制。没有计入额度。请用默认的调度器。',
  cancelled: () => '已取消。只有已经画好的部分计入额度。',
  painting_failed: () => '抱歉：绘制失败。没有计入额度。请再试一次。',
};

export const notices: Texts['notices'] = {
  prompt_truncated: ({ ignored }) => `模型没有读到提示词的结尾：“${ignored}”。`,
  syntax_unsupported: ({ syntax }) => `“${syntax}”对 Easel 没有意义，被当作文字读取。`,
  weight_unreadable: ({ weight }) => `“${weight}”不是权重，被当作文字读取。`,
  brackets_unbalanced: ({ opened, closed }) =>
    `括号不成对：${opened} 个没有关闭，${closed} 个没有打开。要写括号本身，请用 \\(。`,
  negative_prompt_truncated: ({ ignored }) => `模型没有读到反向提示词的结尾：“${ignored}”。`,
  negative_prompt_unused: ({ guidanceScale }) =>
    `没有用到反向提示词：引导为 ${guidanceScale} 时没有可以远离的东西。请试试 3 或更高。`,
  negative_weight_moved: ({ moved }) => `权重为负的内容已移到反向提示词：“${moved}”。`,
  stylize_as_guidance: ({ stylize, guidanceScale }) =>
    `--stylize ${stylize} 按引导 ${guidanceScale} 绘制：风格越自由，文字的约束越松。`,
  pictures_hidden: ({ hidden }) => `这里有 ${hidden} 张图被隐藏：模型自带的安全检查标记了它们。`,
  size_untrained: ({ size, model }) => `${model} 没有用 ${size} 训练过。`,
  vae_tiled: () => '设备内存不足，所以这张图是分块拼成的：在别处重画可能略有不同。',
  vae_retried: () => '半精度下结果不能用，所以用全精度重新解码了。',
};

export const words: Texts['words'] = {
  sentDirectly: '画好了，请看你的私信。',
  queued: ({ position }) => (position <= 1 ? '下一个就是你' : `队列中第 ${position} 个`),
  startsAt: ({ at }) => `<t:${at}:R>开始`,
  readyAt: ({ at }) => `<t:${at}:R>完成`,
  preview: '目前的样子',
  painting: ({ step, steps }) => `绘制中：第 ${step}/${steps} 步`,
  confirm: (v) =>
    `这会变成 ${v.jobs} 个任务，共 ${v.images} 张图，${v.cost} 个图像步的工作量。你今天已用 ${v.imagesToday} 张。`,
  exact: '完全一致 ✓，像素相同',
  close: ({ because }) => `接近 ≈，因为${because}`,
  because: {
    model: '模型的权重变了',
    device: '由另一台设备绘制',
    runtime: '由另一个版本的库绘制',
    batch: '旁边一起绘制的图与当时不同，半精度下最后一位会有差别',
    unknown: '有什么现在的舍入方式不同',
  },
  unproven: '第一次的图已经没有了，无从比较',
  by: ({ user }) => `来自 ${user}`,
  seed: '种子',
  steps: ({ steps }) => `${steps} 步`,
  guidance: ({ guidance }) => `引导 ${guidance}`,
  variation: ({ strength }) => `变化 ${Math.round(strength * 100)} %`,
  alt: (v) => `${v.count === 1 ? '一张图' : `${v.count} 张图组成的网格`}：${v.prompt}。${v.size}，${v.seeds}。`,
  altSingle: (v) => `第 ${v.number} 张：${v.prompt}。${v.size}，种子 ${v.seed}。`,
  single: ({ number }) => `第 ${number} 张`,
};

/** The labels of buttons beside `words`. */
export const buttons: Texts['buttons'] = {
  reroll: '重绘',
  rerun: '复现',
  remix: '混合',
  details: '详情',
  originals: '原图',
  delete: '删除',
  subtle: '变化（轻微）',
  strong: '变化（强烈）',
  enlarge: '放大 2×',
  cancel: '取消',
  confirm: '开始绘制',
  forget: '全部删除',
};

/** As Discord's own settings call them. */
export const permissions: Texts['permissions'] = {
  AttachFiles: '附加文件',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix: Texts['remix'] = {
  title: '混合',
  prompt: '提示词',
  negative: '不想看到的内容',
  seed: '种子',
  seeds: { keep: '保留', random: '换新的', vary: '保留，但有变化' },
  change: '变化多少',
  changeHint: '只在保留种子但有变化时有效',
  changes: { subtle: '轻微', medium: '中等', strong: '强烈' },
  size: '尺寸',
  sameSize: ({ size }) => `保持不变（${size}）`,
};

import type { Texts } from './texts.ts';

/** What the commands but /imagine and the button Details say, in Simplified Chinese; zh-cn.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand: Texts['cancelCommand'] = {
  all: '我正在等待的全部任务',
  done: ({ count }) =>
    count === 1 ? '已取消。只有已经画好的部分计入额度。' : `已取消 ${count} 个任务。只有已经画好的部分计入额度。`,
  none: '你没有正在等待或绘制的任务。',
};

/** What /history tells. */
export const history: Texts['history'] = {
  none: '你还没有画过。请从 /imagine 开始。',
  page: ({ page }) => `**你的任务**，第 ${page} 页`,
  seed: ({ seed }) => `种子 ${seed}`,
  open: '打开',
  previous: '上一页',
  next: '下一页',
  states: {
    accepted: '等待中',
    painting: '绘制中',
    ready: '正在发送',
    answered: '已画好',
    undeliverable: '已画好，未送达',
    abandoned: '已撤回',
  },
  cancelled: '已取消',
  failed: '没有画成',
};

/** What /info tells beside what Details does. */
export const info: Texts['info'] = {
  from: ({ name }) => `“${name}”自带的信息：`,
};

/** What /styles tells. */
export const styles: Texts['styles'] = {
  none: '这里还没有风格。用 /风格 添加 添加一个，例如 `{prompt}, oil on canvas, thick brushstrokes`。',
  server: '**此服务器的**',
  own: '**你自己的**',
  shown: (v) => `**${v.name}**：${v.prompt}${v.negative === '' ? '' : `\n不想看到：${v.negative}`}`,
  added: ({ name }) => `风格 ${name} 已保存。用 /imagine 的 风格 选项来使用它。`,
  removed: ({ name }) => `风格 ${name} 已删除。用它画的图会保留。`,
};

/** What /settings tells. */
export const personal: Texts['personal'] = {
  heading: '**你的默认设置**，用于 /imagine 中没有写的内容',
  model: '模型',
  count: '张数',
  aspect: '宽高比',
  variation: 'V1–V4 变化多少',
  server: '与此服务器相同',
  counts: ({ count }) => `${count} 张`,
  variations: { subtle: '轻微', medium: '正常', strong: '强烈' },
  privateOn: '回复：只有你能看到',
  privateOff: '回复：所有人都能看到',
  makePrivate: '只让我看到回复',
  makePublic: '让所有人看到回复',
  directOn: '回复：通过私信发送',
  makeDirect: '通过私信把回复发给我',
  makeHere: '在频道里显示回复',
  negative: '永远不想看到的内容',
  noNegative: '无',
  edit: '我永远不想看到…',
};

/** What /quota tells; null stands for no limit. */
export const quota: Texts['quota'] = {
  images: ({ used, max }) => (max === null ? `今天的图：${used} 张，没有上限` : `今天的图：${used}/${max} 张`),
  gpuSeconds: ({ used, max }) =>
    max === null ? `今天的绘图时间：${used} 秒，没有上限` : `今天的绘图时间：${used}/${max} 秒`,
  waiting: ({ waiting, max }) => (max === null ? `排队的任务：${waiting}` : `排队的任务：${waiting}/${max}`),
  resets: ({ at }) => `额度将于 <t:${at}:R> 重置。`,
};

/** What /queue tells. */
export const queue: Texts['queue'] = {
  everybody: ({ waiting, workers }) => `${waiting} 个任务在等待，${workers} 个绘图程序在工作。`,
  none: '其中没有你的。',
  painting: '绘制中',
};

/** What /models tells. */
export const models: Texts['models'] = {
  steps: ({ steps }) => `${steps} 步`,
  fromImages: '可以从图片开始',
  loaded: ({ devices }) => `已加载于 ${devices}`,
  noLicence: '没有注明许可证',
  more: ({ count }) => `… 还有 ${count} 个`,
};

/** One screen of help, a paragraph each. */
export const help: Texts['help'] = {
  imagine: '**/imagine** 根据你的文字画四张图。内容和样子说得越多，效果越好。',
  buttons:
    '**U1–U4** 单独显示一张，**V1–V4** 画它的变化，**重绘** 换四张新的，**混合** 让你修改文字，**复现** 证明同一个种子会画出同样的图。',
  prompt: '在提示词里，(文字:1.3) 权重更高，[文字] 更低，{old|young} 用同一个种子各画一张，{a, b} 让每个成为一个任务。',
  flags: '也可以写参数：--ar 16:9、--no fog、--seed 7、--steps 30、--chaos 20、--tile、--repeat 3。',
  yours: '请看 **/队列**、**/额度**、**/历史** 和 **/模型**。**/隐私** 可以导出或删除你的数据。',
  admins: '管理员可在 **/管理** 找到暂停、限制和封禁。',
};

/** What /admin tells. */
export const admin: Texts['admin'] = {
  workers: ({ workers, models: names }) => `${workers} 个绘图程序在工作，模型：${names === '' ? '无' : names}。`,
  day: (v) =>
    `过去 24 小时这里：画好 ${v.painted} 个任务，失败 ${v.failed} 个。所有服务器现在共有 ${v.waiting} 个在等待。`,
  running: '正在接受请求。',
  paused: ({ reason }) => `这里的绘图已暂停：${reason}`,
  draining: 'Easel 即将维护。',
  drained: ({ left }) => `这里不再接受新的请求。还有 ${left} 个任务要画，会画完；/管理 恢复 可恢复。`,
  blocked: ({ user, until }) =>
    `${user} ${until === null ? '不能再在这里绘图' : `在 <t:${until}:f> 之前不能在这里绘图`}。`,
  unblocked: ({ user }) => `${user} 又可以在这里绘图了。`,
  notBlocked: ({ user }) => `${user} 没有被封禁。`,
  noDashboard: '控制台还没有启动。请稍后再试。',
  dashboard: ({ url }) => `其他一切都在控制台里：${url}`,
};

/** What /privacy tells. */
export const privacy: Texts['privacy'] = {
  exported: ({ pictures, total }) =>
    `关于你的全部保存内容${total === 0 ? '。' : `，含 ${pictures}/${total} 张图。`}${
      pictures === total ? '' : '较早的放不下：请在每个结果下按“原图”，/显示 会重新显示结果。'
    }`,
  confirm:
    '这会永久删除你在所有服务器上的提示词、图片、种子和设置，并取消等待中的任务。Discord 已显示的消息会保留，直到你在那里删除。封禁会保留。',
  forgotten: ({ jobs }) => `已删除：${jobs} 个任务及其提示词和图片。`,
};

/** What Details tells about a job. */
export const details: Texts['details'] = {
  job: ({ id, user, at }) => `${id}，来自 ${user}，<t:${at}:f>`,
  parent: ({ action, id }) => `${id} 的${action}`,
  actions: {
    variation: '变化',
    reroll: '重绘',
    rerun: '复现',
    remix: '混合',
    upscale: '放大 2×',
  },
  seeds: ({ seeds }) => `种子：${seeds}`,
  times: ({ queued, painting }) => `等待 ${queued} 秒，绘制 ${painting} 秒`,
  painted: ({ device, runtime }) => `绘制于 ${device}，使用 ${runtime}`,
};

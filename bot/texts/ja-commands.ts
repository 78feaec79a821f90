/** What the commands but /imagine and the button Details say, in Japanese; ja.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand = {
  all: '自分の待機中のものすべて',
  done: ({ count }: { count: number }) =>
    count === 1
      ? 'キャンセルしました。すでに描いた分だけが使用量に数えられます。'
      : `${count}件のジョブをキャンセルしました。すでに描いた分だけが使用量に数えられます。`,
  none: '待機中または生成中のジョブはありません。',
};

/** What /history tells. */
export const history = {
  none: 'まだ何も描いていません。/imagine から始めましょう。',
  page: ({ page }: { page: number }) => `**あなたのジョブ**（${page}ページ目）`,
  seed: ({ seed }: { seed: number }) => `シード ${seed}`,
  open: '開く',
  previous: '前へ',
  next: '次へ',
  states: {
    accepted: '待機中',
    painting: '生成中',
    ready: '送信中',
    answered: '完成',
    undeliverable: '完成（未送信）',
    abandoned: '取り下げ',
  } as Record<string, string>,
  cancelled: 'キャンセル済み',
  failed: '生成失敗',
};

/** What /info tells beside what Details does. */
export const info = {
  from: ({ name }: { name: string }) => `「${name}」に記録されている情報：`,
};

/** What /styles tells. */
export const styles = {
  none: 'ここにはまだスタイルがありません。/スタイル 追加 で作れます。例：`{prompt}, oil on canvas, thick brushstrokes`',
  server: '**このサーバーのスタイル**',
  own: '**あなたのスタイル**',
  shown: (v: { name: string; prompt: string; negative: string }) =>
    `**${v.name}**: ${v.prompt}${v.negative === '' ? '' : `\n除外：${v.negative}`}`,
  added: ({ name }: { name: string }) => `スタイル ${name} を保存しました。/imagine の スタイル オプションで使えます。`,
  removed: ({ name }: { name: string }) => `スタイル ${name} を削除しました。これまでに描いた画像は残ります。`,
};

/** What /settings tells. */
export const personal = {
  heading: '**あなたの既定値**（/imagine で省略したときに使われます）',
  model: 'モデル',
  count: '画像の枚数',
  aspect: 'アスペクト比',
  variation: 'V1–V4 の変化の大きさ',
  server: 'サーバーの設定どおり',
  counts: ({ count }: { count: number }) => `${count}枚`,
  variations: { subtle: '控えめ', medium: '標準', strong: '強め' },
  privateOn: '結果：自分だけに表示',
  privateOff: '結果：全員に表示',
  makePrivate: '結果を自分だけに表示',
  makePublic: '結果を全員に表示',
  directOn: '返信：DM で届きます',
  makeDirect: '返信を DM で受け取る',
  makeHere: '返信をチャンネルに表示する',
  negative: 'いつも除外するもの',
  noNegative: 'なし',
  edit: 'いつも除外するもの…',
};

/** What /quota tells; null stands for no limit. */
export const quota = {
  images: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `今日の画像：${used}枚（上限なし）` : `今日の画像：${used} / ${max}枚`,
  gpuSeconds: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `今日の生成時間：${used}秒（上限なし）` : `今日の生成時間：${used} / ${max}秒`,
  waiting: ({ waiting, max }: { waiting: number; max: number | null }) =>
    max === null ? `待機中のジョブ：${waiting}件` : `待機中のジョブ：${waiting} / ${max}件`,
  resets: ({ at }: { at: number }) => `使用量のリセット：<t:${at}:R>`,
};

/** What /queue tells. */
export const queue = {
  everybody: ({ waiting, workers }: { waiting: number; workers: number }) =>
    `${waiting}件のジョブが待機中です（稼働中のワーカー：${workers}台）。`,
  none: 'その中にあなたのジョブはありません。',
  painting: '生成中',
};

/** What /models tells. */
export const models = {
  steps: ({ steps }: { steps: number }) => `${steps}ステップ`,
  fromImages: '画像からの生成に対応',
  loaded: ({ devices }: { devices: string }) => `${devices}に読み込み済み`,
  noLicence: 'ライセンスの記載なし',
  more: ({ count }: { count: number }) => `…ほか${count}件`,
};

/** One screen of help, a paragraph each. */
export const help = {
  imagine:
    '**/imagine** は、あなたの言葉から4枚の画像を描きます。何をどんな見た目で描くのか、詳しく書くほど良い結果になります。',
  buttons:
    '**U1–U4** は1枚だけを表示し、**V1–V4** はそのバリエーションを描きます。**再抽選**は別の4枚を描き、**リミックス**では言葉を変えられます。' +
    '**再実行**は、同じシードから同じ画像が描かれることを確かめます。',
  prompt:
    'プロンプトでは、(words:1.3) は強く、[words] は弱く反映されます。{old|young} は同じシードで1枚ずつ描き、{a, b} はそれぞれ別のジョブになります。',
  flags: 'フラグも使えます：--ar 16:9, --no fog, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3',
  yours:
    '**/順番待ち**、**/残り**、**/履歴**、**/モデル** もご覧ください。**/プライバシー** では自分のデータの受け取りと削除ができます。',
  admins: '管理者は **/管理** で一時停止、上限、利用禁止を設定できます。',
};

/** What /admin tells. */
export const admin = {
  workers: ({ workers, models: names }: { workers: number; models: string }) =>
    `稼働中のワーカー：${workers}台、モデル：${names === '' ? 'なし' : names}。`,
  day: (v: { painted: number; failed: number; waiting: number }) =>
    `このサーバーの過去24時間：完成${v.painted}件、失敗${v.failed}件。現在の待機は全サーバー合計で${v.waiting}件です。`,
  running: 'リクエストを受け付けています。',
  paused: ({ reason }: { reason: string }) => `このサーバーでは生成を一時停止しています：${reason}`,
  draining: 'Easel はまもなくメンテナンスに入ります。',
  drained: ({ left }: { left: number }) =>
    `新しいリクエストの受け付けを止めました。残り${left}件のジョブは最後まで描きます。/管理 再開 で再開できます。`,
  blocked: ({ user, until }: { user: string; until: number | null }) =>
    until === null
      ? `${user} はここで生成できなくなりました。`
      : `${user} は <t:${until}:f> までここで生成できません。`,
  unblocked: ({ user }: { user: string }) => `${user} は再びここで生成できるようになりました。`,
  notBlocked: ({ user }: { user: string }) => `${user} は利用を禁止されていませんでした。`,
  noDashboard: 'ダッシュボードはまだ起動していません。少し待ってからもう一度お試しください。',
  dashboard: ({ url }: { url: string }) => `その他の操作はすべてダッシュボードで行えます：${url}`,
};

/** What /privacy tells. */
export const privacy = {
  exported: ({ pictures, total }: { pictures: number; total: number }) =>
    `あなたについて保存されているすべてのデータです${total === 0 ? '。' : `（画像は${total}枚中${pictures}枚）。`}${
      pictures === total
        ? ''
        : '古い画像は入りきりませんでした。/表示 で結果を呼び出し、それぞれの「元画像」を押してください。'
    }`,
  confirm:
    'すべてのサーバーで、あなたのプロンプト、画像、シード、設定を完全に削除し、待機中のものをキャンセルします。' +
    'Discord にすでに表示されているメッセージは、Discord 側で削除するまで残ります。利用禁止も残ります。',
  forgotten: ({ jobs }: { jobs: number }) => `削除しました：${jobs}件のジョブと、そのプロンプトおよび画像。`,
};

/** What Details tells about a job. */
export const details = {
  job: ({ id, user, at }: { id: string; user: string; at: number }) => `${id}、作成：${user}、<t:${at}:f>`,
  parent: ({ action, id }: { action: string; id: string }) => `${id} の${action}`,
  actions: {
    variation: 'バリエーション',
    reroll: '再抽選',
    rerun: '再実行',
    remix: 'リミックス',
    upscale: 'アップスケール 2×',
  } as Record<string, string>,
  seeds: ({ seeds }: { seeds: string }) => `シード：${seeds}`,
  times: ({ queued, painting }: { queued: string; painting: string }) => `待機 ${queued}秒、生成 ${painting}秒`,
  painted: ({ device, runtime }: { device: string; runtime: string }) => `生成環境：${device}、${runtime}`,
};

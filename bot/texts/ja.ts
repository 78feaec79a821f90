export * from './ja-commands.ts';

/** Every sentence that a person can read, in Japanese; en.ts says what each is for. */
export const refusals = {
  prompt_empty: () => 'プロンプトに見える言葉がありません。見たいものを書いてください。例：「赤いりんご」',
  prompt_not_text: () =>
    'プロンプトまたはネガティブプロンプトに、絵文字の半分など、文字ではないものが含まれています。入力し直して、もう一度お試しください。',
  prompt_too_long: ({ length, max }: { length: number; max: number }) =>
    `プロンプトが${length}文字あります。ここでの上限は${max}文字です。短くして、もう一度お試しください。`,
  negative_too_long: ({ length, max }: { length: number; max: number }) =>
    `ネガティブプロンプトが${length}文字あります。ここでの上限は${max}文字です。短くして、もう一度お試しください。`,
  out_of_range: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${option} に ${value} は指定できません。${min} から ${max} までの値を選んで、もう一度お試しください。`,
  not_whole: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${option} に ${value} は指定できません。${min} から ${max} までの整数にしてください。`,
  size_malformed: ({ size }: { size: string }) =>
    `「${size}」はサイズではありません。幅x高さをピクセルで書いてください。例：96x96`,
  size_not_multiple: (v: { size: string; model: string; multiple: number; nearest: string }) =>
    `${v.size} はモデル ${v.model} に合いません。両辺とも ${v.multiple} の倍数にしてください。最も近いサイズは ${v.nearest} です。`,
  size_too_large: (v: { size: string; max: string }) =>
    `${v.size} は大きすぎます。ここでは1枚あたり最大 ${v.max} ピクセルです。小さいサイズを選んでください。`,
  size_and_aspect: () => 'サイズとアスペクト比は互いに矛盾するため、どちらか一方だけを指定してください。',
  aspect_unknown: ({ aspect, known }: { aspect: string; known: string }) =>
    `「${aspect}」というアスペクト比はわかりません。次から選んでください：${known}`,
  scheduler_unknown: ({ scheduler, known }: { scheduler: string; known: string }) =>
    `「${scheduler}」というスケジューラーはありません。次から選んでください：${known}`,
  scheduler_unsupported: (v: { scheduler: string; model: string; known: string }) =>
    `モデル ${v.model} は ${v.scheduler} では描けません。次から選んでください：${v.known}`,
  model_unknown: ({ model, known }: { model: string; known: string }) =>
    `「${model}」というモデルはありません。次から選んでください：${known}`,
  no_model: () =>
    'まだワーカーが1台も稼働していないため、使えるモデルがわかりません。少し待ってからもう一度お試しください。',
  too_much_work: ({ cost, max }: { cost: number; max: number }) =>
    `作業量が ${cost} 画像ステップ（枚数×ステップ数、ガイダンスありなら2倍）になります。ここでの上限は ${max} です。` +
    '枚数かステップ数を減らしてください。',
  too_many_waiting: ({ waiting, max }: { waiting: number; max: number }) =>
    `あなたの待機中のジョブは${waiting}件で、ここでの上限は${max}件です。今回の分は追加していません。1件終わってからもう一度お試しください。`,
  images_used_up: (v: { used: number; asked: number; max: number; resetsAt: number }) =>
    `今日は${v.max}枚中${v.used}枚を使用済みで、今回は${v.asked}枚の指定です。リセットは <t:${v.resetsAt}:R> です。/残り をご覧ください。`,
  gpu_seconds_used_up: ({ max, resetsAt }: { max: number; resetsAt: number }) =>
    `今日の生成時間${max}秒を使い切りました。リセットは <t:${resetsAt}:R> です。/残り をご覧ください。`,
  banned: ({ reason, until }: { reason: string; until: number | null }) =>
    `このサーバーでは${until === null ? '' : ` <t:${until}:f> まで`}生成できません。理由：${reason}`,
  paused: ({ reason }: { reason: string }) =>
    `管理者がここでの生成を一時停止しています：${reason} 今回の分はキューに追加していません。`,
  access_denied: ({ what }: { what: string }) =>
    `このサーバーの管理者は、このチャンネルであなたが ${what.replace('button:', 'ボタン ')} を使うことを許可していません。使用量には数えられていません。`,
  word_blocked: ({ word, rule }: { word: string; rule: string }) =>
    `このサーバーでは「${word}」は使えません${word.toLowerCase() === rule.toLowerCase() ? '' : `（ルール「${rule}」）`}。` +
    '使用量には数えられていません。プロンプトを直して、もう一度お試しください。',
  not_yours: ({ owner }: { owner: string }) =>
    `この結果にその操作ができるのは、${owner} とモデレーターだけです。「リミックス」を押せば自分用のものを作れます。`,
  queue_full: ({ waiting }: { waiting: number }) =>
    `キューがいっぱいです（${waiting}件待機中）。今回の分は追加していません。数分後にもう一度お試しください。`,
  busy: () =>
    '現在、新しいリクエストを記録できないため、今回の分は追加していません。少し待ってからもう一度お試しください。',
  missing_permissions: ({ permissions }: { permissions: string }) =>
    `画像を表示するには、このチャンネルで権限 ${permissions} が必要です。管理者に依頼してください。何も描いていません。`,
  button_outdated: () =>
    'このボタンは別のバージョンの Easel のもので、もう使えません。/表示 で結果を呼び出すと、使えるボタンが付いてきます。',
  job_unknown: () =>
    'このボタンの元になったリクエストはもう保存されていないため、繰り返せません。/imagine からやり直してください。',
  message_without_job: () =>
    'そのメッセージには、保存されている Easel の結果がありません。私が描いた画像のあるメッセージでお試しください。',
  grid_needs_choice: () =>
    'これはグリッドです。先に U1、U2、U3、U4 のどれかを押し、1枚で表示された画像を選んでください。',
  info_needs_one: () => '画像か結果の ID の、どちらか一方だけを指定してください。',
  image_without_parameters: ({ name }: { name: string }) =>
    `「${name}」には生成情報がありません。Stable Diffusion の画像ではないか、その後に保存し直されています。元画像には情報が残っています。`,
  image_hidden: () =>
    'この画像は、モデル自身のセーフティチェッカーに検出されたため、このチャンネルでは非表示です。「再抽選」を押すと別の画像を描きます。',
  job_not_found: ({ id }: { id: string }) =>
    `あなたが見られる結果に「${id}」はありません。一覧から選ぶか、返信の # の後ろにある文字を書いてください。`,
  job_unfinished: () => 'まだ描き終わっていません。できあがれば自動で届きます。かかる時間は /順番待ち で確認できます。',
  image_unknown: () => 'この画像はもう保存されていません。「再実行」を押すと、同じシードでもう一度描きます。',
  flag_unknown: ({ flag, known }: { flag: string; known: string }) =>
    `\`${flag}\` というフラグはありません。使えるもの：${known}。言葉の一部なら \`\\${flag}\` と書いてください。`,
  flag_misspelt: ({ flag, nearest }: { flag: string; nearest: string }) =>
    `\`${flag}\` というフラグはありません。\`${nearest}\` のことですか？言葉の一部なら \`\\${flag}\` と書いてください。`,
  flag_foreign: ({ flag, topic }: { flag: string; topic: keyof typeof insteadOfMidjourney }) =>
    `\`${flag}\` は Midjourney のフラグで、Easel にはありません。${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }: { flag: string }) =>
    `\`${flag}\` が言葉にくっついています。フラグなら前にスペースを入れ、言葉の一部なら \`\\${flag}\` と書いてください。`,
  flag_in_braces: ({ flag }: { flag: string }) =>
    `\`${flag}\` と波かっこが互いを途中で切っています。フラグは波かっこの後ろに書くか、\`{--seed 1, --seed 2}\` のようにカンマで区切って候補ごとに付けてください。`,
  flag_value_missing: ({ flag, example }: { flag: string; example: string }) =>
    `\`${flag}\` の後ろには値が必要です。例：\`${example}\``,
  flag_malformed: ({ flag, value, example }: { flag: string; value: string; example: string }) =>
    `\`${flag}\` に「${value}」は指定できません。このように書いてください：\`${example}\``,
  option_conflict: ({ option, inOption, inPrompt }: { option: string; inOption: string; inPrompt: string }) =>
    `${option} がオプションでは ${inOption}、プロンプトでは ${inPrompt} です。どちらか一方だけを残して、もう一度お試しください。`,
  stylize_and_guidance: ({ stylize, guidance }: { stylize: number; guidance: number }) =>
    `ここでは --stylize ${stylize} もガイダンスとして読まれますが、ガイダンス ${guidance} も指定されています。どちらか一方だけを残して、もう一度お試しください。`,
  repeat_and_seed: ({ repeat, seed }: { repeat: number; seed: number }) =>
    `シード ${seed} のまま --repeat ${repeat} とすると、同じ画像を${repeat}回描くことになります。どちらか一方を外してください。`,
  flag_twice: ({ flag, first, second }: { flag: string; first: string; second: string }) =>
    `プロンプトの \`${flag}\` が ${first} と ${second} の両方になっています。どちらか一方だけを残して、もう一度お試しください。`,
  too_many_prompts: ({ count, max }: { count: number; max: number }) =>
    `波かっこと繰り返しで${count < 1e9 ? `${count}件` : '10億件超'}のジョブになります。上限は${max}件です。候補を減らしてください。`,
  braces_mixed: () =>
    '1組の波かっこにカンマと縦線の両方があります。別々のジョブなら {a, b}、1つのグリッドなら {a|b} と書いてください。言葉の中のカンマや縦線は \\, や \\| と書きます。',
  brace_unclosed: () => '{ に対応する } がありません。閉じるか、言葉の一部なら \\{ と書いてください。',
  brace_unopened: () => '} に対応する { がありません。開くか、言葉の一部なら \\} と書いてください。',
  style_invalid: () =>
    'スタイルには、文字、数字、スペース、-、_ からなる名前（40文字以内）と、言葉の入る位置に {prompt} を置いたテンプレートが必要です。',
  style_not_yours: () =>
    'このサーバーのスタイルは管理者のもので、変更には「サーバー管理」の権限が必要です。自分用のスタイルに権限は要りません。',
  too_many_styles: ({ max }: { max: number }) => `スタイルは上限の${max}個に達しています。先に1つ削除してください。`,
  style_unknown: ({ style, known }: { style: string; known: string }) =>
    `ここに「${style}」というスタイルはありません。次から選んでください：${known}`,
  matrix_too_large: ({ count, max }: { count: number; max: number }) =>
    `波かっこの候補で${count}通りのプロンプトになりますが、グリッドに入るのは${max}通りまでです。減らすか、別々のジョブにするなら {a, b} と書いてください。`,
  matrix_and_count: ({ count, pictures }: { count: number; pictures: number }) =>
    `波かっこの候補で${pictures}枚になりますが、枚数 は ${count} です。枚数 を外してください。`,
  strength_without_image: () =>
    '強さ は画像をどれだけ描き直すかの値ですが、画像がありません。画像 オプションで添付してください。',
  image_elsewhere: ({ name }: { name: string }) =>
    `「${name}」は Discord のサーバーにありません。画像 オプションでアップロードしてください。`,
  image_too_large: ({ name, max }: { name: string; max: number }) =>
    `「${name}」は ${max} MB を超えています。小さくして、もう一度お試しください。`,
  image_too_many_pixels: ({ name, max }: { name: string; max: number }) =>
    `「${name}」は${max}メガピクセルを超えています。小さくして、もう一度お試しください。`,
  image_unreachable: ({ name }: { name: string }) =>
    `「${name}」を Discord から取得できませんでした。使用量には数えられていません。少し待ってからもう一度お試しください。`,
  image_unreadable: ({ name }: { name: string }) =>
    `「${name}」を画像として読み込めません。PNG、JPEG、WebP のいずれかを送ってください。`,
  image_animated: ({ name }: { name: string }) => `「${name}」はアニメーション画像です。静止画を送ってください。`,
  draft_gone: () => 'すでに描かれたか、15分以上たっています。もう一度 /imagine を送ってください。',
  initial_image_unknown: () =>
    '元になった画像はもう保存されていません。/imagine の 画像 オプションからやり直してください。',
  model_does_not_tile: ({ model }: { model: string }) =>
    `モデル ${model} は物の位置まで学習しているため、端がつながる画像を描けません。タイル を外すか、別のモデルを選んでください。`,
  model_needs_encoder: ({ model }: { model: string }) =>
    `モデル ${model} には VAE エンコーダーがないため、画像からは始められません。/imagine で別のモデルを選んでください。`,
  too_late_to_cancel: () => 'もう描き終わっているため、キャンセルできません。「削除」を押すと消せます。',
  weight_out_of_range: ({ weight, max }: { weight: string; max: number }) =>
    `${weight} は \`::\` の重みとして 1 から離れすぎています。-${max} から ${max} までにしてください（1 が通常です）。Midjourney では比率だけが意味を持つので、::100 と ::50 はここでは ::2 と ::1 と書きます。`,
  weight_without_words: ({ weight }: { weight: string }) =>
    `\`${weight}\` の前に、重みを付ける言葉がありません。言葉のすぐ後ろに書いてください。例：\`red fox::2 snow\``,
  negative_weight_in_negative: () =>
    '除外するものに負の重みが付いていて、逆に求めることになります。重みを正にするか、言葉をプロンプトに移してください。',
  weight_in_braces: ({ weight }: { weight: string }) =>
    `\`${weight}\` が { } の中にあり、かっこを途中で切ってしまいます。そこでは丸かっこで重みを付けてください。例：\`{(red:2)|blue}\``,
  settings_stale: ({ version }: { version: number }) =>
    `たった今、ほかの人が設定を変更しました（バージョン ${version}）。何も保存していません。もう一度お試しください。`,
  fault: ({ reference }: { reference: string }) =>
    `こちら側で問題が発生しました。使用量には数えられていません。また起きたら、管理者にこの番号を伝えてください：${reference}`,
};

/** What to do instead of a flag that only Midjourney has, by topic (bot/prompt-flag-table.ts). */
const insteadOfMidjourney = {
  version: '外すか、`--model` でモデルを選んでください。一覧は /モデル で見られます。',
  quality: '画像にかける手間は `--steps` で決まります。外すか、`--steps 30` のように書いてください。',
  weird: '外してください。言葉から離れた画像にしたいときは、`--guidance 2` のようにガイダンスを下げます。',
  reference:
    '画像を /imagine の `画像` オプションで添付してください。どれだけ変えてよいかは `--strength 0.6` で指定します。',
  taste:
    'ここでは言葉に何も付け足しません。外すか、`--style` でスタイルを選んでください。一覧は /スタイル で見られます。',
  speed: 'キューも速度も全員共通です。外してください。',
  side: '両辺をまとめて書いてください。例：`--size 512x768`',
  video: 'Easel が描くのは静止画だけです。外してください。',
  visibility: '自分だけに見える画像にするなら `--private` と書き、そうでなければ外してください。',
  same_seed: '1つのシードから5分の1ずつ違う画像にするなら `--chaos 20` と書き、そうでなければ外してください。',
  upscaler: '外して、完成した画像の下の「アップスケール」を押してください。',
};

export const apologies = {
  too_many_attempts: () =>
    '申し訳ありません。何度も生成に失敗したため、中止しました。使用量には数えられていません。枚数を減らすか、別のモデルをお試しください。',
  too_old: () =>
    '申し訳ありません。待ち時間が長くなりすぎたため、取りやめました。使用量には数えられていません。もう一度お試しください。',
  unusable_image: () =>
    '申し訳ありません。モデルが使えない画像（真っ黒または NaN）を返しました。使用量には数えられていません。別のシードかスケジューラーをお試しください。',
  out_of_memory: () =>
    '申し訳ありません。生成するデバイスには大きすぎます。使用量には数えられていません。小さいサイズをお試しください。',
  model_unavailable: () =>
    '申し訳ありません。描く前にモデルが使えなくなりました。使用量には数えられていません。別のモデルをお試しください。',
  request_unsupported: () =>
    '申し訳ありません。このスケジューラーとモデルの組み合わせでは描けません。使用量には数えられていません。既定のスケジューラーをお試しください。',
  cancelled: () => 'キャンセルしました。すでに描いた分だけが使用量に数えられます。',
  painting_failed: () => '申し訳ありません。生成に失敗しました。使用量には数えられていません。もう一度お試しください。',
};

export const notices = {
  prompt_truncated: ({ ignored }: { ignored: string }) => `モデルはプロンプトの末尾を読みませんでした：「${ignored}」`,
  syntax_unsupported: ({ syntax }: { syntax: string }) =>
    `「${syntax}」は Easel では意味を持たないため、言葉として読みました。`,
  weight_unreadable: ({ weight }: { weight: string }) => `「${weight}」は重みではないため、言葉として読みました。`,
  brackets_unbalanced: ({ opened, closed }: { opened: number; closed: number }) =>
    `かっこが対応していません：閉じていないものが${opened}個、開いていないものが${closed}個あります。かっこそのものは \\( と書いてください。`,
  negative_prompt_truncated: ({ ignored }: { ignored: string }) =>
    `モデルはネガティブプロンプトの末尾を読みませんでした：「${ignored}」`,
  negative_prompt_unused: ({ guidanceScale }: { guidanceScale: number }) =>
    `ガイダンス ${guidanceScale} ではネガティブプロンプトが効かないため、使いませんでした。3 以上をお試しください。`,
  negative_weight_moved: ({ moved }: { moved: string }) =>
    `負の重みが付いたものをネガティブプロンプトに移しました：「${moved}」`,
  stylize_as_guidance: ({ stylize, guidanceScale }: { stylize: number; guidanceScale: number }) =>
    `--stylize ${stylize} はガイダンス ${guidanceScale} として描きました。スタイルが自由になるほど、言葉の縛りは緩くなります。`,
  pictures_hidden: ({ hidden }: { hidden: number }) =>
    `モデル自身のセーフティチェッカーに検出された${hidden}枚を、ここでは非表示にしています。`,
  size_untrained: ({ size, model }: { size: string; model: string }) => `${model} は ${size} では学習していません。`,
  vae_tiled: () =>
    'デバイスのメモリが足りず、タイルをつなぎ合わせて作りました。別のデバイスで描き直すと少し違うことがあります。',
  vae_retried: () => '半精度では使えない画像になったため、単精度でデコードし直しました。',
};

export const words = {
  sentDirectly: '描けました。DM をご覧ください。',
  queued: ({ position }: { position: number }) => (position <= 1 ? '次が順番です' : `順番待ち ${position}番目`),
  startsAt: ({ at }: { at: number }) => `開始 <t:${at}:R>`,
  readyAt: ({ at }: { at: number }) => `完成 <t:${at}:R>`,
  preview: '途中経過',
  painting: ({ step, steps }: { step: number; steps: number }) => `生成中：ステップ ${step} / ${steps}`,
  confirm: (v: { jobs: number; images: number; cost: number; imagesToday: number }) =>
    `${v.jobs}件のジョブで${v.images}枚、作業量は ${v.cost} 画像ステップになります。今日はこれまでに${v.imagesToday}枚使いました。`,
  exact: '完全一致 ✓（全ピクセルが同じ）',
  close: ({ because }: { because: string }) => `ほぼ一致 ≈（${because}）`,
  because: {
    model: 'モデルの重みが変わったため',
    device: '別のデバイスで描いたため',
    runtime: '別のバージョンのライブラリで描いたため',
    batch: '前回とは違う画像と一緒に描いたため、半精度では最後の1ビットに差が出ます',
    unknown: '何かの丸め方が変わったため',
  },
  unproven: '最初の画像がもう残っていないため、比べられません',
  by: ({ user }: { user: string }) => `作成：${user}`,
  seed: 'シード',
  steps: ({ steps }: { steps: number }) => `${steps}ステップ`,
  guidance: ({ guidance }: { guidance: number }) => `ガイダンス ${guidance}`,
  variation: ({ strength }: { strength: number }) => `変化 ${Math.round(strength * 100)}%`,
  alt: (v: { count: number; prompt: string; size: string; seeds: string }) =>
    `${v.count === 1 ? '画像1枚' : `${v.count}枚の画像のグリッド`}：${v.prompt}。${v.size}、${v.seeds}。`,
  altSingle: (v: { number: number; prompt: string; size: string; seed: number }) =>
    `画像${v.number}：${v.prompt}。${v.size}、シード ${v.seed}。`,
  single: ({ number }: { number: number }) => `画像${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons = {
  reroll: '再抽選',
  rerun: '再実行',
  remix: 'リミックス',
  details: '詳細',
  originals: '元画像',
  delete: '削除',
  subtle: '変化（控えめ）',
  strong: '変化（強め）',
  enlarge: 'アップスケール 2×',
  cancel: 'キャンセル',
  confirm: '生成する',
  forget: 'すべて削除',
};

/** As Discord's own settings call them. */
export const permissions = {
  AttachFiles: 'ファイルを添付',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix = {
  title: 'リミックス',
  prompt: 'プロンプト',
  negative: '除外したいもの',
  seed: 'シード',
  seeds: { keep: 'そのまま', random: '新しくする', vary: 'そのままで変化を付ける' },
  change: '変化の大きさ',
  changeHint: 'シードをそのままで変化を付けるときだけ有効です',
  changes: { subtle: '控えめ', medium: '標準', strong: '強め' },
  size: 'サイズ',
  sameSize: ({ size }: { size: string }) => `そのまま（${size}）`,
};

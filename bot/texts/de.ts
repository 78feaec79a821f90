export * from './de-commands.ts';

/** A number with its noun. */
const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/**
 * Every sentence that a person can read, in German; en.ts says what belongs into them. Whoever reads is “du”, what is
 * charged is “angerechnet”, and a job is an “Auftrag”.
 */
export const refusals = {
  prompt_empty: () =>
    'Der Prompt enthält keine sichtbaren Wörter. Schreib, was du sehen möchtest, zum Beispiel „ein roter Apfel“.',
  prompt_not_text: () =>
    'Im Prompt oder Negativ-Prompt steht ein Zeichen, das kein Text ist, etwa ein halbes Emoji. Tippe ihn neu und versuch es noch einmal.',
  prompt_too_long: ({ length, max }: { length: number; max: number }) =>
    `Der Prompt hat ${length} Zeichen; hier sind höchstens ${max} erlaubt. Kürze ihn und versuch es noch einmal.`,
  negative_too_long: ({ length, max }: { length: number; max: number }) =>
    `Der Negativ-Prompt hat ${length} Zeichen; hier sind höchstens ${max} erlaubt. Kürze ihn und versuch es noch einmal.`,
  out_of_range: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} geht für ${option} nicht: Der Wert muss zwischen ${min} und ${max} liegen. Wähle einen anderen und versuch es noch einmal.`,
  not_whole: ({ option, value, min, max }: { option: string; value: string; min: number; max: number }) =>
    `${value} geht für ${option} nicht: Es muss eine ganze Zahl von ${min} bis ${max} sein.`,
  size_malformed: ({ size }: { size: string }) =>
    `„${size}“ ist keine Größe. Schreib Breite x Höhe in Pixeln, zum Beispiel 96x96.`,
  size_not_multiple: (v: { size: string; model: string; multiple: number; nearest: string }) =>
    `${v.size} passt nicht zum Modell ${v.model}: Beide Seiten müssen Vielfache von ${v.multiple} sein. Am nächsten liegt ${v.nearest}.`,
  size_too_large: (v: { size: string; max: string }) =>
    `${v.size} ist zu groß: Ein Bild darf hier höchstens ${v.max} Pixel haben. Wähle eine kleinere Größe.`,
  size_and_aspect: () => 'Gib entweder eine Größe oder ein Seitenverhältnis an, nicht beides: Sie widersprechen sich.',
  aspect_unknown: ({ aspect, known }: { aspect: string; known: string }) =>
    `„${aspect}“ ist kein Seitenverhältnis, das ich kenne. Zur Wahl stehen: ${known}.`,
  scheduler_unknown: ({ scheduler, known }: { scheduler: string; known: string }) =>
    `Es gibt keinen Scheduler „${scheduler}“. Zur Wahl stehen: ${known}.`,
  scheduler_unsupported: (v: { scheduler: string; model: string; known: string }) =>
    `Das Modell ${v.model} kann nicht mit ${v.scheduler} malen. Zur Wahl stehen: ${v.known}.`,
  model_unknown: ({ model, known }: { model: string; known: string }) =>
    `Es gibt kein Modell „${model}“. Zur Wahl stehen: ${known}.`,
  no_model: () =>
    'Noch hat sich kein Maler zur Arbeit gemeldet, daher kenne ich kein Modell. Versuch es gleich noch einmal.',
  too_much_work: ({ cost, max }: { cost: number; max: number }) =>
    `Das wären ${cost} Bildschritte (Bilder × Schritte, mit Guidance doppelt); die Grenze liegt hier bei ${max}. ` +
    'Nimm weniger Bilder oder Schritte.',
  too_many_waiting: ({ waiting, max }: { waiting: number; max: number }) =>
    `Von dir ${waiting === 1 ? 'wartet' : 'warten'} schon ${counted(waiting, 'Auftrag', 'Aufträge')}, und mehr als ${max} dürfen es hier nicht sein. Dieser Auftrag kam nicht dazu. Versuch es noch einmal, wenn einer fertig ist.`,
  images_used_up: (v: { used: number; asked: number; max: number; resetsAt: number }) =>
    `Du hast heute ${v.used} von ${counted(v.max, 'Bild', 'Bildern')} verbraucht, und das hier wären ${v.asked} mehr. Dein neuer Tag beginnt <t:${v.resetsAt}:R>. Siehe /kontingent.`,
  gpu_seconds_used_up: ({ max, resetsAt }: { max: number; resetsAt: number }) =>
    `Du hast dein Tagesmaß von ${counted(max, 'Sekunde', 'Sekunden')} Malzeit verbraucht. Dein neuer Tag beginnt <t:${resetsAt}:R>. Siehe /kontingent.`,
  banned: ({ reason, until }: { reason: string; until: number | null }) =>
    `Du kannst auf diesem Server ${until === null ? 'nicht' : `bis zum <t:${until}:f> nicht`} malen. Als Grund ist angegeben: ${reason}`,
  paused: ({ reason }: { reason: string }) =>
    `Das Malen wurde hier von der Administration angehalten: ${reason} Dein Auftrag kam nicht in die Warteschlange.`,
  access_denied: ({ what }: { what: string }) =>
    `Die Admins dieses Servers erlauben dir ${what.replace('button:', 'den Knopf ')} in diesem Kanal nicht. Dir wurde nichts angerechnet.`,
  word_blocked: ({ word, rule }: { word: string; rule: string }) =>
    `Auf diesem Server ist „${word}“ nicht erlaubt${word.toLowerCase() === rule.toLowerCase() ? '' : ` (Regel: „${rule}“)`}. ` +
    'Dir wurde nichts angerechnet. Ändere den Prompt und versuch es noch einmal.',
  not_yours: ({ owner }: { owner: string }) =>
    `Das darf mit diesem Ergebnis nur ${owner} oder die Moderation. Mit „Remix“ kannst du dein eigenes daraus machen.`,
  queue_full: ({ waiting }: { waiting: number }) =>
    `Die Warteschlange ist voll: ${waiting === 1 ? 'Ein Auftrag wartet' : `${waiting} Aufträge warten`}. Deiner kam nicht dazu. Versuch es in ein paar Minuten noch einmal.`,
  busy: () =>
    'Ich kann gerade keine neuen Aufträge notieren, also kam dieser nicht dazu. Versuch es gleich noch einmal.',
  missing_permissions: ({ permissions }: { permissions: string }) =>
    `Um ein Bild zu zeigen, fehlt mir in diesem Kanal die Berechtigung ${permissions}. Bitte die Admins darum. Es wurde nichts gemalt.`,
  button_outdated: () =>
    'Dieser Knopf stammt aus einer anderen Version von Easel und geht nicht mehr. /zeigen holt das Ergebnis mit Knöpfen zurück, die funktionieren.',
  job_unknown: () =>
    'Der Auftrag hinter diesem Knopf ist nicht mehr gespeichert und lässt sich nicht wiederholen. Fang mit /imagine neu an.',
  message_without_job: () =>
    'Diese Nachricht zeigt kein Ergebnis von Easel, das noch gespeichert ist. Nimm eine mit einem Bild von mir.',
  grid_needs_choice: () =>
    'Das ist ein Raster: Drück erst U1, U2, U3 oder U4 und nimm dann das Bild, das einzeln erscheint.',
  info_needs_one: () => 'Gib entweder ein Bild oder die ID eines Ergebnisses an, genau eines von beiden.',
  image_without_parameters: ({ name }: { name: string }) =>
    `In „${name}“ steht nicht, wie es gemalt wurde: Es ist nicht von Stable Diffusion oder wurde seither neu gespeichert. In den Originalen bleibt es erhalten.`,
  image_hidden: () =>
    'Dieses Bild ist in diesem Kanal verborgen: Der Sicherheitsfilter des Modells hat angeschlagen. „Neu würfeln“ malt andere.',
  job_not_found: ({ id }: { id: string }) =>
    `Es gibt kein Ergebnis „${id}“, das du sehen darfst. Wähle eines aus der Liste, oder schreib, was in einer Antwort hinter # steht.`,
  job_unfinished: () =>
    'Das ist noch nicht gemalt. Die Antwort kommt von selbst; /warteschlange zeigt, wie lange es dauert.',
  image_unknown: () => 'Dieses Bild ist nicht mehr gespeichert. „Wiederholen“ malt es mit demselben Seed noch einmal.',
  flag_unknown: ({ flag, known }: { flag: string; known: string }) =>
    `Es gibt kein Flag \`${flag}\`. Ich kenne: ${known}. Gehört es zu den Wörtern, schreib \`\\${flag}\`.`,
  flag_misspelt: ({ flag, nearest }: { flag: string; nearest: string }) =>
    `Es gibt kein Flag \`${flag}\`. Meintest du \`${nearest}\`? Gehört es zu den Wörtern, schreib \`\\${flag}\`.`,
  flag_foreign: ({ flag, topic }: { flag: string; topic: keyof typeof insteadOfMidjourney }) =>
    `\`${flag}\` gehört zu Midjourney, und Easel hat nichts dergleichen. ${insteadOfMidjourney[topic]}`,
  flag_glued: ({ flag }: { flag: string }) =>
    `\`${flag}\` hängt an einem Wort: Ist es ein Flag? Dann setz ein Leerzeichen davor. Gehört es zu den Wörtern, schreib \`\\${flag}\`.`,
  flag_in_braces: ({ flag }: { flag: string }) =>
    `\`${flag}\` und ein Paar geschweifter Klammern zerschneiden einander. Setz das Flag hinter die Klammern, oder gib jeder Alternative ihr eigenes, mit Komma: \`{--seed 1, --seed 2}\`.`,
  flag_value_missing: ({ flag, example }: { flag: string; example: string }) =>
    `\`${flag}\` braucht einen Wert dahinter, etwa so: \`${example}\`.`,
  flag_malformed: ({ flag, value, example }: { flag: string; value: string; example: string }) =>
    `„${value}“ geht für \`${flag}\` nicht. Schreib es so: \`${example}\`.`,
  option_conflict: ({ option, inOption, inPrompt }: { option: string; inOption: string; inPrompt: string }) =>
    `${option} ist in der Option ${inOption} und im Prompt ${inPrompt}: Was gilt? Behalte eines davon und versuch es noch einmal.`,
  stylize_and_guidance: ({ stylize, guidance }: { stylize: number; guidance: number }) =>
    `--stylize ${stylize} wird hier als eigene Guidance gelesen, und dazu ist Guidance ${guidance} angegeben: Was gilt? Behalte eines davon und versuch es noch einmal.`,
  repeat_and_seed: ({ repeat, seed }: { repeat: number; seed: number }) =>
    `Mit Seed ${seed} würde --repeat ${repeat} dieselben Bilder ${repeat}-mal malen. Lass eines von beiden weg.`,
  flag_twice: ({ flag, first, second }: { flag: string; first: string; second: string }) =>
    `\`${flag}\` ist im Prompt sowohl ${first} als auch ${second}: Was gilt? Behalte eines davon und versuch es noch einmal.`,
  too_many_prompts: ({ count, max }: { count: number; max: number }) =>
    `Klammern und Wiederholungen ergeben ${count < 1e9 ? count : 'mehr als eine Milliarde'} Aufträge; höchstens ${max} sind möglich. Lass einige Alternativen weg.`,
  braces_mixed: () =>
    'In einem Klammerpaar stehen Kommas und Striche. Schreib {a, b} für je einen Auftrag oder {a|b} für ein gemeinsames Raster; gehört ein Komma oder Strich zu den Wörtern, schreib \\, oder \\|.',
  brace_unclosed: () => 'Auf ein { folgt kein }. Schließ es, oder schreib \\{, wenn es zu den Wörtern gehört.',
  brace_unopened: () => 'Vor einem } fehlt das {. Öffne es, oder schreib \\}, wenn es zu den Wörtern gehört.',
  style_invalid: () =>
    'Ein Stil braucht einen Namen aus Buchstaben, Ziffern, Leerzeichen, - und _ (höchstens 40) und eine Vorlage mit {prompt} dort, wo die Wörter hingehören.',
  style_not_yours: () =>
    'Die Stile dieses Servers gehören den Admins: Dafür brauchst du „Server verwalten“. Für deine eigenen brauchst du nichts.',
  too_many_styles: ({ max }: { max: number }) =>
    `Es gibt schon ${counted(max, 'Stil', 'Stile')}, mehr sind nicht möglich. Entferne erst einen.`,
  style_unknown: ({ style, known }: { style: string; known: string }) =>
    `Hier gibt es keinen Stil „${style}“. Zur Wahl stehen: ${known}.`,
  matrix_too_large: ({ count, max }: { count: number; max: number }) =>
    `Die Alternativen in Klammern ergeben ${counted(count, 'Prompt', 'Prompts')}; in ein Raster passen ${max}. Nimm einige weg, oder schreib {a, b} für je einen Auftrag.`,
  matrix_and_count: ({ count, pictures }: { count: number; pictures: number }) =>
    `Die Alternativen in Klammern ergeben ${counted(pictures, 'Bild', 'Bilder')}, aber bei anzahl steht ${count}. Lass anzahl weg.`,
  strength_without_image: () =>
    'Die Option stärke sagt, wie viel eines Bildes neu gemalt wird, aber es ist kein Bild da. Häng eines mit der Option bild an.',
  image_elsewhere: ({ name }: { name: string }) =>
    `„${name}“ liegt nicht auf den Servern von Discord. Lade es mit der Option bild hoch.`,
  image_too_large: ({ name, max }: { name: string; max: number }) =>
    `„${name}“ ist größer als ${max} MB. Verkleinere es und versuch es noch einmal.`,
  image_too_many_pixels: ({ name, max }: { name: string; max: number }) =>
    `„${name}“ hat mehr als ${counted(max, 'Million', 'Millionen')} Pixel. Verkleinere es und versuch es noch einmal.`,
  image_unreachable: ({ name }: { name: string }) =>
    `„${name}“ ließ sich gerade nicht von Discord holen. Dir wurde nichts angerechnet. Versuch es gleich noch einmal.`,
  image_unreadable: ({ name }: { name: string }) =>
    `„${name}“ lässt sich nicht als Bild lesen. Schick eine Datei im Format PNG, JPEG oder WebP.`,
  image_animated: ({ name }: { name: string }) => `„${name}“ ist animiert. Schick ein einzelnes Bild.`,
  draft_gone: () => 'Das wurde schon gemalt oder hat länger als 15 Minuten gewartet. Schick /imagine noch einmal.',
  initial_image_unknown: () =>
    'Das Bild, mit dem das hier anfing, ist nicht mehr gespeichert. Fang mit /imagine und der Option bild neu an.',
  model_does_not_tile: ({ model }: { model: string }) =>
    `Das Modell ${model} kann keine Bilder malen, die an den Rändern weitergehen: Es hat gelernt, wo die Dinge stehen. Lass kacheln weg, oder wähle ein anderes Modell.`,
  model_needs_encoder: ({ model }: { model: string }) =>
    `Das Modell ${model} kann nicht von einem Bild ausgehen: Ihm fehlt der VAE-Encoder. Wähle mit /imagine ein anderes.`,
  too_late_to_cancel: () =>
    'Das ist schon gemalt, also gibt es nichts mehr abzubrechen. Mit „Löschen“ nimmst du es weg.',
  weight_out_of_range: ({ weight, max }: { weight: string; max: number }) =>
    `${weight} ist für \`::\` zu weit weg von 1: Ein Gewicht muss zwischen -${max} und ${max} liegen, und 1 ist wie üblich. Bei Midjourney zählt nur das Verhältnis; schreib hier ::2 und ::1 statt ::100 und ::50.`,
  weight_without_words: ({ weight }: { weight: string }) =>
    `Vor \`${weight}\` stehen keine Wörter, die es gewichten könnte. Schreib es direkt dahinter, etwa so: \`red fox::2 snow\`.`,
  negative_weight_in_negative: () =>
    'Was wegbleiben soll, hat ein negatives Gewicht und würde damit erwünscht. Mach das Gewicht positiv, oder schreib die Wörter in den Prompt.',
  weight_in_braces: ({ weight }: { weight: string }) =>
    `\`${weight}\` steht in { } und würde sie zerschneiden. Gewichte die Wörter dort mit runden Klammern, etwa so: \`{(red:2)|blue}\`.`,
  settings_stale: ({ version }: { version: number }) =>
    `Jemand anders hat die Einstellungen gerade geändert (Version ${version}). Es wurde nichts gespeichert. Versuch es noch einmal.`,
  fault: ({ reference }: { reference: string }) =>
    `Bei uns ist etwas kaputtgegangen; dir wurde nichts angerechnet. Passiert es wieder, nenn den Admins diese Referenz: ${reference}.`,
};

/** What to do instead of a flag that only Midjourney has, by topic (bot/prompt-flag-table.ts). */
const insteadOfMidjourney = {
  version: 'Lass es weg, oder wähle mit `--model`, was malt; /modelle zeigt die Modelle.',
  quality:
    'Wie viel Arbeit in ein Bild fließt, sagt `--steps`: Lass das hier weg, oder schreib zum Beispiel `--steps 30`.',
  weird: 'Lass es weg; für Bilder, die freier mit den Wörtern umgehen, senk die Guidance, zum Beispiel `--guidance 2`.',
  reference: 'Häng das Bild als Option `bild` an /imagine an; `--strength 0.6` sagt, wie viel sich daran ändern darf.',
  taste:
    'Deinen Wörtern wird hier nichts hinzugefügt: Lass es weg, oder wähle mit `--style` einen Stil; /stile zeigt sie.',
  speed: 'Es gibt eine Warteschlange und ein Tempo für alle. Lass es weg.',
  side: 'Schreib beide Seiten auf einmal, zum Beispiel `--size 512x768`.',
  video: 'Easel malt nur stehende Bilder. Lass es weg.',
  visibility: 'Für ein Bild, das nur du siehst, schreib `--private`; sonst lass es weg.',
  same_seed: 'Für Bilder aus einem Seed, die um ein Fünftel abweichen, schreib `--chaos 20`; sonst lass es weg.',
  upscaler: 'Lass es weg, und drück „Vergrößern 2×“ unter einem fertigen Bild.',
};

export const apologies = {
  too_many_attempts: () =>
    'Tut mir leid: Das Malen ist mehrmals fehlgeschlagen, darum habe ich aufgehört. Dir wurde nichts angerechnet. Versuch es mit weniger Bildern oder einem anderen Modell.',
  too_old: () =>
    'Tut mir leid: Das hat so lange gewartet, dass ich es aufgegeben habe. Dir wurde nichts angerechnet. Bitte versuch es noch einmal.',
  unusable_image: () =>
    'Tut mir leid: Das Modell hat ein unbrauchbares Bild geliefert (schwarz oder keine Zahlen). Dir wurde nichts angerechnet. Nimm einen anderen Seed oder Scheduler.',
  out_of_memory: () =>
    'Tut mir leid: Das ist zu groß für das Gerät, das malt. Dir wurde nichts angerechnet. Nimm eine kleinere Größe.',
  model_unavailable: () =>
    'Tut mir leid: Das Modell war nicht mehr verfügbar, bevor das hier gemalt war. Dir wurde nichts angerechnet. Nimm ein anderes Modell.',
  request_unsupported: () =>
    'Tut mir leid: Mit diesem Scheduler kann dieses Modell nicht malen. Dir wurde nichts angerechnet. Nimm den voreingestellten Scheduler.',
  cancelled: () => 'Abgebrochen. Angerechnet wird nur, was schon gemalt war.',
  painting_failed: () =>
    'Tut mir leid: Das Malen ist fehlgeschlagen. Dir wurde nichts angerechnet. Bitte versuch es noch einmal.',
};

export const notices = {
  prompt_truncated: ({ ignored }: { ignored: string }) =>
    `Das Ende des Prompts hat das Modell nicht gelesen: „${ignored}“.`,
  syntax_unsupported: ({ syntax }: { syntax: string }) =>
    `„${syntax}“ bedeutet Easel nichts und wurde als Wörter gelesen.`,
  weight_unreadable: ({ weight }: { weight: string }) =>
    `„${weight}“ ist kein Gewicht und wurde darum als Wörter gelesen.`,
  brackets_unbalanced: ({ opened, closed }: { opened: number; closed: number }) =>
    `Die Klammern gehen nicht auf: ${opened} ohne Ende und ${closed} ohne Anfang. Für eine Klammer als solche schreib \\(.`,
  negative_prompt_truncated: ({ ignored }: { ignored: string }) =>
    `Das Ende des Negativ-Prompts hat das Modell nicht gelesen: „${ignored}“.`,
  negative_prompt_unused: ({ guidanceScale }: { guidanceScale: number }) =>
    `Der Negativ-Prompt blieb ungenutzt: Bei Guidance ${guidanceScale} gibt es nichts, wovon sie weglenken könnte. Nimm 3 oder mehr.`,
  negative_weight_moved: ({ moved }: { moved: string }) =>
    `Was ein negatives Gewicht hatte, kam in den Negativ-Prompt: „${moved}“.`,
  stylize_as_guidance: ({ stylize, guidanceScale }: { stylize: number; guidanceScale: number }) =>
    `--stylize ${stylize} wurde als Guidance ${guidanceScale} gemalt: Je freier der Stil, desto loser binden die Wörter.`,
  pictures_hidden: ({ hidden }: { hidden: number }) =>
    `${hidden === 1 ? 'Ein Bild ist' : `${hidden} Bilder sind`} hier verborgen: Der Sicherheitsfilter des Modells hat angeschlagen.`,
  size_untrained: ({ size, model }: { size: string; model: string }) => `${model} wurde nicht für ${size} trainiert.`,
  vae_tiled: () =>
    'Dem Gerät fehlte Speicher, darum wurde das hier aus Kacheln zusammengesetzt: Anderswo neu gemalt, kann es etwas abweichen.',
  vae_retried: () =>
    'In halber Genauigkeit kam das unbrauchbar heraus, darum wurde es in voller Genauigkeit neu dekodiert.',
};

export const words = {
  sentDirectly: 'Gemalt: Es liegt in deinen Direktnachrichten.',
  queued: ({ position }: { position: number }) =>
    position <= 1 ? 'Als Nächstes dran' : `Platz ${position} in der Schlange`,
  startsAt: ({ at }: { at: number }) => `beginnt <t:${at}:R>`,
  readyAt: ({ at }: { at: number }) => `fertig <t:${at}:R>`,
  preview: 'So sieht es bisher aus',
  painting: ({ step, steps }: { step: number; steps: number }) => `Wird gemalt: Schritt ${step} von ${steps}`,
  confirm: (v: { jobs: number; images: number; cost: number; imagesToday: number }) =>
    `Daraus ${v.jobs === 1 ? 'wird' : 'werden'} ${counted(v.jobs, 'Auftrag', 'Aufträge')} mit ${counted(v.images, 'Bild', 'Bildern')}, zusammen ${counted(v.cost, 'Bildschritt', 'Bildschritte')}. Du hast heute ${counted(v.imagesToday, 'Bild', 'Bilder')} verbraucht.`,
  exact: 'exakt ✓, dieselben Pixel',
  close: ({ because }: { because: string }) => `ähnlich ≈, denn ${because}`,
  because: {
    model: 'die Gewichte des Modells haben sich geändert',
    device: 'ein anderes Gerät hat es gemalt',
    runtime: 'eine andere Version der Bibliotheken hat es gemalt',
    batch: 'es wurde neben anderen Bildern gemalt als damals, was in halber Genauigkeit am letzten Bit zu sehen ist',
    unknown: 'irgendetwas rundet jetzt anders',
  },
  unproven: 'die ersten Bilder sind weg, also fehlt der Vergleich',
  by: ({ user }: { user: string }) => `von ${user}`,
  seed: 'Seed',
  steps: ({ steps }: { steps: number }) => counted(steps, 'Schritt', 'Schritte'),
  guidance: ({ guidance }: { guidance: number }) => `Guidance ${guidance}`,
  variation: ({ strength }: { strength: number }) => `Variation ${Math.round(strength * 100)} %`,
  alt: (v: { count: number; prompt: string; size: string; seeds: string }) =>
    `${v.count === 1 ? 'Ein Bild' : `${v.count} Bilder in einem Raster`}: ${v.prompt}. ${v.size}, ${v.seeds}.`,
  altSingle: (v: { number: number; prompt: string; size: string; seed: number }) =>
    `Bild ${v.number}: ${v.prompt}. ${v.size}, Seed ${v.seed}.`,
  single: ({ number }: { number: number }) => `Bild ${number}`,
};

/** The labels of buttons beside `words`. */
export const buttons = {
  reroll: 'Neu würfeln',
  rerun: 'Wiederholen',
  remix: 'Remix',
  details: 'Details',
  originals: 'Originale',
  delete: 'Löschen',
  subtle: 'Variieren (leicht)',
  strong: 'Variieren (stark)',
  enlarge: 'Vergrößern 2×',
  cancel: 'Abbrechen',
  confirm: 'Malen',
  forget: 'Alles löschen',
};

/** As Discord's own settings call them. */
export const permissions = {
  AttachFiles: 'Dateien anhängen',
};

/** The form behind Remix. Labels have at most 45 characters, hints 100. */
export const remix = {
  title: 'Remix',
  prompt: 'Prompt',
  negative: 'Was du lieber nicht sehen möchtest',
  seed: 'Seed',
  seeds: { keep: 'Behalten', random: 'Ein neuer', vary: 'Behalten, aber variieren' },
  change: 'Wie stark variieren',
  changeHint: 'Zählt nur, wenn der Seed behalten und variiert wird',
  changes: { subtle: 'Leicht', medium: 'Mittel', strong: 'Stark' },
  size: 'Größe',
  sameSize: ({ size }: { size: string }) => `Wie bisher (${size})`,
};

/** What the commands but /imagine and the button Details say, in German; de.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand = {
  all: 'Alles von mir, was wartet',
  done: ({ count }: { count: number }) =>
    count === 1
      ? 'Abgebrochen. Angerechnet wird nur, was schon gemalt war.'
      : `${count} Aufträge sind abgebrochen. Angerechnet wird nur, was schon gemalt war.`,
  none: 'Von dir wartet nichts, und es wird auch nichts gemalt.',
};

/** What /history tells. */
export const history = {
  none: 'Du hast noch nichts gemalt. Fang mit /imagine an.',
  page: ({ page }: { page: number }) => `**Deine Aufträge**, Seite ${page}`,
  seed: ({ seed }: { seed: number }) => `Seed ${seed}`,
  open: 'öffnen',
  previous: 'Zurück',
  next: 'Weiter',
  states: {
    accepted: 'wartet',
    painting: 'wird gemalt',
    ready: 'ist unterwegs',
    answered: 'gemalt',
    undeliverable: 'gemalt, nicht zugestellt',
    abandoned: 'zurückgezogen',
  } as Record<string, string>,
  cancelled: 'abgebrochen',
  failed: 'nicht gemalt',
};

/** What /info tells beside what Details does. */
export const info = {
  from: ({ name }: { name: string }) => `Was „${name}“ über sich selbst sagt:`,
};

/** What /styles tells. */
export const styles = {
  none: 'Hier gibt es noch keine Stile. /stile hinzufügen legt einen an, zum Beispiel `{prompt}, oil on canvas, thick brushstrokes`.',
  server: '**Von diesem Server**',
  own: '**Deine eigenen**',
  shown: (v: { name: string; prompt: string; negative: string }) =>
    `**${v.name}**: ${v.prompt}${v.negative === '' ? '' : `\nNicht erwünscht: ${v.negative}`}`,
  added: ({ name }: { name: string }) =>
    `Der Stil ${name} ist gespeichert. Du nutzt ihn mit der Option stil von /imagine.`,
  removed: ({ name }: { name: string }) => `Der Stil ${name} ist weg. Was damit gemalt wurde, bleibt.`,
};

/** What /settings tells. */
export const personal = {
  heading: '**Deine Voreinstellungen** für alles, was du bei /imagine weglässt',
  model: 'Modell',
  count: 'Anzahl der Bilder',
  aspect: 'Breite zu Höhe',
  variation: 'Wie stark V1–V4 abweichen',
  server: 'wie auf diesem Server',
  counts: ({ count }: { count: number }) => (count === 1 ? 'ein Bild' : `${count} Bilder`),
  variations: { subtle: 'leicht', medium: 'wie üblich', strong: 'stark' },
  privateOn: 'Antworten: Nur du siehst sie',
  privateOff: 'Antworten: Alle sehen sie',
  makePrivate: 'Antworten nur mir zeigen',
  makePublic: 'Antworten allen zeigen',
  directOn: 'Antworten: als Direktnachricht',
  makeDirect: 'Antworten als Direktnachricht schicken',
  makeHere: 'Antworten im Kanal zeigen',
  negative: 'Was du nie sehen möchtest',
  noNegative: 'nichts',
  edit: 'Was ich nie möchte …',
};

/** What /quota tells; null stands for no limit. */
export const quota = {
  images: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `Bilder heute: ${used}, ohne Grenze` : `Bilder heute: ${used} von ${max}`,
  gpuSeconds: ({ used, max }: { used: number; max: number | null }) =>
    max === null ? `Sekunden Malzeit heute: ${used}, ohne Grenze` : `Sekunden Malzeit heute: ${used} von ${max}`,
  waiting: ({ waiting, max }: { waiting: number; max: number | null }) =>
    max === null ? `Aufträge in der Schlange: ${waiting}` : `Aufträge in der Schlange: ${waiting} von ${max}`,
  resets: ({ at }: { at: number }) => `Dein neuer Tag beginnt <t:${at}:R>.`,
};

/** What /queue tells. */
export const queue = {
  everybody: ({ waiting, workers }: { waiting: number; workers: number }) =>
    `${waiting === 1 ? 'Ein Auftrag wartet' : `${waiting} Aufträge warten`} auf ${workers === 1 ? 'einen Maler' : `${workers} Maler`}.`,
  none: 'Davon ist keiner von dir.',
  painting: 'wird gemalt',
};

/** What /models tells. */
export const models = {
  steps: ({ steps }: { steps: number }) => `${steps} ${steps === 1 ? 'Schritt' : 'Schritte'}`,
  fromImages: 'kann von einem Bild ausgehen',
  loaded: ({ devices }: { devices: string }) => `geladen auf ${devices}`,
  noLicence: 'keine Lizenz angegeben',
  more: ({ count }: { count: number }) => `… und ${count} ${count === 1 ? 'weiteres' : 'weitere'}`,
};

/** One screen of help, a paragraph each. */
export const help = {
  imagine:
    '**/imagine** malt vier Bilder aus deinen Wörtern. Je mehr du darüber sagst, was zu sehen ist und wie es aussieht, desto besser.',
  buttons:
    '**U1–U4** zeigen ein Bild einzeln, **V1–V4** malen Variationen davon, **Neu würfeln** malt vier andere, mit **Remix** änderst du ' +
    'die Wörter, **Wiederholen** beweist, dass derselbe Seed dieselben Bilder malt.',
  prompt:
    'Im Prompt zählen (Wörter:1.3) mehr und [Wörter] weniger, {alt|jung} malt beides mit demselben Seed, und {a, b} macht daraus je einen Auftrag.',
  flags: 'Auch Flags gehen: --ar 16:9, --no fog, --seed 7, --steps 30, --chaos 20, --tile, --repeat 3.',
  yours:
    'Schau dir **/warteschlange**, **/kontingent**, **/verlauf** und **/modelle** an. **/datenschutz** gibt dir deine Daten oder löscht sie.',
  admins: 'Für Admins gibt es Pause, Grenzen und Sperren unter **/admin**.',
};

/** What /admin tells. */
export const admin = {
  workers: ({ workers, models: names }: { workers: number; models: string }) =>
    `${workers === 1 ? 'Ein Maler ist' : `${workers} Maler sind`} bei der Arbeit, mit: ${names === '' ? 'keinem Modell' : names}.`,
  day: (v: { painted: number; failed: number; waiting: number }) =>
    `In den letzten 24 Stunden hier: ${v.painted} ${v.painted === 1 ? 'Auftrag' : 'Aufträge'} gemalt, ${v.failed} fehlgeschlagen. ${v.waiting} ${v.waiting === 1 ? 'wartet' : 'warten'} gerade, über alle Server gezählt.`,
  running: 'Aufträge werden angenommen.',
  paused: ({ reason }: { reason: string }) => `Das Malen ist hier angehalten: ${reason}`,
  draining: 'An Easel wird gleich gearbeitet.',
  drained: ({ left }: { left: number }) =>
    `Hier wird nichts mehr angenommen. ${left === 1 ? 'Ein Auftrag ist' : `${left} Aufträge sind`} noch offen und ${left === 1 ? 'wird' : 'werden'} gemalt; /admin fortsetzen beendet das.`,
  blocked: ({ user, until }: { user: string; until: number | null }) =>
    `${user} kann hier ${until === null ? 'nicht mehr' : `bis zum <t:${until}:f> nicht`} malen.`,
  unblocked: ({ user }: { user: string }) => `${user} kann hier wieder malen.`,
  notBlocked: ({ user }: { user: string }) => `${user} war nicht gesperrt.`,
  noDashboard: 'Das Dashboard läuft noch nicht. Versuch es gleich noch einmal.',
  dashboard: ({ url }: { url: string }) => `Alles Weitere steht im Dashboard: ${url}`,
};

/** What /privacy tells. */
export const privacy = {
  exported: ({ pictures, total }: { pictures: number; total: number }) =>
    `Alles, was über dich gespeichert ist${total === 0 ? '.' : `, mit ${pictures} von ${total} ${total === 1 ? 'Bild' : 'Bildern'}.`}${
      pictures === total
        ? ''
        : ' Die älteren passen nicht hinein: Drück „Originale“ unter jedem Ergebnis, das /zeigen zurückholt.'
    }`,
  confirm:
    'Das löscht deine Prompts, Bilder, Seeds und Einstellungen für immer, auf allen Servern, und bricht ab, was wartet. Nachrichten, die ' +
    'Discord schon zeigt, bleiben, bis du sie dort löschst. Sperren bleiben.',
  forgotten: ({ jobs }: { jobs: number }) =>
    `Gelöscht: ${jobs === 1 ? 'ein Auftrag mit seinen' : `${jobs} Aufträge mit ihren`} Prompts und Bildern.`,
};

/** What Details tells about a job. */
export const details = {
  job: ({ id, user, at }: { id: string; user: string; at: number }) => `${id} von ${user}, <t:${at}:f>`,
  parent: ({ action, id }: { action: string; id: string }) => `${action} von ${id}`,
  actions: {
    variation: 'Variation',
    reroll: 'Neuer Wurf',
    rerun: 'Wiederholung',
    remix: 'Remix',
    upscale: 'Vergrößerung 2×',
  } as Record<string, string>,
  seeds: ({ seeds }: { seeds: string }) => `Seeds: ${seeds}`,
  times: ({ queued, painting }: { queued: string; painting: string }) =>
    `${queued} s gewartet, in ${painting} s gemalt`,
  painted: ({ device, runtime }: { device: string; runtime: string }) => `Gemalt auf ${device} mit ${runtime}`,
};

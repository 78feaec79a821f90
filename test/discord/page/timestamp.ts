const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
];

const language = (): string => document.documentElement.lang;

/** A moment as Discord shows `<t:seconds:style>`, in the language of the person's app; `R` counts by itself. */
export function timestamp(seconds: number, style: string): HTMLElement {
  const time = document.createElement('time');
  const moment = new Date(seconds * 1000);
  time.className = 'moment';
  time.dateTime = moment.toISOString();
  time.title = moment.toLocaleString(language(), STYLES.F);
  if (style === 'R') time.dataset.relative = String(seconds);
  time.textContent = style === 'R' ? relative(seconds) : moment.toLocaleString(language(), STYLES[style] ?? STYLES.f);
  return time;
}

/** Brings every relative moment of the page up to date. */
export function tickTimestamps(): void {
  for (const time of document.querySelectorAll<HTMLElement>('time[data-relative]')) {
    const now = relative(Number(time.dataset.relative));
    if (time.textContent !== now) time.textContent = now;
  }
}

function relative(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  let amount = seconds - Date.now() / 1000;
  for (const [unit, next] of UNITS) {
    if (Math.abs(amount) < next) return format.format(Math.round(amount), unit);
    amount /= next;
  }
  return format.format(Math.round(amount), 'year');
}

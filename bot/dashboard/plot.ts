import { type Html, html } from './html.ts';

/** A value at a moment, or at any other label. */
export interface Point {
  label: string;
  value: number;
}

/** A named row of values; all of a plot have the same labels. */
export interface Series {
  name: string;
  points: readonly Point[];
}

const WIDTH = 640;
const HEIGHT = 190;
const LEFT = 52;
const BOTTOM = 24;
const TOP = 8;
const INNER_WIDTH = WIDTH - LEFT - 6;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;
/** Labels under a plot, at most. */
const LABELS = 7;

/** Bars from zero, as a drawing that needs no script. `title` is what a screen reader says of it. */
export function bars(title: string, points: readonly Point[], unit = ''): Html {
  const top = ceilingOf(points.map(({ value }) => value));
  const width = INNER_WIDTH / Math.max(1, points.length);
  const drawn = points.map(({ label, value }, i) => {
    const height = (value / top) * INNER_HEIGHT;
    return html`<rect class="bar" x="${(LEFT + i * width + width * 0.12).toFixed(1)}" y="${(TOP + INNER_HEIGHT - height).toFixed(1)}" width="${(width * 0.76).toFixed(1)}" height="${height.toFixed(1)}" rx="2"><title>${label}: ${shown(value)}${unit}</title></rect>`;
  });
  return drawing(title, points, top, unit, drawn);
}

/** One line or two, with a legend. */
export function curves(title: string, series: readonly Series[], unit = ''): Html {
  const points = series[0]?.points ?? [];
  const top = ceilingOf(series.flatMap((each) => each.points.map(({ value }) => value)));
  const x = (i: number) => LEFT + ((i + 0.5) * INNER_WIDTH) / Math.max(1, points.length);
  const y = (value: number) => TOP + INNER_HEIGHT - (value / top) * INNER_HEIGHT;
  const drawn = series.map(({ points: own }, n) => {
    const path = own.map(({ value }, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    return html`<path class="${n === 0 ? 'curve' : 'curve second'}" d="${path}"/>`;
  });
  const legend = series.map(({ name }, n) => html`<span${n > 0 && html` class="second"`}>${name}</span>`);
  return html`${drawing(title, points, top, unit, drawn)}<p class="legend">${legend}</p>`;
}

function drawing(title: string, points: readonly Point[], top: number, unit: string, drawn: Html[]): Html {
  const rules = [0, 0.5, 1].map((share) => {
    const y = TOP + INNER_HEIGHT * (1 - share);
    return html`<line class="rule" x1="${LEFT}" x2="${WIDTH - 6}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${shown(top * share)}${unit}</text>`;
  });
  const every = Math.max(1, Math.ceil(points.length / LABELS));
  const labels = points.map(({ label }, i) => {
    if (i % every !== 0) return null;
    const x = LEFT + ((i + 0.5) * INNER_WIDTH) / points.length;
    return html`<text x="${x.toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`;
  });
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${rules}${labels}${drawn}</svg>`;
}

/** The next of 1, 2, 5, 10, 20, 50… that no value exceeds. */
function ceilingOf(values: readonly number[]): number {
  const largest = Math.max(1e-9, ...values);
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((ceiling) => ceiling >= largest * 0.999_999) ?? largest;
}

/** At most three digits that mean something. */
const shown = (value: number): string => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

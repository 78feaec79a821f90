import { JOB_BUTTONS } from '../custom-id.ts';
import { COMMANDS } from '../interactions.ts';
import { buttons } from '../texts/en.ts';
import { attribute, type Html, html } from './html.ts';

/** Those whose label is a number as well. */
const NUMBERED: Record<string, string> = { upscale: 'U1–U4', variation: 'V1–V4' };

/** Everything that access rules can be about, with what people call it. */
const DOABLES: readonly { what: string; label: string }[] = [
  ...COMMANDS.map(({ data: { name } }) => ({ what: `/${name}`, label: `/${name}` })),
  ...JOB_BUTTONS.map((name) => ({
    what: `button:${name}`,
    label: `${NUMBERED[name] ?? buttons[name as keyof typeof buttons]} (button)`,
  })),
];

export const isDoable = (what: string): boolean => DOABLES.some((doable) => doable.what === what);

export const labelOf = (what: string): string =>
  what === '*' ? 'everything' : (DOABLES.find((doable) => doable.what === what)?.label ?? what);

/** As options of a select. */
export const doableOptions = (current: string): Html[] =>
  DOABLES.map(
    ({ what, label }) => html`<option value="${what}"${attribute('selected', what === current)}>${label}</option>`,
  );

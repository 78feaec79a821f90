import { Buffer } from 'node:buffer';

/** What buttons do, each with the letter that stands for it in a custom_id; letters are never given to another. */
const LETTERS = {
  upscale: 'u', // U1–U4: one picture alone, as it is stored
  variation: 'v', // V1–V4
  subtle: 's', // the same, near the picture and far from it
  strong: 't',
  enlarge: 'e', // Upscale 2×
  reroll: 'r',
  remix: 'x', // opens a modal, which has the same id
  rerun: 'a',
  details: 'd',
  originals: 'o',
  delete: 'k',
  cancel: 'c',
  forget: 'f', // of /privacy; there is no job in it
  confirm: 'p', // of a draft (drafts.ts), whose id stands in the job's place
} as const;
export type ButtonAction = keyof typeof LETTERS;
/** Those that are about a job. */
export type JobButton = Exclude<ButtonAction, 'confirm' | 'forget'>;
export const BUTTON_ACTIONS = Object.keys(LETTERS) as readonly ButtonAction[];
export const JOB_BUTTONS = BUTTON_ACTIONS.filter((name): name is JobButton => name !== 'confirm' && name !== 'forget');

export interface ButtonId {
  action: ButtonAction;
  /** 0-based picture; 0 where the action concerns the whole grid. */
  slot: number;
  jobId: string;
}

const VERSION = 'e1';
const PATTERN = /^e1:([a-z]):([0-3]):([A-Za-z0-9_-]{22})$/;

/**
 * A button's custom_id: version, action, slot and job, in 30 characters. Nothing else travels through Discord: owner,
 * prompt and rights are looked up at each click, so a button works after any restart and cannot be forged into more
 * than naming a job.
 */
export function encodeButtonId({ action, slot, jobId }: ButtonId): string {
  const bytes = Buffer.from(jobId.replaceAll('-', ''), 'hex');
  return `${VERSION}:${LETTERS[action]}:${slot}:${bytes.toString('base64url')}`;
}

/** Reads a custom_id, or null for one of another version or of nobody's making. */
export function decodeButtonId(customId: string): ButtonId | null {
  const match = PATTERN.exec(customId);
  if (!match) return null;
  const [, letter, slot, job] = match;
  const action = BUTTON_ACTIONS.find((name) => LETTERS[name] === letter);
  const hex = Buffer.from(job ?? '', 'base64url').toString('hex');
  if (!action || hex.length !== 32) return null;
  const jobId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { action, slot: Number(slot), jobId };
}

/** Private messages that change in place when they are used: each part of one names what to show next. */
const PANELS = ['history', 'settings'] as const;
export type PanelName = (typeof PANELS)[number];

const PANEL_PATTERN = /^e1:([a-z]{2,20}):([a-zA-Z0-9]{1,40})$/;

/** The custom_id of a part of a panel, such as a page's number. Whose panel it is, Discord knows. */
export const encodePanelId = (panel: PanelName, part: string): string => `${VERSION}:${panel}:${part}`;

/** Reads the custom_id of a panel's part, or null for anything else. */
export function decodePanelId(customId: string): { panel: PanelName; part: string } | null {
  const [, name, part] = PANEL_PATTERN.exec(customId) ?? [];
  const panel = PANELS.find((known) => known === name);
  return panel === undefined || part === undefined ? null : { panel, part };
}

import { describe, expect, it } from 'vitest';
import { refusalOfClick } from '../bot/clicks.ts';
import { BUTTON_ACTIONS, type JobButton } from '../bot/custom-id.ts';
import { SETTINGS_DEFAULT } from '../bot/settings.ts';

const job = { userId: 'ada', isPrivate: false, guildId: 'g' };
const owner = { userId: 'ada', isModerator: false, guildId: 'g' };
const other = { userId: 'bob', isModerator: false, guildId: 'g' };
const moderator = { userId: 'eve', isModerator: true, guildId: 'g' };
const JOB_BUTTONS = BUTTON_ACTIONS.filter((action) => action !== 'confirm' && action !== 'forget');
const REMOVES: readonly JobButton[] = ['cancel', 'delete'];

const codeOf = (action: JobButton, clicker: typeof other, changes = {}, settings = SETTINGS_DEFAULT) =>
  refusalOfClick(action, { ...job, ...changes }, clicker, settings)?.code ?? null;

describe('a button of a result', () => {
  it.each(JOB_BUTTONS)('%s: its owner and moderators may, others unless it takes something away', (action) => {
    expect(codeOf(action, owner)).toBeNull();
    expect(codeOf(action, moderator)).toBeNull();
    expect(codeOf(action, other)).toBe(REMOVES.includes(action) ? 'not_yours' : null);
  });

  it('of a private result does not exist for anybody else, nor from another server', () => {
    for (const clicker of [other, moderator])
      expect(codeOf('details', clicker, { isPrivate: true })).toBe('job_unknown');
    expect(codeOf('details', owner, { isPrivate: true })).toBeNull();
    expect(codeOf('reroll', { ...other, guildId: 'h' })).toBe('job_unknown');
  });

  it('follows the server’s own table', () => {
    const clicks = { ...SETTINGS_DEFAULT.clicks, paint: { owner: true, others: false, moderators: false } };
    const settings = { ...SETTINGS_DEFAULT, clicks };
    expect(codeOf('reroll', owner, {}, settings)).toBeNull();
    for (const clicker of [other, moderator]) expect(codeOf('reroll', clicker, {}, settings)).toBe('not_yours');
  });
});

import { describe, expect, it } from 'vitest';
import { accessTo } from '../bot/access.ts';
import type { AccessRule } from '../bot/settings.ts';

const rule = (
  what: string,
  effect: 'allow' | 'deny',
  roleIds: string[] = [],
  channelIds: string[] = [],
): AccessRule => ({
  what,
  effect,
  roleIds,
  channelIds,
});
const place = { roleIds: ['artist'], channelIds: ['thread', 'art'] };

describe('access', () => {
  it('is everybody’s where no rule says otherwise', () => {
    expect(accessTo('/imagine', place, [])).toEqual({ isAllowed: true, ruleIndex: null });
    expect(accessTo('/imagine', place, [rule('button:reroll', 'deny')])).toEqual({ isAllowed: true, ruleIndex: null });
  });

  it('is what the last rule that fits says', () => {
    const rules = [rule('*', 'deny'), rule('*', 'allow', [], ['art']), rule('/imagine', 'deny', ['muted'])];
    expect(accessTo('/imagine', place, rules)).toEqual({ isAllowed: true, ruleIndex: 1 });
    expect(accessTo('/imagine', { ...place, channelIds: ['general'] }, rules)).toEqual({
      isAllowed: false,
      ruleIndex: 0,
    });
    expect(accessTo('/imagine', { ...place, roleIds: ['artist', 'muted'] }, rules)).toEqual({
      isAllowed: false,
      ruleIndex: 2,
    });
    expect(accessTo('button:reroll', { ...place, roleIds: ['muted'] }, rules).isAllowed).toBe(true);
  });

  it('follows a thread’s channel', () => {
    expect(accessTo('/imagine', place, [rule('/imagine', 'deny', [], ['art'])]).isAllowed).toBe(false);
  });

  it('needs both a role and a channel where a rule names both', () => {
    const rules = [rule('*', 'deny', ['artist'], ['general'])];
    expect(accessTo('/imagine', place, rules).isAllowed).toBe(true);
    expect(accessTo('/imagine', { ...place, channelIds: ['general'] }, rules).isAllowed).toBe(false);
  });
});

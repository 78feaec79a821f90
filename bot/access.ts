import type { AccessRule } from './settings.ts';

/** Who does something, and where. */
export interface Place {
  roleIds: readonly string[];
  /** The channel, and for a thread its channel too. */
  channelIds: readonly string[];
}

/** The answer, and the rule that gave it: null where none fits and everybody may. */
export interface Access {
  isAllowed: boolean;
  /** 0-based place among the rules. */
  ruleIndex: number | null;
}

/**
 * Whether a server's rules let somebody use a command (`/imagine`) or a button (`button:reroll`) in a place. The last
 * rule that fits holds, as in a list that one reads from the general to the special: “deny * everywhere, allow * in
 * #art” needs no priorities. Discord's own command permissions come before all this, and admins bypass those.
 */
export function accessTo(what: string, { roleIds, channelIds }: Place, rules: readonly AccessRule[]): Access {
  const ruleIndex = rules.findLastIndex(
    (rule) =>
      (rule.what === '*' || rule.what === what) &&
      (rule.roleIds.length === 0 || rule.roleIds.some((id) => roleIds.includes(id))) &&
      (rule.channelIds.length === 0 || rule.channelIds.some((id) => channelIds.includes(id))),
  );
  const rule = rules[ruleIndex];
  return rule === undefined ? { isAllowed: true, ruleIndex: null } : { isAllowed: rule.effect === 'allow', ruleIndex };
}

import { describe, expect, it } from 'vitest';
import { COMMANDS, MENUS } from '../bot/interactions.ts';
import { COMMAND_TEXTS, inEveryLanguage } from '../bot/texts/command-texts.ts';

interface Shown {
  name: string;
  description?: string;
  description_localizations?: Record<string, string>;
  options?: readonly Shown[];
  choices?: readonly { name: string; value: string | number }[];
}

/** A command with its options and theirs, each with its path. */
const parts = (shown: Shown, path = shown.name): [string, Shown][] => [
  [path, shown],
  ...(shown.options ?? []).flatMap((option) => parts(option, `${path}.${option.name}`)),
];
const commands = COMMANDS.map(({ data }) => inEveryLanguage(data) as unknown as Shown);
const paths = commands.flatMap((command) => parts(command).map(([path]) => path)).sort();

/** What Discord counts of a command: of names, descriptions and values the longest in any language. */
function lengthOf(command: Shown): number {
  return parts(command).reduce(
    (sum, [, { name, description = '', description_localizations: others = {}, choices = [] }]) => {
      const longest = Math.max(description.length, ...Object.values(others).map((text) => text.length));
      return (
        sum +
        name.length +
        longest +
        choices.reduce((of, choice) => of + choice.name.length + String(choice.value).length, 0)
      );
    },
    0,
  );
}

describe.each(Object.entries(COMMAND_TEXTS))(
  'what Discord shows of the commands in %s',
  (_, { descriptions, menus }) => {
    it('describes every command and option, and nothing else', () => {
      expect(Object.keys(descriptions).sort()).toEqual(paths);
      expect(Object.keys(menus).sort()).toEqual(MENUS.map(({ data }) => data.name).sort());
    });

    it('fits where Discord puts it', () => {
      for (const [path, text] of Object.entries(descriptions)) {
        expect(text.length, path).toBeGreaterThan(0);
        expect(text.length, path).toBeLessThanOrEqual(100);
      }
      for (const name of Object.values(menus)) expect(name.length, name).toBeLessThanOrEqual(32);
      expect(new Set(Object.values(menus)).size).toBe(MENUS.length);
    });
  },
);

describe('a command in every language', () => {
  it.each(commands)(
    '$name stays within the 8,000 characters that Discord counts, the longest language each',
    (command) => {
      expect(lengthOf(command)).toBeLessThanOrEqual(8_000);
    },
  );

  it('keeps what it is, and its English', () => {
    for (const [i, { data }] of COMMANDS.entries()) {
      expect(commands[i]).toMatchObject(data as object);
    }
  });
});

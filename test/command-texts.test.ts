import { describe, expect, it } from 'vitest';
import { COMMANDS, MENUS } from '../bot/interactions.ts';
import { COMMAND_TEXTS, inEveryLanguage } from '../bot/texts/command-texts.ts';
import { textsFor } from '../bot/texts/texts.ts';

interface Shown {
  name: string;
  description?: string;
  name_localizations?: Record<string, string>;
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
  const longest = (text = '', others: Record<string, string> = {}) =>
    Math.max(...[text, ...Object.values(others)].map(({ length }) => length));
  return parts(command)
    .map(([, { name, name_localizations: names, description, description_localizations: texts, choices = [] }]) => {
      const chosen = choices.map((choice) => choice.name.length + String(choice.value).length);
      return longest(name, names) + longest(description, texts) + chosen.reduce((sum, length) => sum + length, 0);
    })
    .reduce((sum, length) => sum + length, 0);
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

/** Discord's own, with its lower case. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** A command and what may be its subcommand, in a sentence: not part of a path, a tag or an address. */
const MENTIONED = /(?<![\w/<.)}»’])\/([\p{L}\p{N}_-]+)/gu;

/** Every text of a language, its functions as they are written. */
const sentencesOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentencesOf) : [String(value)];

describe.each(Object.keys(COMMAND_TEXTS))('names in %s', (locale) => {
  const shown = ({ name, name_localizations: names = {} }: Shown) => names[locale] ?? name;

  it('are ones that Discord takes, and no two of one command are the same', () => {
    for (const [path, part] of commands.flatMap((command) => parts(command))) {
      expect(shown(part), path).toMatch(NAME);
      expect(shown(part), path).toBe(shown(part).toLowerCase());
      const options = (part.options ?? []).map(shown);
      expect(new Set(options).size, path).toBe(options.length);
    }
    expect(new Set(commands.map(shown)).size).toBe(commands.length);
  });

  it('are those by which the sentences call the commands', () => {
    const known = new Set(commands.map(shown));
    const mentioned = sentencesOf(textsFor(locale)).flatMap((sentence) =>
      [...sentence.matchAll(MENTIONED)].map(([, name]) => name),
    );
    expect(mentioned.length).toBeGreaterThan(20);
    expect(mentioned.filter((name) => name !== undefined && !known.has(name))).toEqual([]);
  });
});

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

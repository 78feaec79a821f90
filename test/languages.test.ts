import { PermissionFlagsBits } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, sentenceOf, type Texts, textsFor } from '../bot/texts/texts.ts';
import { botStage } from './bot.ts';

type Sentence = (values: Record<string, unknown>) => string;

/** Every text of a language by its path, `refusals.prompt_empty` for example. */
function flat(texts: Texts): Map<string, string | Sentence> {
  const found = new Map<string, string | Sentence>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string' || typeof value === 'function') found.set(path, value as string | Sentence);
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  walk(texts, '');
  return found;
}

/** The names of the values that a sentence shows, whatever it does with them. */
function shownBy(sentence: Sentence): string[] {
  const shown = new Set<string>();
  const values = new Proxy({} as Record<string, unknown>, {
    get: (_, name) => {
      shown.add(String(name));
      return new String('3'); // reckons like a number and has what strings have
    },
  });
  sentence(values);
  return [...shown].sort();
}

const english = flat(textsFor('en-US'));

describe.each(Object.keys(LANGUAGES))('the texts in %s', (locale) => {
  const own = flat(textsFor(locale));

  it('are the same ones as in English', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('show the same values', () => {
    for (const [path, text] of english) {
      const translated = own.get(path);
      if (typeof text === 'string' || typeof translated !== 'function') {
        expect(typeof translated, path).toBe(typeof text);
        continue;
      }
      expect([path, shownBy(translated)]).toEqual([path, shownBy(text)]);
    }
  });

  it('fit where Discord puts them', () => {
    for (const [path, text] of own) {
      const max = path.startsWith('buttons.') ? 80 : path.startsWith('remix.') ? 45 : 1_500;
      if (typeof text === 'string')
        expect([path, text.length <= Math.max(max, path === 'remix.changeHint' ? 100 : 0)]).toEqual([path, true]);
    }
  });
});

describe('a locale that nobody has translated', () => {
  it('reads English', () => {
    expect(textsFor('tlh')).toBe(textsFor('en-GB'));
  });

  it('is not answered in the script or the spelling of another country', () => {
    expect(textsFor('zh-TW')).toBe(textsFor('en-US'));
    expect(textsFor('zh-CN')).not.toBe(textsFor('en-US'));
  });
});

describe('what a refusal names', () => {
  it('names buttons and permissions as the person’s own app does', async () => {
    const said = (locale: string, what: string) =>
      sentenceOf(textsFor(locale), { code: 'access_denied', values: { what } });
    expect(said('en-US', 'button:reroll')).toContain('the button Reroll ');
    expect(said('de', 'button:reroll')).toContain(textsFor('de').buttons.reroll);
    expect(said('es-419', 'button:delete')).toContain('el botón Eliminar');
    expect(said('ja', 'button:variation')).toContain('V1–V4');
    expect(said('zh-CN', '/imagine')).toContain('/imagine');
    const stage = await botStage();
    stage.discord.channel('art').botPermissions &= ~PermissionFlagsBits.AttachFiles;
    stage.discord.user('ada').account.locale = 'de';
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'an owl' });
    expect((await answer.settled()).text).toContain('**Dateien anhängen**');
  });
});

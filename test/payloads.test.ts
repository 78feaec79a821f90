import { describe, expect, it } from 'vitest';
import { faultsOf, liveMarkdown } from './payload-faults.ts';
import { shapedPayloads } from './shaped-answer.ts';

const OWNER_ID = '1300000000000000201';
const PROMPTS = 300;

describe('whatever people write,', () => {
  it('what the bot sends keeps every limit, pings nobody, links nowhere and formats nothing', () => {
    const names = new Set<string>();
    for (let number = 0; number < PROMPTS; number += 1) {
      for (const payload of shapedPayloads(number)) {
        expect(faultsOf(payload), `prompt ${number}, ${payload.name}`).toEqual([]);
        names.add(payload.name);
      }
    }
    expect([...names].sort()).toEqual([
      'apology, components',
      'apology, embed',
      'details',
      'progress, components',
      'progress, embed',
      'refusal',
      'remix',
      'result, components',
      'result, embed',
      'single, components',
      'single, embed',
    ]);
  });
});

describe('the check of what the bot sends', () => {
  it.each([
    ['a ping', '**a** — <@1>'],
    ['a ping of everybody', '**@everyone**'],
    ['a link', '-# see https://evil.example'],
    ['a masked link', '**[x](y)**'],
    ['an invitation', 'discord.gg/abc'],
    ['a heading', '-# small\n# big'],
    ['a quotation', '> said'],
    ['code', '**`x`**'],
    ['a block that ends early', '```\na```b\n```\nrest'],
    ['text that runs backwards', '**\u202eevil**'],
  ])('sees %s', (_, text) => {
    expect(liveMarkdown(text, OWNER_ID)).not.toBeNull();
  });

  it('lets the bot’s own markdown and what is escaped pass', () => {
    expect(
      liveMarkdown(`**\\@everyone \\[x\\]** — <@${OWNER_ID}>\n-# seed 7 · #7f3k2\n-# done <t:0:R>`, OWNER_ID),
    ).toBeNull();
    expect(liveMarkdown('```\n**a** <@1> https://b\n```\n#7f3k2', OWNER_ID)).toBeNull();
  });

  it.each([
    ['too long an alt text', { attachments: [{ id: '0', filename: 'a.png', description: 'x'.repeat(1_025) }] }],
    ['mentions that ping', { allowed_mentions: { parse: ['users'] } }],
    ['half a character', { content: 'a \ud83d' }],
    ['too long a text', { content: 'x'.repeat(2_001) }],
    ['an attachment that is not there', { embeds: [{ image: { url: 'attachment://b.png' } }] }],
  ])('sees %s', (_, changes) => {
    const body = { content: 'a', allowed_mentions: { parse: [] }, ...changes };
    expect(faultsOf({ kind: 'message', name: 'result', body, ownerId: OWNER_ID, files: ['a.png'] })).not.toEqual([]);
  });
});

import { make } from './element.ts';
import { timestamp } from './timestamp.ts';

/** What mentions name, by id. */
export interface Names {
  people: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, string>;
}

const INLINE = new RegExp(
  [
    String.raw`\\(?<escaped>[^0-9A-Za-z\s])`,
    '`(?<code>[^`]+)`',
    String.raw`\*\*(?<bold>.+?)\*\*`,
    '__(?<underlined>.+?)__',
    '~~(?<struck>.+?)~~',
    String.raw`\|\|(?<spoiler>.+?)\|\|`,
    String.raw`\*(?<italic>.+?)\*`,
    String.raw`<@!?(?<person>\d+)>`,
    String.raw`<@&(?<role>\d+)>`,
    String.raw`<#(?<channel>\d+)>`,
    String.raw`</(?<command>[^:>]+):\d+>`,
    String.raw`<t:(?<seconds>\d+)(?::(?<style>[tTdDfFR]))?>`,
    String.raw`\[(?<label>[^\]\n]+)\]\(<?(?<target>https?://[^\s<>)]+)>?\)`,
    String.raw`<?(?<link>https?://[^\s<>]+)>?`,
  ].join('|'),
  'gs',
);

/**
 * The part of Discord's markdown that bots use, as elements: escapes, bold, italic, code, mentions, timestamps, links,
 * headings, lists, quotes, subtext (`-# `). Text only ever becomes a text node, so nothing typed can become markup.
 */
export function renderMarkdown(text: string, names: Names): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const blocks = text.split(/^```(?:\w*\n)?([\s\S]*?)\n?```$/m);
  for (const [index, block] of blocks.entries()) {
    if (index % 2 === 1) fragment.append(make('pre', '', block));
    else for (const line of block.split('\n')) if (line !== '') fragment.append(renderLine(line, names));
  }
  return fragment;
}

function renderLine(line: string, names: Names): HTMLElement {
  const [, mark = '', rest = line] = line.match(/^(-# |#{1,3} |> |[-*] )(.*)$/s) ?? [];
  const inside = renderInline(rest, names);
  switch (mark) {
    case '-# ':
      return make('p', '', make('small', '', ...inside));
    case '> ':
      return make('blockquote', '', ...inside);
    case '- ':
    case '* ':
      return make('p', 'item', ...inside);
    case '# ':
    case '## ':
    case '### ':
      return make('p', `heading h${mark.length - 1}`, ...inside);
    default:
      return make('p', '', ...inside);
  }
}

function renderInline(text: string, names: Names): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(last, match.index), renderMatch(match.groups ?? {}, names));
    last = match.index + match[0].length;
  }
  return [...nodes, text.slice(last)].filter((node) => node !== '');
}

function renderMatch(found: Record<string, string | undefined>, names: Names): Node | string {
  const wrap = (tag: 'b' | 'em' | 's' | 'u', inner: string) => make(tag, '', ...renderInline(inner, names));
  if (found.escaped !== undefined) return found.escaped;
  if (found.code !== undefined) return make('code', '', found.code);
  if (found.bold !== undefined) return wrap('b', found.bold);
  if (found.underlined !== undefined) return wrap('u', found.underlined);
  if (found.struck !== undefined) return wrap('s', found.struck);
  if (found.italic !== undefined) return wrap('em', found.italic);
  if (found.spoiler !== undefined) return spoiler(renderInline(found.spoiler, names));
  if (found.person !== undefined) return make('span', 'mention', `@${names.people.get(found.person) ?? 'unknown'}`);
  if (found.role !== undefined) return make('span', 'mention', `@${names.roles.get(found.role) ?? 'unknown'}`);
  if (found.channel !== undefined) return make('span', 'mention', `#${names.channels.get(found.channel) ?? 'unknown'}`);
  if (found.command !== undefined) return make('span', 'mention', `/${found.command}`);
  if (found.seconds !== undefined) return timestamp(Number(found.seconds), found.style ?? 'f');
  const address = found.target ?? found.link ?? '';
  return Object.assign(make('a', '', found.label ?? address), { href: address, rel: 'noreferrer', target: '_blank' });
}

/** Hidden until it is clicked. */
function spoiler(inside: (Node | string)[]): HTMLElement {
  const made = make('span', 'spoiler', ...inside);
  made.addEventListener('click', () => made.classList.add('shown'), { once: true });
  return made;
}

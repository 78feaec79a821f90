/** People's names by id, for mentions. */
export type Names = ReadonlyMap<string, string>;

const INLINE =
  /\\([^0-9A-Za-z\s])|`([^`]+)`|\*\*(.+?)\*\*|\*(.+?)\*|<@!?(\d+)>|<t:(\d+)(?::([tTdDfFR]))?>|(https?:\/\/[^\s<>]+)/s;

/**
 * The part of Discord's markdown that bots use, as elements: escapes, bold, italic, code, mentions, timestamps, links,
 * subtext lines (`-# `). Text only ever becomes a text node, so nothing that a person typed can become markup.
 */
export function renderMarkdown(text: string, names: Names): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const block of text.split(/^```(?:\w+\n)?([\s\S]*?)```$/m).map((part, i) => ({ part, isCode: i % 2 === 1 }))) {
    if (block.isCode) fragment.append(element('pre', block.part));
    else for (const line of block.part.split('\n')) if (line !== '') fragment.append(renderLine(line, names));
  }
  return fragment;
}

function renderLine(line: string, names: Names): HTMLElement {
  const paragraph = document.createElement('p');
  const isSubtext = line.startsWith('-# ');
  const target = isSubtext ? element('small') : paragraph;
  target.append(...renderInline(isSubtext ? line.slice(3) : line, names));
  if (isSubtext) paragraph.append(target);
  return paragraph;
}

function renderInline(text: string, names: Names): Node[] {
  const match = INLINE.exec(text);
  if (!match) return text === '' ? [] : [document.createTextNode(text)];
  const [whole, escaped, code, bold, italic, person, time, style, link] = match;
  const nodes: Node[] = match.index === 0 ? [] : [document.createTextNode(text.slice(0, match.index))];
  if (escaped !== undefined) nodes.push(document.createTextNode(escaped));
  else if (code !== undefined) nodes.push(element('code', code));
  else if (bold !== undefined) nodes.push(wrap('b', renderInline(bold, names)));
  else if (italic !== undefined) nodes.push(wrap('em', renderInline(italic, names)));
  else if (person !== undefined) nodes.push(mention(names.get(person) ?? 'unknown'));
  else if (time !== undefined) nodes.push(timestamp(Number(time), style ?? 'f'));
  else if (link !== undefined) nodes.push(anchor(link));
  return [...nodes, ...renderInline(text.slice(match.index + whole.length), names)];
}

/** A moment as Discord shows it; `R` counts by itself. */
function timestamp(seconds: number, style: string): HTMLElement {
  const time = document.createElement('time');
  const moment = new Date(seconds * 1000);
  time.dateTime = moment.toISOString();
  if (style !== 'R') {
    time.textContent = moment.toLocaleString();
    return time;
  }
  const tick = () => {
    time.textContent = relative(seconds - Date.now() / 1000);
    if (time.isConnected) setTimeout(tick, 1_000);
  };
  time.textContent = relative(seconds - Date.now() / 1000);
  setTimeout(tick, 1_000);
  return time;
}

function relative(seconds: number): string {
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(seconds) < 60) return format.format(Math.round(seconds), 'second');
  return Math.abs(seconds) < 3600
    ? format.format(Math.round(seconds / 60), 'minute')
    : format.format(Math.round(seconds / 3600), 'hour');
}

function element(name: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function wrap(name: string, children: Node[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function mention(name: string): HTMLElement {
  const made = element('span', `@${name}`);
  made.className = 'mention';
  return made;
}

function anchor(address: string): HTMLElement {
  const link = document.createElement('a');
  link.href = address;
  link.rel = 'noreferrer';
  link.textContent = address;
  return link;
}

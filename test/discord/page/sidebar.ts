import { chooseLanguage, type View } from './api.ts';
import { avatar, button, make } from './element.ts';

/** The languages that a person's app may have here. */
const LANGUAGES: Record<string, string> = {
  'en-US': 'English',
  de: 'Deutsch',
  fr: 'Français',
  'es-ES': 'Español',
  ja: '日本語',
  'zh-CN': '中文',
  'pt-BR': 'Português do Brasil',
};
const SIGNS = { channel: '#', thread: '↳', neighbour: '#', abroad: '#', direct: '' } as const;
const SECTIONS: [title: string, kinds: readonly string[]][] = [
  ['Channels', ['channel', 'thread']],
  ['Print Room', ['neighbour']],
  ['A server without Easel', ['abroad']],
  ['Direct messages', ['direct']],
];

export interface SidebarActions {
  show: (next: { person?: string; channel?: string }) => void;
}

/** Channels, with those in bold where something happened unseen. */
export function renderChannels(view: View, unread: ReadonlySet<string>, { show }: SidebarActions): HTMLElement[] {
  return SECTIONS.map(([title, kinds]) => {
    const list = make('ul');
    for (const { id, name, kind, isAgeRestricted } of view.channels.filter((one) => kinds.includes(one.kind))) {
      const label = [SIGNS[kind], name].filter(Boolean).join(' ');
      const entry = button(unread.has(id) ? 'unread' : '', label, () => show({ channel: id }));
      if (kind === 'direct') entry.prepend(avatar(name, id, true));
      if (isAgeRestricted) entry.append(make('small', '', '18+'));
      entry.setAttribute('aria-current', String(id === view.channel));
      list.append(make('li', kind, entry));
    }
    return make('section', '', make('h2', '', title), list);
  });
}

/** Everybody whom one can be, and the language of the one who one is. */
export function renderPeople(view: View, { show }: SidebarActions): HTMLElement[] {
  const people = make('ul', 'people');
  for (const { id, name, duty } of view.people) {
    const entry = button('', name, () => show({ person: id }));
    entry.prepend(avatar(name, id, false));
    if (duty) entry.append(make('small', '', duty));
    entry.setAttribute('aria-pressed', String(id === view.person));
    people.append(make('li', '', entry));
  }
  const current = view.people.find(({ id }) => id === view.person);
  const select = make('select');
  for (const [locale, name] of Object.entries(LANGUAGES)) {
    select.append(new Option(name, locale, false, locale === current?.locale));
  }
  select.addEventListener('change', async () => {
    await chooseLanguage(view.person, select.value);
    show({});
  });
  return [make('h2', '', 'You are'), people, make('label', 'language', 'Language ', select)];
}

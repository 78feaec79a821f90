import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import { type Choice, type OptionValue, sentFile, type View } from './api.ts';
import { make } from './element.ts';
import type { Panel } from './panel.ts';
import { inLanguage } from './typeable.ts';

export interface OptionFieldOptions {
  locale: string;
  view: () => View;
  panel: Panel;
  /** What the bot suggests for what was typed. */
  suggest: (typed: string) => Promise<Choice[]>;
  /** Shows the options that are not used yet. */
  offerOptions: () => void;
  remove: () => void;
}

const NUMERIC: readonly number[] = [ApplicationCommandOptionType.Integer, ApplicationCommandOptionType.Number];

/** An option of the chosen command as a chip: its name, and where one types, picks or attaches its value. */
export class OptionField {
  readonly option: APIApplicationCommandBasicOption;
  readonly element: HTMLElement;
  readonly #options: OptionFieldOptions;
  readonly #input = make('input');
  #picked: Choice | null = null;
  #file: File | null = null;

  constructor(option: APIApplicationCommandBasicOption, options: OptionFieldOptions) {
    this.option = option;
    this.#options = options;
    const { locale } = options;
    const name = inLanguage(option.name, option.name_localizations, locale);
    this.element = make('label', option.required ? 'option required' : 'option', make('span', '', name), this.#input);
    this.element.title = inLanguage(option.description, option.description_localizations, locale);
    if (this.takesFile) this.#listenForFile();
    else this.#listen();
    this.#input.addEventListener('keydown', ({ key, defaultPrevented }) => {
      const isEmpty = this.takesFile || this.#input.value === '';
      if (key === 'Backspace' && isEmpty && !defaultPrevented && !option.required) options.remove();
    });
  }

  static takesFile = ({ type }: APIApplicationCommandBasicOption): boolean =>
    type === ApplicationCommandOptionType.Attachment;

  get takesFile(): boolean {
    return OptionField.takesFile(this.option);
  }

  focus(): void {
    this.#input.focus();
  }

  type(text: string): void {
    this.#input.value = text;
  }

  attach(file: File): void {
    this.#file = file;
    const preview = file.type.startsWith('image/')
      ? Object.assign(make('img'), { src: URL.createObjectURL(file), alt: '' })
      : '📄';
    this.element.querySelector('.chosen')?.remove();
    this.element.append(make('span', 'chosen', preview, file.name));
    this.element.classList.remove('wrong');
  }

  /** Marks it as what is missing. */
  complain(): void {
    this.element.classList.add('wrong');
    this.focus();
  }

  /** What was entered, or null for nothing. Numbers that are none stay text, so that the bot can say what is wrong. */
  async value(): Promise<OptionValue | null> {
    if (this.takesFile) return this.#file ? sentFile(this.#file) : null;
    if (this.#picked) return this.#typed(this.#picked.value);
    const text = this.#input.value.trim();
    if (text === '') return null;
    const meant = this.#choices()?.find(({ name, value }) => [name, String(value)].includes(text));
    return this.#typed(meant?.value ?? text);
  }

  #typed(value: string | number): OptionValue {
    if (this.option.type === ApplicationCommandOptionType.Boolean) return value === 'true';
    if (typeof value === 'string' && NUMERIC.includes(this.option.type) && Number.isFinite(Number(value)))
      return Number(value);
    return value;
  }

  #listen(): void {
    const { panel } = this.#options;
    this.#input.inputMode = NUMERIC.includes(this.option.type) ? 'decimal' : 'text';
    this.#input.autocomplete = 'off';
    this.#input.addEventListener('focus', () => void this.#offer());
    this.#input.addEventListener('input', () => {
      this.#picked = null;
      this.element.classList.remove('wrong');
      void this.#offer();
    });
    this.#input.addEventListener('blur', () => panel.hide());
    this.#input.addEventListener('keydown', (event) => {
      if (panel.take(event.key)) event.preventDefault();
    });
  }

  #listenForFile(): void {
    this.#input.type = 'file';
    this.#input.addEventListener('change', () => {
      const [file] = this.#input.files ?? [];
      if (file) this.attach(file);
    });
  }

  /** Values to choose from, which the option itself brings; null where it takes free text. */
  #choices(): Choice[] | null {
    const { view, locale } = this.#options;
    const { people, roles, channels } = view();
    const named = (list: readonly { id: string; name: string }[]) => list.map(({ id, name }) => ({ name, value: id }));
    switch (this.option.type) {
      case ApplicationCommandOptionType.Boolean:
        return ['True', 'False'].map((name) => ({ name, value: name.toLowerCase() }));
      case ApplicationCommandOptionType.User:
        return named(people);
      case ApplicationCommandOptionType.Role:
        return named(roles);
      case ApplicationCommandOptionType.Mentionable:
        return named([...people, ...roles]);
      case ApplicationCommandOptionType.Channel:
        return named(channels.filter(({ kind }) => kind === 'channel' || kind === 'thread'));
      default:
        return 'choices' in this.option && this.option.choices
          ? this.option.choices.map((choice) => ({
              ...choice,
              name: inLanguage(choice.name, choice.name_localizations, locale),
            }))
          : null;
    }
  }

  async #offer(): Promise<void> {
    const { panel, suggest, offerOptions } = this.#options;
    const typed = this.#input.value;
    const own = this.#choices();
    const isAutocompleted = 'autocomplete' in this.option && this.option.autocomplete === true;
    if (own === null && !isAutocompleted) return offerOptions();
    const known = this.#picked ? '' : typed.toLowerCase();
    const choices = own?.filter(({ name }) => name.toLowerCase().includes(known)) ?? (await suggest(typed));
    if (document.activeElement !== this.#input || this.#input.value !== typed) return; // typed on meanwhile
    const items = choices.map((choice) => ({ label: choice.name, pick: () => this.#pick(choice) }));
    panel.show(this.option.description, items, true);
  }

  #pick(choice: Choice): void {
    this.#picked = choice;
    this.#input.value = choice.name;
    this.element.classList.remove('wrong');
    this.#options.panel.hide();
  }
}

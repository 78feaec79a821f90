import { type APIApplicationCommandOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import { type Place, suggest, type View } from './api.ts';

type Command = View['commands'][number];
type Values = Record<string, string | number | boolean>;

export interface ComposerOptions {
  place: () => Place;
  commands: () => readonly Command[];
  submit: (command: string, options: Values) => void;
}

/** Where one types: `/` opens the list of commands, a chosen command becomes a row of its options, Enter sends it. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #options: ComposerOptions;

  constructor(form: HTMLFormElement, options: ComposerOptions) {
    this.#form = form;
    this.#options = options;
    this.showIdle();
  }

  /** The plain input, waiting for a slash. */
  showIdle(): void {
    const input = Object.assign(document.createElement('input'), {
      className: 'words',
      placeholder: 'Type / for commands',
    });
    input.setAttribute('aria-label', 'Message');
    const menu = Object.assign(document.createElement('div'), { className: 'menu', hidden: true });
    this.#form.replaceChildren(menu, input);
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      const [first] = this.#matching(input.value);
      if (first) this.#choose(first, input.value);
    };
    input.addEventListener('input', () => {
      const matching = this.#matching(input.value);
      const exact = matching.find(({ name }) => input.value.startsWith(`/${name} `));
      if (exact) return this.#choose(exact, input.value);
      menu.hidden = matching.length === 0;
      menu.replaceChildren(...matching.map((command, index) => this.#menuItem(command, index === 0)));
    });
  }

  #matching(typed: string): Command[] {
    if (!typed.startsWith('/')) return [];
    const word = typed.slice(1).split(' ')[0] ?? '';
    return this.#options.commands().filter(({ name }) => name.startsWith(word));
  }

  #menuItem(command: Command, isFirst: boolean): HTMLElement {
    const item = document.createElement('button');
    item.type = 'button';
    item.setAttribute('aria-selected', String(isFirst));
    item.append(Object.assign(document.createElement('b'), { textContent: `/${command.name}` }));
    item.append(Object.assign(document.createElement('small'), { textContent: command.description }));
    item.addEventListener('click', () => this.#choose(command, ''));
    return item;
  }

  #choose(command: Command, typed: string): void {
    const options = (command.options ?? []) as APIApplicationCommandOption[];
    const rest = typed.replace(new RegExp(`^/${command.name} ?`), '').replace(/^\w+:\s*/, '');
    const name = Object.assign(document.createElement('b'), { textContent: `/${command.name}` });
    const send = Object.assign(document.createElement('button'), {
      type: 'submit',
      className: 'send',
      textContent: 'Send',
    });
    this.#form.replaceChildren(name, send);
    for (const option of options) {
      if (option.required) send.before(this.#field(command, option));
      else send.before(this.#adder(command, option));
    }
    const first = this.#form.querySelector<HTMLInputElement>('.option input');
    if (first && rest) first.value = rest;
    (first ?? send).focus();
    this.#form.onkeydown = (event) => {
      if (event.key === 'Escape') this.showIdle();
    };
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      this.#options.submit(command.name, this.#values());
      this.showIdle();
    };
  }

  #adder(command: Command, option: APIApplicationCommandOption): HTMLElement {
    const add = document.createElement('button');
    add.type = 'button';
    add.className = 'add';
    add.textContent = `+ ${option.name}`;
    add.title = option.description;
    add.addEventListener('click', () => {
      const field = this.#field(command, option);
      add.replaceWith(field);
      field.querySelector<HTMLElement>('input, select')?.focus();
    });
    return add;
  }

  #field(command: Command, option: APIApplicationCommandOption): HTMLElement {
    const label = document.createElement('label');
    label.className = option.required ? 'option required' : 'option';
    label.title = option.description;
    label.append(Object.assign(document.createElement('span'), { textContent: option.name }));
    const choices = 'choices' in option ? option.choices : undefined;
    const control = choices ? document.createElement('select') : document.createElement('input');
    if (choices) control.append(...choices.map(({ name, value }) => new Option(name, String(value))));
    control.dataset.option = option.name;
    control.dataset.type = String(option.type);
    label.append(control);
    if ('autocomplete' in option && option.autocomplete && control instanceof HTMLInputElement) {
      label.append(this.#suggestions(command, option.name, control));
    }
    return label;
  }

  /** The bot's own suggestions while one types. */
  #suggestions(command: Command, option: string, input: HTMLInputElement): HTMLDataListElement {
    const list = document.createElement('datalist');
    list.id = `suggestions-${option}`;
    input.setAttribute('list', list.id);
    const refresh = async () => {
      const choices = await suggest(this.#options.place(), command.name, option, input.value);
      list.replaceChildren(...choices.map(({ name, value }) => Object.assign(new Option(name, value))));
    };
    input.addEventListener('focus', () => void refresh());
    input.addEventListener('input', () => void refresh());
    return list;
  }

  /** What was filled in. Numbers that are none stay text, so that the app can say what is wrong with them. */
  #values(): Values {
    const values: Values = {};
    for (const control of this.#form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-option]')) {
      const { option, type } = control.dataset;
      if (option === undefined || control.value === '') continue;
      const isNumber =
        type === String(ApplicationCommandOptionType.Integer) || type === String(ApplicationCommandOptionType.Number);
      values[option] = isNumber && Number.isFinite(Number(control.value)) ? Number(control.value) : control.value;
    }
    return values;
  }
}

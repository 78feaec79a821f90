import type { Choice, OptionValue, View } from './api.ts';
import { CommandForm } from './command-form.ts';
import { make } from './element.ts';
import { Panel } from './panel.ts';
import { type Typeable, typeables } from './typeable.ts';

export interface ComposerOptions {
  view: () => View;
  submit: (name: string, options: Record<string, OptionValue>) => void;
  suggest: (name: string, option: string, typed: string, beside: Record<string, OptionValue>) => Promise<Choice[]>;
}

/** Where one types: `/` lists the commands, and a chosen one becomes a row of its options. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #panel = new Panel();
  readonly #options: ComposerOptions;

  constructor(form: HTMLFormElement, options: ComposerOptions) {
    this.#form = form;
    this.#options = options;
  }

  /** The plain input, waiting for a slash. */
  showIdle(): void {
    const input = make('input', 'words');
    input.ariaLabel = 'Message';
    input.placeholder = 'Type / for commands';
    this.#panel.hide();
    const start = make('button', 'slash', '/');
    start.type = 'button';
    start.ariaLabel = 'Commands';
    start.title = 'Commands';
    start.addEventListener('click', () => {
      input.value = '/';
      input.focus();
      this.#list(input);
    });
    this.#form.className = 'idle';
    this.#form.replaceChildren(this.#panel.element, start, input);
    this.#form.onsubmit = (event) => event.preventDefault();
    // Those of the command that was here before.
    Object.assign(this.#form, { onkeydown: null, ondragover: null, ondrop: null, onpaste: null });
    input.addEventListener('input', () => this.#list(input));
    input.addEventListener('blur', () => this.#panel.hide());
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#panel.hide();
      if (this.#panel.take(event.key)) event.preventDefault();
    });
  }

  #list(input: HTMLInputElement): void {
    if (!input.value.startsWith('/')) {
      this.#panel.hide();
      return;
    }
    const typed = input.value.slice(1);
    const all = typeables(this.#options.view());
    const exact = all.find(({ shownName }) => typed.startsWith(`${shownName} `));
    if (exact) {
      this.#choose(exact, typed.slice(exact.shownName.length + 1));
      return;
    }
    const matching = all.filter(({ shownName }) => shownName.includes(typed.trim().toLowerCase()));
    const items = matching.map((command) => ({
      icon: '/',
      label: command.shownName,
      hint: command.description,
      pick: () => this.#choose(command, ''),
    }));
    this.#panel.show('Easel', items, true);
  }

  #choose(command: Typeable, rest: string): void {
    const { view, submit, suggest } = this.#options;
    const form = new CommandForm(this.#form, this.#panel, command, {
      view,
      suggest: (option, typed, beside) => suggest(command.name, option, typed, beside),
      submit: (values) => {
        submit(command.name, values);
        this.showIdle();
        this.#form.querySelector('input')?.focus();
      },
      leave: () => {
        this.showIdle();
        this.#form.querySelector('input')?.focus();
      },
    });
    form.open(rest.replace(/^\w+:\s*/, ''));
  }
}

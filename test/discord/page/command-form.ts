import type { APIApplicationCommandBasicOption } from 'discord-api-types/v10';
import type { Choice, OptionValue, View } from './api.ts';
import { button, make } from './element.ts';
import { OptionField } from './option-field.ts';
import type { Panel } from './panel.ts';
import { inLanguage, languageOf, type Typeable } from './typeable.ts';

export interface CommandFormOptions {
  view: () => View;
  suggest: (option: string, typed: string, beside: Record<string, OptionValue>) => Promise<Choice[]>;
  submit: (values: Record<string, OptionValue>) => void;
  leave: () => void;
}

/** A chosen command with a field for every option that one uses; the panel offers the others. */
export class CommandForm {
  readonly #form: HTMLFormElement;
  readonly #panel: Panel;
  readonly #command: Typeable;
  readonly #options: CommandFormOptions;
  readonly #fields: OptionField[] = [];
  readonly #more = button('more-options', '', () => this.#offerOptions());

  constructor(form: HTMLFormElement, panel: Panel, command: Typeable, options: CommandFormOptions) {
    this.#form = form;
    this.#panel = panel;
    this.#command = command;
    this.#options = options;
  }

  /** `typed` goes into the first required option. */
  open(typed: string): void {
    const send = make('button', 'send', 'Send');
    send.type = 'submit';
    const leave = button('leave', '×', this.#options.leave);
    leave.ariaLabel = 'Leave the command';
    this.#panel.hide();
    this.#form.className = 'command';
    this.#form.replaceChildren(
      this.#panel.element,
      make('b', 'command-name', `/${this.#command.shownName}`),
      this.#more,
      send,
      leave,
    );
    for (const option of this.#command.options) if (option.required) this.#add(option);
    const [first] = this.#fields;
    if (first && typed) first.type(typed);
    this.#countMore();
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      void this.#send();
    };
    this.#form.onkeydown = ({ key }) => {
      if (key === 'Escape') this.#options.leave();
    };
    this.#form.ondragover = (event) => event.preventDefault();
    this.#form.ondrop = (event) => {
      event.preventDefault();
      this.#takeFile(event.dataTransfer?.files[0]);
    };
    this.#form.onpaste = ({ clipboardData }) => this.#takeFile(clipboardData?.files[0]);
    if (first) first.focus();
    else send.focus();
  }

  #add(option: APIApplicationCommandBasicOption): OptionField {
    const field = new OptionField(option, {
      locale: languageOf(this.#options.view()),
      view: this.#options.view,
      panel: this.#panel,
      suggest: async (typed) => this.#options.suggest(option.name, typed, await this.#values(true)),
      offerOptions: () => this.#offerOptions(),
      remove: () => {
        this.#fields.splice(this.#fields.indexOf(field), 1);
        field.element.remove();
        this.#countMore();
        this.#fields.at(-1)?.focus();
      },
    });
    this.#fields.push(field);
    this.#more.before(field.element);
    this.#countMore();
    return field;
  }

  #unused(): APIApplicationCommandBasicOption[] {
    return this.#command.options.filter(({ name }) => !this.#fields.some(({ option }) => option.name === name));
  }

  #countMore(): void {
    const { length } = this.#unused();
    this.#more.textContent = `+${length} more`;
    this.#more.ariaLabel = 'More options';
    this.#more.hidden = length === 0;
  }

  #offerOptions(): void {
    const locale = languageOf(this.#options.view());
    const items = this.#unused().map((option) => ({
      label: inLanguage(option.name, option.name_localizations, locale),
      hint: inLanguage(option.description, option.description_localizations, locale),
      pick: () => this.#add(option).focus(),
    }));
    this.#panel.show('Options', items, false);
  }

  /** A dropped or pasted file goes into the option that takes one. */
  #takeFile(file: File | undefined): void {
    if (!file) return;
    const waiting = this.#fields.find(({ takesFile }) => takesFile);
    const option = this.#unused().find((one) => OptionField.takesFile(one));
    const field = waiting ?? (option ? this.#add(option) : undefined);
    field?.attach(file);
  }

  async #values(isBrief: boolean): Promise<Record<string, OptionValue>> {
    const values: Record<string, OptionValue> = {};
    for (const field of this.#fields) {
      if (isBrief && field.takesFile) continue;
      const value = await field.value();
      if (value !== null) values[field.option.name] = value;
    }
    return values;
  }

  async #send(): Promise<void> {
    const values = await this.#values(false);
    const missing = this.#fields.find(({ option }) => option.required && !(option.name in values));
    if (missing) return missing.complain();
    this.#panel.hide();
    this.#options.submit(values);
  }
}

import { make } from './element.ts';

/** A line of the panel, and what choosing it does. */
export interface PanelItem {
  label: string;
  hint?: string | undefined;
  /** In bold before the label. */
  icon?: string;
  pick: () => void;
}

/** The list above the place where one types: commands, options or suggestions, chosen with a click or the arrow keys. */
export class Panel {
  readonly element = make('div', 'panel');
  #items: readonly PanelItem[] = [];
  #active = -1;

  constructor() {
    this.element.role = 'listbox';
    this.element.ariaLabel = 'Suggestions';
    this.hide();
    // Chosen on press, since the field that one types into loses its focus, and with it the panel, before a click ends.
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  /** With `isFirstActive` Enter chooses the first line; else it is chosen only after an arrow key. */
  show(title: string, items: readonly PanelItem[], isFirstActive: boolean): void {
    this.#items = items;
    this.#active = isFirstActive && items.length > 0 ? 0 : -1;
    const lines = items.map(({ icon, label, hint, pick }) => {
      const line = make('button', 'line', make('b', '', icon ?? ''), make('span', '', label));
      if (hint) line.append(make('small', '', hint));
      line.type = 'button';
      line.role = 'option';
      line.tabIndex = -1;
      line.addEventListener('click', pick);
      return line;
    });
    this.element.replaceChildren(make('h3', '', title), ...lines);
    this.element.hidden = items.length === 0;
    this.#mark();
  }

  hide(): void {
    this.element.hidden = true;
    this.#items = [];
    this.#active = -1;
  }

  /** Moves or chooses as a key says; whether the key was for the panel. */
  take(key: string): boolean {
    if (this.element.hidden) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1;
      this.#active = (this.#active + step + this.#items.length) % this.#items.length;
      this.#mark();
      return true;
    }
    const chosen = this.#items[this.#active];
    if (!chosen || (key !== 'Enter' && key !== 'Tab')) return false;
    chosen.pick();
    return true;
  }

  #mark(): void {
    for (const [index, line] of [...this.element.querySelectorAll<HTMLElement>('.line')].entries()) {
      line.ariaSelected = String(index === this.#active);
      if (index === this.#active) line.scrollIntoView({ block: 'nearest' });
    }
  }
}

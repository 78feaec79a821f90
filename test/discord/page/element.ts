/** An element with a class and what is in it. Text only ever becomes a text node. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** A button that sends no form. */
export function button(className: string, label: string, onClick: () => void): HTMLButtonElement {
  const made = make('button', className, label);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** A person's or the bot's round picture. */
export function avatar(name: string, id: string, isBot: boolean): HTMLElement {
  const made = make('span', isBot ? 'avatar bot' : 'avatar', isBot ? '' : (name[0] ?? ''));
  made.ariaHidden = 'true';
  if (!isBot) made.style.setProperty('--hue', String((Number(id.slice(-2)) * 137) % 360)); // the golden angle: no two alike
  return made;
}

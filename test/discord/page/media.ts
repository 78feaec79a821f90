import { button, make } from './element.ts';

/** A picture of a message: a click shows it large; a spoiler first shows itself. */
export function picture(address: string, description: string, isSpoiler = false): HTMLElement {
  const image = make('img');
  image.src = address;
  image.alt = description;
  image.title = description;
  const frame = make('button', isSpoiler ? 'picture hidden' : 'picture', image);
  frame.type = 'button';
  if (isSpoiler) frame.append(make('span', 'spoiler-mark', 'Spoiler'));
  frame.addEventListener('click', () => {
    if (frame.classList.contains('hidden')) frame.classList.remove('hidden');
    else enlarge(address, description);
  });
  return frame;
}

/** A file that is no picture. */
export function fileCard(name: string, address: string, bytes: number | null): HTMLElement {
  const link = Object.assign(make('a', '', name), { href: address, target: '_blank', rel: 'noreferrer' });
  const size = bytes === null ? '' : `${(bytes / 1024).toFixed(1)} KB`;
  return make('div', 'file', make('span', 'file-icon', '📄'), make('div', '', link, make('small', '', size)));
}

function enlarge(address: string, description: string): void {
  const image = Object.assign(make('img'), { src: address, alt: description });
  const link = Object.assign(make('a', '', 'Open in browser'), { href: address, target: '_blank', rel: 'noreferrer' });
  const dialog = make('dialog', 'lightbox', image);
  dialog.append(
    make(
      'p',
      '',
      link,
      button('', 'Close', () => dialog.close()),
    ),
  );
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog || target === image) dialog.close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { ComponentType } from 'discord-api-types/v10';
import type { FieldValue } from './api.ts';
import { avatar, button, make } from './element.ts';
import { type Names, renderMarkdown } from './markdown.ts';
import { type Field, newField } from './modal-fields.ts';

/** A modal as a dialog; `onSubmit` gets the values by custom_id. */
export function openModal(
  modal: APIModalInteractionResponseCallbackData,
  names: Names,
  onSubmit: (values: Record<string, FieldValue>) => void,
): void {
  const dialog = make('dialog', 'modal');
  dialog.setAttribute('aria-labelledby', 'modal-title');
  const form = make('form');
  form.method = 'dialog';
  const title = make('h2', '', modal.title);
  title.id = 'modal-title';
  form.append(make('header', '', avatar('Easel', '0', true), title));
  const fields: Field[] = [];
  const content = make('div', 'fields');
  for (const component of modal.components) {
    if (component.type === ComponentType.TextDisplay) {
      content.append(make('div', 'text', renderMarkdown(component.content, names)));
    }
    if (component.type !== ComponentType.Label) continue;
    const field = newField(component);
    fields.push(field);
    content.append(field.element);
  }
  const submit = make('button', 'primary', 'Submit');
  form.append(
    content,
    make(
      'footer',
      '',
      button('', 'Cancel', () => dialog.close()),
      submit,
    ),
  );
  form.addEventListener('submit', async () => {
    const entries = await Promise.all(fields.map(async ({ name, value }) => [name, await value()] as const));
    onSubmit(Object.fromEntries(entries.filter((entry) => entry[1] !== null)) as Record<string, FieldValue>);
  });
  dialog.append(form);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

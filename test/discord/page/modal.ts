import {
  type APIModalInteractionResponseCallbackData,
  type APIRadioGroupComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';

/** A modal as a dialog: labelled text inputs and selects; `onSubmit` gets the values by custom_id. */
export function openModal(
  modal: APIModalInteractionResponseCallbackData,
  onSubmit: (values: Record<string, string>) => void,
): void {
  const dialog = document.createElement('dialog');
  const form = document.createElement('form');
  form.method = 'dialog';
  const heading = document.createElement('h2');
  heading.textContent = modal.title;
  form.append(heading);
  for (const component of modal.components) {
    if (component.type !== ComponentType.Label) continue;
    const label = document.createElement('label');
    label.textContent = component.label;
    const inner = component.component;
    if (inner.type === ComponentType.TextInput) {
      const field =
        inner.style === TextInputStyle.Paragraph ? document.createElement('textarea') : document.createElement('input');
      field.value = inner.value ?? '';
      field.required = inner.required ?? true;
      if (inner.max_length !== undefined) field.maxLength = inner.max_length;
      field.name = inner.custom_id;
      label.append(field);
    } else if (inner.type === ComponentType.StringSelect) {
      const field = document.createElement('select');
      field.name = inner.custom_id;
      field.append(
        ...inner.options.map(({ label: name, value, default: isDefault }) => new Option(name, value, false, isDefault)),
      );
      label.append(field);
    } else if (inner.type === ComponentType.RadioGroup) {
      form.append(radioGroup(component.label, component.description, inner));
      continue;
    }
    form.append(label);
  }
  const buttons = document.createElement('div');
  buttons.className = 'buttons';
  const cancel = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Cancel' });
  cancel.addEventListener('click', () => dialog.close());
  buttons.append(
    cancel,
    Object.assign(document.createElement('button'), { textContent: 'Submit', className: 'primary' }),
  );
  form.append(buttons);
  form.addEventListener('submit', () => {
    onSubmit(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
  });
  dialog.append(form);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** One choice of several, with its question above. */
function radioGroup(title: string, hint: string | undefined, { custom_id, options, required }: APIRadioGroupComponent) {
  const group = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = hint === undefined ? title : `${title} (${hint})`;
  group.append(legend);
  for (const { value, label, default: isDefault } of options) {
    const choice = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: custom_id, value, required: required ?? true, checked: isDefault });
    choice.append(input, label);
    group.append(choice);
  }
  return group;
}

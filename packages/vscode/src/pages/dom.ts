/** What an element is made with. Texts are texts, whatever stands in them: nothing here reads markup. */
export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly role?: string;
  /** `aria-…`, `data-…` and others, by their full names. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | undefined)[];
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { class: className, text, title, role, attributes = {}, children = [] }: Parts = {},
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (title !== undefined) made.title = title;
  if (role !== undefined) made.setAttribute('role', role);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** Something to press. @param key by which it is found again after all was drawn anew */
export function button(text: string, key: string, press: () => void, className = 'button'): HTMLButtonElement {
  const made = element('button', { class: className, text, attributes: { type: 'button', 'data-key': key } });
  made.addEventListener('click', press);
  return made;
}

/** A sentence, of which what stands between backticks is a command. */
export function sentence(text: string): readonly HTMLElement[] {
  return text.split('`').map((part, at) => element(at % 2 === 1 ? 'code' : 'span', { text: part }));
}

/** A text with values in the places `{0}`, `{1}` … of it. */
export function filled(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

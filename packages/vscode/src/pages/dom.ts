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

/**
 * Makes what stands in an element like what stands in another, and leaves alone what is as it was: it keeps its focus, and what
 * is selected. An element with a `data-key` stays the same one wherever it moves among its siblings. Who listens to what was
 * made anew is lost: whoever updates a page listens at its root.
 */
export function become(old: Element, made: Element): void {
  for (const name of old.getAttributeNames()) if (!made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const wantedKeys = new Set([...made.children].map(keyOf));
  const keyed = new Map<string, ChildNode>();
  for (const child of Array.from(old.children)) {
    if (keyOf(child) === '') continue;
    // What stays is not to be moved around what goes: moved, it would lose its focus.
    if (wantedKeys.has(keyOf(child))) keyed.set(keyOf(child), child);
    else child.remove();
  }
  let at = old.firstChild;
  for (const wanted of Array.from(made.childNodes)) {
    const found = keyOf(wanted) === '' ? at : keyed.get(keyOf(wanted));
    const kept = found !== null && found !== undefined && isAlike(found, wanted) ? found : wanted;
    if (kept === at) at = at.nextSibling;
    else old.insertBefore(kept, at);
    if (kept === wanted) continue;
    if (kept instanceof Element && wanted instanceof Element) become(kept, wanted);
    else if (kept.nodeValue !== wanted.nodeValue) kept.nodeValue = wanted.nodeValue;
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

function keyOf(node: Node): string {
  return node instanceof Element ? (node.getAttribute('data-key') ?? '') : '';
}

function isAlike(one: Node, other: Node): boolean {
  return one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

/** An element as it is to be, or a text. There is no way to say markup: a text becomes a text. */
export type VNode = VElement | string;

interface VElement {
  readonly tag: string;
  /** Tells it from its siblings, so that it stays the same element, with its focus, wherever it moves. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly on: Readonly<Record<string, (event: Event) => void>>;
  /** Custom properties and lengths, by the object model: a strict policy lets no style attribute through. */
  readonly style: Readonly<Record<string, string>>;
  readonly children: readonly VNode[];
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

interface Extras {
  readonly key?: string;
  readonly on?: VElement['on'];
  readonly style?: VElement['style'];
}

/** @param attributes `true` stands without a value, `false` and `undefined` are left out */
export function h(
  tag: string,
  attributes: Attributes = {},
  children: readonly (VNode | false | undefined)[] = [],
  { key = '', on = {}, style = {} }: Extras = {},
): VElement {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false);
  return {
    tag,
    key,
    on,
    style,
    attributes: Object.fromEntries(given.map(([name, value]) => [name, value === true ? '' : String(value)])),
    children: children.filter((child): child is VNode => child !== false && child !== undefined),
  };
}

/** What stands in the page, as it was said. */
const said = new WeakMap<Node, VElement>();

/** Makes the children of an element what they are to be. What is as it was is left alone. */
export function patch(parent: Element, children: readonly VNode[]): void {
  const keyed = new Map<string, ChildNode>();
  for (const child of parent.childNodes) {
    const { key, tag } = said.get(child) ?? { key: '', tag: '' };
    if (key !== '') keyed.set(`${tag} ${key}`, child);
  }
  let at: ChildNode | null = parent.firstChild;
  for (const child of children) {
    const wanted = typeof child === 'string' || child.key === '' ? undefined : keyed.get(`${child.tag} ${child.key}`);
    const found = wanted ?? (at !== null && isAlike(at, child) ? at : undefined);
    const node = found ?? make(child, parent);
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
    if (typeof child === 'string') {
      if (node.nodeValue !== child) node.nodeValue = child;
    } else if (node instanceof Element) update(node, child);
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Whether what stands there can become this: nothing that has a key of its own does. */
function isAlike(node: ChildNode, child: VNode): boolean {
  if (typeof child === 'string') return node.nodeType === Node.TEXT_NODE;
  const before = said.get(node);
  return before !== undefined && before.tag === child.tag && before.key === child.key;
}

const svg = 'http://www.w3.org/2000/svg';
const drawn = new Set(['svg', 'path', 'circle', 'rect']);

function make(child: VNode, parent: Element): ChildNode {
  const { ownerDocument } = parent;
  if (typeof child === 'string') return ownerDocument.createTextNode(child);
  const element = drawn.has(child.tag)
    ? ownerDocument.createElementNS(svg, child.tag)
    : ownerDocument.createElement(child.tag);
  said.set(element, { ...child, attributes: {}, style: {}, on: {}, children: [] });
  return element;
}

function update(element: Element, child: VElement): void {
  const before = said.get(element);
  if (before === child) return;
  said.set(element, child);
  for (const [name, value] of Object.entries(child.attributes)) {
    if (before?.attributes[name] !== value) element.setAttribute(name, value);
  }
  for (const name of Object.keys(before?.attributes ?? {})) {
    if (!(name in child.attributes)) element.removeAttribute(name);
  }
  if (element instanceof HTMLElement || element instanceof SVGElement) {
    for (const [name, value] of Object.entries(child.style)) {
      if (before?.style[name] !== value) element.style.setProperty(name, value);
    }
  }
  // Who listens is asked anew at every event: nothing is taken away and put back.
  for (const name of Object.keys(child.on)) {
    if (before?.on[name] === undefined) element.addEventListener(name, (event) => said.get(element)?.on[name]?.(event));
  }
  patch(element, child.children);
}

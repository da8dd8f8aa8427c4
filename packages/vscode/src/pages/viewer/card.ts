import type {
  ChainView,
  FilePart,
  FindingView,
  ItemView,
  LinkView,
  RelationView,
  RowView,
  SpanView,
} from '../../shared/file-view.ts';
import type { FromPage, ViewerWords } from '../../shared/viewer-messages.ts';
import { button, element, filled, sentence } from '../dom.ts';
import { lifeBar } from './life-bar.ts';
import { elementTree } from './tree.ts';

/** What cards are drawn with. */
export interface CardOptions {
  readonly words: ViewerWords;
  readonly send: (message: FromPage) => void;
  /** Whether something is unfolded, by keys. */
  readonly open: Map<string, boolean>;
  readonly partOf: (index: number, part: 'asn1' | 'openssl', got: (content: FilePart | undefined) => void) => void;
}

/** An item with all that is known of it. @param isFolded whether only its name is shown at first */
export function cardOf(item: ItemView, options: CardOptions, isFolded: boolean): HTMLElement {
  const heading = element('h2', {
    children: [
      element('span', { class: 'name', text: item.name }),
      item.state === '' ? undefined : element('span', { class: `state ${item.tone}`, text: item.state }),
    ],
  });
  const body = [
    item.title.length + item.within.length === 0
      ? undefined
      : element('p', { class: 'title', children: [...item.title.map(spanOf), whereWithin(item, options)] }),
    item.life === undefined ? undefined : lifeBar(item.life, options.words),
    item.findings.length === 0 ? undefined : findingList(item.findings, options.words.findings, options),
    element('dl', { children: item.rows.flatMap(rowOf) }),
    item.relations.length === 0 ? undefined : relationsOf(item, options),
    item.chain === undefined ? undefined : chainOf(item.chain, options),
    actionsOf(item, options),
    item.parts.includes('asn1') ? partOf(item.index, 'asn1', options.words.asn1, options) : undefined,
    item.parts.includes('openssl') ? partOf(item.index, 'openssl', options.words.openssl, options) : undefined,
  ];
  const attributes = { 'aria-label': item.name };
  if (!isFolded) return element('article', { class: `card ${item.tone}`, attributes, children: [heading, ...body] });
  const details = element('details', {
    class: `card ${item.tone}`,
    attributes,
    children: [element('summary', { children: [heading], attributes: { 'data-key': `card-${item.index}` } }), ...body],
  });
  remember(details, `card-${item.index}`, options.open);
  return details;
}

function spanOf({ text, tone }: SpanView): HTMLElement {
  return element('span', { class: tone, text });
}

function whereWithin({ within }: ItemView, { words }: CardOptions): HTMLElement | undefined {
  if (within.length === 0) return undefined;
  return element('span', { class: 'muted within', text: filled(words.within, within.join(', ')) });
}

function rowOf({ label, lines }: RowView): readonly HTMLElement[] {
  return [
    element('dt', { text: label }),
    element('dd', { children: lines.map((spans) => element('div', { children: spans.map(spanOf) })) }),
  ];
}

/** What else there is to which it belongs. */
function relationsOf({ relations }: ItemView, options: CardOptions): HTMLElement {
  return element('section', {
    class: 'relations',
    children: [
      element('h3', { text: options.words.relations }),
      element('dl', { children: relations.flatMap((relation) => relationOf(relation, options)) }),
    ],
  });
}

function relationOf({ label, others, more, text }: RelationView, options: CardOptions): readonly HTMLElement[] {
  return [
    element('dt', { text: label }),
    element('dd', {
      children: [
        ...others.map((other, at) => element('div', { children: [linkOf(other, `${label}-${at}`, options)] })),
        text === undefined ? undefined : element('div', { text }),
        more === 0 ? undefined : element('div', { class: 'muted', text: filled(options.words.more, more) }),
      ],
    }),
  ];
}

function linkOf({ text, link }: LinkView, key: string, { send }: CardOptions): HTMLElement {
  return button(text, `link-${link}-${key}`, () => send({ type: 'open', link }), 'link');
}

/** What is wrong, and what to do about it. */
export function findingList(findings: readonly FindingView[], title: string, options: CardOptions): HTMLElement {
  const { words, send } = options;
  return element('ul', {
    class: 'findings',
    attributes: { 'aria-label': title },
    children: findings.map(({ code, severity, reason, cure, related }, at) =>
      element('li', {
        class: severity,
        children: [
          element('p', {
            children: [element('span', { class: 'severity', text: words.severities[severity] }), ...sentence(reason)],
          }),
          element('p', { class: 'cure', children: sentence(cure) }),
          element('p', {
            class: 'more',
            children: [
              button(words.explain, `finding-${code}-${at}`, () => send({ type: 'finding', code }), 'link'),
              ...related.flatMap((each, index) => [
                element('span', { class: 'muted', text: `${words.seeAlso} ` }),
                linkOf(each, `${code}-${at}-${index}`, options),
              ]),
            ],
          }),
        ],
      }),
    ),
  });
}

function chainOf({ steps, complete }: ChainView, options: CardOptions): HTMLElement {
  const { words } = options;
  return element('section', {
    class: 'chain',
    children: [
      element('h3', { text: words.chain }),
      element('ol', {
        children: steps.map((step, at) =>
          element('li', {
            class: step.isHere ? 'here' : '',
            attributes: step.isHere ? { 'aria-current': 'true' } : {},
            children: [
              step.isHere ? element('span', { class: 'name', text: step.text }) : linkOf(step, `chain-${at}`, options),
              element('span', { class: step.tone, text: ` ${step.state}` }),
              element('span', { class: 'muted', text: ` ${step.isHere ? words.thisOne : step.where}` }),
            ],
          }),
        ),
      }),
      complete ? undefined : element('p', { class: 'muted', text: words.chainOpen }),
    ],
  });
}

function actionsOf({ index, fingerprint, parts }: ItemView, { words, send }: CardOptions): HTMLElement | undefined {
  const buttons = [
    fingerprint === undefined
      ? undefined
      : button(words.copyFingerprint, `copy-${index}`, () => send({ type: 'copy', index })),
    parts.includes('pem') ? button(words.pem, `pem-${index}`, () => send({ type: 'pem', index })) : undefined,
  ].filter((each) => each !== undefined);
  return buttons.length === 0 ? undefined : element('div', { class: 'actions', children: buttons });
}

/** More of an item, which is asked for when it is unfolded. */
function partOf(index: number, part: 'asn1' | 'openssl', title: string, options: CardOptions): HTMLElement {
  const key = `${part}-${index}`;
  const body = element('div', { class: part });
  const details = element('details', {
    class: 'part',
    children: [element('summary', { text: title, attributes: { 'data-key': key } }), body],
  });
  const fill = (): void => {
    if (!details.open || body.firstChild !== null) return;
    options.partOf(index, part, (content) => body.replaceChildren(partContent(content, title, options.words)));
  };
  details.addEventListener('toggle', fill);
  remember(details, key, options.open);
  return details;
}

function partContent(content: FilePart | undefined, title: string, words: ViewerWords): HTMLElement {
  switch (content?.kind) {
    case 'text':
      return element('pre', { text: content.text, attributes: { tabindex: '0', 'aria-label': title } });
    case 'tree':
      return elementTree(content.elements, title);
    default:
      return element('p', { class: 'muted', text: words.notShown });
  }
}

/** Keeps whether something is unfolded. */
function remember(details: HTMLDetailsElement, key: string, open: Map<string, boolean>): void {
  details.open = open.get(key) === true;
  details.addEventListener('toggle', () => open.set(key, details.open));
}

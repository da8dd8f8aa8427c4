import type { FilePart } from '../../shared/file-view.ts';
import type { FileState, FromPage, ToPage, ViewerWords } from '../../shared/viewer-messages.ts';
import { button, element, filled, sentence } from '../dom.ts';
import { cardOf, findingList } from './card.ts';
import type { CardOptions } from './card.ts';

declare function acquireVsCodeApi(): { readonly postMessage: (message: FromPage) => void };

const { postMessage: send } = acquireVsCodeApi();
const page = document.querySelector('#page');

let words: ViewerWords | undefined;
/** What was unfolded, by keys: it stays so when all is drawn anew. */
const open = new Map<string, boolean>();
/** Parts that were asked for, and what came of it. */
const parts = new Map<string, FilePart | undefined>();
const waiting = new Map<string, (content: FilePart | undefined) => void>();
/** So many items stand there unfolded; of more each is a line to be unfolded. */
const mostUnfolded = 6;

addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'words':
      words = data.words;
      return show(element('p', { class: 'muted', text: words.reading, role: 'status' }));
    case 'file':
      // Another file stands there now: what was asked of the one before is not of it.
      parts.clear();
      return draw(data.name, data.state);
    case 'part': {
      const key = `${data.part}-${data.index}`;
      parts.set(key, data.content);
      waiting.get(key)?.(data.content);
      waiting.delete(key);
    }
  }
});

function draw(name: string, state: FileState): void {
  if (words === undefined) return;
  const at = document.activeElement?.getAttribute('data-key');
  const { scrollTop } = document.documentElement;
  show(...contents(words, name, state));
  document.documentElement.scrollTop = scrollTop;
  if (typeof at === 'string') page?.querySelector<HTMLElement>(`[data-key="${CSS.escape(at)}"]`)?.focus();
}

function show(...children: readonly Node[]): void {
  page?.replaceChildren(...children);
}

function contents(said: ViewerWords, name: string, state: FileState): readonly Node[] {
  const heading = element('h1', { text: name });
  switch (state.kind) {
    case 'too-large':
      return [
        element('header', { class: 'file', children: [heading] }),
        notice('warn', filled(said.tooLarge, numberText(state.size), numberText(state.most)), said.tooLargeNext),
      ];
    case 'not-read':
      return [
        element('header', { class: 'file', children: [heading] }),
        notice('bad', filled(said.notRead, state.reason)),
      ];
    case 'view':
      return fileContents(said, heading, state);
  }
}

function fileContents(
  said: ViewerWords,
  heading: HTMLElement,
  { view, isText }: FileState & { kind: 'view' },
): readonly Node[] {
  const { items, lock, more, findings, size } = view;
  const options: CardOptions = { words: said, send, open, partOf };
  const isFolded = items.length > mostUnfolded;
  return [
    element('header', {
      class: 'file',
      children: [
        heading,
        element('p', {
          class: 'muted',
          text: [
            filled(said.bytes, numberText(size)),
            ...(items.length > 1 ? [filled(said.items, items.length)] : []),
          ].join(' · '),
        }),
        element('div', {
          class: 'actions',
          children: [
            lock === undefined
              ? undefined
              : button(said.enterPassword, 'password', () => send({ type: 'password' }), 'button primary'),
            items.some(({ parts: own }) => own.includes('pem')) && items.length > 1
              ? button(said.allPem, 'pem', () => send({ type: 'pem' }))
              : undefined,
            items.some(({ kind }) => kind !== 'unreadable')
              ? button(said.decoded, 'decoded', () => send({ type: 'decoded' }))
              : undefined,
            isText || size === 0 ? button(said.asText, 'text', () => send({ type: 'text' })) : undefined,
          ],
        }),
      ],
    }),
    ...(isText ? [notice('plain', said.isText)] : []),
    ...(lock === undefined ? [] : [notice('warn', lock === 'no-password' ? said.locked : said.wrongPassword)]),
    ...(items.length > 0 ? [] : [notice('plain', ...(size === 0 ? [said.empty] : [said.nothing, said.nothingNext]))]),
    ...(findings.length === 0 ? [] : [findingList(findings, said.fileFindings, options)]),
    ...items.map((item) => cardOf(item, options, isFolded)),
    ...(more === 0 ? [] : [notice('plain', filled(said.moreItems, numberText(more)))]),
  ];
}

/** More of an item: what was asked for before, at once. */
function partOf(index: number, part: 'asn1' | 'openssl', got: (content: FilePart | undefined) => void): void {
  const key = `${part}-${index}`;
  if (parts.has(key)) return got(parts.get(key));
  waiting.set(key, got);
  send({ type: 'part', index, part });
}

function notice(tone: string, ...lines: readonly string[]): HTMLElement {
  return element('div', {
    class: `notice ${tone}`,
    role: 'status',
    children: lines.map((line) => element('p', { children: sentence(line) })),
  });
}

function numberText(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(value);
}

send({ type: 'ready' });

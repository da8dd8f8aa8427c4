import { wordsOf } from '../../app/explain/events.ts';
import type { State } from '../../app/state.ts';
import { secondOf } from '../../ui/stamp.ts';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Own, Shown } from './own.ts';

const unknown: readonly Line[] = [[{ text: 'What it sends is not known here.', tone: 'muted' }]];

/** One part after the other, each with what it is of. */
function each(chain: readonly Shown[], linesOf: (shown: Shown) => readonly Line[]): readonly Line[] {
  if (chain.length === 0) return unknown;
  return chain.flatMap((shown, at) => [
    ...(at === 0 ? [] : [[]]),
    ...(chain.length === 1 ? [] : [[{ text: `certificate ${at + 1} of ${chain.length}`, tone: 'accent' } as const]]),
    ...linesOf(shown),
  ]);
}

/** All that its certificates say, as openssl prints it. */
export function textLines({ chain }: Own): readonly Line[] {
  return each(chain, ({ text }) => text.map((line): Line => [{ text: line }]));
}

/** Element by element: where it begins, its tag, how long it is, and what is in it. */
export function asn1Lines({ chain }: Own): readonly Line[] {
  const head: Line = [{ text: 'offset  head  length  element', tone: 'muted' }];
  const lines = each(chain, ({ elements }) =>
    elements.map(({ offset, depth, headerLength, length, tag, value, isWrapped, damage }): Line => [
      {
        text: `${fit(String(offset), 6, 'right')}${fit(String(headerLength), 6, 'right')}${fit(String(length), 8, 'right')}  `,
        tone: 'muted',
      },
      { text: `${'  '.repeat(Math.min(depth, 20))}${tag}`, tone: isWrapped ? 'accent' : 'strong' },
      { text: value === '' ? '' : `  ${value}` },
      ...(damage === undefined ? [] : [{ text: `  ✗ ${damage}`, tone: 'bad' } as const]),
    ]),
  );
  return lines === unknown ? lines : [head, ...lines];
}

/** The same as `inspect --format json` has of a certificate. */
export function jsonLines({ chain }: Own): readonly Line[] {
  return each(chain, ({ description }) =>
    JSON.stringify(description, undefined, 2)
      .split('\n')
      .map((text): Line => [{ text }]),
  );
}

export function pemLines({ chain, trusts }: Own): readonly Line[] {
  const blocks = [
    ...chain.map(({ pem }, at) => [`swarm-node.crt, ${at + 1} of ${chain.length}`, pem] as const),
    ...(trusts === '' ? [] : [['swarm-root-ca.crt: whom it trusts', trusts] as const]),
  ];
  const lines = blocks.flatMap(([title, pem]): readonly Line[] => [
    [{ text: title, tone: 'accent' }],
    ...pem
      .trim()
      .split('\n')
      .map((text): Line => [{ text }]),
    [],
  ]);
  return lines.length === 0 ? unknown : lines;
}

/** What has happened to it, the latest first, each with what led to it. */
export function historyLines({ sight }: State, id: string): readonly Line[] {
  const journal = sight?.lab?.journal ?? [];
  const bySeq = new Map(journal.map((entry) => [entry.Seq, entry]));
  const entries = journal.filter(({ ID }) => ID === id).toReversed();
  if (entries.length === 0) {
    const text =
      sight?.lab === undefined ? 'Only a lab keeps a timeline.' : 'The timeline says nothing of it any more.';
    return [[{ text, tone: 'muted' }]];
  }
  return entries.flatMap((entry): readonly Line[] => {
    const { word, tone, what } = wordsOf(entry);
    const cause = entry.Cause === 0 ? undefined : bySeq.get(entry.Cause);
    const line: Line = [
      { text: `${secondOf(entry.At)}  `, tone: 'muted' },
      { text: fit(word, 11), tone },
      { text: what(entry) },
    ];
    if (cause === undefined) return [line];
    const why = wordsOf(cause);
    return [line, [{ text: `${' '.repeat(16)}└ because  ${fit(why.word, 11)}${why.what(cause)}`, tone: 'muted' }]];
  });
}

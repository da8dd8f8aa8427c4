import { openDocument } from '../../packages/core/src/inspect/document/document.ts';
import { defaultBounds } from '../../packages/core/src/inspect/text/bounds.ts';
import { findInText } from '../../packages/core/src/inspect/text/find-in-text.ts';
import { encodePem } from '../../packages/core/src/x509/pem.ts';
import { compare, us } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

const size = 5_000_000;
const rounds = 15;

/** What is read as a certificate is as long as one, and no two are the same. */
function certificate(index: number): string {
  const der = Uint8Array.from({ length: 1_000 }, (_, at) => (at * (2 * index + 3) + (at >> 4)) & 0xff);
  der.set([0x30, 0x82, 0x03, 0xe4, index & 0xff, index >> 8]);
  return encodePem('CERTIFICATE', der);
}

/** One string, as a file is read: not a rope of parts. */
function whole(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function filled(part: string): string {
  return whole(part.repeat(Math.ceil(size / part.length)).slice(0, size));
}

const certificates = (count: number): string =>
  whole(Array.from({ length: count }, (_, index) => certificate(index)).join(''));

/** Read to its end, however much is found: what is measured is not to end early. */
const uncut = { ...defaultBounds, finds: Number.POSITIVE_INFINITY };

const reads =
  (text: string): Contestant =>
  (times) => {
    for (let time = 0; time < times; time++) findInText(text, uncut);
  };

/** What a keystroke costs in a large document, beside opening it. */
export const inspectKeystroke: Benchmark = {
  name: 'inspect/keystroke',
  run: async () => {
    const count = 5_000;
    const text = certificates(count);
    let document = openDocument(text);
    if (document.finds.length !== count) throw new Error(`found ${document.finds.length}`);
    const type =
      (at: number): Contestant =>
      (times) => {
        for (let time = 0; time < times; time++) {
          // A character is typed, and taken back.
          const range = time % 2 === 0 ? { start: at, end: at } : { start: at, end: at + 1 };
          document = document.edit({ range, text: time % 2 === 0 ? '?' : '' }).document;
          if (document.finds.length !== count) throw new Error(`found ${document.finds.length}`);
        }
      };
    const taken = await compare(
      {
        open: (times) => {
          for (let time = 0; time < times; time++) void openDocument(text).finds;
        },
        first: type(400),
        middle: type(text.length / 2),
        last: type(text.length - 400),
      },
      { rounds, times: { open: 1, first: 4, middle: 4, last: 4 } },
    );
    return {
      name: inspectKeystroke.name,
      ratio: Math.max(taken.first, taken.middle, taken.last) / taken.open,
      goal: 0.1,
      detail: [
        `opening ${count} certificates, only to find them: ${us(taken.open)}, ${us(taken.open / count)} each`,
        `a keystroke in the first, middle and last: ${us(taken.first)}, ${us(taken.middle)}, ${us(taken.last)}`,
      ].join('\n'),
    };
  },
};

/** What a text costs that is base64 and nothing else. */
export const inspectOneLine: Benchmark = {
  name: 'inspect/one-line',
  run: () =>
    besideGood(inspectOneLine.name, {
      'one line': whole('A'.repeat(size)),
      'one line like DER': filled('MIIB'),
      'lines like DER': filled(`MIP/${'A'.repeat(60)}\n`),
      'one line in a block': whole(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(size)}\n`),
    }),
};

/** What a text costs that is full of what begins something, and begins nothing. */
export const inspectMarkers: Benchmark = {
  name: 'inspect/markers',
  run: () =>
    besideGood(inspectMarkers.name, {
      '-----BEGIN': filled('-----BEGIN '),
      'on lines': filled('-----BEGIN X-----\n'),
      'on one line': filled('-----BEGIN X-----'),
      'quoted on one line': filled('-----BEGIN X-----"'),
      nested: filled(`-----BEGIN X-----\n${'A'.repeat(64)}\n`),
      tokens: filled('SWMTKN-'),
      escapes: whole(`-----BEGIN X-----${String.raw`\n`.repeat(size / 2)}`),
    }),
};

/** The worst of some texts beside as much good PEM. */
async function besideGood(name: string, texts: Readonly<Record<string, string>>): ReturnType<Benchmark['run']> {
  const all: Readonly<Record<string, string>> = { ...texts, good: certificates(3_650) };
  const taken = await compare(Object.fromEntries(Object.entries(all).map(([each, text]) => [each, reads(text)])), {
    rounds,
    times: Object.fromEntries(Object.keys(all).map((each) => [each, 1])),
  });
  const perMega = (each: string): number => (taken[each] ?? Number.NaN) / ((all[each]?.length ?? 0) / 1e6);
  const good = perMega('good');
  return {
    name,
    ratio: Math.max(...Object.keys(texts).map((each) => perMega(each) / good)),
    goal: 3,
    detail: Object.keys(all)
      .map((each) => `${each}: ${us(perMega(each))} for a million characters, ${(perMega(each) / good).toFixed(2)}`)
      .join('\n'),
  };
}

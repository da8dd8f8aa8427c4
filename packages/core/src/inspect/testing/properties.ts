import * as fc from 'fast-check';
import { encodePem } from '../../x509/pem.ts';
import { openDocument, placed } from '../document/document.ts';
import { defaultBounds } from '../text/bounds.ts';
import type { Bounds } from '../text/bounds.ts';
import type { Find, PemFind } from '../text/find.ts';
import { findInText } from '../text/find-in-text.ts';
import type { TextRange } from '../place.ts';
import { anyDer, anyEdit, anyLabel, anyLayout, anyText } from './texts.ts';
import type { AnyEdit } from './texts.ts';

/** What holds of every text. Each throws where it does not. */
export const rangesAreExact = fc.property(anyText, (text) => {
  let end = 0;
  let before: TextRange | undefined;
  for (const find of findInText(text).finds) {
    const { range } = find;
    const isOfSameValue = before !== undefined && range.start === before.start && range.end === before.end;
    claim(isOfSameValue || range.start >= end, 'they are in order and do not overlap');
    claim(range.end > range.start && range.end <= text.length, 'they are inside the text');
    [end, before] = [range.end, range];
    claimFind(text, find);
  }
});

export const layoutsChangeNothing = fc.property(anyLabel, anyDer, anyLayout, (label, der, layout) => {
  const finds = findInText(layout.lay(encodePem(label, der))).finds.filter((find) => find.kind === 'pem');
  claim(finds.length === 1, 'one block is found');
  for (const find of finds) {
    claim(find.label === label && find.damage.length === 0, `it is a good ${label}`);
    claim(Buffer.compare(find.der, der) === 0, 'its contents are the same');
  }
});

export const anyStringIsRead = fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
  findInText(text);
});

/** So small that edits cross them. */
const tightBounds: Bounds = { text: 6_000, block: 1_200, finds: 8 };

export const editsAreFollowed = fc.property(
  anyText,
  fc.array(anyEdit, { minLength: 1, maxLength: 8 }),
  fc.constantFrom(defaultBounds, defaultBounds, { ...defaultBounds, block: 900 }, tightBounds),
  (text, edits, bounds) => {
    let document = openDocument(text, bounds);
    for (const edit of edits) {
      const known = new Set(document.finds.map(({ find }) => find));
      const { document: edited, gone, added } = document.edit(changeOf(edit, document.text.length));
      for (const find of gone) claim(known.delete(find), 'what is gone was there');
      for (const { find } of added) claim(!known.has(find), 'what is new was not there');
      for (const { find } of added) known.add(find);
      claim(known.size === edited.finds.length, 'nothing else is gone or new');
      claim(
        edited.finds.every(({ find }) => known.has(find)),
        'what is neither is the same object',
      );
      const anew = findInText(edited.text, bounds);
      claim(same(edited.finds.map(placed), anew.finds), 'it is as if the text were read anew');
      claim(same(edited.cut, anew.cut), 'it is cut where it is read anew');
      document = edited;
    }
  },
);

function changeOf({ at, length, text }: AnyEdit, of: number): { range: TextRange; text: string } {
  const start = at % (of + 1);
  return { range: { start, end: Math.min(of, start + length) }, text };
}

function claimFind(text: string, find: Find): void {
  const at = ({ start, end }: TextRange): string => text.slice(start, end);
  const inside = ({ start, end }: TextRange): boolean =>
    start <= end && start >= find.range.start && end <= find.range.end;
  switch (find.kind) {
    case 'der':
      claim(find.der[0] === 0x30, 'it is a SEQUENCE');
      return;
    case 'pem':
      claim(
        find.damage.every(({ range }) => inside(range)),
        'damage is inside the block',
      );
      claim([find.begin, find.body, find.end ?? find.body].every(inside), 'its parts are inside the block');
      if (!find.wrapping.includes('base64')) claimPem(at, find);
      return;
    case 'join-token':
      claim(find.text === at(find.range) && find.text.startsWith('SWMTKN-'), 'a token is what stands there');
      claim(
        [find.version, find.digest, find.secret].every((range) => range === undefined || inside(range)),
        'inside',
      );
      return;
    case 'unlock-key':
      claim(
        at(find.range).startsWith('SWMKEY-') && (find.secret === undefined || inside(find.secret)),
        'a key is there',
      );
  }
}

function claimPem(at: (range: TextRange) => string, find: PemFind): void {
  claim(/^-{3,5}BEGIN /.test(at(find.begin)) && at(find.begin).includes(find.label), 'a begin marker stands there');
  claim(find.end === undefined || /^-+END /.test(at(find.end)), 'an end marker stands there');
  claim(find.begin.end === find.body.start, 'the body follows the marker');
  claim(find.end === undefined || find.body.end === find.end.start, 'the end marker follows the body');
  claim(
    find.headers.every(({ name, range }) => at(range).startsWith(name)),
    'headers stand there',
  );
  claim(
    (find.end === undefined) === find.damage.some(({ code }) => code === 'no-end' || code === 'too-long'),
    'no end is damage',
  );
}

/** Bytes and all. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function claim(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it does not hold that ${what}`);
}

import { describe, expect, it } from 'vitest';
import { encodePem } from '../../x509/pem.ts';
import { findInText } from '../text/find-in-text.ts';
import { openDocument, placed } from './document.ts';
import type { Edited, TextDocument } from './document.ts';

const der = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 603 }, (_, index) => [0x30, 0x82, 0x02, 0x57][index] ?? (index * seed) & 0xff);
const pems = [3, 5, 7, 11].map((seed) => encodePem('CERTIFICATE', der(seed)));
const far = '# nothing here\n'.repeat(200);
const text = pems.join(far);

function insert(document: TextDocument, at: number, what: string): Edited {
  return document.edit({ range: { start: at, end: at }, text: what });
}

function expectAnew({ document }: Edited): void {
  expect(document.finds.map(placed)).toEqual(findInText(document.text).finds);
}

describe('an edited document', () => {
  it('keeps its finds when something is written between them', () => {
    const before = openDocument(text);
    const edited = insert(before, pems[0]?.length ?? 0, 'a line\n');
    expect(edited).toMatchObject({ gone: [], added: [] });
    expect(edited.document.finds.map(({ moved }) => moved)).toEqual([0, 7, 7, 7]);
    edited.document.finds.forEach(({ find }, index) => expect(find).toBe(before.finds[index]?.find));
    expectAnew(edited);
  });

  it('says what is gone and what is new when a block is edited', () => {
    const before = openDocument(text);
    const edited = insert(before, text.indexOf(pems[2] ?? '') + 100, '?');
    expect(edited.gone).toEqual([before.finds[2]?.find]);
    expect(edited.added).toMatchObject([{ find: { damage: [{ code: 'bad-character' }] }, moved: 0 }]);
    expectAnew(edited);
    const undone = edited.document.edit({
      range: edited.added[0]?.find.kind === 'pem' ? range(edited) : none,
      text: '',
    });
    expect(undone.document.text).toBe(text);
    expectAnew(undone);
  });

  it('takes what belongs together from now on for one', () => {
    const end = '-----END CERTIFICATE-----\n';
    const at = text.indexOf(end);
    const edited = openDocument(text).edit({ range: { start: at, end: at + end.length }, text: '' });
    expect(edited.gone).toHaveLength(1);
    expect(edited.added).toMatchObject([{ find: { damage: [{ code: 'no-end' }] } }]);
    expectAnew(edited);
    const mended = insert(edited.document, at, end);
    expect(mended.document.text).toBe(text);
    expectAnew(mended);
  });

  it('knows the same blocks in another order', () => {
    const document = openDocument(pems.join(''));
    const edited = document.edit({ range: { start: 0, end: document.text.length }, text: pems.toReversed().join('') });
    expect(edited).toMatchObject({ gone: [], added: [] });
    expectAnew(edited);
  });

  it('is read anew when it was, or becomes, more than the bounds allow', () => {
    const bounds = { text: 100_000, block: 10_000, finds: 3 };
    const full = openDocument(pems.slice(0, 3).join(far), bounds);
    expect(full.cut).toBeUndefined();
    const over = insert(full, 0, pems[3] ?? '');
    expect(over.document.finds).toHaveLength(3);
    expect(over.document.cut).toMatchObject({ why: 'too-many-finds' });
    expect(over.gone).toHaveLength(1);
    const back = over.document.edit({ range: { start: 0, end: pems[3]?.length ?? 0 }, text: '' });
    expect(back.document.cut).toBeUndefined();
    expect(back.document.finds.map(placed)).toEqual(full.finds.map(placed));
    const long = insert(full, 0, ' '.repeat(100_000));
    expect(long.document.cut).toMatchObject({ why: 'text-too-long' });
  });

  it.each([
    [-5, -1],
    [10, 3],
    [1e9, 2e9],
  ])('takes a range that is none for the nearest: %i to %i', (start, end) => {
    expectAnew(openDocument(text).edit({ range: { start, end }, text: 'x' }));
  });
});

const none = { start: 0, end: 0 };

function range({ added }: Edited): { start: number; end: number } {
  const find = added[0]?.find;
  return find?.kind === 'pem' ? (find.damage[0]?.range ?? none) : none;
}

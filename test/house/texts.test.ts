import { describe, expect, it } from 'vitest';
import { bundle, pseudo, textsOf, writtenBundle } from '../../scripts/texts.ts';

describe('the texts of the extension', () => {
  it('are in the bundle for translators, and nothing else is (npm run docs writes it)', () => {
    expect(writtenBundle()).toBe(bundle());
  });

  it('are found where they stand whole', () => {
    expect(
      textsOf(String.raw`l10n.t('It\'s {0}', x); f(l10n.t(` + '\n' + String.raw`  "two\nlines"))`, 'x.ts'),
    ).toEqual(["It's {0}", 'two\nlines']);
  });

  it.each(['l10n.t(text)', 'l10n.t(`It is ${x}`)', "l10n.t({ message: 'x' })"])(
    'are refused where they do not: %s',
    (source) => {
      expect(() => textsOf(`\n${source}`, 'x.ts')).toThrow(/x\.ts:2: a text for people stands as it is/);
    },
  );

  it('can be told from what was not translated, and keep what is no text', () => {
    expect(pseudo('Copy {0} $(key) `docker node ls` [here](command:x)')).toBe(
      '⟦Çøpý {0} $(key) `docker node ls` [héré](command:x)⟧',
    );
  });
});

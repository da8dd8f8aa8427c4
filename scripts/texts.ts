import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * The texts of the extension, for whoever translates them. In code a text stands in `l10n.t('…')`, whole and as it is: what is
 * put together or computed could not be found here, and is a mistake.
 */

const extension = fileURLToPath(new URL('../packages/vscode/', import.meta.url));
const bundleFile = `${extension}l10n/bundle.l10n.json`;

/** A call, and its text where that is a plain one. */
const call = /\bl10n\.t\(\s*(?<literal>'(?:[^'\\\n]|\\['\\nt]|\\u[0-9a-f]{4})*'|"(?:[^"\\\n]|\\["\\nt])*")?/gu;

/** The texts of a source, in the order in which they stand there. @throws {Error} where one is not plain */
export function textsOf(source: string, name: string): readonly string[] {
  return Array.from(source.matchAll(call), ({ groups, index }) => {
    const literal = groups?.['literal'];
    const after = source.slice(index).trimStart();
    if (literal === undefined) {
      const line = source.slice(0, index).split('\n').length;
      throw new Error(`${name}:${line}: a text for people stands as it is in l10n.t: ${after.slice(0, 60)}`);
    }
    return unquoted(literal);
  });
}

function unquoted(literal: string): string {
  const inside = literal.slice(1, -1);
  return inside.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gu, (_, code: string | undefined, letter: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return letter === 'n' ? '\n' : letter === 't' ? '\t' : letter;
  });
}

/** All of the extension's texts: what `l10n/bundle.l10n.json` has to be. */
export function bundle(): string {
  const sources = globSync('src/**/*.ts', { cwd: extension }).filter((name) => !name.endsWith('.test.ts'));
  const texts = new Set(
    sources.toSorted().flatMap((name) => textsOf(readFileSync(`${extension}${name}`, 'utf8'), name)),
  );
  return `${JSON.stringify(Object.fromEntries([...texts].toSorted().map((text) => [text, text])), undefined, 2)}\n`;
}

/** What it is now. */
export function writtenBundle(): string {
  return readFileSync(bundleFile, 'utf8');
}

const letters = new Map(
  Array.from('aeiouyAEIOUYncNC', (letter, at) => [letter, Array.from('åéîøüýÅÉÎØÜÝñçÑÇ')[at] ?? letter]),
);

/**
 * A text as a translation might be: readable, longer, and to be told from one that was not translated. Placeholders, `$(icons)`,
 * commands and links stay.
 */
export function pseudo(text: string): string {
  const parts = text.split(/(\{\d+\}|\$\([\w~-]+\)|`[^`]*`|\]\([^)]*\)|%[\w.]+%)/u);
  return `⟦${parts.map((part, at) => (at % 2 === 1 ? part : Array.from(part, (letter) => letters.get(letter) ?? letter).join(''))).join('')}⟧`;
}

if (import.meta.main) writeFileSync(bundleFile, bundle());

import type { Find, PemFind, TokenFind, UnlockKeyFind } from '../text/find.ts';
import type { Place } from '../place.ts';
import type { Item, UnlockKeyItem } from './item.ts';
import { parseJoinToken } from '../../token/join-token.ts';
import type { JoinToken } from '../../token/join-token.ts';
import { TokenProblem } from '../../token/problem.ts';
import { parseUnlockKey, unlockKeyBytes } from '../../token/unlock-key.ts';
import { X509Problem } from '../../x509/problem.ts';
import { printable } from '../../printable.ts';
import type { Problem } from '../../problem.ts';
import { itemsOfDer, outlineOf } from './read-der.ts';
import { legacyEncryptionText } from './encryption.ts';
import { knownLabel, properLabels } from './labels.ts';
import type { Label } from './labels.ts';
import { readNodeKeyHeaders } from './node-key.ts';
import { isOpenssh } from './openssh.ts';
import { readOpensshItem } from './private-key.ts';
import { ItemProblem } from './problem.ts';
import type { ReadOptions } from './read-options.ts';

/**
 * Reads what the scanner found: one item, and for a container those within it behind it. A PEM block is read as what its
 * contents are, whatever its label says. Blocks of labels that nobody here knows, and values in base64, are passed over
 * unless something known is in them, and so are parameters.
 *
 * @param source how people know what was scanned
 */
export function itemsOf(find: Find, source: string, options: ReadOptions = {}): readonly Item[] {
  const place: Place = { source, range: find.range };
  switch (find.kind) {
    case 'pem':
      return itemsOfPem(find, place, options);
    case 'der':
      // Of what is not even said to be something nothing is missing.
      return outlineOf(find.der) === undefined ? [] : itemsOfDer(find.der, { place, find }, options);
    case 'join-token':
      return [{ kind: 'join-token', place, find, token: readToken(find) }];
    case 'unlock-key':
      return [readUnlockKey(find, place)];
  }
}

function itemsOfPem(find: PemFind, place: Place, options: ReadOptions): readonly Item[] {
  const label = knownLabel(find.label);
  const found = { place, find };
  if (isLegacyEncrypted(find)) {
    const dekInfo = find.headers.find(({ name }) => name === 'DEK-Info')?.value;
    const encryption = legacyEncryptionText(dekInfo);
    return [{ kind: 'private-key', ...found, encoding: 'legacy-encrypted', encryption, ...nodeKeyOf(find) }];
  }
  if (isOpenssh(find.der)) return [readOpensshBlock(find, place)];
  const structure = outlineOf(find.der);
  if (structure === undefined) return unreadable(find, place, label);
  const fits = label?.structures.includes(structure) === true;
  const properLabel = fits ? {} : { properLabel: properLabels[structure] };
  return itemsOfDer(find.der, { ...found, ...properLabel, ...nodeKeyOf(find) }, options, structure);
}

/** RFC 1421 §4.6.1.1, as OpenSSL writes it for keys. */
function isLegacyEncrypted({ headers, label }: PemFind): boolean {
  const says = headers.some(({ name, value }) => name === 'Proc-Type' && value.includes('ENCRYPTED'));
  return says && (label.endsWith('PRIVATE KEY') || knownLabel(label) === undefined);
}

function nodeKeyOf({ headers }: PemFind): { readonly nodeKey?: NonNullable<ReturnType<typeof readNodeKeyHeaders>> } {
  const nodeKey = readNodeKeyHeaders(headers);
  return nodeKey === undefined ? {} : { nodeKey };
}

const openssh = 'OPENSSH PRIVATE KEY';

function readOpensshBlock(find: PemFind, place: Place): Item {
  const properLabel = find.label === openssh ? {} : { properLabel: openssh };
  try {
    return { kind: 'private-key', place, find, ...properLabel, ...readOpensshItem(find.der) };
  } catch (problem) {
    if (!(problem instanceof X509Problem)) throw problem;
    return { kind: 'unreadable', place, find, ...properLabel, as: 'OpenSSH private key', problem };
  }
}

function unreadable(find: PemFind, place: Place, label: Label | undefined): readonly Item[] {
  const isKnown = label !== undefined && (label.structures.length > 0 || find.label === openssh);
  if (!isKnown) return [];
  return [{ kind: 'unreadable', place, find, as: label.as, problem: whyUnreadable(find, label) }];
}

function whyUnreadable({ damage, label }: PemFind, { as }: Label): Problem {
  if (damage.length > 0) {
    return new ItemProblem('damaged', `the ${as} cannot be read: its text is damaged`, {
      expected: 'a PEM block as RFC 7468 has it, from its first line to its last',
      next: 'Copy the block again, whole, from where it was made.',
    });
  }
  return new ItemProblem(
    'unknown-contents',
    `the block says ${printable(label, 60)}, but its contents are nothing of that kind`,
    {
      expected: `the DER of a ${as}`,
      next: 'Get the file again from where it was made; it is cut short, or something else.',
    },
  );
}

function readToken({ text }: TokenFind): JoinToken | Problem {
  try {
    return parseJoinToken(text);
  } catch (problem) {
    if (problem instanceof TokenProblem) return problem;
    throw problem;
  }
}

function readUnlockKey(find: UnlockKeyFind, place: Place): UnlockKeyItem {
  const problem = whyNoUnlockKey(find.text);
  return { kind: 'unlock-key', place, find, ...(problem === undefined ? {} : { problem }) };
}

/** Docker reads a key of any length, which then opens nothing (docs/protocol.md §10.6). */
function whyNoUnlockKey(text: string): Problem | undefined {
  try {
    const { length } = parseUnlockKey(text);
    if (length === unlockKeyBytes) return undefined;
    const stands = length === 0 ? 'nothing stands behind its beginning' : `it has ${length} bytes`;
    return new TokenProblem('invalid-unlock-key', `the unlock key opens nothing: ${stands}`, {
      expected: `${unlockKeyBytes} bytes: 43 characters behind SWMKEY-1-`,
      next: 'Copy the key again, whole; a manager that is unlocked prints it: `docker swarm unlock-key`.',
    });
  } catch (problem) {
    if (problem instanceof TokenProblem) return problem;
    throw problem;
  }
}

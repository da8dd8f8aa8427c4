import { latin1 } from './characters.ts';
import { hostNameOf, parseMailbox, reverseLabels, uriHost } from './constrained-name.ts';
import { DerReader, Tag, malformed } from './der-reader.ts';
import { eachGeneralName } from './general-names.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

/** Names below which an authority may, or may not, issue (RFC 5280 §4.2.1.10); other kinds are passed over, as in Go. */
export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
  /** There are constraints of a kind that is not understood: a directory name for one. */
  readonly unhandled: boolean;
}

/** Bases of subtrees, as they are written. */
type Subtrees = Readonly<Record<ConstrainedKind, readonly Uint8Array[]>>;

type ConstrainedKind = 'email' | 'dns' | 'uri' | 'ip';

const kinds: ReadonlyMap<number, ConstrainedKind> = new Map([
  [Tag.context(1), 'email'],
  [Tag.context(2), 'dns'],
  [Tag.context(6), 'uri'],
  [Tag.context(7), 'ip'],
]);

/** Reads a nameConstraints value, by the rules of Go. @throws {X509Problem} `malformed-der` */
export function readNameConstraints(value: DerReader): NameConstraints {
  const fields = value.enter(Tag.sequence, 'nameConstraints');
  value.finish('nameConstraints');
  const permitted = readSubtrees(fields.optional(Tag.constructedContext(0), 'permittedSubtrees'));
  const excluded = readSubtrees(fields.optional(Tag.constructedContext(1), 'excludedSubtrees'));
  fields.finish('nameConstraints');
  if (permitted.isEmpty && excluded.isEmpty) throw malformed('nameConstraints are empty');
  return {
    permitted: permitted.subtrees,
    excluded: excluded.subtrees,
    unhandled: permitted.unhandled || excluded.unhandled,
  };
}

interface Read {
  readonly subtrees: Subtrees;
  readonly isEmpty: boolean;
  readonly unhandled: boolean;
}

function readSubtrees(list = new DerReader(new Uint8Array())): Read {
  const subtrees: Record<ConstrainedKind, Uint8Array[]> = { email: [], dns: [], uri: [], ip: [] };
  const isEmpty = list.done;
  let unhandled = false;
  while (!list.done) {
    const subtree = list.enter(Tag.sequence, 'subtree');
    const tag = subtree.nextTag ?? 0;
    const base = subtree.contents(tag, 'base of a subtree');
    const kind = kinds.get(tag);
    if (kind === undefined) unhandled = true;
    else {
      checkBase(kind, base);
      subtrees[kind].push(base);
    }
  }
  return { subtrees, isEmpty, unhandled };
}

function checkBase(kind: ConstrainedKind, base: Uint8Array): void {
  const isSound = kind === 'ip' ? isNetwork(base) : isNameBase(kind, latin1(base));
  if (!isSound) throw malformed(`a name constraint of kind ${kind} cannot be read`);
}

function isNetwork(base: Uint8Array): boolean {
  if (base.length !== 8 && base.length !== 32) return false;
  const bits = Array.from(base.subarray(base.length / 2), (byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits);
}

function isNameBase(kind: ConstrainedKind, base: string): boolean {
  if (kind === 'email' && base.includes('@')) return /^[\0-\x7f]*$/.test(base) && parseMailbox(base) !== undefined;
  if (kind === 'uri' && parseIpAddress(base) !== undefined) return false;
  return reverseLabels(base.startsWith('.') ? base.slice(1) : base) !== undefined;
}

/** What comparisons may still be made; one budget for all that is judged together. */
export interface ComparisonBudget {
  left: number;
}

/**
 * Compares the names of a subjectAltName with constraints.
 *
 * @param names value of the subjectAltName
 * @returns why the authority may not issue them; `allowed` if it may; `exhausted` when the budget does not suffice
 */
export function checkNames(
  names: Uint8Array,
  constraints: NameConstraints,
  budget: ComparisonBudget,
): 'allowed' | 'exhausted' | { readonly refusal: string } {
  for (const { tag, contents } of eachGeneralName(names)) {
    const kind = kinds.get(tag);
    if (kind === undefined) continue;
    const name = readConstrained(kind, contents);
    if (name === undefined) return { refusal: `${words[kind]} ${quote(kind, contents)} cannot be read` };
    const [excluded, permitted] = [constraints.excluded[kind], constraints.permitted[kind]];
    budget.left -= excluded.length + permitted.length;
    if (budget.left < 0) return 'exhausted';
    if (excluded.length + permitted.length > 0 && !name.comparable) {
      return { refusal: `${words[kind]} ${quote(kind, contents)} cannot be matched against constraints` };
    }
    const hit = excluded.find((base) => name.matches(base));
    if (hit) {
      return { refusal: `${words[kind]} ${quote(kind, contents)} is excluded by constraint ${quote(kind, hit)}` };
    }
    if (permitted.length > 0 && !permitted.some((base) => name.matches(base))) {
      return { refusal: `${words[kind]} ${quote(kind, contents)} is not permitted by any constraint` };
    }
  }
  return 'allowed';
}

/** As Go calls them. */
const words: Readonly<Record<ConstrainedKind, string>> = {
  email: 'email address',
  dns: 'DNS name',
  uri: 'URI',
  ip: 'IP address',
};

function quote(kind: ConstrainedKind, bytes: Uint8Array): string {
  if (kind !== 'ip') return JSON.stringify(latin1(bytes).slice(0, 100));
  if (bytes.length === 4 || bytes.length === 16) return JSON.stringify(formatIpAddress(bytes));
  const half = bytes.length / 2;
  const ones = Array.from(bytes.subarray(half), (byte) => byte.toString(2))
    .join('')
    .replaceAll('0', '').length;
  return JSON.stringify(`${formatIpAddress(bytes.subarray(0, half))}/${ones}`);
}

interface Comparable {
  /** A URI without a host name can be compared with nothing, and is refused where constraints are. */
  readonly comparable: boolean;
  matches(base: Uint8Array): boolean;
}

function readConstrained(kind: ConstrainedKind, contents: Uint8Array): Comparable | undefined {
  if (kind === 'ip') return { comparable: true, matches: (base) => isWithin(contents, base) };
  const text = latin1(contents);
  if (kind === 'email') {
    const mailbox = parseMailbox(text);
    return mailbox && { comparable: true, matches: (base) => matchesMailbox(mailbox, latin1(base)) };
  }
  const host = kind === 'uri' ? uriHost(text) : text;
  if (host === undefined) return undefined;
  const name = kind === 'uri' ? hostNameOf(host) : host;
  if (name === undefined) return { comparable: false, matches: () => false };
  const labels = reverseLabels(name);
  return labels && { comparable: true, matches: (base) => isBelow(labels, latin1(base)) };
}

function isWithin(address: Uint8Array, network: Uint8Array): boolean {
  const half = network.length / 2;
  return (
    address.length === half &&
    address.every((byte, index) => {
      const mask = network[half + index] ?? 0;
      return (byte & mask) === ((network[index] ?? 0) & mask);
    })
  );
}

function matchesMailbox({ local, domain }: { local: string; domain: string }, base: string): boolean {
  if (!base.includes('@')) return isBelow(reverseLabels(domain) ?? [], base);
  const wanted = parseMailbox(base);
  return wanted?.local === local && wanted.domain.toLowerCase() === domain.toLowerCase();
}

/** Whether a name is that of a constraint or below it; of one with a dot in front, below it. An empty one has all. */
function isBelow(labels: readonly string[], base: string): boolean {
  if (base === '') return true;
  const isStrict = base.startsWith('.');
  const wanted = reverseLabels(isStrict ? base.slice(1) : base) ?? [];
  if (labels.length < wanted.length || (isStrict && labels.length === wanted.length)) return false;
  return wanted.every((label, index) => label.toLowerCase() === labels[index]?.toLowerCase());
}

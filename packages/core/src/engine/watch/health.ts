import type { NodeSight } from './node-sight.ts';

/** How a node's certificate stands, the worst first. */
const standings = [
  'expired',
  'not-yet-valid',
  /** Past its renewal window. */
  'overdue',
  'down',
  'disconnected',
  /** Something has gone wrong with it, and not gone well since. */
  'failing',
  /** Nobody knows its certificate. */
  'unknown',
  /** It has a certificate of another root than it is to have. */
  'waiting',
  /** It is getting one. */
  'issuing',
  'renews-soon',
  'ready',
  'removed',
] as const;
export type Standing = (typeof standings)[number];

/** What is left of a certificate's life at a moment. */
export interface Life {
  /** Of the whole, 0 to 1; `undefined` where nobody knows a certificate that counts. */
  readonly left: number | undefined;
  /** ms until it ends; negative behind it. */
  readonly leftMs: number | undefined;
}

export interface Health extends Life {
  readonly standing: Standing;
  /** The worst first: for sorting. */
  readonly rank: number;
}

/** @param now lab time in a lab, ms since epoch @param issuer whom the certificate is to be of, if that is known */
export function healthOf(node: NodeSight, now: number, issuer: string | undefined): Health {
  const standing = standingOf(node, now, issuer);
  return { standing, rank: rankOf(standing), ...lifeOf(node, now) };
}

/** @param now as for {@link healthOf} */
export function lifeOf({ certificate, state }: Pick<NodeSight, 'certificate' | 'state'>, now: number): Life {
  if (certificate === undefined || state === 'removed') return { left: undefined, leftMs: undefined };
  const leftMs = certificate.notAfter - now;
  const life = Math.max(1, certificate.notAfter - certificate.notBefore);
  return { left: Math.max(0, Math.min(1, leftMs / life)), leftMs };
}

/** As {@link healthOf} has it, alone: of thousands of nodes time changes few. */
export function standingOf(node: NodeSight, now: number, issuer: string | undefined): Standing {
  const { certificate, state, issuance } = node;
  if (state === 'removed') return 'removed';
  if (certificate === undefined) return state === 'down' ? 'down' : 'unknown';
  if (certificate.notAfter < now) return 'expired';
  if (now < certificate.notBefore) return 'not-yet-valid';
  if (now > certificate.renewUntil) return 'overdue';
  if (state === 'down') return 'down';
  if (state === 'disconnected') return 'disconnected';
  if (node.error !== undefined && node.error !== '') return 'failing';
  if (issuer !== undefined && node.issuer !== undefined && node.issuer !== issuer) return 'waiting';
  if (issuance !== undefined && issuance !== 'issued') return 'issuing';
  return now >= certificate.renewFrom ? 'renews-soon' : 'ready';
}

const ranks = Object.fromEntries(standings.map((standing, rank) => [standing, rank])) as Readonly<
  Record<Standing, number>
>;

export function rankOf(standing: Standing): number {
  return ranks[standing];
}

/** A node, and how it stands. */
export interface Judged {
  readonly node: NodeSight;
  readonly health: Health;
}

type Ranked = Pick<Judged, 'node'> & { readonly health: Pick<Health, 'rank'> };

/** Whose certificate stands worse comes first, then whose ends earlier, then by name. */
export function worstFirst(a: Ranked, b: Ranked): number {
  return a.health.rank - b.health.rank || endOf(a.node) - endOf(b.node) || byNumberedText(a.node.name, b.node.name);
}

/** When the certificate of a node ends, ms since epoch; behind all others where nobody knows one that counts. */
export function endOf({ certificate, state }: NodeSight): number {
  return state === 'removed' ? Number.MAX_VALUE : (certificate?.notAfter ?? Number.MAX_VALUE);
}

/** `worker-9` before `worker-10`. */
export function byNumberedText(a: string, b: string): number {
  const [endA, endB] = [numberAt(a), numberAt(b)];
  // As most names are: then what is first as a text is first.
  if (endA === endB && a.length === b.length) return byText(a, b);
  const [stemA, stemB] = [a.slice(0, endA), b.slice(0, endB)];
  if (stemA !== stemB) return byText(stemA, stemB);
  return Number(a.slice(stemA.length) || -1) - Number(b.slice(stemB.length) || -1);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where the digits at the end begin. A pattern would look for them from each digit on: a name may have a million. */
function numberAt(name: string): number {
  let at = name.length;
  while (at > 0 && isDigit(name.charCodeAt(at - 1))) at--;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

import { printable } from '../../printable.ts';
import type { DekState, KeyKind, NodeKeyHeaders, PrivateKeyItem } from '../items/item.ts';
import type { PrivateKeyDescription } from '../decode/private-key.ts';
import { span } from './line.ts';
import type { Line } from './line.ts';
import { keySpans, row } from './people-certificate.ts';

const encodings: Readonly<Record<PrivateKeyItem['encoding'], string>> = {
  pkcs8: 'PKCS #8',
  pkcs1: 'PKCS #1, the older form of RSA keys',
  sec1: 'SEC 1, the older form of EC keys',
  dsa: "OpenSSL's older form of DSA keys",
  openssh: "OpenSSH's own",
  'encrypted-pkcs8': 'PKCS #8',
  'legacy-encrypted': 'encrypted PEM (RFC 1423)',
};

/** A private key as people want to see it first: what it is, whether it is encrypted, and which public key is its other half. */
export function peoplePrivateKey(description: PrivateKeyDescription): readonly Line[] {
  const { encoding, encrypted, encryption, key, explicitParameters, publicKey, nodeKey, secrets } = description;
  const whose = nodeKey === undefined ? 'private key' : "key of a swarm's node";
  return [
    [span(encrypted ? `${whose}, encrypted` : whose)],
    row('form', span(encodings[encoding])),
    ...(encryption === undefined ? [] : [row('cipher', span(printable(encryption)))]),
    ...(publicKey === undefined ? keyRows(key) : [row('key', ...keySpans(publicKey))]),
    ...(explicitParameters ? [row('', span('its curve is written out, not named: Go does not read it', 'warn'))] : []),
    ...(publicKey === undefined ? [] : [row('sha256', span(publicKey.sha256), span(' of its public half', 'muted'))]),
    ...(nodeKey === undefined ? [] : nodeKeyRows(nodeKey, encrypted)),
    ...Object.entries(secrets ?? {}).map(([name, hex]) => row('secret', span(`${name} ${hex}`, 'warn'))),
  ];
}

function keyRows(key: KeyKind | undefined): readonly Line[] {
  if (key === undefined) return [];
  const { algorithm, curve, bits, oid } = key;
  const details = [algorithm.toUpperCase(), curve, bits === undefined ? undefined : `${bits} bits`, oid];
  return [row('key', span(printable(details.filter((part) => part !== undefined).join(', '))))];
}

const dekTexts: Readonly<Record<DekState, string>> = {
  plain: 'not encrypted',
  encrypted: 'encrypted with the unlock key',
  unreadable: 'damaged',
};

/** docs/protocol.md §10.2 */
function nodeKeyRows(nodeKey: NodeKeyHeaders, encrypted: boolean): readonly Line[] {
  const { kekVersion, raftDek, raftDekPending, needsRotation } = nodeKey;
  const role = raftDek === undefined ? 'a worker, or a manager that has not yet stored anything' : 'a manager';
  return [
    row('of', span(role)),
    row('lock', span(encrypted ? 'locked: it takes the unlock key to start the node' : 'not locked')),
    ...(kekVersion === undefined ? [] : [row('version', span(`${kekVersion} of its unlock key`, 'muted'))]),
    ...(raftDek === undefined
      ? []
      : [row('raft key', span(dekTexts[raftDek], raftDek === 'unreadable' ? 'bad' : 'plain'))]),
    ...(raftDekPending === undefined
      ? []
      : [row('', span(`it is being replaced; the next one is ${dekTexts[raftDekPending]}`))]),
    ...(needsRotation ? [row('', span('it is to be replaced'))] : []),
  ];
}

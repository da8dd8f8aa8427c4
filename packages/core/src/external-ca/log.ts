import { moment } from '../time-words.ts';
import type { Outcome } from '../ca/cfssl/server.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import type { Certificate } from '../x509/certificate.ts';
import { firstOf, readName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';

const longestText = 500;

/** What was asked of a CA, by whom, and what became of it. */
export function requestLine(client: PeerIdentity | undefined, outcome: Outcome): string {
  const by = client === undefined ? 'somebody without a certificate' : `manager ${client.nodeId}`;
  return oneLine(`${outcomeOf(outcome)}, for ${by}`);
}

/** Text of somebody else's may be made to look like a line of its own. It still has to be shown escaped. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, longestText);
}

function outcomeOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'refused':
      return `refused: ${outcome.refusal.message}`;
    case 'cross-signed':
      return `vouched for a new root, ${nameIn(outcome.certificate)}, ${untilWhen(outcome.certificate)}`;
    case 'signed':
      return `signed ${nameIn(outcome.certificate)}, ${untilWhen(outcome.certificate)}`;
  }
}

/** `swarm-worker n4ml…` */
function nameIn({ subject }: Certificate): string {
  const name = readName(subject);
  return [firstOf(name, Oid.organizationalUnit), firstOf(name, Oid.commonName)].filter(Boolean).join(' ');
}

function untilWhen({ notAfter }: Certificate): string {
  return `valid until ${moment(notAfter)}`;
}

import type { LabJoinStep } from '@swarmpki/core/engine';
import { duration } from '../../ui/bar.ts';

type Named = NonNullable<LabJoinStep['Server']>;

const group = (digest: string, most: number): string =>
  (digest.match(/.{4}/g) ?? []).slice(0, most).join(' ') + (digest.length > most * 4 ? ' …' : '');
const who = ({ ID: id, Units: units }: Named): string => `${units.join(', ')} ${id.slice(0, 10)}`;
const tls = ({ Protection: protection }: LabJoinStep): string => protection?.Version ?? 'without TLS';

/** What a step has found out, in a line. */
export function factOf(step: LabJoinStep): string {
  switch (step.Step) {
    case 'token':
      return `version ${step.TokenVersion} · ${group(step.Digest, 2)} · secret ••••`;
    case 'root':
      return `${tls(step)}, ${step.Address}, unverified`;
    case 'digest':
      return 'equal: these bytes are the root';
    case 'key':
      return `ECDSA P-256 ${step.Key.slice(0, 8)}…, CSR ${step.Bytes} bytes`;
    case 'request':
      return `${step.Membership} as ${step.NodeID.slice(0, 10)}…`;
    case 'signature':
      return `signed · ${questions(step)} · ${step.Bytes} bytes`;
    case 'answer':
      return step.Subject === undefined ? 'kept' : `${who(step.Subject)}…, ${duration(step.NotAfter - step.NotBefore)}`;
    case 'session':
      return `${tls(step)} with ${step.Address}`;
    default:
      return step.Step;
  }
}

function questions({ Questions: count }: LabJoinStep): string {
  return count === 1 ? 'asked once' : `asked ${count} times`;
}

/** More of it, for whoever looks at that step: a line or two. */
export function detailsOf(step: LabJoinStep): readonly string[] {
  const { Protection: protection } = step;
  const spoken = protection && [protection.Suite, protection.Group].filter((part) => part !== '').join(', ');
  switch (step.Step) {
    case 'token':
      return [`expects a root of SHA-256 ${group(step.Digest, 4)}`];
    case 'root':
      return [...(spoken === undefined ? [] : [spoken]), `${step.Bytes} bytes, SHA-256 ${group(step.Digest, 6)}`];
    case 'digest':
      return [`token  ${group(step.Digest, 8)}`, `root   ${group(step.Digest, 8)}`];
    case 'key':
      return [`public key SHA-256 ${group(step.Key, 6)}`];
    case 'request':
      return step.Server === undefined
        ? []
        : [`${who(step.Server)}… is of this root,`, 'and its certificate names swarm-ca'];
    case 'answer':
      return [`names ${step.Names.join(', ')}`, `serial ${step.Serial}`];
    case 'session':
      return [...(spoken === undefined ? [] : [spoken]), `session ${step.Session}`];
    default:
      return [];
  }
}

/** How long something took, in seven cells at most as long as that is under a day: `22.0 ms`, `127 ms`, `3.4 s`. @param us */
export function took(us: number): string {
  const [amount, unit] = us < 999_500 ? [us / 1_000, 'ms'] : [us / 1_000_000, 's'];
  return `${amount < 99.95 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
}

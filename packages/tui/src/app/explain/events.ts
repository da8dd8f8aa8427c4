import type { LabJournalEntry } from '@swarmpki/core/engine';
import type { Tone } from '../../theme/theme.ts';
import { mistakes } from './mistakes.ts';

/** What an event of the timeline is called, and what it means. */
export interface EventWords {
  /** In the list: one word. */
  readonly word: string;
  readonly tone: Tone;
  /** What happened to whom, in a few words. */
  readonly what: (entry: LabJournalEntry) => string;
  /** What it means; every figure in it is the event's. */
  readonly short: (entry: LabJournalEntry) => string;
  /** What people get wrong about it, or what follows. */
  readonly long: string;
}

const who = ({ Name: name, ID: id }: LabJournalEntry): string => name || id.slice(0, 10) || 'the swarm';
const detail = ({ Detail: details }: LabJournalEntry, name: string): string => details[name] ?? '';

/** Why lab time has stopped by itself. */
function stopReason(entry: LabJournalEntry): string {
  switch (detail(entry, 'until')) {
    case 'renewal':
      return `${who(entry)} has got its next certificate`;
    case 'expiry':
      return `this is the last moment of the certificate of ${who(entry)}`;
    case 'rotation':
      return 'the rotation has ended';
    case 'event':
      return `${detail(entry, 'event')}${entry.ID === '' ? '' : ` of ${who(entry)}`}`;
    default:
      return 'it has come to the moment that was given';
  }
}

const words = (
  word: string,
  tone: Tone,
  what: EventWords['what'],
  short: EventWords['short'],
  long: string,
): EventWords => ({ word, tone, what, short, long });

/** All that a lab tells. */
export const eventWords = {
  'swarm-created': words(
    'created',
    'accent',
    () => 'a swarm, with a root of its own',
    () =>
      'A key was made for the root, and one for the first manager, whose certificate the root signed. Two secrets were drawn: with the digest of the root they are the two join tokens.',
    'In Docker: docker swarm init. The key of the root never leaves the managers.',
  ),
  'swarm-updated': words(
    'updated',
    'plain',
    (entry) => `settings: ${detail(entry, 'changed') || 'none of those that count here'}`,
    (entry) =>
      `Settings of the swarm were changed: ${detail(entry, 'changed') || 'nothing that certificates know of'}.`,
    `${mistakes.expiryLater.right} Nobody renews early for it.`,
  ),
  'node-accepted': words(
    'accepted',
    'good',
    (entry) => `${who(entry)} as ${detail(entry, 'role')}`,
    (entry) =>
      `${who(entry)} showed the secret of the join token for a ${detail(entry, 'role')}, and got an id. Its certificate is signed next.`,
    'Which role a node gets is in the secret alone: both tokens have the same digest.',
  ),
  'node-renewing': words(
    'asks',
    'plain',
    (entry) => `${who(entry)} for a new certificate`,
    (entry) => `${who(entry)} proved by its present certificate who it is, and asked for another one with a new key.`,
    'What a request says of names is not looked at: the managers know who asks.',
  ),
  'certificate-issued': words(
    'issued',
    'good',
    (entry) => `a certificate for ${who(entry)}, ${detail(entry, 'role')}`,
    (entry) =>
      `${who(entry)} has a certificate as ${detail(entry, 'role')}: its id is the name, the role the unit, the swarm the organisation.`,
    'It is valid from an hour ago on, for clocks that are behind.',
  ),
  'certificate-failed': words(
    'failed',
    'bad',
    (entry) => `no certificate for ${who(entry)}: ${detail(entry, 'error')}`,
    (entry) =>
      `The certificate of ${who(entry)} could not be signed: ${detail(entry, 'error')}. For this request that is final.`,
    'A node that has a certificate keeps it, and asks anew when it renews. One that is just joining goes on asking in vain: remove it, and let it join again.',
  ),
  'node-registered': words(
    'connected',
    'plain',
    (entry) => `${who(entry)} with a manager`,
    (entry) =>
      `${who(entry)} opened a session with a manager by mutual TLS, and says by it what it is, and whom it trusts.`,
    'What it reports is how a rotation knows who is done.',
  ),
  'node-status': words(
    'state',
    'plain',
    (entry) =>
      `${who(entry)} is ${detail(entry, 'state')}${detail(entry, 'message') && `: ${detail(entry, 'message')}`}`,
    (entry) => `${who(entry)} is ${detail(entry, 'state')} now.`,
    'Of a node that is down only what it said last is known: docker goes on calling its TLS ready.',
  ),
  'node-updated': words(
    'changed',
    'plain',
    (entry) => `${who(entry)}: labels or availability`,
    (entry) => `Something of ${who(entry)} was set that its certificate does not know of.`,
    'Of all settings only the role is in a certificate.',
  ),
  'node-promoted': words(
    'promoted',
    'accent',
    (entry) => `${who(entry)} to manager`,
    (entry) => `${who(entry)} is to be a manager: it renews at once, and its next certificate says so.`,
    'Until it has that certificate no manager speaks with it as with one of them.',
  ),
  'node-demoted': words(
    'demoted',
    'accent',
    (entry) => `${who(entry)} to worker`,
    (entry) => `${who(entry)} is to be a worker again: it leaves the managers first, and then renews.`,
    'The certificate of a manager that it still has is good until its end: there is no revocation list.',
  ),
  'node-removed': words(
    'removed',
    'warn',
    (entry) => who(entry),
    (entry) => `${who(entry)} is no member any more: the managers refuse each of its calls from now on.`,
    'They keep its id on a list until a week after its certificate has ended; that is all there is of revocation. TLS does not look at it.',
  ),
  'manager-joined': words(
    'joined',
    'good',
    (entry) => `${who(entry)} the managers`,
    (entry) =>
      `${who(entry)} is one of the managers now, at ${detail(entry, 'addr')}: it has a vote, and it signs once it leads.`,
    'Of three managers one may fail, of five two.',
  ),
  'manager-refused': words(
    'refused',
    'bad',
    (entry) => `${who(entry)} among the managers`,
    (entry) => `${who(entry)} wanted to be taken in among the managers, and was not.`,
    'That happens to one that was demoted meanwhile.',
  ),
  'leader-elected': words(
    'leads',
    'accent',
    (entry) => who(entry),
    (entry) => `${who(entry)} leads the managers: it alone decides, and signs.`,
    'Others pass on to it what they are asked.',
  ),
  'token-rotated': words(
    'token',
    'accent',
    (entry) => `a new join token: ${detail(entry, 'role')}`,
    () => 'A join token was drawn anew. Whoever is in stays in: it only keeps out who comes with the old one.',
    'A token is worth a place in the swarm. Change it when it may have been seen.',
  ),
  'unlock-key-rotated': words(
    'unlock key',
    'accent',
    () => 'a new key for locked managers',
    () => 'Managers encrypt what they keep by a new key. One that is away now starts with the old one.',
    'Keep the old key for as long as a manager has not been up.',
  ),
  'autolock-on': words(
    'locked',
    'accent',
    () => 'managers that start from now on',
    () => 'Managers that are started again wait for the unlock key from now on.',
    'Write the key down: without it a manager that was stopped is lost.',
  ),
  'autolock-off': words(
    'unlocked',
    'warn',
    () => 'managers keep their keys in the clear',
    () => 'Managers start by themselves again: what decrypts their keys lies beside them.',
    'Whoever gets a manager’s disk then gets the key of the root.',
  ),
  'rotation-started': words(
    'rotation',
    'busy',
    (entry) => `to a new root, ${detail(entry, 'nodes')} nodes`,
    (entry) =>
      `A new root was given, and its key signed by the old one as well. ${detail(entry, 'nodes')} nodes are to renew under it. ${mistakes.twoRoots.right}`,
    'Tokens stay as they are until the end.',
  ),
  'rotation-replaced': words(
    'rotation',
    'busy',
    (entry) => `to yet another root, ${detail(entry, 'nodes')} nodes`,
    (entry) => `The rotation under way was given up for another root: ${detail(entry, 'nodes')} nodes begin anew.`,
    'The root in between is forgotten: nobody has ever trusted it.',
  ),
  'rotation-key-replaced': words(
    'rotation',
    'busy',
    () => 'goes on with another key',
    () => 'The same root goes on, and another one signs for it.',
    'That is how a key is given to an external CA, or taken back.',
  ),
  'rotation-aborted': words(
    'aborted',
    'warn',
    (entry) => `the rotation, ${detail(entry, 'nodes')} nodes`,
    () =>
      'The old root stays. Nodes that have renewed already keep what they have: with the cross-signed certificate it leads to the old root. Their next renewal is under that again.',
    'Tokens have not changed.',
  ),
  'rotation-batch': words(
    'told',
    'plain',
    (entry) => `${detail(entry, 'nodes')} nodes to renew, ${detail(entry, 'left')} not done yet`,
    (entry) =>
      `${detail(entry, 'nodes')} nodes were told to renew; ${detail(entry, 'left')} have not shown a new certificate so far.`,
    'They are told a few at a time, so that the managers are not asked by all at once.',
  ),
  'rotation-completed': words(
    'completed',
    'good',
    (entry) => `the rotation, ${detail(entry, 'nodes')} nodes`,
    (entry) =>
      `All ${detail(entry, 'nodes')} nodes have certificates of the new root. The old one is forgotten with its key, both join tokens are new, and nodes learn now whom to trust.`,
    `${mistakes.nothingReissued.right} Tokens that were written down are of no use any more.`,
  ),
  'clock-stopped': words(
    'stopped',
    'accent',
    (entry) => `lab time: ${stopReason(entry)}`,
    (entry) => `Lab time was to stop by itself, and did: ${stopReason(entry)}. It goes on when you let it.`,
    'Time stands: whatever was under way at this moment still ends at this moment.',
  ),
  'root-key-forgotten': words(
    'root key',
    'warn',
    () => 'forgotten: an external CA signs',
    () => 'The managers have forgotten the key of the root: from now on an external CA signs.',
    'They cannot get it back by themselves.',
  ),
  'root-key-stored': words(
    'root key',
    'accent',
    () => 'stored: the managers sign',
    () => 'The managers have the key of the root again, and sign by themselves.',
    'It lies encrypted on the disks of all managers.',
  ),
} as const satisfies Readonly<Record<string, EventWords>>;

/** Of an event that a later lab may tell, its name at least. */
export function wordsOf(entry: LabJournalEntry): EventWords {
  const { Event: event } = entry;
  if (Object.hasOwn(eventWords, event)) return eventWords[event as keyof typeof eventWords];
  return words(event, 'plain', who, () => `${event} happened to ${who(entry)}.`, '');
}

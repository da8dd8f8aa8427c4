import { mistakes } from '../../app/explain/mistakes.ts';
import type { Explanation, View } from '../../app/screen.ts';
import { notShown, progressOf } from './progress.ts';
import type { Own } from './progress.ts';

/** What happens in a rotation, and what people get wrong about it. */
export function explainRotation({ state }: View<Own>): Explanation {
  const { stage, known, isUnderWay, from, to = 'the new root', nodes, certificates, roots } = progressOf(state);
  if (known === undefined) return { short: notShown, long: [mistakes.digestRow.right] };
  if (isUnderWay) {
    const waiting = nodes - certificates;
    return {
      short:
        waiting === 0
          ? `All ${nodes} nodes have certificates of ${to}. The managers end the rotation: they forget the key of ${from}, and change both join tokens.`
          : `Nobody trusts both roots. ${certificates} of ${nodes} nodes show a certificate of ${to}, and with it one for ${to} that ${from} has signed: so those that only know ${from} accept it.`,
      long: [
        mistakes.digestRow.right,
        mistakes.neverReported.right,
        'So does one that was down before it had renewed: start it, or remove it.',
        'Rotating again meanwhile replaces this rotation: all begin anew, and the root in between is forgotten.',
      ],
    };
  }
  if (stage === 'spreading') {
    return {
      short: `The rotation is over: ${roots} of ${nodes} nodes trust ${from} by now, the others hear of it from their managers as soon as they are there.`,
      long: [
        mistakes.nothingReissued.right,
        'Tokens that were written down before are of no use any more: they carry the digest of the old root.',
      ],
    };
  }
  const who = certificates === nodes ? `All ${nodes} nodes have` : `${certificates} of ${nodes} nodes have`;
  return {
    short: `${who} certificates of ${from}. A rotation makes a new root, and lets every node renew under it while all connections go on.`,
    long: [
      'Rotate when the key of the root may be known to somebody, or its end comes near. Join tokens change with it; nodes need nothing.',
      mistakes.expiryLater.right,
      mistakes.neverReported.right,
    ],
  };
}

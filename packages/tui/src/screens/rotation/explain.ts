import type { Explanation, View } from '../../app/screen.ts';
import { progressOf } from './progress.ts';
import type { Own } from './progress.ts';

/** What happens in a rotation, and what people get wrong about it. */
export function explainRotation({ state }: View<Own>): Explanation {
  const { isUnderWay, from, to = 'the new root', nodes, certificates, roots } = progressOf(state);
  if (isUnderWay) {
    const waiting = nodes - certificates;
    return {
      short:
        waiting === 0
          ? `All ${nodes} nodes have certificates of ${to}. The managers end the rotation: they forget the key of ${from}, and change both join tokens.`
          : `Nobody trusts both roots. ${certificates} of ${nodes} nodes show a certificate of ${to}, and with it one for ${to} that ${from} has signed: so those that only know ${from} accept it.`,
      long: [
        `The digest that docker calls the desired one is still that of ${from}: it is what nodes trust until the end.`,
        'A node that is down, or has never reported a certificate, keeps a rotation open for ever. Start it, or remove it.',
        'Rotating again meanwhile replaces this rotation: all begin anew, and the root in between is forgotten.',
      ],
    };
  }
  if (roots < nodes) {
    return {
      short: `The rotation is over: ${roots} of ${nodes} nodes trust ${from} by now, the others hear of it from their managers. Certificates are not issued anew for that.`,
      long: ['Tokens that were written down before are of no use any more: they carry the digest of the old root.'],
    };
  }
  return {
    short: `All ${nodes} nodes have certificates of ${from}, and trust it. A rotation makes a new root, and lets every node renew under it while all connections go on.`,
    long: [
      'Rotate when the key of the root may be known to somebody, or its end comes near. Join tokens change with it; nodes need nothing.',
      'An expiry that was changed acts from the next certificate of each node on; a rotation makes all of them renew.',
    ],
  };
}

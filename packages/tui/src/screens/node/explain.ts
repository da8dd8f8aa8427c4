import { explainEnded } from '../../app/explain/ended.ts';
import { mistakes } from '../../app/explain/mistakes.ts';
import { swarmNow } from '../../app/moments.ts';
import type { Explanation, View } from '../../app/screen.ts';
import { nodeOf } from './bindings.ts';
import { crossOf } from './cross.ts';
import type { Cross } from './cross.ts';
import { ownOf } from './own.ts';
import type { Own } from './own.ts';

/** What is to be seen on the tab that is shown. */
export function explainNode(view: View<Own>): Explanation {
  const node = nodeOf(view);
  if (node === undefined) return { short: 'This node is no member of the swarm any more.', long: [] };
  const { certificate } = node;
  // Of whoever is out nothing else matters.
  if (view.own.tab === 'Summary' && certificate !== undefined && certificate.notAfter < swarmNow(view.state))
    return explainEnded(node);
  const cross = crossOf(view.state, ownOf(view.own, view.where.subject));
  const texts: Readonly<Record<Own['tab'], Explanation>> = {
    Summary: {
      short: cross
        ? `Why two certificates? ${crossWords[cross]}`
        : 'The name of a node is its id, its role is the unit, the swarm is the organisation: that is all that managers look at.',
      long: [
        `It was dated back by an hour, for clocks that are behind. ${
          node.place === 'stopped'
            ? 'The node is stopped: it renews when it is started again, unless its certificate has ended by then.'
            : 'The node renews by itself at a moment in ▒ that it has drawn.'
        }`,
      ],
    },
    Chain: {
      short:
        'Others know the root already: only what leads there is sent. A node accepts whoever’s chain ends in the root that it trusts.',
      long: ['Were the root sent along, it would change nothing: nobody trusts a root for having been shown it.'],
    },
    Connections: {
      short:
        'Mutual TLS, opened for you from this node to each manager. Each end judges the other by its own root and its own clock, so one may accept where the other refuses.',
      long: [
        'During a rotation nobody trusts two roots: a leaf of the new root is accepted since the cross-signed certificate is shown with it.',
        'c asks again.',
      ],
    },
    'ASN.1': {
      short:
        'Each element as openssl asn1parse lists it: where it begins, its head, its length. What stands in the bytes of a string, as extensions do, is opened too.',
      long: [
        'A signature covers the first SEQUENCE within the first one, head and all: one other byte there, and it does not hold.',
      ],
    },
    JSON: {
      short: 'The same for programs: swarmpki inspect --format json has it so, for any file.',
      long: ['Moments are milliseconds since 1970, in UTC; the bytes of keys and numbers are hexadecimal.'],
    },
    Text: {
      short: 'All that is in the certificates, in the words of openssl x509 -text.',
      long: [
        'The key usage allows signatures, the extended usages both ends of TLS: each node is server and client alike.',
      ],
    },
    PEM: {
      short:
        'As the files lie on its disk: swarm-node.crt, and swarm-root-ca.crt with whom it trusts. The key is not shown anywhere.',
      long: [
        'The leaf comes first: whoever reads the file takes the first certificate for the node’s own, and the others for its chain.',
      ],
    },
    History: {
      short: 'What the timeline tells of it, the latest first; the screen of events has the causes.',
      long: [
        'Whoever was removed and joins again is another node, with another id: of the one before nothing is told here.',
      ],
    },
  };
  return texts[view.own.tab];
}

const crossWords: Readonly<Record<Cross, string>> = {
  coming:
    'The swarm changes its root: the second one is the new root’s key, signed by the old root, for those that only trust that.',
  trusted: `It got its own in a rotation that is over. ${mistakes.nothingReissued.right}`,
  neither:
    'It got its own in a rotation that was given up, or replaced by another: the second one goes with the next renewal.',
  'not-known': 'The second one is the key of another root, for those that only trust the root that has signed it.',
};

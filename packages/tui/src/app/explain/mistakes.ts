/** What many believe of a swarm's PKI, and how it is. */
interface Mistake {
  readonly wrong: string;
  readonly right: string;
}

/** What people get wrong. Each sentence is held against the engine in test/lab/mistakes.test.ts. */
export const mistakes = {
  twoRoots: {
    wrong: 'During a rotation nodes trust both roots.',
    right:
      'Nobody trusts two roots. All trust the old one until the end; who has renewed sends, behind its certificate, one for the new root’s key that the old root has signed.',
  },
  digestRow: {
    wrong: 'The “desired root digest” that docker prints is the new root’s.',
    right:
      'The digest that docker calls the desired one is the old root’s until the rotation has ended; so are both join tokens.',
  },
  expiryLater: {
    wrong: 'A new certificate life acts on the next certificates.',
    right:
      'A new certificate life does nothing by itself: it acts once the root changes, or another manager leads that has not signed for this root before.',
  },
  neverReported: {
    wrong: 'A node that never came up does no harm.',
    right:
      'A node that has been let in and never reported a certificate blocks every rotation, for ever, until it joins or is removed.',
  },
  nothingReissued: {
    wrong: 'At the end of a rotation all certificates are issued once more.',
    right:
      'When a rotation has ended nothing is issued anew: nodes keep their certificates, the cross-signed one behind them, until they renew of their own accord.',
  },
} as const satisfies Readonly<Record<string, Mistake>>;

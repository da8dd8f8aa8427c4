import { systemEntropy } from '../../entropy/entropy.ts';
import { formatJoinToken, parseJoinToken } from '../../token/join-token.ts';
import type { Attack } from './attack.ts';
import { joinSteps } from './scene.ts';
import { bytesShown, firstDifference } from './words.ts';

/** Attacks on what a join token says and proves. */
export const tokenAttacks: readonly Attack[] = [
  {
    id: 'wrong-digest',
    title: 'Wrong digest in a token',
    situation:
      'You can change what others copy: in the wiki page with the join command you alter the digest in the token. The secret and the address stay right.',
    question: 'A machine joins with that token. What becomes of it?',
    answers: [
      { text: 'it joins: the secret is what counts', outcome: 'succeeded' },
      { text: 'it hangs up before it has sent the token', outcome: 'refused' },
      { text: 'the manager refuses the token that it is sent', outcome: 'neither' },
    ],
    steps: joinSteps,
    defence: { name: 'the digest in the token', code: 'node/download-root.ts checkFingerprint', paragraph: '2.3' },
    short:
      'The machine trusts nobody but the digest: the root that it is given does not have it, so it hangs up. The secret never leaves it.',
    long: [
      'A second defence stands behind: managers compare the whole text of a token. One whose digest was altered is no token of theirs.',
      'So altering a token lets nobody in and keeps one machine out: that is all that can be done with a wiki page.',
    ],
    run: async (scene) => {
      const { digest, secret } = parseJoinToken(scene.lab.joinToken('worker'));
      const altered = Buffer.from(digest, 'hex');
      altered.writeUInt8(altered.readUInt8(2) ^ 1, 2);
      const token = formatJoinToken(altered, new Uint8Array(16)).replace(/[^-]+$/, secret);
      const { address } = scene.lab.manager;
      scene.show('token wants', bytesShown(altered.toString('hex')));
      scene.show('root has', bytesShown(digest));
      scene.show('differ', firstDifference(altered.toString('hex'), digest));
      await scene.join({ token, address });
    },
  },
  {
    id: 'wrong-secret',
    title: 'Wrong secret in a token',
    situation:
      'You reach a manager’s port. The root is served to anyone, so you can make the digest of the token yourself; its secret you guess.',
    question: 'You ask for a certificate with the right digest and a guessed secret. What does the manager do?',
    answers: [
      { text: 'it lets you in', outcome: 'succeeded' },
      { text: 'it refuses, and notes nothing', outcome: 'refused' },
      { text: 'it locks your address out', outcome: 'neither' },
    ],
    steps: ['open TLS without a certificate', 'ask for a certificate, with a guessed secret'],
    defence: {
      name: 'the manager compares the whole token',
      code: 'swarm/tokens.ts roleOfToken',
      paragraph: '2.2',
    },
    short:
      'Sixteen random bytes are not guessed: 3.4·10³⁸ of them. They are compared in constant time, so that time tells nothing either.',
    long: [
      'The answer is the same for a token that never was and for one that was replaced: nothing is learned from it.',
      'Nobody is locked out: whoever could fill a list of the locked out could keep others from joining.',
    ],
    run: async (scene) => {
      const { digest } = parseJoinToken(scene.lab.joinToken('worker'));
      const token = formatJoinToken(Buffer.from(digest, 'hex'), systemEntropy.bytes(16));
      scene.show('digest', `${bytesShown(digest)}, made from the root that anyone is given`);
      scene.show('secret', '16 bytes, guessed');
      const channel = await scene.step(() => scene.dial());
      await scene.step(() => scene.askForCertificate(channel, token));
    },
  },
  {
    id: 'replay-token',
    title: 'Replay an old token',
    situation:
      'You found a join token in the history of a shell. It was right when it was typed; the token has been replaced since, the root has not.',
    question: 'You join with the old token. What happens?',
    answers: [
      { text: 'you are let in: the root is the same', outcome: 'succeeded' },
      { text: 'the manager refuses the token', outcome: 'refused' },
      { text: 'your machine hangs up, for the digest is wrong', outcome: 'neither' },
    ],
    steps: joinSteps,
    defence: {
      name: 'the manager knows one token for each role',
      code: 'swarm/tokens.ts roleOfToken',
      paragraph: '2.2',
    },
    short:
      'The digest still fits, so your machine trusts the manager and sends the token. The manager compares it with the one that it has now.',
    long: [
      'Tokens do not expire by themselves: without `docker swarm join-token --rotate` it would have let you in.',
      'A root rotation replaces both tokens as it ends. After one your own machine would have hung up.',
    ],
    place: () => 'apart',
    run: async (scene) => {
      const token = scene.lab.joinToken('worker');
      await scene.lab.update({}, { workerToken: true });
      const now = scene.lab.joinToken('worker');
      scene.show(
        'digest',
        parseJoinToken(token).digest === parseJoinToken(now).digest ? 'the same in both' : 'another',
      );
      scene.show(
        'secret',
        parseJoinToken(token).secret === parseJoinToken(now).secret ? 'the same' : 'another one now',
      );
      await scene.join({ token });
    },
  },
];

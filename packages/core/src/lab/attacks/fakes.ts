import { LocalSigner } from '../../ca/local-signer.ts';
import { rootCaOf } from '../../ca/root-key.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { connectVerified } from '../../node/connection.ts';
import { parseJoinToken } from '../../token/join-token.ts';
import { Dispatcher } from '../../wire/gen/swarmkit_pb.ts';
import { readTrustBundle } from '../../x509/trust-bundle.ts';
import { defaultExpiry } from '../../x509/time.ts';
import type { Attack } from './attack.ts';
import { FakeManager } from './fake-manager.ts';
import { forge, fromNowOn, issuerOf, ownRoot } from './forge.ts';
import { joinSteps } from './scene.ts';
import { bytesShown, firstDifference } from './words.ts';

/** Attacks of somebody who answers in a manager's place. */
export const fakeAttacks: readonly Attack[] = [
  {
    id: 'fake-manager',
    title: 'Fake manager, own root',
    situation:
      'You control the network: whoever calls the manager reaches you. You made a root that is called swarm-ca like all of them, and a manager’s certificate with the real manager’s id.',
    question: 'A machine with a good token calls you. What do you get?',
    answers: [
      { text: 'the machine: it joins you, and you have its token', outcome: 'succeeded' },
      { text: 'nothing: it refuses you', outcome: 'refused' },
      { text: 'the secret of its token, before it notices', outcome: 'neither' },
    ],
    steps: joinSteps,
    defence: { name: 'the digest in the token', code: 'node/download-root.ts checkFingerprint', paragraph: '2.3' },
    short:
      'The digest came in the token, by another road than the network you control. To win you need a root with the same SHA-256. The secret was not sent: it leaves only after the root was compared.',
    long: [
      'That is why fetching the root from somebody unknown is safe here: it is worth nothing until its digest has been compared.',
      'Without a token there would be nothing to compare with. Docker trusts the first root that comes then.',
    ],
    run: async (scene) => {
      const { clock } = scene.lab.services;
      const root = await ownRoot(clock);
      const organization = scene.lab.state.cluster.id;
      const identity = forge({
        identity: { nodeId: scene.lab.manager.nodeId, role: 'manager', organization },
        issuer: issuerOf(root, scene.now()),
        validity: fromNowOn(scene.now()),
      });
      const signer = new LocalSigner(
        { rootCa: rootCaOf(root, scene.now()), expiry: defaultExpiry },
        clock,
        systemEntropy,
      );
      let signed = 0;
      const fake = await FakeManager.open(scene, {
        identity,
        root: root.caCert,
        sign: (csr) => {
          const nodeId = `fake${signed++}`.padEnd(25, '0');
          return signer.sign({ csr, identity: { nodeId, role: 'worker', organization } });
        },
      });
      const token = scene.lab.joinToken('worker');
      const { digest } = parseJoinToken(token);
      const sent = readTrustBundle(root.caCert, scene.now()).digest;
      scene.show('token wants', bytesShown(digest));
      scene.show('you sent', bytesShown(sent));
      scene.show('differ', firstDifference(digest, sent));
      try {
        await scene.join({ token, address: fake.address });
      } finally {
        scene.show('tokens you got', String(fake.tokens.length));
      }
    },
  },
  {
    id: 'worker-as-manager',
    title: 'Worker serves as manager',
    situation:
      'You have a worker: its certificate is a real one of this swarm, its key is yours. You control the network of another node, whose manager you play.',
    question: 'The other node calls its manager and reaches you. Does it take you for one?',
    answers: [
      { text: 'yes: your certificate leads to the root it trusts', outcome: 'succeeded' },
      { text: 'no: your certificate does not have a manager’s name', outcome: 'refused' },
      { text: 'no: a worker’s certificate cannot open a port', outcome: 'neither' },
    ],
    steps: ['the other node opens TLS to you, and judges you', 'it tells you that it is there'],
    defence: {
      name: 'the name swarm-manager in the certificate',
      code: 'x509/path-checks.ts checkHostName',
      paragraph: '7.6',
    },
    short:
      'Your certificate is good, and says whose it is: among its names is swarm-worker, and not swarm-manager. Nodes call managers by that name.',
    long: [
      'The role of a node stands twice in its certificate: as OU, by which managers judge who calls, and as DNS name, by which nodes judge whom they have called.',
      'Every certificate of a swarm may be used at both ends of TLS, so it is the name alone that keeps workers from being managers.',
    ],
    run: async (scene) => {
      const [own, victim] = [await scene.guest('worker'), await scene.guest('worker')];
      const fake = await FakeManager.open(scene, {
        identity: own.identity,
        root: own.trust.pem,
        sign: async () => '',
      });
      scene.show('names you show', (own.identity.certificates[0].facts.dnsNames ?? []).join(', '));
      scene.show('name wanted', 'swarm-manager');
      const { network, clock } = scene.lab.services;
      const channel = await scene.step(() =>
        connectVerified({
          network,
          clock,
          address: fake.address,
          roots: victim.trust.certificates,
          identity: victim.identity,
          signal: scene.signal,
        }),
      );
      scene.atEnd(() => channel.destroy());
      await scene.step(() => channel.unary(Dispatcher.method.heartbeat, { sessionId: '' }, scene.call));
    },
  },
];

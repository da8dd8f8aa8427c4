import { systemEntropy } from '../../entropy/entropy.ts';
import { shownIdentity } from '../../wire/shown-identity.ts';
import { readCertificate, readCertificates } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { createNamedRequest } from '../../x509/csr.ts';
import { der } from '../../x509/der-writer.ts';
import { encodeProfile } from '../../x509/general.ts';
import { encodeName } from '../../x509/name.ts';
import { nodeProfile, rootProfile } from '../../x509/profile.ts';
import { p256Spki } from '../../x509/public-key.ts';
import type { Attack } from './attack.ts';
import { forge, fromNowOn } from './forge.ts';
import type { Scene } from './scene.ts';
import { momentToSecond } from '../../time-words.ts';

const day = 24 * 3_600_000;

/** Attacks with certificates that say too much, or for too long. */
export const certificateAttacks: readonly Attack[] = [
  {
    id: 'expired-certificate',
    title: 'Expired certificate',
    situation:
      'You found an old backup of a node: its certificate is a real one of this swarm, the key is with it. It ended yesterday; the node is still a member.',
    question: 'You ask for a new certificate with the expired one. Do you get it?',
    answers: [
      { text: 'yes: that is how certificates are renewed', outcome: 'succeeded' },
      { text: 'no: the manager ends the connection', outcome: 'refused' },
      { text: 'yes, for a day of grace', outcome: 'neither' },
    ],
    steps: ['open TLS with the expired certificate, and be judged', 'ask for a new one with it'],
    defence: { name: 'the validity of certificates', code: 'x509/path-checks.ts checkValidity', paragraph: '7.6' },
    short:
      'Within its time a certificate is all that a renewal needs; a second after its end it is worth nothing, also to its owner.',
    long: [
      'The handshake itself succeeds, for it proves no more than who has the key. Then the manager judges, and hangs up: in TLS 1.3 a client learns of that only from the end of the connection.',
      'A node whose machine was off for too long is in the same place: it has to leave, and to join with a token.',
    ],
    place: needsRootKey,
    run: async (scene) => {
      const { identity } = await scene.guest('worker');
      const now = scene.now();
      const expired = forge({
        identity: { nodeId: identity.nodeId, organization: identity.organization, role: 'worker' },
        issuer: scene.rootIssuer(),
        validity: { notBefore: now - 91 * day, notAfter: now - day },
      });
      scene.show('it ended', momentToSecond(expired.certificates[0].notAfter));
      scene.show('it is now', momentToSecond(now));
      const channel = await scene.step(() => scene.dial(expired));
      await scene.step(() => scene.askForCertificate(channel));
    },
  },
  {
    id: 'stolen-key-other-name',
    title: 'Stolen key, other name',
    situation:
      'You stole certificate and key of one worker, and want to be another one. You write the other’s id into the certificate wherever the stolen one stands.',
    question: 'You have the right key for the certificate. Are you the other node?',
    answers: [
      { text: 'yes: TLS proves that the key is mine', outcome: 'succeeded' },
      { text: 'no: the CA’s signature does not fit any more', outcome: 'refused' },
      { text: 'no: TLS does not come about', outcome: 'neither' },
    ],
    steps: ['open TLS with the altered certificate, and be judged', 'ask for a certificate as the other node'],
    defence: { name: 'the signature of the CA', code: 'x509/verify.ts checkSigned', paragraph: '7.6' },
    short:
      'TLS proves that you hold the key, and no more. That this key belongs to this name is what the CA has signed; one letter of it changed, and the signature does not fit.',
    long: [
      'With the stolen key you are whom you stole it from, until that node is removed or its certificate ends: it renews by itself with what you have.',
    ],
    run: async (scene) => {
      const [stolen, other] = [await scene.guest('worker'), await scene.guest('worker')];
      const [leaf] = stolen.identity.certificates;
      const altered = readCertificate(renamed(leaf, stolen.identity.nodeId, other.identity.nodeId));
      scene.show('you stole', stolen.identity.nodeId);
      scene.show('you say', other.identity.nodeId);
      const channel = await scene.step(() => scene.dial(shownIdentity([altered], stolen.identity.key)));
      await scene.step(() => scene.askForCertificate(channel));
    },
  },
  {
    id: 'csr-asks-for-ca',
    title: 'CSR that asks for a CA',
    situation:
      'You have a worker’s join token, and write the request for your certificate yourself: it asks for the name of the manager, for CA:TRUE, and for the right to sign.',
    question: 'The manager signs what you sent. What do you have then?',
    answers: [
      { text: 'a CA of your own below the swarm’s root', outcome: 'succeeded' },
      { text: 'a worker’s certificate like any other', outcome: 'refused' },
      { text: 'nothing: such a request is refused', outcome: 'neither' },
    ],
    steps: [
      'open TLS without a certificate',
      'send the request with the token',
      'get a certificate with what was asked for',
      'sign a manager’s certificate with it, and be one',
    ],
    defence: {
      name: 'the CA takes the key of a request and nothing else',
      code: 'ca/local-signer.ts sign',
      paragraph: '3.3',
    },
    short:
      'A request is a wish. Of yours the CA took the public key; name, role and rights it wrote itself: a new id, worker, CA:FALSE.',
    long: [
      'The id is drawn by the manager, the role comes from the token, the swarm’s id from the swarm. So there is nothing in a request that would have to be checked.',
      'Most CAs that were tricked had copied something from a request.',
    ],
    run: async (scene) => {
      const { publicKey, privateKey } = systemEntropy.newKey();
      const spki = p256Spki(publicKey);
      const organization = scene.lab.state.cluster.id;
      const manager = { nodeId: scene.lab.manager.nodeId, organization, role: 'manager' } as const;
      const { extensions } = await encodeProfile({ ...rootProfile, subject: [] }, spki);
      const subject = der(encodeName(nodeProfile(manager).subject));
      const csr = createNamedRequest({ subject, spki, names: [], extensions: extensions.slice(0, 2), key: privateKey });
      scene.show('asked for', `${manager.nodeId}, swarm-manager, CA:TRUE, keyCertSign`);
      const channel = await scene.step(() => scene.dial());
      const nodeId = await scene.step(() => scene.askForCertificate(channel, scene.lab.joinToken('worker'), csr));
      const [own] = await scene.step(async () => {
        const chain = readCertificates(await scene.certificateFor(channel, nodeId));
        const [leaf] = chain;
        const isCa = leaf?.facts.basicConstraints?.ca === true;
        const { dnsNames = [] } = leaf?.facts ?? {};
        scene.show('got', `${dnsNames.join(', ')}, CA:${isCa ? 'TRUE' : 'FALSE'}`);
        if (leaf === undefined || !isCa)
          scene.inVain('a certificate came, without anything that the request had asked for');
        return chain;
      });
      if (own === undefined) return;
      await scene.step(() => signWith(scene, own, privateKey));
    },
  },
  {
    id: 'leaf-signs',
    title: 'Leaf signs a certificate',
    situation:
      'You have a worker, with its key. You use that key as a CA’s would be: you sign a manager’s certificate with it, and send the worker’s along as intermediate.',
    question: 'Each signature in the chain is right, up to the root. Is it accepted?',
    answers: [
      { text: 'yes: the chain leads to the root', outcome: 'succeeded' },
      { text: 'no: a worker’s certificate may not sign', outcome: 'refused' },
      { text: 'no: chains of three are too long', outcome: 'neither' },
    ],
    steps: ['open TLS with the chain, and be judged', 'ask for the unlock key as the manager'],
    defence: { name: 'basicConstraints: only CAs sign', code: 'x509/path-checks.ts checkMaySign', paragraph: '7.6' },
    short:
      'The signature is right, and does not count: your worker’s certificate says CA:FALSE, and its keyUsage does not allow to sign certificates.',
    long: [
      'During a rotation chains do have an intermediate, and it is looked at by the same rules: the cross-signed root is a CA.',
      'Browsers once forgot to look: whoever had any certificate could make one for any name (CVE-2002-0862).',
    ],
    run: async (scene) => {
      const { identity } = await scene.guest('worker');
      await signWith(scene, identity.certificates[0], identity.key);
    },
  },
];

/** Signs a manager's certificate by a certificate that the attacker has, and calls with it: two steps where none is begun. */
async function signWith(scene: Scene, own: Certificate, key: Parameters<typeof shownIdentity>[1]): Promise<void> {
  const forged = forge({
    identity: { nodeId: scene.lab.manager.nodeId, organization: scene.lab.state.cluster.id, role: 'manager' },
    issuer: { certificate: own, key },
    validity: fromNowOn(scene.now()),
    intermediates: [own],
  });
  scene.show('chain', 'root → your certificate → a manager’s');
  if (scene.isInStep) return scene.askForUnlockKey(await scene.dial(forged));
  const channel = await scene.step(() => scene.dial(forged));
  await scene.step(() => scene.askForUnlockKey(channel));
}

/** A certificate in which another id stands; both are of one length, so that everything else stays in place. */
function renamed(certificate: Certificate, from: string, to: string): Uint8Array {
  const text = Buffer.from(certificate.der).toString('latin1');
  return Uint8Array.from(Buffer.from(text.replaceAll(from, to), 'latin1'));
}

/** An external CA has the key: then the swarm that is made for it has one of its own. */
export function needsRootKey({ lab }: Pick<Scene, 'lab'>): 'here' | 'apart' {
  return lab.readSecrets().rootKey === undefined ? 'apart' : 'here';
}

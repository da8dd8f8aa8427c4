import { systemEntropy } from '../../entropy/entropy.ts';
import { sec1Pem } from '../../x509/private-key.ts';
import { algorithmForKey } from '../../x509/algorithms.ts';
import { certificatePem, readCertificates } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { encodeProfile, issueGeneral } from '../../x509/general.ts';
import { serialNumberFrom } from '../../x509/leaf.ts';
import { rootProfile } from '../../x509/profile.ts';
import { p256Spki } from '../../x509/public-key.ts';
import { rootValidity } from '../../x509/time.ts';
import type { RootWithKey } from '../../ca/root-key.ts';
import type { Attack, Defence } from './attack.ts';
import { needsRootKey } from './certificates.ts';
import { forge, fromNowOn, issuerOf } from './forge.ts';
import type { Loot } from './loot.ts';
import { rotateToTheEnd } from './apart.ts';
import type { Scene } from './scene.ts';
import { rootShown } from './words.ts';

const presentRoot: Defence = {
  name: 'the signature of the root that is trusted now',
  code: 'x509/verify.ts checkSigned',
  paragraph: '7.6',
};

/** Attacks on the root, and with it. */
export const rootAttacks: readonly Attack[] = [
  {
    id: 'non-ca-root',
    title: 'Rotate to a non-CA root',
    situation:
      'You may change the swarm, or tricked somebody who may. You give it a certificate as its new root that says CA:FALSE: whatever it signed, nobody would accept.',
    question: 'The swarm is told to rotate to it. What happens?',
    answers: [
      { text: 'the rotation begins, and tears the swarm apart', outcome: 'succeeded' },
      { text: 'the update is refused, nothing changes', outcome: 'refused' },
      { text: 'the rotation begins, and is given up', outcome: 'neither' },
    ],
    steps: ['tell the swarm to rotate to it', 'the rotation begins'],
    defence: { name: 'only a CA is cross-signed', code: 'x509/cross-sign.ts crossSign', paragraph: '8.5' },
    short:
      'Before a rotation begins the old root signs the new one, and that is where it is looked at: no CA, no cross-signed certificate, no rotation.',
    long: [
      'Docker’s answer does not say why: the reason is in the manager’s log. swarmpki says it there too.',
      'Whether a root may sign is not asked where a root is loaded, neither in Docker nor here.',
    ],
    place: needsRootKey,
    run: async (scene) => {
      const { pem, key } = await noCa(scene.now());
      const before = scene.lab.state.cluster.rootCa;
      scene.show('basicConstraints', 'CA:FALSE');
      scene.atEnd(async () => {
        const { rootKey = '' } = scene.lab.readSecrets();
        if (scene.lab.state.cluster.rootCa.rotation === before.rotation) return;
        await scene.lab.update({ signingCaCert: before.caCert, signingCaKey: rootKey });
      });
      await scene.step(() => scene.lab.update({ signingCaCert: pem, signingCaKey: key }));
      await scene.step(() => {
        if (scene.lab.state.cluster.rootCa.rotation === before.rotation) scene.inVain('no rotation has begun');
      });
    },
  },
  {
    id: 'old-root-certificate',
    title: 'Renew with an old root',
    situation:
      'You have a backup of a worker’s disk from before a root rotation: certificate and key, valid for weeks. The worker itself has gone along with the rotation.',
    question: 'The rotation is over. You ask for a new certificate with the old one. Do you get it?',
    answers: [
      { text: 'yes: it has not expired', outcome: 'succeeded' },
      { text: 'no: it does not lead to the root any more', outcome: 'refused' },
      { text: 'yes: old and new root are both trusted for a while', outcome: 'neither' },
    ],
    steps: ['open TLS with the old certificate, and be judged', 'ask for a new one with it'],
    defence: presentRoot,
    short:
      'With the end of a rotation all certificates of the old root are worth nothing, wherever they lie. That is what a rotation is for.',
    long: [
      'Nobody trusts two roots at any time. While the rotation was under way everybody still trusted the old one, and new certificates came with a second one that leads there.',
      'Both roots are called swarm-ca and differ in their key: so the error speaks of a signature that does not fit.',
    ],
    place: () => 'apart',
    run: async (scene) => {
      const { lab } = scene;
      const { node } = await lab.join('worker-1', lab.joinToken('worker'));
      const { identity } = node.credentials;
      await rotateToTheEnd(lab, scene.signal);
      showSigners(scene, identity.issuer, node.credentials.identity.issuer);
      const channel = await scene.step(() => scene.dial(identity));
      await scene.step(() => scene.askForCertificate(channel));
    },
  },
  {
    id: 'stolen-root-key',
    title: 'Stolen root key',
    situation:
      'You have copied the root’s private key from a manager that was not locked. With it you sign what you like: you make yourself a manager, with an id that nobody has.',
    question: 'Is there anything that keeps you out?',
    answers: [
      { text: 'nothing: whoever has the key is the CA', outcome: 'succeeded' },
      { text: 'the swarm does not know your id', outcome: 'refused' },
      { text: 'the serial number is on no list', outcome: 'neither' },
    ],
    steps: [
      'sign a manager’s certificate with the stolen key',
      'open TLS with it, and be judged',
      'ask for the unlock key, and get it',
    ],
    defence: { name: 'none: rotate the root', code: '', paragraph: '8' },
    short:
      'It succeeds, and nothing is broken: a certificate that the root’s key has signed is a certificate of this swarm. Managers keep no list of what was issued.',
    long: [
      'Removing nodes does not help: you would take another id. New join tokens do not help: you need none.',
      'What helps is another root: rotate it (screen 3), then run the next attack: it tries the key that was stolen here.',
      'What would have helped: locked managers (autolock), so that a copied disk has no key in it; or an external CA, so that no manager has it.',
    ],
    place: needsRootKey,
    run: async (scene) => {
      const { rootKey: caKey = '' } = scene.lab.readSecrets();
      const { id: swarm, rootCa } = scene.lab.state.cluster;
      const stolen = { caCert: rootCa.caCert, caKey, swarm };
      scene.loot.root = stolen;
      await beManager(scene, stolen);
      scene.show('you keep', 'the key: the next attack tries it again');
    },
  },
  {
    id: 'stolen-root-key-rotated',
    title: 'Stolen root key, rotated',
    situation:
      'You have the root’s private key, as before. Meanwhile the swarm has rotated to another root, and the rotation has ended.',
    question: 'You sign a manager’s certificate with the key. What is it worth?',
    answers: [
      { text: 'as much as before: the old root has not expired', outcome: 'succeeded' },
      { text: 'nothing: it leads to a root that nobody trusts', outcome: 'refused' },
      { text: 'enough to fetch the new root with it', outcome: 'neither' },
    ],
    steps: [
      'sign a manager’s certificate with the stolen key',
      'open TLS with it, and be judged',
      'ask for the unlock key, and get it',
    ],
    defence: presentRoot,
    short:
      'The same key, the same kind of certificate, and the manager hangs up: it leads to a root that is trusted no more. That is the cure for a stolen key, and there is no other.',
    long: [
      'It acts at the end of the rotation, not at its beginning: until the last node has come over everybody trusts the old root, and your key is as good as before.',
      'If the root of this swarm was rotated since you ran “the stolen root key”, that very key was tried on this very swarm; otherwise a swarm was made for it.',
    ],
    place: ({ lab, loot }) => (isWorthless(loot.root, lab) ? 'here' : 'apart'),
    run: async (scene) => {
      const { lab, loot } = scene;
      if (loot.root !== undefined && isWorthless(loot.root, lab)) {
        scene.show('the key', 'stolen from this swarm before its root was rotated');
        return beManager(scene, loot.root);
      }
      const { rootKey: caKey = '' } = lab.readSecrets();
      const stolen = { caCert: lab.state.cluster.rootCa.caCert, caKey };
      await lab.join('worker-1', lab.joinToken('worker'));
      await rotateToTheEnd(lab, scene.signal);
      return beManager(scene, stolen);
    },
  },
];

/** Whether a root was that of a lab, and is no more. */
function isWorthless(root: Loot['root'], { state: { cluster } }: Scene['lab']): boolean {
  const { caCert, rotation } = cluster.rootCa;
  return root !== undefined && root.swarm === cluster.id && root.caCert !== caCert && rotation === undefined;
}

async function beManager(scene: Scene, stolen: RootWithKey): Promise<void> {
  const forged = await scene.step(() => {
    const issuer = issuerOf(stolen, scene.now());
    const identity = { nodeId: 'evil0'.repeat(5), organization: scene.lab.state.cluster.id, role: 'manager' } as const;
    return forge({ identity, issuer, validity: fromNowOn(scene.now()) });
  });
  const now = rootOf(scene.lab.state.cluster.rootCa.caCert);
  showSigners(scene, rootOf(stolen.caCert), now);
  const channel = await scene.step(() => scene.dial(forged));
  await scene.step(() => scene.askForUnlockKey(channel));
}

/** By whose keys two certificates were signed. */
function showSigners(scene: Scene, own: { readonly spki: Uint8Array }, now: { readonly spki: Uint8Array }): void {
  scene.show('your signer', rootShown(own.spki));
  scene.show('the root now', rootShown(now.spki));
}

/** The first certificate of a bundle. @param pem of a root that a swarm trusts */
function rootOf(pem: string): Certificate {
  const [certificate] = readCertificates(pem);
  if (certificate === undefined) throw new TypeError('a swarm without a root');
  return certificate;
}

/** A certificate that has signed itself, and may not sign. */
async function noCa(now: number): Promise<{ readonly pem: string; readonly key: string }> {
  const { publicKey, privateKey } = systemEntropy.newKey();
  const spki = p256Spki(publicKey);
  const { subject, extensions } = await encodeProfile(
    {
      subject: rootProfile.subject,
      extensions: [
        { kind: 'keyUsage', usages: ['digitalSignature'] },
        { kind: 'basicConstraints', ca: false },
        { kind: 'subjectKeyIdentifier' },
      ],
    },
    spki,
  );
  const der = await issueGeneral({
    issuer: subject,
    subject,
    spki,
    serialNumber: serialNumberFrom(systemEntropy.bytes(20)),
    extensions,
    ...rootValidity(now),
    signingKey: privateKey,
    algorithm: algorithmForKey(privateKey),
  });
  return { pem: certificatePem(der), key: sec1Pem(privateKey) };
}

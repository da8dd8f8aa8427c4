import { forwarding } from '../../manager/calls.ts';
import { organizationalUnits } from '../../x509/profile.ts';
import type { Attack, Defence } from './attack.ts';

const authorise = (name: string, code: string, paragraph: string): Defence => ({
  name,
  code: `swarm/authorise.ts ${code}`,
  paragraph,
});

/** Attacks of whoever may do something, and wants to do more. */
export const roleAttacks: readonly Attack[] = [
  {
    id: 'worker-plays-manager',
    title: 'Worker plays manager',
    situation:
      'You have a worker, with its key. You ask a manager for what managers alone may have: the key that unlocks the disks of all of them.',
    question: 'What does the manager answer?',
    answers: [
      { text: 'the unlock key: you are a member of the swarm', outcome: 'succeeded' },
      { text: 'permission denied: you are no manager', outcome: 'refused' },
      { text: 'nothing: it ends the connection', outcome: 'neither' },
    ],
    steps: ['open TLS with the worker’s certificate, and be judged', 'ask for the unlock key'],
    defence: authorise('the role in your certificate', 'hasRole', '5.4'),
    short:
      'TLS lets you in, since you are a member. Each call looks at the OU of your certificate: swarm-worker may not make this one.',
    long: [
      'The role was written by the CA when it signed; what a request says of roles is not even read. To have another one you would have to be promoted.',
    ],
    run: async (scene) => {
      const { identity } = await scene.guest('worker');
      scene.show('your OU', identity.units.join(', '));
      scene.show('allowed', organizationalUnits.manager);
      const channel = await scene.step(() => scene.dial(identity));
      await scene.step(() => scene.askForUnlockKey(channel));
    },
  },
  {
    id: 'forged-forwarding',
    title: 'Call in another’s name',
    situation:
      'You have a worker. Managers pass calls on to the leader, and say for whom: you write such a note yourself, that you pass this call on for the manager.',
    question: 'You ask for the unlock key “for the manager”. Who is asked about?',
    answers: [
      { text: 'the manager in the note: the call goes through', outcome: 'succeeded' },
      { text: 'you: only managers may pass calls on', outcome: 'refused' },
      { text: 'nobody: notes of workers are passed over', outcome: 'neither' },
    ],
    steps: [
      'open TLS with the worker’s certificate, and be judged',
      'ask for the unlock key, with a note that names the manager',
    ],
    defence: authorise('only managers are believed when they pass calls on', 'authoriseForwarded', '5.4'),
    short:
      'Whoever passes a call on is judged first, by the certificate of the connection: you are no manager, so that what you say of others is worth nothing.',
    long: [
      'Your own call is broken by it: a worker that writes the note is not taken for itself either.',
      'A node that was removed cannot come back by such a note through another manager: here both ends of it are looked at, in Docker only the one that passes it on.',
    ],
    run: async (scene) => {
      const { identity } = await scene.guest('worker');
      const { nodeId } = scene.lab.manager;
      scene.show('you are', `${identity.nodeId}, ${identity.units.join(', ')}`);
      scene.show('your note', `${nodeId}, ${organizationalUnits.manager}`);
      const channel = await scene.step(() => scene.dial(identity));
      const metadata = {
        [forwarding.isForwarded]: 'true',
        [forwarding.nodeId]: nodeId,
        [forwarding.organization]: scene.lab.state.cluster.id,
        [forwarding.units]: organizationalUnits.manager,
      };
      await scene.step(() => scene.askForUnlockKey(channel, { metadata }));
    },
  },
  {
    id: 'no-certificate',
    title: 'No certificate at all',
    situation:
      'You reach a manager’s port and show no certificate. The port takes you: whoever is about to join has none yet.',
    question: 'You ask for the unlock key. Does it matter that you are nobody?',
    answers: [
      { text: 'no: the port has let you in', outcome: 'succeeded' },
      { text: 'yes: the call is refused', outcome: 'refused' },
      { text: 'yes: TLS does not come about', outcome: 'neither' },
    ],
    steps: ['open TLS without a certificate', 'ask for the unlock key'],
    defence: authorise('each call asks who is there', 'authoriseDirect', '5.4'),
    short:
      'TLS asks for a certificate and does without. Of all calls nobody may make but three: fetch the root, ask to join, look what became of that.',
    long: [
      'An open port is no open door: what counts is looked at call by call, and not where the connection comes in.',
    ],
    run: async (scene) => {
      const channel = await scene.step(() => scene.dial());
      scene.show('you showed', 'nothing');
      await scene.step(() => scene.askForUnlockKey(channel));
    },
  },
  {
    id: 'removed-node',
    title: 'Removed node returns',
    situation:
      'A manager’s machine was sold, and the node removed from the swarm. You have its disk: certificate and key are good for weeks.',
    question: 'You call with its certificate. Are you still a manager?',
    answers: [
      { text: 'yes: the certificate is valid, and nobody revokes it', outcome: 'succeeded' },
      { text: 'no: the swarm remembers whom it removed', outcome: 'refused' },
      { text: 'no: the root was rotated when it was removed', outcome: 'neither' },
    ],
    steps: ['open TLS with the certificate of the removed node, and be judged', 'ask for the unlock key'],
    defence: authorise('the list of removed nodes', 'checkNotRemoved', '5.7'),
    short:
      'TLS lets you in: the certificate leads to the root and is valid. Swarms have no revocation lists; they note the ids of removed nodes, and each call looks there.',
    long: [
      'A note lasts until seven days after the end of the certificate, then that is worth nothing by itself.',
      'Somebody who had the root’s key could make a certificate with any id. Against that only a rotation helps.',
    ],
    run: async (scene) => {
      const { identity } = await scene.guest('manager');
      await scene.remove(identity.nodeId);
      const channel = await scene.step(() => scene.dial(identity));
      scene.show('TLS', 'came about: the certificate is valid and leads to the root');
      await scene.step(() => scene.askForUnlockKey(channel));
    },
  },
];

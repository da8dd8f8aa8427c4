import { connect as tlsConnect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { reasonOf } from '../../problem.ts';
import { parseAddress } from '../../wire/address.ts';
import { GrpcChannel } from '../../wire/grpc/channel.ts';
import { ConnectionProblem } from '../../wire/problem.ts';
import { managerServerName } from '../../x509/profile.ts';
import type { Attack } from './attack.ts';
import type { Scene } from './scene.ts';

/** How long a handshake may take, and a ticket to come, ms of real time. */
const handshakeMs = 5_000;
const ticketMs = 500;

/** Attacks below certificates: on TLS itself. */
export const tlsAttacks: readonly Attack[] = [
  {
    id: 'tls-1-1',
    title: 'TLS 1.1 client',
    situation:
      'You sit between a node and its manager, and want both to speak a TLS that you can break. You begin with the manager: you offer it TLS 1.1 and nothing newer.',
    question: 'Does the manager speak TLS 1.1 with you?',
    answers: [
      { text: 'yes: the client names the version', outcome: 'succeeded' },
      { text: 'no: it ends the handshake', outcome: 'refused' },
      { text: 'it answers in TLS 1.2', outcome: 'neither' },
    ],
    steps: ['agree on TLS 1.1', 'make a call over it'],
    defence: { name: 'TLS 1.2 at least', code: 'wire/tls/settings.ts minVersion', paragraph: '7.1' },
    short: 'The manager has no version in common with you, and says so with an alert, before any certificate is shown.',
    long: [
      'TLS 1.1 leans on MD5 and SHA-1, and is not to be used any more (RFC 8996). Docker’s engines want TLS 1.2 at least as well.',
      'A second defence stands behind: there is no suite of TLS 1.1 among those that are offered, nor one that OpenSSL 3 would take at the level of security that it has by itself.',
    ],
    run: async (scene) => {
      const socket = await scene.step(() =>
        handshake(scene, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      );
      scene.show('spoken', `${socket.getProtocol() ?? ''}, ${socket.getCipher().standardName}`);
      await scene.step(() => scene.fetchRoot(new GrpcChannel(socket, managerServerName, scene.lab.ownAgent)));
    },
  },
  {
    id: 'resumption',
    title: 'Resumed session',
    situation:
      'You read the memory of a worker: not its key, that lay elsewhere, but the secret of a TLS session with its manager. With that a session can be resumed without showing a certificate again.',
    question: 'You offer the manager to resume the session. Are you the worker?',
    answers: [
      { text: 'yes: that is what resumption is for', outcome: 'succeeded' },
      { text: 'no: it makes a full handshake with you', outcome: 'refused' },
      { text: 'no: TLS does not come about', outcome: 'neither' },
    ],
    steps: [
      'the worker opens TLS; you copy the session',
      'resume the session without certificate and key',
      'be taken for the worker',
    ],
    defence: { name: 'sessions are never resumed', code: 'wire/tls/settings.ts secureOptions', paragraph: '7.1' },
    short:
      'Managers hand out no tickets and remember no session: you are asked for certificate and key like anybody else, and have none.',
    long: [
      'It is not done for speed either: a resumed session shows less than the whole chain, and what cannot be judged anew at each connection would outlive a removal, an expiry, a rotation.',
    ],
    run: async (scene) => {
      const { identity } = await scene.guest('worker');
      const { certificatePem: cert, keyPem: key } = identity.tls;
      const session = await scene.step(async () => {
        const socket = await handshake(scene, { cert, key });
        const ticket = await ticketOf(socket);
        const channel = new GrpcChannel(socket, managerServerName, scene.lab.ownAgent);
        await scene.fetchRoot(channel);
        channel.destroy();
        return ticket ?? socket.getSession();
      });
      const socket = await scene.step(async () => {
        const again = await handshake(scene, session === undefined ? {} : { session });
        scene.show('resumed', again.isSessionReused() ? 'yes' : 'no: a full handshake, in which you showed nothing');
        if (!again.isSessionReused()) {
          again.destroy();
          scene.inVain(
            'the manager did not resume the session: it asked for a certificate, and there was none to show',
          );
        }
        return again;
      });
      const channel = new GrpcChannel(socket, managerServerName, scene.lab.ownAgent);
      scene.atEnd(() => channel.destroy());
      await scene.step(async () => {
        const nodeId = await scene.askForCertificate(channel);
        scene.show('you are', nodeId);
      });
    },
  },
];

/** A handshake by nothing but OpenSSL. @throws {ConnectionProblem} */
function handshake(scene: Scene, options: ConnectionOptions): Promise<TLSSocket> {
  const { host, port } = parseAddress(scene.lab.manager.address);
  const socket = tlsConnect({
    host,
    port,
    servername: managerServerName,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ALPNProtocols: ['h2'],
    timeout: handshakeMs,
    ...options,
  });
  scene.atEnd(() => void socket.destroy());
  socket.once('connect', () => scene.connected(socket));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(new ConnectionProblem('handshake', `TLS handshake failed: ${opensslReason(error)}`, { cause: error }));
    };
    socket.on('error', fail);
    socket.once('timeout', () => fail(new Error('no answer')));
    socket.once('secureConnect', () => resolve(socket));
  });
}

function opensslReason(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : reasonOf(error);
}

/** What a server gives a client to resume by, if it does: in TLS 1.3 that comes after the handshake. */
function ticketOf(socket: TLSSocket): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ticketMs);
    socket.once('session', (session: Buffer) => {
      clearTimeout(timer);
      resolve(session);
    });
  });
}

import { Dispatcher, IssuanceStatus_State, CA, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import type { Port } from '../../wire/network.ts';
import { Services } from '../../wire/services.ts';
import type { ShownIdentity } from '../../wire/shown-identity.ts';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Scene } from './scene.ts';

/** What somebody who plays a manager does with what he is asked. */
export interface Play {
  /** Shown to every client. */
  readonly identity: ShownIdentity;
  /** PEM, given to everyone who asks. */
  readonly root: string;
  /** Signs a request. @returns PEM */
  readonly sign: (csr: string) => Promise<string>;
}

/** Somebody who answers at a port of this machine as a manager does. */
export class FakeManager {
  /** Tokens that were sent to it. */
  readonly tokens: string[] = [];
  /** Nodes that reported to it that they are there. */
  heartbeats = 0;
  readonly #requests = new Map<string, string>();
  #port: Port | undefined;

  static async open(scene: Scene, play: Play): Promise<FakeManager> {
    const manager = new FakeManager();
    await manager.#listen(scene, play);
    return manager;
  }

  private constructor() {}

  /** `host:port` */
  get address(): string {
    return this.#port?.address ?? '';
  }

  async #listen(scene: Scene, { identity, root, sign }: Play): Promise<void> {
    const services = new Services<unknown>();
    services.implement(CA, { getRootCACertificate: () => ({ certificate: Buffer.from(root, 'latin1') }) });
    services.implement(NodeCA, {
      issueNodeCertificate: ({ csr, token }) => {
        this.tokens.push(token);
        const nodeId = `fake${this.#requests.size}`.padEnd(25, '0');
        this.#requests.set(nodeId, Buffer.from(csr).toString('latin1'));
        return { nodeId };
      },
      nodeCertificateStatus: async ({ nodeId }) => {
        const csr = this.#requests.get(nodeId) ?? '';
        const status = { state: IssuanceStatus_State.ISSUED };
        const certificate = Buffer.from(await sign(csr), 'latin1');
        return { status, certificate: { status, csr: Buffer.from(csr, 'latin1'), certificate } };
      },
    });
    services.implement(Dispatcher, {
      heartbeat: () => {
        this.heartbeats++;
        return { period: durationFromMs(5_000) };
      },
    });
    this.#port = await scene.lab.services.network.listen({
      host: '127.0.0.1',
      port: 0,
      identity,
      checkClient: () => undefined,
      services,
      // Whoever hangs up on it is the victim, who says why.
      onRefused: () => undefined,
      onError: () => undefined,
    });
    const port = this.#port;
    scene.atEnd(() => port.close(0));
  }
}

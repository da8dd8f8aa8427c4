import { answer } from '../../packages/core/src/ca/cfssl/server.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import type { ExternalCaEntry } from '../../packages/core/src/swarm/state.ts';
import { serveHttps } from '../../packages/core/src/wire/https/server.ts';
import type { Listener } from '../../packages/core/src/wire/tls/listen.ts';
import type { Certificate } from '../../packages/core/src/x509/certificate.ts';
import { serialNumberFrom } from '../../packages/core/src/x509/leaf.ts';
import { serverMaterial } from './authorities.ts';

const host = '127.0.0.1';
const day = 24 * 3_600_000;

/** Our external CA on a port of this machine, which can be away for a while. */
export class ExternalCaServer implements AsyncDisposable {
  readonly root: Authority;
  /** Whose managers are heard: its own, and those of roots before it. */
  readonly trusted: Certificate[];
  /** What was asked of it, by common names; `CA` for a new root. The last of each. */
  readonly asked = new Map<string, string>();
  readonly refusals: string[] = [];
  readonly faults: unknown[] = [];
  signsCas = true;
  /** How long a node's certificate is valid, ms. */
  expiry = day;
  /** Refuses whatever it is asked, in cfssl's way. */
  isClosed = false;
  #listener: Listener | undefined;
  #port = 0;

  constructor(root: Authority) {
    this.root = root;
    this.trusted = [root.certificate];
  }

  get url(): string {
    return `https://${host}:${this.#port}/api/v1/cfssl/sign`;
  }

  /** What a swarm is told of it. @param caCert the root that it signs for: PEM; empty for the swarm's present one */
  entry(caCert = this.root.pem): ExternalCaEntry {
    return { protocol: 'cfssl', url: this.url, options: {}, caCert };
  }

  /** Opens its port: the same one each time. */
  async start(): Promise<void> {
    this.#listener = await serveHttps({
      host,
      port: this.#port,
      material: await serverMaterial(this.root, host),
      roots: () => this.trusted,
      now: () => Date.now(),
      handle: ({ body }, client) => {
        const { subject, profile } = JSON.parse(body) as { subject: { CN: string }; profile: string };
        const name = profile === 'CA' ? profile : subject.CN;
        this.asked.delete(name);
        this.asked.set(name, body);
        return answer(
          body,
          this.isClosed ? undefined : client,
          { issuer: this.root, expiry: this.expiry, signsCas: this.signsCas },
          { now: Date.now(), serialNumber: serialNumberFrom(systemEntropy.bytes(20)) },
        );
      },
      onRefused: ({ error }) => this.refusals.push(error.message),
      onError: (error) => this.faults.push(error),
    });
    this.#port = this.#listener.port;
  }

  async stop(): Promise<void> {
    await this.#listener?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

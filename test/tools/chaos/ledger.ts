import { callWithCertificate, requestWithToken } from '../../../packages/core/src/lab/evidence.ts';
import { systemEntropy } from '../../../packages/core/src/entropy/entropy.ts';
import type { Lab } from '../../../packages/core/src/lab/lab.ts';
import { reasonOf } from '../../../packages/core/src/problem.ts';
import { readCertificates } from '../../../packages/core/src/x509/certificate.ts';
import type { TlsMaterial } from '../../../packages/core/src/wire/shown-identity.ts';

/** How many old things are shown to a manager at the end of a round. */
const mostShown = 4;

/** A certificate that was good under a root. */
interface OldIdentity {
  readonly name: string;
  readonly root: string;
  readonly material: TlsMaterial;
}

/**
 * What a swarm has acknowledged, and what has been taken from it since: the first has to be there for ever, the second to
 * be refused.
 */
export class Ledger {
  readonly violations: string[] = [];
  /** Old tokens and certificates that were refused. */
  refused = 0;
  readonly #nodes = new Map<string, string>();
  readonly #tokens = new Set<string>();
  #identities: readonly OldIdentity[] = [];
  #updates = 0;
  #acknowledged = 0;

  /** The names of nodes that the swarm has to know, with their ids. */
  get nodes(): ReadonlyMap<string, string> {
    return this.#nodes;
  }

  joined(name: string, nodeId: string): void {
    this.#nodes.set(name, nodeId);
  }

  removed(name: string): void {
    this.#nodes.delete(name);
  }

  /** Changes a label to what it has not been before. */
  async update(lab: Lab): Promise<void> {
    const update = ++this.#updates;
    await lab.update({ labels: { update: String(update) } });
    this.#acknowledged = Math.max(this.#acknowledged, update);
  }

  /** Notes what is good now, and will not be for ever. */
  note(lab: Lab): void {
    for (const role of ['worker', 'manager'] as const) this.#tokens.add(lab.joinToken(role));
    const root = lab.state.cluster.rootCa.caCert;
    const [first, ...others] = lab.nodes.values();
    const taken = [first, others.at(-1)].flatMap((node) => node ?? []);
    const identities = taken.map(({ name, node }) => ({ name, root, material: node.credentials.identity.tls }));
    this.#identities = [...this.#identities, ...identities];
  }

  /** Whether everything is there that was acknowledged. */
  checkAcknowledged({ state }: Pick<Lab, 'state'>): void {
    for (const [name, nodeId] of this.#nodes) {
      if (!state.nodes.has(nodeId)) this.violations.push(`${name} was let in, and is gone`);
    }
    const label = Number(state.cluster.spec.labels['update'] ?? 0);
    if (label < this.#acknowledged) this.violations.push(`update ${this.#acknowledged} was lost; there is ${label}`);
  }

  /** Whether what was good once is refused, over the wire, by every manager. */
  async checkRefused(lab: Lab): Promise<void> {
    const current = new Set([lab.joinToken('worker'), lab.joinToken('manager')]);
    const tokens = [...this.#tokens].filter((token) => !current.has(token)).slice(-mostShown);
    const { caCert } = lab.state.cluster.rootCa;
    const identities = this.#identities.filter(({ root }) => root !== caCert).slice(-mostShown);
    for (const nodeId of lab.state.nodes.keys()) {
      const address = lab.managerOf(nodeId)?.address;
      if (address === undefined) continue;
      for (const token of tokens)
        await this.#expectRefused(`a token at ${address}`, /valid join token/, () =>
          requestWithToken(address, token, systemEntropy),
        );
      for (const { name, material } of identities) {
        const what = `the old certificate of ${name} at ${address} (${notAfterOf(material)})`;
        await this.#expectRefused(what, /ended the connection|connection error/, () =>
          callWithCertificate(address, material),
        );
      }
    }
  }

  async #expectRefused(what: string, expected: RegExp, show: () => Promise<unknown>): Promise<void> {
    try {
      await show();
      this.violations.push(`${what} was accepted`);
    } catch (error) {
      if (expected.test(reasonOf(error))) this.refused++;
      else this.violations.push(`${what} was refused for another reason: ${reasonOf(error)}`);
    }
  }
}

function notAfterOf({ certificatePem }: TlsMaterial): string {
  return `${readCertificates(certificatePem).length} certificates`;
}

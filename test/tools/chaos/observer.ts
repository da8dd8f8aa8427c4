import type { Lab, LabNode } from '../../../packages/core/src/lab/lab.ts';
import type { Clock } from '../../../packages/core/src/clock/clock.ts';
import { reasonOf } from '../../../packages/core/src/problem.ts';
import { managerServerName } from '../../../packages/core/src/x509/profile.ts';
import { SignatureMemory } from '../../../packages/core/src/x509/signature-memory.ts';
import { verifyChain } from '../../../packages/core/src/x509/verify.ts';

/** What a machine's clock shows more than lab time, ms. */
export type SkewOf = (name: string) => number;

/** A node that nothing disturbs may take this long to hear of the new root, ms: machines of CI are busy. */
const graceMs = 15_000;

/**
 * Looks at what the nodes of a lab show and trust, and whether that is what a rotation promises:
 *
 * - Two members authenticate to each other, both ways. Whoever was cut off when a rotation was completed may fail to
 *   verify those who have renewed since; nobody else may, and it may fail to verify nobody else.
 * - Nobody trusts a root to which its own certificate does not lead.
 */
export class Observer {
  readonly violations: string[] = [];
  checks = 0;
  /** Verifications of one member by another. */
  pairs = 0;
  /** Of those, failed ones that are promised to nobody. */
  excused = 0;
  completions = 0;
  readonly #lab: Lab;
  readonly #clock: Clock;
  readonly #skewOf: SkewOf;
  readonly #isDisturbed: (name: string) => boolean;
  /** Nodes that have not heard of the last root yet, and until when that is all right. */
  readonly #behind = new Map<string, number>();
  readonly #memory = new SignatureMemory();

  constructor(lab: Lab, clock: Clock, machines: { readonly skewOf: SkewOf; isDisturbed(name: string): boolean }) {
    this.#lab = lab;
    this.#clock = clock;
    this.#skewOf = machines.skewOf;
    this.#isDisturbed = (name) => machines.isDisturbed(name);
    lab.control.onJournal(({ event }) => {
      if (event === 'rotation-completed') this.#noteCompletion();
    });
  }

  /** A node is being disturbed: what it has not heard by now it may not hear for long. */
  disturbed(name: string): void {
    if (this.#behind.has(name)) this.#behind.set(name, Infinity);
  }

  /** Names of nodes that missed the end of a rotation. */
  get behind(): readonly string[] {
    return [...this.#behind.keys()];
  }

  forget(name: string): void {
    this.#behind.delete(name);
  }

  /** @param isStrict nothing is excused */
  check({ isStrict = false } = {}): void {
    this.checks++;
    const root = this.#lab.state.cluster.rootCa.caCert;
    const members = [...this.#lab.nodes.values()].filter(({ node }) => this.#lab.state.nodes.has(node.id));
    for (const truster of members) {
      if (truster.node.credentials.trust.pem === root) this.#behind.delete(truster.name);
      this.#checkOwn(truster);
      for (const shower of members) this.#checkPair(truster, shower, isStrict);
    }
  }

  /** Why one node does not accept what another shows; `undefined` if it does. */
  whyRefused(truster: LabNode, shower: LabNode): string | undefined {
    const { identity } = shower.node.credentials;
    const { trust } = truster.node.credentials;
    const [leaf, ...intermediates] = identity.certificates;
    const now = this.#clock.now() + this.#skewOf(truster.name);
    const judgement = { intermediates, roots: trust.certificates, now, memory: this.#memory };
    try {
      verifyChain(leaf, { ...judgement, purpose: 'clientAuth' });
      if (this.#lab.managerOf(shower.node.id) !== undefined) {
        verifyChain(leaf, { ...judgement, purpose: 'serverAuth', hostName: managerServerName });
      }
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #checkPair(truster: LabNode, shower: LabNode, isStrict: boolean): void {
    this.pairs++;
    const reason = this.whyRefused(truster, shower);
    if (reason === undefined) return;
    this.excused++;
    if (!isStrict && (this.#behind.get(truster.name) ?? 0) > performance.now()) return;
    this.#blame(`${truster.name} does not accept ${shower.name}: ${reason}`);
  }

  #checkOwn(member: LabNode): void {
    const reason = this.whyRefused(member, member);
    if (reason !== undefined) this.#blame(`${member.name} trusts a root that its own chain does not reach: ${reason}`);
  }

  #noteCompletion(): void {
    this.completions++;
    for (const name of this.#lab.nodes.keys()) {
      this.#behind.set(name, this.#isDisturbed(name) ? Infinity : performance.now() + graceMs);
    }
  }

  #blame(violation: string): void {
    if (this.violations.length < 50) this.violations.push(violation);
  }
}

import { SigningProblem } from '../ca/problem.ts';
import type { Clock, Timer } from '../clock/clock.ts';
import { reasonOf } from '../problem.ts';
import { awaitsSigning, recordSigning } from '../swarm/issue.ts';
import type { SignedRequest, SigningResult } from '../swarm/issue.ts';
import type { Decider } from './decider.ts';
import type { Signing } from './signing.ts';

export interface CaServerOptions {
  readonly swarm: Decider;
  readonly signing: Pick<Signing, 'update' | 'sign' | 'isExternal' | 'root'>;
  /** Real time: whatever keeps a certificate from being signed lives in it. */
  readonly realTime: Clock;
  readonly onError: (error: unknown) => void;
}

/** What could not be signed is tried again after this time, ms. */
const retryMs = 10_000;
/** Requests that external CAs have at a time. */
const mostAtOnce = 16;

/**
 * Has the requests of nodes signed (docs/protocol.md §5.5). What fails for good is recorded; what may pass by itself, an
 * external CA that is away or a disk that is full, is tried again every ten seconds, and whenever what signs has changed.
 * Of those that wait one goes ahead then, and the others follow if it was signed.
 */
export class CaServer {
  readonly #options: CaServerOptions;
  /** Nodes whose turn has not come yet. */
  readonly #queue = new Set<string>();
  /** Nodes whose request is to be tried again. */
  readonly #waiting = new Set<string>();
  #underWay = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: CaServerOptions) {
    this.#options = options;
  }

  /** Looks at every node once: what was accepted before a stop, and not signed, is signed now. */
  start(): void {
    this.#update();
    for (const { id } of this.#options.swarm.state.nodes.values()) if (this.#isWanted(id)) this.evaluate(id);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#queue.clear();
    this.#waiting.clear();
  }

  /** The root, its key or the external CAs are others now. */
  reload(): void {
    this.#update();
    void this.#retry();
  }

  /** A node may want to be signed for. */
  evaluate(nodeId: string): void {
    if (this.#stopped) return;
    this.#waiting.delete(nodeId);
    this.#queue.add(nodeId);
    this.#next();
  }

  /** A root that cannot be used leaves whoever signed before in place (§5.8). */
  #update(): void {
    const { swarm, signing, onError } = this.#options;
    try {
      signing.update(swarm.state);
    } catch (error) {
      onError(error);
    }
  }

  #isWanted(nodeId: string): boolean {
    const node = this.#options.swarm.state.nodes.get(nodeId);
    return node !== undefined && awaitsSigning(node);
  }

  #next(): void {
    const atOnce = this.#options.signing.isExternal ? mostAtOnce : Number.POSITIVE_INFINITY;
    for (const nodeId of this.#queue) {
      if (this.#underWay >= atOnce) return;
      this.#queue.delete(nodeId);
      this.#underWay++;
      void this.#sign(nodeId).finally(() => {
        this.#underWay--;
        this.#next();
      });
    }
  }

  /** @returns whether the request need not be tried again */
  async #sign(nodeId: string): Promise<boolean> {
    const { swarm, onError } = this.#options;
    try {
      const result = await this.#result(nodeId);
      // What a stopped manager has not recorded, the next one signs anew.
      if (result === undefined || this.#stopped) return true;
      const { request, ...outcome } = result;
      if (await swarm.perform((state, context) => recordSigning(state, request, outcome, context))) return true;
      // The root has changed meanwhile; what signs changes with it, or is about to.
      if (this.#options.signing.root === request.root) this.#wait(nodeId);
      else this.evaluate(nodeId);
      return true;
    } catch (error) {
      if (this.#stopped) return true;
      // The disk, for one, may have refused what was signed.
      if (!isRecoverable(error)) onError(error);
      this.#wait(nodeId);
      return false;
    }
  }

  /** @throws {SigningProblem} `recoverable` */
  async #result(nodeId: string): Promise<(SigningResult & { readonly request: SignedRequest }) | undefined> {
    const { swarm, signing, onError } = this.#options;
    const node = swarm.state.nodes.get(nodeId);
    if (node === undefined || !awaitsSigning(node)) return undefined;
    const { csr, role } = node.certificate;
    const identity = { nodeId, role, organization: swarm.state.cluster.id };
    const request = { nodeId, csr, root: signing.root };
    try {
      return { request, pem: await signing.sign({ csr, identity }) };
    } catch (error) {
      if (isRecoverable(error)) throw error;
      if (!(error instanceof SigningProblem)) onError(error);
      return { request, error: reasonOf(error) };
    }
  }

  #wait(nodeId: string): void {
    if (this.#stopped) return;
    this.#waiting.add(nodeId);
    this.#timer ??= this.#options.realTime.after(retryMs, () => {
      this.#timer = undefined;
      this.reload();
    });
  }

  /** One goes ahead: where it fails the others would fail as well. The next time it is another's turn. */
  async #retry(): Promise<void> {
    const [first, ...others] = [...this.#waiting].filter((nodeId) => this.#isWanted(nodeId));
    this.#waiting.clear();
    if (first === undefined) return;
    const isSigned = await this.#sign(first);
    for (const nodeId of others) {
      if (isSigned) this.evaluate(nodeId);
      else this.#wait(nodeId);
    }
    if (!isSigned && this.#waiting.delete(first)) this.#waiting.add(first);
  }
}

function isRecoverable(error: unknown): boolean {
  return error instanceof SigningProblem && error.code === 'recoverable';
}

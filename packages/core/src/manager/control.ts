import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Store } from '../store/store.ts';
import type { Accepted, Change, Decision, DecisionContext, Effect, JournalEntry } from '../swarm/decision.ts';
import type { Answered, Need } from '../swarm/needs.ts';
import { refuse } from '../swarm/refusal.ts';
import type { Node, SwarmState } from '../swarm/state.ts';
import { SwarmView, stamp } from '../swarm/view.ts';
import type { SwarmRows } from '../swarm/view.ts';

/** What `Control` works with. */
export interface ControlOptions {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Finds out, or makes, what a decision needs from outside. */
  readonly fetch: (need: Need) => Promise<Answered>;
  /** Hears of what a listener threw. What is written stays written, and the others are called all the same. */
  readonly onError: (error: unknown) => void;
}

/** A decision that may need something from outside, and is then asked again with it. */
export type Command<Reply> = (
  state: SwarmState,
  context: DecisionContext,
  answered: readonly Answered[],
) => Decision<Reply>;

/** A decision has four needs at most; one that goes on needing more, since the swarm keeps changing, is given up. */
const mostRounds = 12;

/** What became of a node: of one that is new there was nothing before, of one that is gone there is nothing left. */
export interface NodeChange {
  readonly before: Node | undefined;
  readonly after: Node | undefined;
}

/** A decision that waits for the disk. */
interface Decided {
  readonly changes: readonly Change[];
  readonly entry: JournalEntry | undefined;
  readonly effects: readonly Effect[];
  readonly settle: PromiseWithResolvers<void>;
}

/**
 * Carries out what `swarm/` decides: rows and journal entry in one transaction, then the effects, then the answer.
 *
 * Decisions follow one another in memory and do not wait for the disk; whatever has been decided by the time the disk is
 * free is written together. So there are two views: decisions see what has been decided, everybody else sees what lasts.
 */
export class Control {
  readonly #options: ControlOptions;
  readonly #context: DecisionContext;
  /** What lasts. */
  readonly #lasting: SwarmView;
  /** What has been decided. */
  #decided: SwarmView;
  #waiting: Decided[] = [];
  #listeners: readonly ((effect: Effect) => void)[] = [];
  #journalListeners: readonly ((entry: JournalEntry) => void)[] = [];
  #nodeListeners: readonly ((change: NodeChange) => void)[] = [];

  /** @param rows as loaded from the store */
  constructor(rows: SwarmRows, options: ControlOptions) {
    this.#lasting = new SwarmView(rows);
    this.#decided = new SwarmView(rows);
    this.#options = options;
    const { clock, entropy } = options;
    this.#context = {
      get now() {
        return clock.now();
      },
      random: (length) => entropy.bytes(length),
    };
  }

  /** The swarm as it lasts: what is seen here is on the disk. */
  get state(): SwarmState {
    return this.#lasting;
  }

  /** Calls back for every effect of every command from now on. */
  onEffect(listener: (effect: Effect) => void): void {
    this.#listeners = [...this.#listeners, listener];
  }

  /** Calls back for every line of the timeline from now on. */
  onJournal(listener: (entry: JournalEntry) => void): void {
    this.#journalListeners = [...this.#journalListeners, listener];
  }

  /** Calls back for every node that changes, comes or goes from now on. */
  onNode(listener: (change: NodeChange) => void): void {
    this.#nodeListeners = [...this.#nodeListeners, listener];
  }

  /**
   * Carries out a command that needs nothing from outside.
   *
   * @returns its reply, once it lasts
   * @throws {Refusal} and then nothing has been written
   */
  async perform<Reply>(decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>): Promise<Reply> {
    return this.#carryOut(decide(this.#decided, this.#context));
  }

  /**
   * Carries out a command that may need something from outside. It is decided anew with every answer, on the swarm as it is
   * by then.
   *
   * @returns its reply, once it lasts
   * @throws {Refusal} and then nothing has been written
   */
  async request<Reply>(command: Command<Reply>): Promise<Reply> {
    const answered: Answered[] = [];
    for (let round = 0; round < mostRounds; round++) {
      const decision = command(this.#decided, this.#context, answered);
      if (decision.outcome === 'accepted') return this.#carryOut(decision);
      answered.push(await this.#options.fetch(decision.need));
    }
    throw refuse('Unavailable', 'the swarm changed again and again while the command waited for what it needs', {
      next: 'Try again when the other changes have been made.',
    });
  }

  /** Writes what waits, now. */
  flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const changes = batch.flatMap((decided) => decided.changes);
    try {
      this.#options.store.commit(
        changes,
        batch.flatMap(({ entry }) => entry ?? []),
      );
    } catch (error) {
      // All of it was decided on top of what does not last: decisions go on from where the disk is.
      this.#decided = new SwarmView(this.#lasting);
      for (const { settle } of batch) settle.reject(error);
      return;
    }
    const nodes = this.#nodeListeners.length === 0 ? [] : nodeChanges(changes, this.#lasting.nodes);
    this.#lasting.apply(changes);
    for (const change of nodes) this.#tell(this.#nodeListeners, change);
    for (const { entry, effects, settle } of batch) {
      if (entry) this.#tell(this.#journalListeners, entry);
      for (const effect of effects) this.#tell(this.#listeners, effect);
      settle.resolve();
    }
  }

  #tell<Told>(listeners: readonly ((told: Told) => void)[], told: Told): void {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  async #carryOut<Reply>({ changes, entry, effects, reply }: Accepted<Reply>): Promise<Reply> {
    const stamped = stamp(changes, this.#decided.version + 1);
    this.#decided.apply(stamped);
    const settle = Promise.withResolvers<void>();
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push({ changes: stamped, entry, effects, settle });
    await settle.promise;
    return reply;
  }
}

/** One after the other, of one node as well. */
function nodeChanges(changes: readonly Change[], nodes: ReadonlyMap<string, Node>): readonly NodeChange[] {
  const latest = new Map<string, Node | undefined>();
  const before = (id: string): Node | undefined => (latest.has(id) ? latest.get(id) : nodes.get(id));
  return changes.flatMap((change) => {
    if (change.kind !== 'node' && change.kind !== 'node-removed') return [];
    const [id, after] = change.kind === 'node' ? [change.node.id, change.node] : [change.nodeId, undefined];
    const changed = { before: before(id), after };
    latest.set(id, after);
    return [changed];
  });
}

import type { Sink } from '../../engine/server/lab-control.ts';
import { joinSteps } from '../../engine/shapes/extension/join.ts';
import type { JoinLine, JoinStepName, LabJoinEnding, LabJoinStep } from '../../engine/shapes/extension/join.ts';
import type { Clock } from '../../clock/clock.ts';
import type { JoinStep, JoinWatch } from '../../node/join-steps.ts';
import type { NodeEvent } from '../../node/node.ts';
import { stopped } from '../../node/problem.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { PeerIdentity } from '../../wire/peer.ts';
import type { Role } from '../../x509/profile.ts';
import type { Lab } from '../lab.ts';
import { failureOf, lineOf, sessionStep, stepOf } from './join-line.ts';

/**
 * At a step it is stopped no longer than this, ms of real time: then nobody looks at it any more. Managers hang up on whoever
 * says nothing for five minutes.
 */
const mostStoppedMs = 240_000;
/** All of it takes no longer than this, ms of real time: a CA may never answer. */
const mostMs = 1_800_000;
/** A session is waited for no longer than this, ms of real time. */
const sessionMs = 20_000;
/** Messages that are told: a CA that does not answer is asked again and again. */
const mostMessages = 200;

interface How {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  /** `host:port` of a manager */
  readonly address: string;
  /** It stops at each step. */
  readonly isStepped: boolean;
}

interface World {
  readonly realTime: Clock;
  /** The lab is about to end. */
  readonly closing: AbortSignal;
  readonly to: Sink<JoinLine>;
}

type Registered = Extract<NodeEvent, { readonly kind: 'registered' }>;

/** One node on its way into the swarm, and whoever watches it. While it is stopped no deadline of the protocol's runs. */
export class SteppedJoin implements JoinWatch {
  readonly #lab: Lab;
  readonly #how: How;
  readonly #world: World;
  readonly #ending = new AbortController();
  readonly #registered = Promise.withResolvers<Registered>();
  #isStepped: boolean;
  #isAbandoned = false;
  /** Lets it go on from where it is stopped. */
  #gate: (() => void) | undefined;
  /** When the present step began, ms. */
  #begun = performance.now();
  #next: JoinStepName = 'token';
  #server: PeerIdentity | undefined;
  /** The node that the swarm knows from now on. */
  #nodeId = '';
  #messages = 0;

  constructor(lab: Lab, how: How, world: World) {
    this.#lab = lab;
    this.#how = how;
    this.#world = world;
    this.#isStepped = how.isStepped;
  }

  /** Ends it, where it is. */
  abort(): void {
    this.#ending.abort(stopped());
  }

  /** Lets it take the next step. @returns whether it was stopped */
  step(): boolean {
    const gate = this.#gate;
    gate?.();
    return gate !== undefined;
  }

  /** It stops no more. */
  goOn(): void {
    this.#isStepped = false;
    this.#gate?.();
  }

  /** All of it. What is a problem of the node's is told. @throws what is a fault of the lab's */
  async run(): Promise<void> {
    const { id, name, role, token, address } = this.#how;
    const { closing, realTime } = this.#world;
    this.#send({ ID: id, Name: name, Role: role });
    const leave = this.#lab.onNode((of, event) => {
      if (of === name && event?.kind === 'registered') this.#registered.resolve(event);
    });
    const giveUp = (): void => this.abort();
    closing.addEventListener('abort', giveUp, { once: true });
    const tooLong = realTime.after(mostMs, giveUp);
    try {
      await this.#lab.join(name, { token, watch: this, signal: this.#ending.signal }, address);
      await this.#session();
      this.#end({ Outcome: 'joined' });
    } catch (error) {
      await this.#fail(error);
    } finally {
      leave();
      closing.removeEventListener('abort', giveUp);
      tooLong.cancel();
    }
  }

  async onStep(step: JoinStep): Promise<void> {
    // Who the manager is belongs to the step that follows: nothing is sent in between.
    if (step.kind === 'server') return void (this.#server = step.server);
    if (step.kind === 'request') this.#nodeId = step.nodeId;
    await this.#tell(stepOf(step, this.#server), true);
  }

  onMessage({ way, method, text }: Parameters<JoinWatch['onMessage']>[0]): void {
    if (this.#messages++ < mostMessages) this.#send({ Message: { Way: way, Method: method, Text: text } });
  }

  onAgain(error: unknown, pauseMs: number): void {
    this.#send({ AgainInMs: pauseMs, Why: reasonOf(error) });
    this.#next = 'root';
    this.#begun = performance.now();
  }

  /** The node lives by then, and is about to open its session. */
  async #session(): Promise<void> {
    const late = Promise.withResolvers<undefined>();
    const timer = this.#world.realTime.after(sessionMs, () => late.resolve(undefined));
    const giveUp = (): void => late.resolve(undefined);
    this.#ending.signal.addEventListener('abort', giveUp, { once: true });
    try {
      const found = await Promise.race([this.#registered.promise, late.promise]);
      if (found === undefined) return;
      const { sessionId, address = '', protection } = found;
      await this.#tell(sessionStep(sessionId, address, protection), false);
    } finally {
      timer.cancel();
      this.#ending.signal.removeEventListener('abort', giveUp);
    }
  }

  async #tell(step: LabJoinStep, mayStop: boolean): Promise<void> {
    const took = Math.round((performance.now() - this.#begun) * 1_000);
    this.#next = joinSteps[joinSteps.findIndex((name) => name === step.Step) + 1] ?? 'session';
    const isStopped = mayStop && this.#isStepped;
    const passed = isStopped ? this.#stop() : undefined;
    const stop = isStopped ? { Stopped: true, StandsMs: mostStoppedMs } : {};
    this.#send({ Step: { ...step, Microseconds: took }, ...stop });
    await passed;
    this.#begun = performance.now();
  }

  /** @returns settles when it may go on; whoever gives up does not wait for that */
  async #stop(): Promise<void> {
    const opened = Promise.withResolvers<void>();
    this.#gate = opened.resolve;
    const timer = this.#world.realTime.after(mostStoppedMs, () => {
      this.#isAbandoned = true;
      this.abort();
    });
    const over = (): void => opened.resolve();
    this.#ending.signal.addEventListener('abort', over, { once: true });
    try {
      await opened.promise;
    } finally {
      timer.cancel();
      this.#ending.signal.removeEventListener('abort', over);
      this.#gate = undefined;
    }
  }

  /** Nothing of it stays on the machine; what the swarm knows of it stays there. */
  async #fail(error: unknown): Promise<void> {
    if (!(error instanceof Problem)) throw error;
    const ending = failureOf(error, this.#next, this.#nodeId);
    // Before it has begun, the machine may be somebody else's.
    const hasBegun = this.#next !== 'token';
    if (hasBegun && !this.#world.closing.aborted) await this.#lab.forget(this.#how.name);
    this.#end(this.#isAbandoned ? { ...ending, Outcome: 'abandoned' } : ending);
  }

  #end(ending: Partial<LabJoinEnding>): void {
    const nothing = { Outcome: 'joined', Step: '', Code: '', Message: '', Expected: '', Next: '', Left: '' };
    this.#send({ Ended: { ...nothing, ...ending } });
  }

  #send(line: Partial<JoinLine>): void {
    this.#world.to.send(lineOf(line));
  }
}

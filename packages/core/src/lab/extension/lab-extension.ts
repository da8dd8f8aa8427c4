import type { Flow, LabControl } from '../../engine/server/lab-control.ts';
import type { AttackResult, LabAttacks } from '../../engine/shapes/extension/attack.ts';
import type { LabChange } from '../../engine/shapes/extension/change.ts';
import type { ClockChange, LabClockState } from '../../engine/shapes/extension/clock.ts';
import type { JoinLine, JoinOrder, JoinSteer } from '../../engine/shapes/extension/join.ts';
import type { LikeRequest } from '../../engine/shapes/extension/like.ts';
import type { LabJournal } from '../../engine/shapes/extension/journal.ts';
import type {
  AddNodes,
  AddProgress,
  FaultChange,
  LabNodeRow,
  LabNodes,
  NodeAction,
} from '../../engine/shapes/extension/node-row.ts';
import type { NodeCertificates, ProbeRequest, ProbeResult } from '../../engine/shapes/extension/probe.ts';
import type { LabRotation } from '../../engine/shapes/extension/rotation.ts';
import type { LabInfo } from '../../engine/shapes/extension/versions.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { nothing } from '../../swarm/decision.ts';
import type { JournalEntry } from '../../swarm/decision.ts';
import { Refusal } from '../../swarm/refusal.ts';
import { findNode } from '../engine/find-node.ts';
import type { LabEngine } from '../engine/lab-engine.ts';
import type { LabMembership } from '../engine/lab-membership.ts';
import { unavailable } from '../engine/refusals.ts';
import type { LabNode } from '../lab.ts';
import { managerName } from '../places.ts';
import { addNodesTo } from './add-nodes.ts';
import { Attacker, listAttacks } from './attack.ts';
import { certificatesOf, knownCertificatesOf } from './certificates.ts';
import { changeClock } from './change-clock.ts';
import { actOn, disturb, runningOf, start } from './machine.ts';
import { probe } from './probe.ts';
import { answering, conflict } from './refusals.ts';
import { labRotationOf } from './rotation-shape.ts';
import { SteppedJoins } from './stepped-joins.ts';
import { LabView } from './view.ts';

export interface LabExtensionOptions {
  readonly engine: LabEngine;
  /** Ends the host; left out, it cannot be ended from outside. */
  readonly onStop?: () => void;
  /** Hears of faults of its own. */
  readonly onError: (error: unknown) => void;
}

/** A lab that runs, and what is seen of it. */
interface Seen {
  readonly membership: LabMembership;
  readonly view: LabView;
  /** With what was stolen from it. */
  readonly attacker: Attacker;
}

/** What only a lab can do, for the lab of an engine: whichever it has at the time (docs/lab-api.md). */
export class LabExtension implements LabControl {
  readonly #options: LabExtensionOptions;
  readonly #since = systemClock.now();
  readonly #joins: SteppedJoins;
  #seen: Seen | undefined;

  constructor(options: LabExtensionOptions) {
    this.#options = options;
    this.#joins = new SteppedJoins(systemClock, options.onError);
  }

  describe(): LabInfo {
    const membership = this.#membership;
    return {
      Directory: this.#options.engine.directory,
      Since: this.#since,
      Network: membership === undefined ? '' : membership.lab.usesTls ? 'tls' : 'in-process',
      Simulated: membership?.lab.nodes.size ?? 0,
      Clock: membership && this.#look(membership).view.clock,
    };
  }

  async like(request: LikeRequest): Promise<LabInfo> {
    await answering(() => this.#options.engine.likeSwarm(request));
    await this.#lab();
    return this.describe();
  }

  async nodes(): Promise<LabNodes> {
    const { view } = await this.#lab();
    return view.nodes;
  }

  async changes(after: number | undefined): Promise<Flow<LabChange>> {
    const { view } = await this.#lab();
    return view.changes(after);
  }

  async addNodes(request: AddNodes): Promise<Flow<AddProgress>> {
    const { membership, view } = await this.#lab();
    return answering(() => addNodesTo(membership.lab, view.roster, request, this.#options.onError));
  }

  async join(request: JoinOrder): Promise<Flow<JoinLine>> {
    const { membership, view } = await this.#lab();
    return answering(() => this.#joins.begin(membership.lab, view.roster, membership.closing, request));
  }

  steerJoin(id: string, steer: JoinSteer): void {
    this.#joins.steer(id, steer);
  }

  async act(node: string, action: NodeAction): Promise<LabNodeRow> {
    const seen = await this.#lab();
    const name = machineOf(seen, node);
    await answering(() => actOn(seen.membership, name, action));
    return rowOf(seen, name);
  }

  async start(node: string, unlockKey: string): Promise<LabNodeRow> {
    const seen = await this.#lab();
    const name = machineOf(seen, node);
    await answering(() => start(seen.membership, name, unlockKey));
    return rowOf(seen, name);
  }

  async setFaults(node: string, change: FaultChange): Promise<LabNodeRow> {
    const seen = await this.#lab();
    const name = machineOf(seen, node);
    disturb(runningOf(seen.membership, name), change);
    return rowOf(seen, name);
  }

  async forgetNode(node: string): Promise<void> {
    const seen = await this.#lab();
    const name = machineOf(seen, node);
    if (name === managerName) {
      throw conflict(
        `${name} is the engine itself`,
        'End the whole swarm by leaving it: `docker swarm leave --force`.',
      );
    }
    const row = seen.membership.lab.state.nodes.get(seen.view.roster.idOf(name) ?? '');
    if (row?.manager !== undefined) {
      throw conflict(
        `${name} is a manager, and the others would wait for it for good`,
        `Demote it first: \`docker node demote ${name}\`.`,
      );
    }
    await answering(() => seen.membership.forgetNode(name));
    seen.view.forget(name);
  }

  async clock(): Promise<LabClockState> {
    return (await this.#lab()).view.clock;
  }

  async changeClock(change: ClockChange): Promise<LabClockState> {
    const seen = await this.#lab();
    const { membership, view } = seen;
    const until = change.Until && { ...change.Until, ID: change.Until.ID && idOf(seen, change.Until.ID) };
    await answering(() => changeClock(membership.clock, view.stops, { ...change, Until: until }));
    return view.clock;
  }

  async journal(after: number, most: number): Promise<LabJournal> {
    const { view } = await this.#lab();
    view.timeline.read();
    return view.timeline.after(after, most);
  }

  async rotation(): Promise<LabRotation> {
    const { membership, view } = await this.#lab();
    const { lab, clock } = membership;
    const isRunning = (nodeId: string): boolean => lab.control.isRunning(nodeId);
    return labRotationOf(lab.state, isRunning, (nodeId) => view.nameOf(nodeId), clock.now());
  }

  async certificates(node: string): Promise<NodeCertificates> {
    const seen = await this.#lab();
    const { membership, view } = seen;
    const nodeId = idOf(seen, node);
    const [running, row] = [view.roster.running(nodeId), membership.lab.state.nodes.get(nodeId)];
    const named = { ID: nodeId, Name: view.nameOf(nodeId) };
    if (running !== undefined) return { ...named, ...certificatesOf(running) };
    if (row === undefined)
      throw conflict(`${named.Name} is no member of the swarm, and does not run`, 'Start it first.');
    return answering(() => ({ ...named, ...knownCertificatesOf(row) }));
  }

  async probe({ From, To }: ProbeRequest): Promise<ProbeResult> {
    const seen = await this.#lab();
    const { lab, clock } = seen.membership;
    if (!lab.usesTls) {
      throw conflict(
        'the nodes of this lab reach one another within its process: there is no TLS to look at',
        'Probe in a lab whose nodes speak TLS, as those of any lab of up to a thousand nodes do.',
      );
    }
    const from = runningOf(seen.membership, machineOf(seen, From));
    const to = managerOf(seen, To);
    return answering(() => probe({ from, to: to.machine, address: to.address, clock }));
  }

  async attacks(): Promise<LabAttacks> {
    return listAttacks();
  }

  async attack(id: string): Promise<AttackResult> {
    const { membership, attacker } = await this.#lab();
    return answering(() => attacker.run(membership.lab, id));
  }

  async stop(): Promise<void> {
    const { onStop } = this.#options;
    if (onStop === undefined) throw new EngineRefusal(501, 'this lab ends with the program that hosts it');
    // Once whoever asked has been answered.
    setImmediate(onStop);
  }

  /** @throws {EngineRefusal} 503 */
  async #lab(): Promise<Seen> {
    const membership = this.#membership;
    if (membership === undefined) throw noLab();
    const seen = this.#look(membership);
    await seen.view.ready;
    if (this.#membership !== membership) throw noLab();
    return seen;
  }

  /** The lab that the engine has at the time, unless it is about to end. */
  get #membership(): LabMembership | undefined {
    const { membership } = this.#options.engine;
    return membership?.closing.aborted === false ? membership : undefined;
  }

  #look(membership: LabMembership): Seen {
    if (this.#seen?.membership !== membership) {
      const attacker = new Attacker(this.#options.onError);
      const view = new LabView(membership, systemClock, (entry) => void this.#note(membership, entry));
      this.#seen = { membership, view, attacker };
    }
    return this.#seen;
  }

  /** Where nobody leads nothing can be written down; time has stopped all the same, and says so itself. */
  async #note({ lab }: LabMembership, entry: JournalEntry): Promise<void> {
    try {
      await lab.control.perform(() => ({ ...nothing(undefined), entry }));
    } catch (error) {
      if (!(error instanceof Refusal)) this.#options.onError(error);
    }
  }
}

function noLab(): EngineRefusal {
  return unavailable(
    'This engine has no lab that runs. Use "docker swarm init" to make one, or "docker swarm unlock" if it is locked.',
  );
}

/** @throws {EngineRefusal} 404, 400 */
function idOf({ membership, view }: Seen, node: string): string {
  return (
    view.roster.idOf(node) ?? (view.roster.nameOf(node) !== undefined ? node : findNode(membership.lab.state, node).id)
  );
}

/** The name of the machine of a simulated node. @throws {EngineRefusal} 404, 400, 409 */
function machineOf(seen: Seen, node: string): string {
  const nodeId = idOf(seen, node);
  const name = seen.view.roster.nameOf(nodeId);
  if (name !== undefined) return name;
  throw conflict(
    `${seen.view.nameOf(nodeId)} is somebody else's machine: nothing can be done to it from here`,
    'Ask its own engine.',
  );
}

function managerOf(seen: Seen, node: string): { readonly machine: LabNode; readonly address: string } {
  const machine = runningOf(seen.membership, machineOf(seen, node));
  const manager = seen.membership.lab.managerOf(machine.node.id);
  if (manager !== undefined) return { machine, address: manager.address };
  throw conflict(`${machine.name} is no manager: nobody listens there`, 'Probe the port of a manager.');
}

function rowOf({ view }: Seen, name: string): LabNodeRow {
  const row = view.rowOf(view.roster.idOf(name) ?? '');
  if (row !== undefined) return row;
  throw new EngineRefusal(404, `node ${name} not found`);
}

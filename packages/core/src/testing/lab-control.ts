import type { Flow, LabControl } from '../engine/server/lab-control.ts';
import { attackResult, labAttacks } from '../engine/shapes/extension/attack.ts';
import { labChange } from '../engine/shapes/extension/change.ts';
import type { LabChange } from '../engine/shapes/extension/change.ts';
import { labClock } from '../engine/shapes/extension/clock.ts';
import { joinLine } from '../engine/shapes/extension/join.ts';
import type { JoinLine } from '../engine/shapes/extension/join.ts';
import { labJournal } from '../engine/shapes/extension/journal.ts';
import { addProgress, labNodeRow, labNodes } from '../engine/shapes/extension/node-row.ts';
import type { AddProgress } from '../engine/shapes/extension/node-row.ts';
import { nodeCertificates, probeResult } from '../engine/shapes/extension/probe.ts';
import { labRotation } from '../engine/shapes/extension/rotation.ts';
import { labInfo } from '../engine/shapes/extension/versions.ts';
import type { LabInfo } from '../engine/shapes/extension/versions.ts';

type Asked<Method extends keyof LabControl> = ReturnType<LabControl[Method]>;

/** What stands behind `/lab` in tests: it notes what it is asked, and answers nothing much. */
export class FakeLab implements LabControl {
  readonly asked: (readonly [what: string, ...parameters: readonly unknown[]])[] = [];
  /** Settles when somebody who followed changes has left. */
  readonly stopped = Promise.withResolvers<void>();
  /** Thrown by whatever is asked for. */
  fault: unknown;

  describe(): LabInfo {
    return { ...labInfo.zero, Directory: '/lab' };
  }

  async like(...parameters: Parameters<LabControl['like']>): Asked<'like'> {
    return this.#answer(labInfo.zero, 'like', ...parameters);
  }

  async nodes(): Asked<'nodes'> {
    return this.#answer(labNodes.zero, 'nodes');
  }

  async changes(after: number | undefined): Asked<'changes'> {
    const flow: Flow<LabChange> = (to) => {
      to.send({ ...labChange.zero, Version: 1, Whole: true });
      to.send({ ...labChange.zero, Version: 2 });
      to.end();
      return () => this.stopped.resolve();
    };
    return this.#answer(flow, 'changes', after);
  }

  async addNodes(...parameters: Parameters<LabControl['addNodes']>): Asked<'addNodes'> {
    const flow: Flow<AddProgress> = (to) => {
      to.send({ ...addProgress.zero, Done: true });
      to.end();
      return () => undefined;
    };
    return this.#answer(flow, 'addNodes', ...parameters);
  }

  async join(...parameters: Parameters<LabControl['join']>): Asked<'join'> {
    const flow: Flow<JoinLine> = (to) => {
      to.send({ ...joinLine.zero, ID: '1' });
      to.end();
      return () => undefined;
    };
    return this.#answer(flow, 'join', ...parameters);
  }

  steerJoin(...parameters: Parameters<LabControl['steerJoin']>): Asked<'steerJoin'> {
    return this.#answer(undefined, 'steerJoin', ...parameters);
  }

  async act(...parameters: Parameters<LabControl['act']>): Asked<'act'> {
    return this.#answer(labNodeRow.zero, 'act', ...parameters);
  }

  async start(...parameters: Parameters<LabControl['start']>): Asked<'start'> {
    return this.#answer(labNodeRow.zero, 'start', ...parameters);
  }

  async setFaults(...parameters: Parameters<LabControl['setFaults']>): Asked<'setFaults'> {
    return this.#answer(labNodeRow.zero, 'setFaults', ...parameters);
  }

  async forgetNode(...parameters: Parameters<LabControl['forgetNode']>): Asked<'forgetNode'> {
    return this.#answer(undefined, 'forgetNode', ...parameters);
  }

  async clock(): Asked<'clock'> {
    return this.#answer(labClock.zero, 'clock');
  }

  async changeClock(...parameters: Parameters<LabControl['changeClock']>): Asked<'changeClock'> {
    return this.#answer(labClock.zero, 'changeClock', ...parameters);
  }

  async journal(...parameters: Parameters<LabControl['journal']>): Asked<'journal'> {
    return this.#answer(labJournal.zero, 'journal', ...parameters);
  }

  async rotation(): Asked<'rotation'> {
    return this.#answer(labRotation.zero, 'rotation');
  }

  async certificates(...parameters: Parameters<LabControl['certificates']>): Asked<'certificates'> {
    return this.#answer(nodeCertificates.zero, 'certificates', ...parameters);
  }

  async probe(...parameters: Parameters<LabControl['probe']>): Asked<'probe'> {
    return this.#answer(probeResult.zero, 'probe', ...parameters);
  }

  async attacks(): Asked<'attacks'> {
    return this.#answer(labAttacks.zero, 'attacks');
  }

  async attack(...parameters: Parameters<LabControl['attack']>): Asked<'attack'> {
    return this.#answer(attackResult.zero, 'attack', ...parameters);
  }

  async stop(): Asked<'stop'> {
    return this.#answer(undefined, 'stop');
  }

  #answer<Value>(value: Value, what: string, ...parameters: readonly unknown[]): Value {
    this.asked.push([what, ...parameters]);
    if (this.fault !== undefined) throw this.fault;
    return value;
  }
}

import type { Flow } from '../../engine/server/lab-control.ts';
import type { AddNodes, AddProgress } from '../../engine/shapes/extension/node-row.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Role } from '../../x509/profile.ts';
import { badParameter, quoted } from '../engine/refusals.ts';
import { checkName } from '../checks.ts';
import type { Lab } from '../lab.ts';
import type { Roster } from './roster.ts';

/** Simulated nodes of one lab, besides the engine's own. */
const mostNodes = 10_000;
/** Managers look at one another: more than anybody wants are too many. */
const mostManagers = 50;
/** So many join at a time. */
const mostJoining = 16;
/** So many failures are told of in full. */
const mostFailures = 100;
/** Progress is told once for so many that have joined. */
const tellEvery = 10;

/**
 * Lets nodes join. Nothing begins before the flow is, and all that can be refused has been refused by then.
 *
 * @throws {EngineRefusal} 400
 * @throws {LabProblem} `bad-name`, `no-leader`
 */
export function addNodesTo(
  lab: Lab,
  roster: Roster,
  request: AddNodes,
  onError: (error: unknown) => void,
): Flow<AddProgress> {
  const role = roleFrom(request.Role);
  const count = countFor(request, roster);
  checkNames(request.Names, count, roster);
  if (role === 'manager' && lab.state.managers.size + count > mostManagers) {
    throw badParameter(
      `invalid Count: a lab has ${mostManagers} managers at most, and there are ${lab.state.managers.size}`,
    );
  }
  // Without a leader nobody could join.
  void lab.manager;
  return (to) => {
    const waiting = namesFor(request.Names, count, role, roster);
    const failed: { readonly Name: string; readonly Error: string }[] = [];
    let [joined, failures, isStopped] = [0, 0, false];
    const tell = (isDone = false): void =>
      to.send({ Joined: joined, Of: count, Failed: failed, Failures: failures, Done: isDone });
    const join = async (name: string): Promise<void> => {
      const release = roster.reserve(name);
      try {
        await lab.join(name, lab.joinToken(role));
        joined++;
      } catch (error) {
        if (!(error instanceof Problem)) onError(error);
        failures++;
        if (failed.length < mostFailures) failed.push({ Name: name, Error: reasonOf(error) });
      } finally {
        release();
      }
      if ((joined + failures) % tellEvery === 0) tell();
    };
    const joinOthers = async (): Promise<void> => {
      for (const name of waiting) {
        if (isStopped) return;
        await join(name);
      }
    };
    const joinAll = async (): Promise<void> => {
      await Promise.all(Array.from({ length: mostJoining }, joinOthers));
      tell(true);
      to.end();
    };
    joinAll().catch(onError);
    return () => {
      isStopped = true;
    };
  };
}

function roleFrom(given: string): Role {
  if (given === 'worker' || given === 'manager') return given;
  throw badParameter(`invalid Role: ${quoted(given)}`);
}

/** @throws {EngineRefusal} 400 */
function countFor({ Count, Names }: AddNodes, roster: Roster): number {
  const count = Count || Names.length;
  const others = [...roster.names].length - 1;
  if (count < 1) throw badParameter('invalid Count: at least 1 node is required');
  if (others + count > mostNodes) {
    throw badParameter(`invalid Count: a lab has ${mostNodes} simulated nodes at most, and there are ${others}`);
  }
  return count;
}

/** @throws {EngineRefusal} 400 {LabProblem} `bad-name` */
function checkNames(names: readonly string[], count: number, roster: Roster): void {
  if (names.length > count) throw badParameter(`invalid Names: ${names.length} names for ${count} nodes`);
  const earlier = new Set<string>();
  for (const name of names) {
    checkName(name);
    if (roster.isTaken(name) || earlier.has(name)) {
      throw badParameter(`invalid Names: there is a node ${name} already`);
    }
    earlier.add(name);
  }
}

/**
 * Those that are given, and then the next free ones of the role. Whether one is free is seen when it is its turn: others may
 * let nodes join meanwhile.
 */
function* namesFor(given: readonly string[], count: number, role: Role, roster: Roster): Generator<string, undefined> {
  yield* given;
  let left = count - given.length;
  for (let number = 1; left > 0; number++) {
    const name = `${role}-${number}`;
    if (roster.isTaken(name) || given.includes(name)) continue;
    left--;
    yield name;
  }
}

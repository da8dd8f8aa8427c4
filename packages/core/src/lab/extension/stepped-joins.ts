import type { Flow } from '../../engine/server/lab-control.ts';
import type { JoinLine, JoinOrder, JoinSteer } from '../../engine/shapes/extension/join.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Role } from '../../x509/profile.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { checkName } from '../checks.ts';
import { badParameter, quoted } from '../engine/refusals.ts';
import type { Lab } from '../lab.ts';
import { conflict } from './refusals.ts';
import type { Roster } from './roster.ts';
import { SteppedJoin } from './stepped-join.ts';

/** Joins at a time: each is looked at by somebody. */
const mostJoins = 8;

/** Joins that stop at each step, by their ids. */
export class SteppedJoins {
  readonly #realTime: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #joins = new Map<string, SteppedJoin>();
  #last = 0;

  constructor(realTime: Clock, onError: (error: unknown) => void) {
    this.#realTime = realTime;
    this.#onError = onError;
  }

  /**
   * Lets a node join. Nothing begins before the flow does, and all that can be refused has been refused by then.
   *
   * @throws {EngineRefusal} 400, 409 {LabProblem} `bad-name`, `no-leader`
   */
  begin(lab: Lab, roster: Roster, closing: AbortSignal, request: JoinOrder): Flow<JoinLine> {
    const role = roleFrom(request.Role);
    const name = request.Name || nextName(role, roster);
    checkName(name);
    if (roster.isTaken(name)) throw badParameter(`invalid Name: there is a node ${name} already`);
    if (this.#joins.size >= mostJoins) {
      throw conflict(`${mostJoins} nodes are joining step by step already`, 'Let one of them go on, or end it.');
    }
    // Without a leader nobody could join.
    const { address } = lab.manager;
    const token = request.Token || lab.joinToken(role);
    return (to) => {
      const id = String(++this.#last);
      const release = roster.reserve(name);
      const how = { id, name, role, token, address, isStepped: !request.FullSpeed };
      const join = new SteppedJoin(lab, how, { realTime: this.#realTime, closing, to });
      this.#joins.set(id, join);
      const end = (): void => {
        release();
        this.#joins.delete(id);
        to.end();
      };
      join.run().catch(this.#onError).finally(end);
      return () => join.abort();
    };
  }

  /** @throws {EngineRefusal} 404, 409, 400 */
  steer(id: string, { Do }: JoinSteer): void {
    const join = this.#joins.get(id);
    if (join === undefined) throw new EngineRefusal(404, `there is no join ${quoted(id)} under way`);
    if (Do === 'abort') return join.abort();
    if (Do !== 'next' && Do !== 'continue') throw badParameter(`invalid Do: ${quoted(Do)}`);
    if (Do === 'continue') join.goOn();
    else if (!join.step()) throw conflict('this join is not stopped at a step', 'Wait until it is.');
  }
}

function roleFrom(given: string): Role {
  if (given === 'worker' || given === 'manager') return given;
  throw badParameter(`invalid Role: ${quoted(given)}`);
}

/** The first of the role that nobody has. */
function nextName(role: Role, roster: Roster): string {
  let number = 1;
  while (roster.isTaken(`${role}-${number}`)) number++;
  return `${role}-${number}`;
}

import type { SwarmSight } from '@swarmpki/core/engine/watch';
import type { State } from '../state.ts';

/** What stands in the place of a swarm, or beside what was seen of it last: why, and what to do next. */
export interface Nothing {
  /** A sentence or two; it may hold what others wrote. */
  readonly text: string;
  readonly isWrong: boolean;
}

/** Why an engine shows no swarm, or none any more; `undefined` where it shows one. */
export function whyNothing({ link, sight, engine }: State): Nothing | undefined {
  if (link.kind === 'lost') {
    const last = sight === undefined ? '' : 'What is shown is what was seen last.';
    return wrong(`${engine.name} is out of reach: ${link.reason}`, link.next ?? '', last);
  }
  if (sight === undefined) return plain(`${engine.name} is being reached.`);
  if (sight.swarm !== undefined) return undefined;
  const { LocalNodeState: state, ControlAvailable: isManager, Error: error } = sight.info.Swarm;
  switch (state) {
    case 'pending':
      return error === ''
        ? plain('This engine is about to join a swarm: its manager has not signed its certificate yet.')
        : wrong(`This engine is about to join a swarm, and cannot yet: ${error}`);
    case 'error':
      return wrong(`This engine is a member of a swarm, and cannot take part in it: ${error}`);
    case 'active':
      if (sight.refusal !== undefined) return wrong(`This engine does not show its swarm: ${sight.refusal}`);
      if (!isManager) return withoutManager(sight);
      return plain('The swarm is being looked at.');
    default:
      return plain('There is no swarm here yet.');
  }
}

/**
 * An engine whose own node manages nothing now. A lab shows its nodes all the same, and that node among them: a manager that is
 * stopped is no worker.
 */
function withoutManager({ info, nodes }: SwarmSight): Nothing {
  const own = nodes.get(info.Swarm.NodeID);
  if (own?.role !== 'manager')
    return plain('This engine is a worker, and only managers show their swarm: press : and attach to one.');
  const itself = `${own.name || own.id}, the node of this engine itself,`;
  return own.place === 'stopped'
    ? wrong(`${itself} is stopped`, 'Until it is started (1, S) no command reaches the swarm.')
    : wrong(`${itself} does not act as a manager now`, 'Commands are refused until it does.');
}

function plain(text: string): Nothing {
  return { text, isWrong: false };
}

function wrong(...sentences: readonly string[]): Nothing {
  return {
    text: sentences
      .filter((each) => each !== '')
      .map(withStop)
      .join(' '),
    isWrong: true,
  };
}

function withStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

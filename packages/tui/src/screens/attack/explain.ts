import type { Explanation, View } from '../../app/screen.ts';
import { selectedAttack } from './own.ts';
import type { Own } from './own.ts';

/** Why an attack ended as it did; before it was run nothing of that is said. */
export function explainAttack({ state, own }: View<Own>): Explanation {
  if (state.engine.isLab === false) {
    return {
      short: 'Attacks are made on labs alone: on a swarm that somebody needs they would be what they are called.',
      long: ['A lab has the same checks, and no one else in it.'],
    };
  }
  const attack = selectedAttack(own);
  if (attack !== undefined && own.results[attack.ID] !== undefined) return { short: attack.Short, long: attack.Long };
  return {
    short: 'Say what you expect with ← →, then ⏎: it is carried out on this swarm, by the code that its members run.',
    long: [
      'Nothing is played here: real TLS on this machine, real certificates, the manager of this lab. Nodes that an attack needs are removed again afterwards.',
      'Where the swarm would be another one afterwards, for its root or its token has to change, a swarm is made for it and thrown away.',
      'Each of these attacks succeeds in a build of this program without the check that refuses it: the tests look.',
    ],
  };
}

import { printable } from '../../printable.ts';
import { moment, span } from '../../time-words.ts';
import type { Renewer } from '../diagnosis.ts';
import type { NodeState } from './node-state.ts';

/** Whether this node, started with these files, can renew its certificate at that time (docs/protocol.md §6.4). */
export function renewerOf({ leaf, identity, now, refusal, key }: NodeState): Renewer {
  const node = printable(identity?.nodeId ?? 'this node', 40);
  const role = identity?.role ?? 'unknown';
  const answer = (can: Renewer['can'], why: string): Renewer => ({ node, role, can, why });
  if (leaf === undefined) return answer('no', 'there is no certificate');
  const { notBefore, notAfter } = leaf.skim;
  if (now < notBefore) return answer('no', `its certificate is valid from ${moment(notBefore)} on`);
  if (refusal !== undefined) return answer('no', 'its certificate does not lead to its root');
  if (now <= notAfter) {
    const locked = key !== undefined && key.spki === undefined ? ', once it is unlocked' : '';
    return answer('yes', `its certificate is valid for ${span(notAfter - now)} more${locked}`);
  }
  const past = `its certificate ended on ${moment(notAfter)}`;
  return role === 'manager'
    ? answer(
        'only-as-leader',
        `${past}: while it still runs and leads it renews by its own socket; once stopped, \`docker swarm init --force-new-cluster\` alone takes that certificate`,
      )
    : answer('no', `${past}: no manager lets it in`);
}

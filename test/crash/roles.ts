import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { roleOf } from '../../packages/core/src/x509/identity.ts';

/** Whether every node of a lab is what is desired of it, and has the certificate for it. */
export function haveTheirRoles({ state, nodes }: Lab): boolean {
  return [...nodes.values()].every(({ node }) => {
    const row = state.nodes.get(node.id);
    const serves = row?.manager !== undefined;
    return (
      row?.role === row?.desiredRole &&
      roleOf(node.credentials.identity) === row?.role &&
      serves === (row?.role === 'manager')
    );
  });
}

import { swarmIdentityOf } from '../../items/swarm-identity.ts';

/** Ways to mend that several rules name. Each says what is lost by it. */

const leaveAndJoin =
  'On that node `docker swarm leave`, then `docker swarm join --token … MANAGER:2377` with a token of `docker swarm join-token worker`; tasks move, and volumes stay';

const managerAgain =
  'Where other managers are well: `docker swarm leave --force` on that node, `docker node rm NODE` on another, and join it again. Where it is the only one: `docker swarm init --force-new-cluster` there keeps services, networks and secrets, and drops all other nodes from the swarm; an engine in state “error” refuses it, and `swarmpki doctor /var/lib/docker` says what has to be done before';

/** What mends a certificate that has expired: who is refused cannot ask for a new one. */
export function expiredCure(certificate: { readonly subject: Uint8Array }): string {
  switch (swarmIdentityOf(certificate)?.role) {
    case 'worker':
      return `It can no longer renew itself, since managers refuse it. ${leaveAndJoin}. Do not delete its files by hand.`;
    case 'manager':
      return `It can no longer renew itself. ${managerAgain}. Do not delete its files by hand: Docker would forget the swarm.`;
    case 'ca':
      return 'Nobody trusts a root past its end. Where it still is the root of a swarm, that has to be made anew: `docker swarm init --force-new-cluster` does not replace it; leave with all nodes, and `docker swarm init`.';
    default:
      return 'Renew it where it was made.';
  }
}

/** What mends the certificate of a node that others of its swarm refuse. */
export function rejoinCure(certificate: { readonly subject: Uint8Array }): string {
  return swarmIdentityOf(certificate)?.role === 'manager' ? `${managerAgain}.` : `${leaveAndJoin}.`;
}

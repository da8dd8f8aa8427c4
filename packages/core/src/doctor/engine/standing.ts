import { printable } from '../../printable.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { EngineLook } from './look.ts';

/** How the engine itself stands to its swarm. */
export function standingFindings({ name, sight: { info, swarm, refusal } }: EngineLook): readonly DoctorFinding[] {
  const place = { source: name };
  const { LocalNodeState: state, Error: error } = info.Swarm;
  const said = error === '' ? '' : ` It says: “${printable(error, 400)}”.`;
  switch (state) {
    case 'error':
      return [
        say('engine-in-error', place, {
          reason: `The swarm of this engine is in state “error”, so that every command of Docker’s that needs it fails, often with words about something else.${said}`,
          cure: '`swarmpki doctor /var/lib/docker` on that machine reads its files, and says what has happened and which ways out there are. Delete none of them by hand.',
        }),
      ];
    case 'locked':
      return [
        say('engine-locked', place, {
          reason: `This manager was started and waits for the unlock key of its swarm.${said}`,
          cure: '`docker swarm unlock`; `docker swarm unlock-key` on another manager prints the key. Where no manager is unlocked and nobody has it, what the swarm knew is lost: `docker swarm leave --force`, then `docker swarm init`; `--force-new-cluster` does not open it.',
        }),
      ];
    case 'pending':
      return [
        say('join-unfinished', place, {
          reason: `The engine has asked to join a swarm, and is not in it yet.${said}`,
          cure: 'Look at the manager’s address: `swarmpki doctor HOST:2377`. To give it up: `docker swarm leave`, which loses nothing but the attempt.',
        }),
      ];
    case '':
    case 'inactive':
      return [
        say('no-swarm', place, {
          severity: 'information',
          reason: `The engine is in no swarm.${said}`,
          cure: 'Nothing is to be done, unless it should be in one: `docker swarm join`, or `docker swarm init`.',
        }),
      ];
    case 'active':
      break;
  }
  if (!info.Swarm.ControlAvailable) {
    return [
      say('not-a-manager', place, {
        reason: `The engine is a worker of a swarm, and can tell of no other node.${said}`,
        cure: 'Ask a manager (`swarmpki doctor --host …`); on this machine `swarmpki doctor /var/lib/docker` reads its own files.',
      }),
    ];
  }
  if (swarm !== undefined) return [];
  return [
    say('swarm-not-shown', place, {
      reason: `The manager refuses to show its swarm: “${printable(refusal ?? '', 400)}”`,
      cure: 'Without a leader nothing is issued and nothing renewed. Bring back managers until more than half of them are there; where they are gone for good, `docker swarm init --force-new-cluster` on one keeps services, networks and secrets, and drops all other nodes.',
    }),
  ];
}

import { initRequest, joinRequest, swarm, swarmSpec, unlockRequest } from '../shapes/swarm.ts';
import { isOlder } from './api-version.ts';
import type { Engine } from './engine.ts';
import { lenientBoolean, strictBoolean, versionOf } from './go-values.ts';
import { redactedSwarm } from './redacted.ts';
import { done, json } from './route.ts';
import type { Route } from './route.ts';

/** Whatever begins with `/swarm` (docs/protocol.md §11.1). */
export function swarmRoutes(engine: Engine): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/swarm',
      handle: async () => json(swarm.write(redactedSwarm(await engine.inspectSwarm()))),
    },
    {
      method: 'POST',
      path: '/swarm/init',
      handle: async (request) => {
        const given = await request.json(initRequest);
        // Docker passes over what is newer than the version that the client speaks.
        const pools = isOlder(request.apiVersion, '1.39') && { DefaultAddrPool: [], SubnetSize: 0 };
        const port = isOlder(request.apiVersion, '1.40') && { DataPathPort: 0 };
        return json(await engine.initSwarm({ ...given, ...pools, ...port }));
      },
    },
    {
      method: 'POST',
      path: '/swarm/join',
      handle: async (request) => {
        await engine.joinSwarm(await request.json(joinRequest));
        return done;
      },
    },
    {
      method: 'POST',
      path: '/swarm/leave',
      handle: async ({ query }) => {
        await engine.leaveSwarm(lenientBoolean(query, 'force'));
        return done;
      },
    },
    {
      method: 'POST',
      path: '/swarm/update',
      handle: async (request) => {
        const spec = await request.json(swarmSpec);
        const version = versionOf(request.query, 'swarm');
        await engine.updateSwarm(version, spec, {
          workerToken: strictBoolean(request.query, 'rotateWorkerToken'),
          managerToken: strictBoolean(request.query, 'rotateManagerToken'),
          managerUnlockKey: strictBoolean(request.query, 'rotateManagerUnlockKey'),
        });
        return done;
      },
    },
    {
      method: 'GET',
      path: '/swarm/unlockkey',
      handle: async () => json(unlockRequest.write({ UnlockKey: await engine.unlockKey() })),
    },
    {
      method: 'POST',
      path: '/swarm/unlock',
      handle: async (request) => {
        const { UnlockKey } = await request.json(unlockRequest);
        await engine.unlockSwarm(UnlockKey);
        return done;
      },
    },
  ];
}

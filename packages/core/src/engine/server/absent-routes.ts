import { EngineRefusal } from '../shapes/refused.ts';
import type { Route } from './route.ts';

/** What else Docker's API is about. */
const families = [
  'auth',
  'build',
  'commit',
  'configs',
  'containers',
  'distribution',
  'exec',
  'grpc',
  'images',
  'networks',
  'plugins',
  'secrets',
  'services',
  'session',
  'system',
  'tasks',
  'volumes',
];

/** Says of everything else that Docker knows why it is not here. */
export const absentRoutes: readonly Route[] = families.map((family) => ({
  path: `/${family}/{rest...}`,
  handle: () => {
    throw new EngineRefusal(
      501,
      `there is no /${family} here: this engine is a swarmpki lab, which runs the PKI of a swarm and no containers`,
      { next: 'Ask a Docker Engine.' },
    );
  },
}));

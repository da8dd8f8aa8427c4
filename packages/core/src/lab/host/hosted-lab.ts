import { labRoutes } from '../../engine/server/lab-routes.ts';
import type { Answer, LinesAnswer, Route } from '../../engine/server/route.ts';
import { LabExtension } from '../extension/lab-extension.ts';
import type { LabExtensionOptions } from '../extension/lab-extension.ts';

export interface HostedLabOptions extends LabExtensionOptions {
  /** Of this program. */
  readonly version: string;
  /** Somebody uses the host, until what this returns is called. */
  readonly onUse: () => () => void;
}

/** What a host serves of its lab besides Docker's API (docs/lab-api.md). Whoever asks or follows keeps the host alive. */
export function hostedLab({ version, onUse, ...options }: HostedLabOptions): readonly Route[] {
  return labRoutes(new LabExtension(options), `swarmpki ${version}`).map((route) => used(route, onUse));
}

function used(route: Route, onUse: () => () => void): Route {
  return {
    ...route,
    handle: async (request) => {
      const done = onUse();
      try {
        return whileFollowed(await route.handle(request), onUse);
      } finally {
        done();
      }
    },
  };
}

/** Lines are used as long as they are wanted. */
function whileFollowed(answer: Answer, onUse: () => () => void): Answer {
  if (!('begin' in answer)) return answer;
  const begin: LinesAnswer['begin'] = (lines) => {
    const done = onUse();
    const stop = answer.begin(lines);
    return () => {
      stop();
      done();
    };
  };
  return { ...answer, begin };
}

import { info } from '../shapes/info.ts';
import type { Info } from '../shapes/info.ts';
import { newestApiVersion, oldestApiVersion } from './api-version.ts';
import type { Engine } from './engine.ts';
import { redactedInfo } from './redacted.ts';
import { done, json } from './route.ts';
import type { Route, WholeAnswer } from './route.ts';

/** Which program this is, and on what it runs. */
export interface Release {
  readonly version: string;
  /** In Go's words: `linux`, `amd64`. */
  readonly os: string;
  readonly arch: string;
}

/** @param version of this program */
export function releaseOf(version: string): Release {
  const [os, arch] = [process.platform === 'win32' ? 'windows' : process.platform, process.arch];
  return { version, os, arch: arch === 'x64' ? 'amd64' : arch };
}

/** What a client wants to know before it asks for anything. */
export function systemRoutes(engine: Engine, release: Release): readonly Route[] {
  return [
    { method: 'OPTIONS', path: '/{anything...}', handle: () => done },
    { method: 'GET', path: '/_ping', handle: () => pong('OK') },
    { method: 'HEAD', path: '/_ping', handle: () => pong('') },
    { method: 'GET', path: '/version', handle: () => json(versionAnswer(release)) },
    { method: 'GET', path: '/info', handle: async () => json(infoAnswer(await engine.info())) },
  ];
}

function pong(body: string): WholeAnswer {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache, no-store, must-revalidate',
    pragma: 'no-cache',
  };
  return { status: 200, headers, body };
}

function versionAnswer({ version, os, arch }: Release): unknown {
  const api = { ApiVersion: newestApiVersion, MinAPIVersion: oldestApiVersion };
  const system = { Os: os, Arch: arch };
  return {
    Platform: { Name: 'swarmpki lab' },
    Components: [{ Name: 'Engine', Version: version, Details: { ...api, ...system, Experimental: 'false' } }],
    Version: version,
    ...api,
    ...system,
  };
}

/** Said in `docker info`; were there no warning at all, it would miss what only engines with containers have. */
const warning = 'WARNING: This engine is a swarmpki lab: a swarm of simulated nodes, which run no containers';

/** With what `docker info` prints besides, as far as nothing is an answer. */
function infoAnswer(of: Info): unknown {
  return {
    ...(info.write(redactedInfo(of)) as object),
    Containers: 0,
    ContainersRunning: 0,
    ContainersPaused: 0,
    ContainersStopped: 0,
    Images: 0,
    Driver: 'none',
    DriverStatus: null,
    Plugins: { Volume: null, Network: null, Authorization: null, Log: null },
    LoggingDriver: 'none',
    CgroupDriver: 'none',
    RegistryConfig: null,
    Labels: [],
    ExperimentalBuild: false,
    Runtimes: null,
    SecurityOptions: null,
    Warnings: [warning, ...of.Swarm.Warnings],
  };
}

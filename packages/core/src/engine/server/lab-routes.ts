import { attackResult, labAttacks } from '../shapes/extension/attack.ts';
import { labChange } from '../shapes/extension/change.ts';
import { clockChange, labClock } from '../shapes/extension/clock.ts';
import { likeRequest } from '../shapes/extension/like.ts';
import { joinLine, joinOrder, joinSteer } from '../shapes/extension/join.ts';
import { labJournal } from '../shapes/extension/journal.ts';
import {
  addNodes,
  addProgress,
  faultChange,
  labNodeRow,
  labNodes,
  nodeActions,
  startRequest,
} from '../shapes/extension/node-row.ts';
import { nodeCertificates, probeRequest, probeResult } from '../shapes/extension/probe.ts';
import { labRotation } from '../shapes/extension/rotation.ts';
import { labInfo, labVersion, labVersions } from '../shapes/extension/versions.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import type { Codec } from '../shapes/codec.ts';
import type { Flow, LabControl } from './lab-control.ts';
import { done, json } from './route.ts';
import type { LinesAnswer, Route, RouteRequest, WholeAnswer } from './route.ts';

/** So many entries of the timeline are answered at a time, unless fewer are asked for. */
const mostEntries = 1_000;

/**
 * `/lab`, beside Docker's own API (docs/lab-api.md).
 *
 * @param program its name and version: `swarmpki 0.1.0`
 */
export function labRoutes(control: LabControl, program: string): readonly Route[] {
  return [
    { method: 'GET', path: '/lab', handle: () => answer(labVersions, { Versions: [labVersion], Program: program }) },
    { method: 'GET', path: base, handle: () => answer(labInfo, control.describe()) },
    {
      method: 'POST',
      path: `${base}/like`,
      handle: async (request) => answer(labInfo, await control.like(await request.json(likeRequest))),
    },
    ...watching(control),
    ...nodes(control),
    ...nodeByNode(control),
    ...joins(control),
    ...time(control),
    {
      method: 'POST',
      path: `${base}/probe`,
      handle: async (request) => answer(probeResult, await control.probe(await request.json(probeRequest))),
    },
    { method: 'GET', path: `${base}/attacks`, handle: async () => answer(labAttacks, await control.attacks()) },
    {
      method: 'POST',
      path: `${base}/attacks/{attack}`,
      handle: async (request) => answer(attackResult, await control.attack(request.parameter('attack'))),
    },
    {
      method: 'POST',
      path: `${base}/stop`,
      handle: async () => {
        await control.stop();
        return done;
      },
    },
    { path: `${base}/{rest...}`, handle: refuseRoute },
    { path: '/lab/{version}/{rest...}', handle: (request) => refuseVersion(request.parameter('version'), program) },
    { path: '/lab/{version}', handle: (request) => refuseVersion(request.parameter('version'), program) },
  ];
}

const base = `/lab/v${labVersion}`;

/** What is looked at. */
function watching(control: LabControl): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/changes`,
      handle: async ({ query }) => lines(labChange, await control.changes(number(query, 'after'))),
    },
    {
      method: 'GET',
      path: `${base}/journal`,
      handle: async ({ query }) => {
        const most = Math.min(number(query, 'limit') ?? mostEntries, mostEntries);
        return answer(labJournal, await control.journal(number(query, 'after') ?? 0, most));
      },
    },
    { method: 'GET', path: `${base}/rotation`, handle: async () => answer(labRotation, await control.rotation()) },
  ];
}

function nodes(control: LabControl): readonly Route[] {
  return [
    { method: 'GET', path: `${base}/nodes`, handle: async () => answer(labNodes, await control.nodes()) },
    {
      method: 'POST',
      path: `${base}/nodes`,
      handle: async (request) => lines(addProgress, await control.addNodes(await request.json(addNodes))),
    },
  ];
}

function nodeByNode(control: LabControl): readonly Route[] {
  const node = `${base}/nodes/{node}`;
  const named = (request: RouteRequest): string => request.parameter('node');
  return [
    {
      method: 'DELETE',
      path: node,
      handle: async (request) => {
        await control.forgetNode(named(request));
        return done;
      },
    },
    {
      method: 'GET',
      path: `${node}/certificates`,
      handle: async (request) => answer(nodeCertificates, await control.certificates(named(request))),
    },
    {
      method: 'POST',
      path: `${node}/start`,
      handle: async (request) => {
        const { UnlockKey } = await request.json(startRequest);
        return answer(labNodeRow, await control.start(named(request), UnlockKey));
      },
    },
    {
      method: 'POST',
      path: `${node}/faults`,
      handle: async (request) =>
        answer(labNodeRow, await control.setFaults(named(request), await request.json(faultChange))),
    },
    ...nodeActions.map((action) => ({
      method: 'POST' as const,
      path: `${node}/${action}`,
      handle: async (request: RouteRequest) => answer(labNodeRow, await control.act(named(request), action)),
    })),
  ];
}

function joins(control: LabControl): readonly Route[] {
  return [
    {
      method: 'POST',
      path: `${base}/joins`,
      handle: async (request) => lines(joinLine, await control.join(await request.json(joinOrder))),
    },
    {
      method: 'POST',
      path: `${base}/joins/{id}`,
      handle: async (request) => {
        control.steerJoin(request.parameter('id'), await request.json(joinSteer));
        return done;
      },
    },
  ];
}

function time(control: LabControl): readonly Route[] {
  return [
    { method: 'GET', path: `${base}/clock`, handle: async () => answer(labClock, await control.clock()) },
    {
      method: 'POST',
      path: `${base}/clock`,
      handle: async (request) => answer(labClock, await control.changeClock(await request.json(clockChange))),
    },
  ];
}

function answer<Value>(codec: Codec<Value>, value: Value): WholeAnswer {
  return json(codec.write(value));
}

function lines<Value>(codec: Codec<Value>, flow: Flow<Value>): LinesAnswer {
  return {
    contentType: 'application/x-ndjson',
    begin: (to) =>
      flow({
        get isRead() {
          return to.isRead;
        },
        send: (value) => to.send(codec.write(value)),
        end: () => to.end(),
      }),
  };
}

/** @throws {EngineRefusal} 400 for what is no whole number from 0 on */
function number(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null || given === '') return undefined;
  const value = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new EngineRefusal(400, `invalid ${name}: it is no whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

function refuseRoute(): never {
  throw new EngineRefusal(404, `there is nothing of that name in version ${labVersion} of /lab`, {
    next: 'docs/lab-api.md lists what there is.',
  });
}

/** Whoever speaks another version is told which of the two programs is older. */
function refuseVersion(asked: string, program: string): never {
  const version = /^v(\d{1,9})$/.exec(asked)?.[1];
  if (version === undefined) throw new EngineRefusal(404, 'page not found');
  if (Number(version) === labVersion) return refuseRoute();
  const way =
    Number(version) > labVersion
      ? 'the host of the lab is older: end it with `swarmpki stop`, and start it with the newer program'
      : 'the program that asks is older: use the one that hosts the lab';
  throw new EngineRefusal(
    404,
    `${program} speaks version ${labVersion} of /lab, and was asked for version ${Number(version)}; ${way}.`,
  );
}

// A lab in a process of its own that only tells: so many nodes, of which so many change in every line, five lines a second.
import { labRoutes } from '../../packages/core/src/engine/server/lab-routes.ts';
import type { Flow } from '../../packages/core/src/engine/server/lab-control.ts';
import { labChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import type { LabChange } from '../../packages/core/src/engine/shapes/extension/change.ts';
import { labClock } from '../../packages/core/src/engine/shapes/extension/clock.ts';
import { labInfo } from '../../packages/core/src/engine/shapes/extension/versions.ts';
import type { LabInfo } from '../../packages/core/src/engine/shapes/extension/versions.ts';
import { labNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import type { LabNodeRow } from '../../packages/core/src/engine/shapes/extension/node-row.ts';
import { labSwarm } from '../../packages/core/src/engine/shapes/extension/rotation.ts';
import { serveFakeEngine } from '../../packages/core/src/testing/engine.ts';
import { FakeLab } from '../../packages/core/src/testing/lab-control.ts';
import { answerRequests } from './child.ts';

/** What the parent asks for: a lab, once. */
export interface PlayedLabRequest {
  readonly nodes: number;
  /** That change in each line. */
  readonly rows: number;
  /** They change by a rotation: else they renew. */
  readonly isRotating: boolean;
  /** Lab time, to real time. */
  readonly speed: number;
}

/** The path of its socket. */
export interface PlayedLabAnswer {
  readonly path: string;
}

const everyMs = 200;
/** As a lab tells them: so many nodes a line. */
const aLine = 1_000;
const day = 86_400_000;
const digest = (of: number): string => `sha256:${of.toString(16).padStart(64, '0')}`;
const [oldRoot, newRoot] = [
  { Digest: digest(1), Issuer: digest(3) },
  { Digest: digest(2), Issuer: digest(4) },
] as const;

class PlayedLab extends FakeLab {
  readonly #asked: PlayedLabRequest;
  readonly #start = Date.now();

  constructor(asked: PlayedLabRequest) {
    super();
    this.#asked = asked;
  }

  override describe(): LabInfo {
    return { ...labInfo.zero, Directory: '/lab', Network: 'tls' };
  }

  override async changes(): Promise<Flow<LabChange>> {
    const { nodes, rows, isRotating, speed } = this.#asked;
    const clock = () => ({
      ...labClock.zero,
      Now: this.#start + (Date.now() - this.#start) * speed,
      Real: Date.now(),
      Speed: speed,
    });
    const Rotation = isRotating ? { Root: newRoot, Since: this.#start, Awaited: nodes } : undefined;
    const swarm = { ...labSwarm.zero, ID: 'c', Root: oldRoot, Nodes: nodes, Rotation };
    return (to) => {
      let version = 1;
      let told = 0;
      // Whoever reads slowly is cut off: so nothing is told that is not awaited.
      const tellAll = (): void => {
        if (!to.isRead) return;
        const count = Math.min(aLine, nodes - told);
        to.send({
          ...labChange.zero,
          Version: version,
          Nodes: Array.from({ length: count }, (_, index) => this.#row(told + index, 0)),
          More: told + count < nodes,
          ...(told === 0 && { Whole: true, Swarm: swarm, Clock: clock() }),
        });
        told += count;
        if (told < nodes) return;
        clearInterval(timer);
        timer = setInterval(tellSome, everyMs);
      };
      const tellSome = (): void => {
        version++;
        const from = version * rows;
        const changed = Array.from({ length: rows }, (_, index) => this.#row((from + index) % nodes, version));
        to.send({ ...labChange.zero, Version: version, Nodes: changed, Clock: clock() });
      };
      let timer = setInterval(tellAll, 5);
      return () => clearInterval(timer);
    };
  }

  #row(at: number, version: number): LabNodeRow {
    const from = this.#start - (at % 40) * day + version;
    return {
      ...labNodeRow.zero,
      ID: `node${at.toString(36).padStart(21, '0')}`,
      Name: `worker-${at}`,
      Serial: version.toString(16).padStart(40, '0'),
      NotBefore: from,
      NotAfter: from + 90 * day,
      RenewFrom: from + 45 * day,
      RenewUntil: from + 72 * day,
      Issuer: (this.#asked.isRotating && version > 0 ? newRoot : oldRoot).Issuer,
      Root: oldRoot.Digest,
    };
  }
}

answerRequests(async (request) => {
  const lab = new PlayedLab(request as PlayedLabRequest);
  const served = await serveFakeEngine({ routes: labRoutes(lab, 'swarmpki 0.1.0') });
  process.on('disconnect', () => void served[Symbol.asyncDispose]());
  return { path: served.path } satisfies PlayedLabAnswer;
});

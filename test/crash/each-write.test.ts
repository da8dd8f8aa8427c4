import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { everyFile, sealedTraces, tracesOf } from '../tools/traces.ts';
import { addWorkers, labOptions } from './labs.ts';
import type { LabPlace } from './labs.ts';
import { checkFiles, checkIntegrity, recover } from './recovery.ts';
import type { Tripwire } from './tripwire.ts';
import { runVictim } from './victim.ts';
import type { Victim } from './victim.ts';
import type { Deed, Word } from './victim-process.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-crash-'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** As many processes at a time. Each lane has a lab of its own, of which it uses one copy after the other. */
const lanes = 2;
/** No deed has more writes. */
const mostWrites = 200;

/** A lab that lies ready to be copied. */
interface Template extends LabPlace {
  /** PEM */
  readonly root: string;
  /** What is to be found nowhere when the root is another: its key, and every secret as it was sealed. */
  readonly secrets: readonly (Buffer | string)[];
}

async function prepare(lane: string, network: LabPlace['network'], locked: boolean): Promise<Template> {
  const place: LabPlace = { directory: join(base, `template-${lane}`), network };
  const options = labOptions(place, (error) => expect.fail(String(error)));
  const lab = await Lab.create({ ...options, spec: { autoLockManagers: locked } });
  await lab.join('manager-2', lab.joinToken('manager'));
  await addWorkers(lab, ['worker-1', 'worker-2']);
  await lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 4);
  const { rootKey = '', unlockKey } = lab.readSecrets();
  const root = lab.state.cluster.rootCa.caCert;
  await lab.close();
  const secrets = [...tracesOf(rootKey), ...sealedTraces(places.store(place.directory))];
  return { ...place, root, secrets, ...(unlockKey !== undefined && { unlockKey }) };
}

/** Looks at what a killed process has left. @param place already taken up by nobody */
type Judge = (place: LabPlace, victim: Victim, template: Template) => Promise<void>;

/** Kills at the first write, at the second …, until a process lives to do all of it. @returns how many died */
async function killAtEach(
  deed: Deed,
  when: Tripwire['when'],
  network: LabPlace['network'],
  judge: Judge,
): Promise<number> {
  let next = 1;
  let died = 0;
  let survived = false;
  const work = async (lane: number): Promise<void> => {
    const name = `${deed}-${when}-${lane}`;
    const template = await prepare(name, network, deed === 'unlock');
    while (!survived && next <= mostWrites) {
      const at = next++;
      const directory = join(base, `${name}-${at}`);
      if (!deed.startsWith('create')) await cp(template.directory, directory, { recursive: true });
      const place: LabPlace = { ...template, directory };
      try {
        const victim = await runVictim(
          {
            directory,
            network,
            deed,
            at,
            when,
            ...(template.unlockKey !== undefined && { unlockKey: template.unlockKey }),
          },
          join(base, 'cache'),
        );
        await judge(place, victim, template);
        if (victim.killed) died++;
        else survived = true;
      } catch (error) {
        throw new Error(`${deed}, killed ${when} write ${at}: ${String(error)}`, { cause: error });
      }
      await rm(directory, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
  expect(survived).toBe(true);
  process.stdout.write(`${deed}: killed ${when} each of ${died} writes, ${network}\n`);
  return died;
}

function said<Kind extends Word['kind']>(
  { words }: Victim,
  kind: Kind,
): Extract<Word, { readonly kind: Kind }> | undefined {
  return words.findLast((word): word is Extract<Word, { readonly kind: Kind }> => word.kind === kind);
}

/** Recovers a lab, has it looked at while it runs, and checks what must be so of any. */
async function recovered(place: LabPlace, template: Template, look: (lab: Lab) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  const lab = await recover(place, faults);
  try {
    await checkFiles(lab);
    if (lab.state.cluster.rootCa.caCert !== template.root) await checkGone(place.directory, template.secrets);
    await look(lab);
    await lab.nodes.get('worker-1')?.node.renewNow();
  } finally {
    await lab.close();
  }
  expect(faults).toEqual([]);
  checkIntegrity(place.directory);
}

async function checkGone(directory: string, traces: readonly (Buffer | string)[]): Promise<void> {
  const bytes = await everyFile(directory);
  expect(traces.map((trace) => bytes.includes(trace))).toEqual(traces.map(() => false));
}

const judgeRotation: Judge = (place, victim, template) =>
  recovered(place, template, async ({ state }) => {
    const root = said(victim, 'rotated')?.root ?? said(victim, 'rotating')?.root;
    if (root !== undefined) expect(state.cluster.rootCa.caCert).toBe(root);
    await Promise.resolve();
  });

const judgeJoin: Judge = (place, victim, template) =>
  recovered(place, template, async (lab) => {
    const joined = said(victim, 'joined');
    if (joined !== undefined) expect(lab.nodes.get('late')?.node.id).toBe(joined.nodeId);
    // What the killed one has left keeps nobody from joining under its name.
    if (!lab.nodes.has('late')) await addWorkers(lab, ['late']);
    await lab.until('it is ready', ({ isSettled, state }) => isSettled && state.nodes.size === 5);
  });

const judgeRenewal: Judge = (place, victim, template) =>
  recovered(place, template, async (lab) => {
    const renewed = said(victim, 'renewed');
    const [leaf] = (await readNodeFacts(lab.nodes.get('worker-1')?.directory ?? '', systemClock)).certificates;
    if (renewed !== undefined) expect(leaf?.serialNumber).toBe(renewed.serial);
  });

describe('a process killed at each of its writes', () => {
  const series = [
    ['before', 'in-process'],
    ['after', 'tls'],
  ] as const;
  for (const [when, network] of series) {
    it(`finishes a rotation afterwards, killed ${when} it`, async () => {
      expect(await killAtEach('rotate', when, network, judgeRotation)).toBeGreaterThan(35);
    }, 180_000);

    it(`has let a node join or not, killed ${when} it`, async () => {
      expect(await killAtEach('join', when, network, judgeJoin)).toBeGreaterThan(8);
    }, 60_000);

    it(`has the old certificate or the new one after a renewal, killed ${when} it`, async () => {
      expect(await killAtEach('renew', when, network, judgeRenewal)).toBeGreaterThan(5);
    }, 60_000);
  }
});

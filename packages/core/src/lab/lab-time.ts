import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { LabClockSnapshot } from '../clock/course.ts';
import { LabClock } from '../clock/lab-clock.ts';
import type { LabClockOptions } from '../clock/lab-clock.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { readBounded } from '../files/bounded-read.ts';
import { ifThere } from '../files/missing.ts';
import { fileNames } from '../keyfile/node-files.ts';
import { readCertificates } from '../x509/certificate.ts';
import { leafBackdate } from '../x509/time.ts';
import { places } from './places.ts';
import { LabProblem } from './problem.ts';
import { recordIn } from '../files/json-record.ts';

/** How often time that passes faster than real time is written down, ms of real time. */
const noteEveryMs = 1_000;
/** bytes */
const longest = 4096;

/**
 * Makes the clock of a lab: real time, or wherever the lab's time was when it was left. A process that was killed had no
 * time to write that down; certificates tell how far it had come at least.
 *
 * @throws {LabProblem} `malformed-time`
 */
export async function openLabClock(directory: string, options: LabClockOptions): Promise<LabClock> {
  const left = await readLabTime(directory);
  const realNow = options.realTime.now();
  const { at, ...course } = left ?? { at: realNow, speed: 1, paused: false };
  return new LabClock({ at: Math.max(at, left ? await latestIssuance(directory) : at), ...course }, options);
}

/**
 * Writes down where lab time is, now and whenever that may matter: it is gone only as long as it is real time.
 *
 * @returns ends that, having written it once more
 */
export function keepLabTime(
  directory: string,
  clock: LabClock,
  realTime: Clock,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  let isDue = false;
  // However much changes while one is being written, one more is enough.
  const write = (): void => {
    if (isDue) return;
    isDue = true;
    writing = writing
      .then(() => {
        isDue = false;
        return writeLabTime(directory, clock);
      })
      .catch(onError);
  };
  const stopListening = clock.onChange(write);
  let timer = realTime.after(noteEveryMs, tick);
  function tick(): void {
    if (!clock.isRealTime() && !clock.state.paused) write();
    timer = realTime.after(noteEveryMs, tick);
  }
  write();
  return async () => {
    stopListening();
    timer.cancel();
    write();
    await writing;
  };
}

async function writeLabTime(directory: string, clock: LabClock): Promise<void> {
  const path = places.time(directory);
  if (clock.isRealTime()) await rm(path, { force: true });
  else await writeAtomically(path, `${JSON.stringify(clock.snapshot())}\n`, 0o600);
}

async function readLabTime(directory: string): Promise<LabClockSnapshot | undefined> {
  const path = places.time(directory);
  const text = await readBounded(path, longest);
  if (text === undefined) return undefined;
  const { at, speed, paused } = recordIn(text);
  if (typeof at === 'number' && typeof speed === 'number' && typeof paused === 'boolean') return { at, speed, paused };
  throw new LabProblem('malformed-time', `${path} does not say where this lab's time is`, {
    expected: '{ "at": ms since epoch, "speed": 1 or more, "paused": true or false }',
    next: 'Remove the file to take the lab back to real time: certificates that it issued ahead of it are not valid then.',
  });
}

/** When the latest certificate of the lab's nodes was issued, ms since epoch. */
async function latestIssuance(directory: string): Promise<number> {
  const nodes = await ifThere(readdir(places.nodes(directory)), []);
  const moments = await Promise.all(nodes.map((node) => issuanceOf(places.certificates(directory, node))));
  return Math.max(0, ...moments);
}

/** 0 for a certificate that is missing or cannot be read: whoever loads it says so. */
async function issuanceOf(certificates: string): Promise<number> {
  try {
    const [leaf] = readCertificates(await readFile(join(certificates, fileNames.certificate), 'latin1'));
    return leaf === undefined ? 0 : leaf.notBefore + leafBackdate;
  } catch {
    return 0;
  }
}

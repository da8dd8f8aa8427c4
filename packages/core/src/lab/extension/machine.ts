import type { FaultChange, NodeAction } from '../../engine/shapes/extension/node-row.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { badParameter, quoted } from '../engine/refusals.ts';
import { checkUnlockKey } from '../engine/unlocking.ts';
import type { LabMembership } from '../engine/lab-membership.ts';
import type { DiskError } from '../faults/faulty-store.ts';
import type { LabNode } from '../lab.ts';
import { reasonOf } from '../../problem.ts';
import { conflict } from './refusals.ts';

/** A renewal is waited for no longer than this, ms of real time. */
const renewalTimeoutMs = 20_000;
/** The latest and slowest of all that can be made late and slow, ms. */
const slowestMs = 600_000;
/** As far as a clock goes wrong, ms: a hundred years. */
const farthestSkewMs = 100 * 366 * 86_400_000;
const diskErrors: readonly DiskError[] = ['ENOSPC', 'EIO'];

/**
 * Does something to the machine of a simulated node.
 *
 * @param name of the machine
 * @throws {EngineRefusal} and what the lab and the node throw
 */
export async function actOn(membership: LabMembership, name: string, action: NodeAction): Promise<void> {
  const { lab } = membership;
  switch (action) {
    case 'stop':
      runningOf(membership, name);
      return membership.stopNode(name);
    case 'cut':
    case 'heal':
    case 'silence':
    case 'wake':
      runningOf(membership, name);
      return lab[action](name);
    case 'renew':
      return renew(runningOf(membership, name), membership.now());
  }
}

/** Lets things go wrong with a machine, or puts them right. @throws {EngineRefusal} 400 for what is out of bounds */
export function disturb({ faults }: LabNode, change: FaultChange): void {
  const { network, disk } = faults;
  const { SkewMs, DelayMs, JitterMs, LostRequests, LostAnswers, Repeated, DiskSlowMs, DiskError } = checked(change);
  const { latency } = network.now;
  if (SkewMs !== undefined) faults.skew(SkewMs);
  if (DelayMs !== undefined || JitterMs !== undefined) network.delay(DelayMs ?? latency.ms, JitterMs ?? latency.jitter);
  if (LostRequests !== undefined) network.loseRequests(LostRequests / 100);
  if (LostAnswers !== undefined) network.loseAnswers(LostAnswers / 100);
  if (Repeated !== undefined) network.repeat(Repeated / 100);
  if (DiskSlowMs !== undefined) disk.slow(DiskSlowMs);
  if (DiskError === '') {
    const { slowMs } = disk.now;
    disk.mend();
    disk.slow(slowMs);
  }
  const failure = diskErrors.find((error) => error === DiskError);
  if (failure !== undefined) disk.failWrites(failure);
}

function checked(change: FaultChange): FaultChange {
  for (const name of ['DelayMs', 'JitterMs', 'DiskSlowMs'] as const) {
    if ((change[name] ?? 0) > slowestMs) throw badParameter(`invalid ${name}: it is more than ${slowestMs} ms`);
  }
  for (const name of ['LostRequests', 'LostAnswers', 'Repeated'] as const) {
    if ((change[name] ?? 0) > 100) throw badParameter(`invalid ${name}: it is more than 100 per cent`);
  }
  if (Math.abs(change.SkewMs ?? 0) > farthestSkewMs) throw badParameter('invalid SkewMs: it is more than 100 years');
  const { DiskError = '' } = change;
  if (DiskError !== '' && !diskErrors.some((error) => error === DiskError)) {
    throw badParameter(`invalid DiskError: ${quoted(DiskError)}, which is neither "ENOSPC" nor "EIO"`);
  }
  return change;
}

/** The machine of a node that runs. @throws {EngineRefusal} 409 */
export function runningOf({ lab }: LabMembership, name: string): LabNode {
  const found = lab.nodes.get(name);
  if (found === undefined) throw conflict(`${name} does not run`, 'Start it first.');
  return found;
}

/** @param unlockKey as it was printed; empty for the present one */
export async function start(membership: LabMembership, name: string, unlockKey: string): Promise<void> {
  if (membership.lab.nodes.has(name)) throw conflict(`${name} runs already`);
  if (unlockKey !== '') checkUnlockKey(unlockKey);
  await membership.startNode(name, unlockKey || undefined);
}

/** @param now lab time, ms since epoch */
async function renew({ name, node, faults }: LabNode, now: number): Promise<void> {
  // It would not even notice how long it takes.
  if (faults.isSilenced) throw conflict(`${name} stands still`, 'Wake it first.');
  const late = Promise.withResolvers<never>();
  const timer = systemClock.after(renewalTimeoutMs, () => late.reject(tooLate(name)));
  try {
    await Promise.race([node.renewNow(), late.promise]);
  } catch (error) {
    const { notAfter } = node.credentials.identity.certificates[0];
    throw notAfter < now ? tooLateForGood(name, notAfter, error) : error;
  } finally {
    timer.cancel();
  }
}

/** Managers end a connection whose other end shows a certificate that has ended: they do not hear what it wants. */
function tooLateForGood(name: string, notAfter: number, error: unknown): EngineRefusal {
  return conflict(
    `${name} cannot renew: its certificate ended at ${new Date(notAfter).toISOString()}, and managers speak with nobody who shows such a one (${reasonOf(error)})`,
    `It has to join again, under a new id: 'swarmpki node rm --force ${name}', 'swarmpki node forget ${name}', 'swarmpki node add'.`,
  );
}

function tooLate(name: string): EngineRefusal {
  return new EngineRefusal(504, `${name} has not renewed within ${renewalTimeoutMs / 1_000} s, and goes on trying`);
}

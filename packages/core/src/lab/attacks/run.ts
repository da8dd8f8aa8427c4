import { Problem } from '../../problem.ts';
import { rpcErrorOf } from '../../manager/calls.ts';
import { Refusal } from '../../swarm/refusal.ts';
import { RpcError, ranOutOfTime, rpcErrorText } from '../../wire/grpc/status.ts';
import { ConnectionProblem } from '../../wire/problem.ts';
import type { Lab } from '../lab.ts';
import { withOwnSwarm } from './apart.ts';
import type { Attack, Outcome } from './attack.ts';
import type { Loot } from './loot.ts';
import { AttackProblem } from './problem.ts';
import { Scene } from './scene.ts';
import type { Evidence } from './scene.ts';

/** What came of an attack. */
export interface AttackResult {
  readonly outcome: Outcome;
  /** On the lab itself, or on a swarm that was made for it. */
  readonly place: 'here' | 'apart';
  /** Steps that were gone, of those of the attack: when it was refused, that was in the next one. */
  readonly passed: number;
  /** What the attacker's end, or the victim's, was told; empty where nobody said anything. */
  readonly client: string;
  /** Why the manager refused; empty where it did not, or was not asked. */
  readonly server: string;
  readonly left: readonly string[];
  readonly evidence: readonly Evidence[];
  /** ms of real time */
  readonly took: number;
}

export interface AttackOptions {
  readonly lab: Lab;
  readonly loot: Loot;
  /** Hears of faults of a swarm that was made for it. */
  readonly onError: (error: unknown) => void;
}

/** How long an attack may take, ms of real time. */
const longestMs = 40_000;

/**
 * Carries an attack out, by the code that members of a swarm run, over TLS on this machine. The lab is as it was before then;
 * its timeline tells of it, and nodes that the attack needed are on the list of removed ones.
 *
 * @throws what kept it from being carried out: {LabProblem} `no-leader`, for one
 */
export async function runAttack(attack: Attack, { lab, loot, onError }: AttackOptions): Promise<AttackResult> {
  const wanted = attack.place?.({ lab, loot }) ?? 'here';
  // Within one process there is no TLS to be attacked.
  const place = lab.usesTls ? wanted : 'apart';
  if (place === 'here') return { ...(await carryOut(attack, lab, loot)), place };
  return { ...(await withOwnSwarm(onError, (own) => carryOut(attack, own, loot))), place };
}

async function carryOut(attack: Attack, lab: Lab, loot: Loot): Promise<Omit<AttackResult, 'place'>> {
  const begun = performance.now();
  const scene = new Scene({ lab, loot, signal: AbortSignal.timeout(longestMs) });
  try {
    const refusal = await refusalOf(attack, scene);
    return {
      outcome: refusal === undefined ? 'succeeded' : 'refused',
      passed: scene.passed,
      client: refusal === undefined ? '' : textOf(refusal),
      server: serverText(refusal, scene),
      left: scene.left,
      evidence: scene.evidence,
      took: Math.round(performance.now() - begun),
    };
  } finally {
    await scene.end();
  }
}

/** @returns what refused the attack, or nothing where it succeeded */
async function refusalOf(attack: Attack, scene: Scene): Promise<Problem | undefined> {
  try {
    await attack.run(scene);
    return undefined;
  } catch (error) {
    if (scene.isInStep && error instanceof Problem && isRefusal(error, scene)) return error;
    throw error;
  }
}

/** That nobody answers is no refusal, nor that a connection breaks off of which no manager says why. */
function isRefusal(problem: Problem, { refusal }: Scene): boolean {
  if (problem instanceof ConnectionProblem) return ['handshake', 'no-certificate'].includes(problem.code);
  if (!(problem instanceof RpcError)) return true;
  if (problem.code === 'Unavailable') return refusal !== undefined;
  return !ranOutOfTime(problem) && problem.code !== 'Canceled';
}

/** As Docker prints it. */
function textOf(problem: Problem): string {
  if (problem instanceof AttackProblem) return problem.message;
  const status = problem instanceof Refusal ? rpcErrorOf(problem) : problem;
  return status instanceof RpcError ? rpcErrorText(status) : problem.message;
}

/** A call that is refused is answered with the reason; a connection that is refused just ends. */
function serverText(refusal: Problem | undefined, scene: Scene): string {
  if (scene.refusal !== undefined) return scene.refusal.message;
  return refusal instanceof RpcError ? refusal.message : '';
}

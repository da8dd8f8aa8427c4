// A lab in a process of its own, told what to do by its parent: so that manager and nodes have a core each, as they have
// with a real engine.
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';

/** What the parent asks for. */
export type LabRequest =
  | { readonly kind: 'ready'; readonly nodes: number }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'close' };

/** What it is answered. */
export type LabAnswer = { readonly manager: string; readonly token: string; readonly root: string };

const test = await startLab();
const { lab } = test;

function answer(): void {
  const { caCert: root } = lab.manager.state.cluster.rootCa;
  process.send?.({ manager: lab.manager.address, token: lab.joinToken('worker'), root } satisfies LabAnswer);
}

async function carryOut(request: LabRequest): Promise<void> {
  if (request.kind === 'close') {
    await test[Symbol.asyncDispose]();
    process.disconnect();
    return;
  }
  if (request.kind === 'rotate') await rotateToTheEnd(lab, 120_000);
  else
    await lab.until(
      'all are ready',
      ({ isSettled, manager }) => isSettled && manager.state.nodes.size === request.nodes,
      120_000,
    );
  answer();
}

process.on('message', (request: LabRequest) => void carryOut(request));
answer();

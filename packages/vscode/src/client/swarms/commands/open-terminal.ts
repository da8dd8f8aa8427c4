import { TerminalLocation, l10n, window } from 'vscode';
import { harmless } from '../../words/harmless.ts';
import { findNode } from '../../engines/node-runtime.ts';
import { optionOf } from '../../engines/place.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';
import type { Programs } from '../../engines/programs.ts';

/** What says where labs, their hosts and Docker's contexts are: a terminal that has it otherwise would see another lab. */
const decisive = ['HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'DOCKER_CONFIG'] as const;

/**
 * Opens the terminal program on an engine that is shown, in a terminal of VS Code's.
 *
 * @throws {NodeProblem} where there is no Node.js that it can run by
 */
export async function openTerminal({ name, place }: ShownSwarm, programs: Programs): Promise<void> {
  const { environment, directory, program, nodePath } = programs;
  const node = await findNode(nodePath(), directory, environment);
  const kept = decisive.map((each) => [each, environment[each] ?? null] as const);
  window
    .createTerminal({
      name: l10n.t('Swarm PKI: {0}', harmless(name, 60)),
      shellPath: node,
      shellArgs: [program, ...optionOf(place), 'ui'],
      // It needs more room than the panel has.
      location: TerminalLocation.Editor,
      // Another engine that is named there would contradict what is named here.
      env: { ...Object.fromEntries(kept), SWARMPKI_HOST: null },
    })
    .show();
}

import { command, noParameters, untilEnd } from '../command.ts';
import { onOff } from '../kinds/text.ts';
import { CommandProblem } from '../problem.ts';
import { fetchUnlockKey, printUnlockCommand } from './words.ts';

export const unlockKey = command({
  name: 'unlock-key',
  docker: 'docker swarm unlock-key',
  summary: 'Manage the unlock key',
  parameters: noParameters,
  flags: {
    rotate: { kind: onOff, help: 'Rotate unlock key' },
    quiet: { kind: onOff, short: 'q', help: 'Only display token' },
  },
  actions: [
    { id: 'swarm.unlock-key', title: 'Show the Unlock Key', danger: 'reads' },
    { id: 'swarm.unlock-key.rotate', title: 'Rotate the Unlock Key', danger: 'changes', switches: ['rotate'] },
  ],
  examples: [
    { line: 'unlock-key', about: 'the key of locked managers, and what to do with it' },
    { line: 'unlock-key --rotate --quiet', about: 'a new one, alone; a manager that is down needs the old one still' },
  ],
  async run(context, { flags }) {
    const { client, output, program } = context;
    if (flags.rotate === true) {
      const { Version: version, Spec: spec } = await client.inspectSwarm(untilEnd(context));
      if (!spec.EncryptionConfig.AutoLockManagers) {
        throw new CommandProblem('refused', 'cannot rotate because autolock is not turned on', {
          next: `Turn it on: ${program} update --autolock`,
        });
      }
      await client.updateSwarm({ version: version.Index, spec, rotateManagerUnlockKey: true }, untilEnd(context));
      if (flags.quiet !== true) output.print('Successfully rotated manager unlock key.');
    }
    const key = await fetchUnlockKey(context);
    if (key === '') throw new CommandProblem('refused', 'no unlock key is set');
    if (flags.quiet === true) output.print(key);
    else printUnlockCommand(context, key);
  },
});

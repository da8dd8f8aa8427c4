import { command, noParameters, untilEnd } from '../command.ts';
import { onOff } from '../kinds/text.ts';
import { swarmFlags, withSwarmFlags } from './swarm-flags.ts';
import { fetchUnlockKey, printUnlockCommand } from './words.ts';

export const update = command({
  name: 'update',
  docker: 'docker swarm update',
  summary: 'Update the swarm',
  parameters: noParameters,
  flags: {
    autolock: { kind: onOff, help: 'Change manager autolocking setting (true|false)' },
    ...swarmFlags,
  },
  actions: [{ id: 'swarm.update', title: 'Update the Swarm', danger: 'changes' }],
  examples: [
    { line: 'update --cert-expiry 720h', about: 'certificates for thirty days, from the next root on' },
    { line: 'update --autolock', about: 'managers that start locked; prints the key' },
    { line: 'update --autolock=false', about: 'managers that start open again' },
  ],
  needsFlag: true,
  async run(context, { flags }) {
    const { client, output } = context;
    const swarm = await client.inspectSwarm(untilEnd(context));
    const spec = withSwarmFlags(swarm.Spec, flags, swarm.TLSInfo.TrustRoot);
    await client.updateSwarm({ version: swarm.Version.Index, spec }, untilEnd(context));
    output.print('Swarm updated.');
    const wasLocked = swarm.Spec.EncryptionConfig.AutoLockManagers;
    if (spec.EncryptionConfig.AutoLockManagers && !wasLocked) {
      printUnlockCommand(context, await fetchUnlockKey(context));
    }
  },
});

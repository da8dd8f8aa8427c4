import type { Swarm } from '../../shapes/swarm.ts';
import { command, noParameters, untilEnd } from '../command.ts';
import type { Context, Given } from '../command.ts';
import { tell } from '../rotation/finding.ts';
import { managedByMirantis } from '../rotation/mirantis.ts';
import { onOff } from '../kinds/text.ts';
import { addedTo } from './external-ca-findings.ts';
import { swarmFlags, withSwarmFlags } from './swarm-flags.ts';
import { fetchUnlockKey, printUnlockCommand } from './words.ts';

const flags = {
  autolock: { kind: onOff, help: 'Change manager autolocking setting (true|false)' },
  ...swarmFlags,
  force: { kind: onOff, help: 'Set external CAs also where that is known to do harm', ours: true },
} as const;

export const update = command({
  name: 'update',
  docker: 'docker swarm update',
  summary: 'Update the swarm',
  parameters: noParameters,
  flags,
  actions: [
    { id: 'swarm.update', title: 'Update the Swarm', danger: 'changes' },
    { id: 'swarm.update.autolock', title: 'Change Autolock of Managers', danger: 'changes', anyOf: ['autolock'] },
    {
      id: 'swarm.update.cert-expiry',
      title: 'Change Certificate Expiry',
      danger: 'changes',
      anyOf: ['cert-expiry'],
    },
  ],
  examples: [
    { line: 'update --cert-expiry 720h', about: 'certificates for thirty days, from the next root on' },
    { line: 'update --autolock', about: 'managers that start locked; prints the key' },
    { line: 'update --autolock=false', about: 'managers that start open again' },
  ],
  needsFlag: true,
  async run(context, { flags: given }) {
    const { client, output } = context;
    const swarm = await client.inspectSwarm(untilEnd(context));
    if (given['external-ca'] !== undefined) await checkExternalCas(context, swarm, given);
    const spec = withSwarmFlags(swarm.Spec, given, swarm.TLSInfo.TrustRoot);
    await client.updateSwarm({ version: swarm.Version.Index, spec }, untilEnd(context));
    output.print('Swarm updated.');
    const wasLocked = swarm.Spec.EncryptionConfig.AutoLockManagers;
    if (spec.EncryptionConfig.AutoLockManagers && !wasLocked) {
      printUnlockCommand(context, await fetchUnlockKey(context));
    }
  },
});

/** @throws {CommandProblem} `refused` where a product has put its own in their place, unless it is forced */
async function checkExternalCas(
  context: Context,
  swarm: Swarm,
  { 'external-ca': cas = [], force = false }: Given<typeof flags>,
): Promise<void> {
  const nodes = await context.client.listNodes(untilEnd(context));
  const findings = [
    ...(await managedByMirantis(context, swarm, nodes, 'a change of external CAs')),
    ...addedTo(swarm.TLSInfo.TrustRoot, cas, context.program),
  ];
  tell(context, findings, { force });
}

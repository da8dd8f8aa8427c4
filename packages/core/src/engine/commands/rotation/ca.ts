import type { Swarm } from '../../shapes/swarm.ts';
import { command, noParameters, untilEnd } from '../command.ts';
import type { Call, Context } from '../command.ts';
import { jsonFlag } from '../kinds/json-format.ts';
import { pemFile } from '../kinds/pem-file.ts';
import { onOff } from '../kinds/text.ts';
import { CommandProblem } from '../problem.ts';
import { caFlags, withCaFlags } from '../cluster/swarm-flags.ts';
import { followRotation } from './follow-rotation.ts';

const flags = {
  ...caFlags,
  rotate: {
    kind: onOff,
    help: 'Rotate the swarm CA - if no certificate or key are provided, new ones will be generated',
  },
  'ca-cert': {
    kind: pemFile,
    help: 'Path to the PEM-formatted root CA certificate to use for the new cluster',
  },
  'ca-key': { kind: pemFile, help: 'Path to the PEM-formatted root CA key to use for the new cluster' },
  detach: {
    kind: onOff,
    short: 'd',
    help: 'Exit immediately instead of waiting for the root rotation to converge',
  },
  quiet: { kind: onOff, short: 'q', help: 'Suppress progress output' },
  format: jsonFlag,
  force: { kind: onOff, help: 'Rotate also where that is known to do harm', ours: true },
} as const;

export const ca = command({
  name: 'ca',
  docker: 'docker swarm ca',
  summary: 'Display and rotate the root CA',
  parameters: noParameters,
  flags,
  actions: [
    { id: 'swarm.ca', title: 'Show the Root CA', danger: 'reads' },
    { id: 'swarm.ca.rotate', title: 'Rotate the Root CA', danger: 'changes', switches: ['rotate'] },
  ],
  examples: [
    { line: 'ca', about: 'the root that all nodes trust, in PEM' },
    { line: 'ca --format json', about: 'its digest, how long it is valid, and who issues now' },
    { line: 'ca --rotate', about: 'a new root; waits, and says for whom' },
    { line: 'ca --rotate --ca-cert root.pem --ca-key root.key --detach', about: 'a root of your own; does not wait' },
    {
      line: 'ca --rotate --ca-cert root.pem --external-ca protocol=cfssl,url=https://ca.example:8888/api/v1/cfssl/sign',
      about: 'a root whose key is elsewhere',
    },
  ],
  async run(context, call) {
    const swarm = await context.client.inspectSwarm(untilEnd(context));
    if (call.flags.rotate !== true) {
      refuseFlagsOfRotation(call);
      return printTrustRoot(context, swarm, call);
    }
    refuseHalves(call);
    // It reads certificates, which other commands do not.
    const { checkBeforehand } = await import('./preflight.ts');
    await checkBeforehand(context, {
      swarm,
      caCert: call.flags['ca-cert'],
      externalCas: call.flags['external-ca'] ?? [],
      force: call.flags.force === true,
    });
    await context.client.updateSwarm(
      { version: swarm.Version.Index, spec: rotatedSpec(swarm, call) },
      untilEnd(context),
    );
    if (call.flags.detach === true) return;
    const outcome = await followRotation(context, { quiet: call.flags.quiet === true });
    if (outcome === 'interrupted' || call.flags.quiet === true) return;
    await printTrustRoot(context, await context.client.inspectSwarm(untilEnd(context)), call);
  },
});

/** AC-156 */
function refuseFlagsOfRotation({ flags: given }: Call<typeof flags>): void {
  for (const name of ['ca-cert', 'ca-key', 'cert-expiry', 'external-ca'] as const) {
    if (given[name] !== undefined) throw refused(`\`--${name}\` flag requires the \`--rotate\` flag to update the CA`);
  }
}

/** AC-157; a key alone is left to the engine, as Docker does. */
function refuseHalves({ flags: given }: Call<typeof flags>): void {
  const isExternal = given['external-ca'] !== undefined;
  if (isExternal && given['ca-cert'] === undefined) {
    throw refused(
      "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - " +
        'to add an external CA with the current root CA certificate, use the `update` command instead',
    );
  }
  if (given['ca-cert'] !== undefined && !isExternal && given['ca-key'] === undefined) {
    throw refused('the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well');
  }
}

function refused(message: string): CommandProblem {
  return new CommandProblem('refused', message);
}

/** AC-159: without a certificate and a key the counter asks for a new root (docs/protocol.md §8.2). */
function rotatedSpec({ Spec: spec }: Swarm, { flags: given }: Call<typeof flags>): Swarm['Spec'] {
  const [cert, key] = [given['ca-cert'] ?? '', given['ca-key'] ?? ''];
  const config = withCaFlags(spec.CAConfig, given, cert);
  const counted = cert === '' && key === '' ? config.ForceRotate + 1 : config.ForceRotate;
  return { ...spec, CAConfig: { ...config, SigningCACert: cert, SigningCAKey: key, ForceRotate: counted } };
}

/** AC-158 */
async function printTrustRoot(
  { output }: Context,
  swarm: Swarm,
  { flags: { format } }: Call<typeof flags>,
): Promise<void> {
  const { TrustRoot: pem } = swarm.TLSInfo;
  if (pem === '') throw refused('no CA information available');
  output.print(format === 'json' ? (await import('./root-json.ts')).rootJson(swarm) : pem.trim());
}

import { hash } from 'node:crypto';
import { env, l10n, window } from 'vscode';
import { certificatesOfPem } from '@swarmpki/core/inspect';
import { tell } from '../../dialogs/outcome.ts';
import type { ShownSwarm } from '../../engines/shown-swarm.ts';

/** For a moment, ms. */
const shown = 3_000;

/** Copies the SHA-256 of the certificate that nodes trust, as other programs print it: hexadecimal. */
export async function copyRootFingerprint({ name, sight }: ShownSwarm, title: string): Promise<void> {
  const [root] = certificatesOfPem(sight?.swarm?.TLSInfo.TrustRoot ?? '');
  if (root === undefined) return tell('warn', l10n.t('{0}: {1} shows no root.', title, name));
  await env.clipboard.writeText(hash('sha256', root));
  window.setStatusBarMessage(l10n.t('Fingerprint copied'), shown);
}

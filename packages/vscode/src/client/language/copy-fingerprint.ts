import { env, l10n, window } from 'vscode';

/** For a moment, ms. */
const shown = 3_000;

/** @param fingerprint SHA-256, hexadecimal */
export async function copyFingerprint(fingerprint: unknown): Promise<void> {
  if (typeof fingerprint !== 'string') return;
  await env.clipboard.writeText(fingerprint);
  window.setStatusBarMessage(l10n.t('Fingerprint copied'), shown);
}

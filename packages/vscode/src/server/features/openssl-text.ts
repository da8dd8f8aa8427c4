import type { ItemDescription } from '@swarmpki/core/inspect';

/** A certificate, a request or a revocation list as OpenSSL shows it; `undefined` for all else. */
export async function opensslText(description: ItemDescription): Promise<readonly string[] | undefined> {
  const layout = await import('@swarmpki/core/inspect/layout');
  switch (description.kind) {
    case 'certificate':
      return layout.opensslCertificate(description);
    case 'request':
      return layout.opensslRequest(description);
    case 'revocation-list':
      return layout.opensslRevocationList(description);
    default:
      return undefined;
  }
}

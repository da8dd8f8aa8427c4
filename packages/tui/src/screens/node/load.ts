import type { Live, View } from '../../app/screen.ts';
import type { Own, Shown } from './own.ts';

/** Longer chains are no node's. */
const longestChain = 10;

/** Asks a lab for what a node shows, whenever that has changed. A real engine tells nobody. */
export function liveOf({ state, where }: View<Own>): Live<Own> | undefined {
  const { subject: id } = where;
  const node = id === undefined ? undefined : state.sight?.nodes.get(id);
  if (id === undefined || node === undefined || state.engine.isLab !== true) return undefined;
  return {
    key: [id, node.certificate?.serial, node.root, node.issuer].join(' '),
    load: async ({ lab }, signal) => {
      const certificates = await lab?.certificates(id, { signal });
      const chain = await Promise.all((certificates?.Chain ?? []).slice(0, longestChain).map(takeApart));
      return (own) => ({
        ...own,
        of: id,
        certificates,
        chain,
        ...(own.of !== id && { top: 0, probe: undefined }),
      });
    },
  };
}

async function takeApart(pem: string): Promise<Shown> {
  const { describeCertificate, opensslCertificate, singlePem } = await import('@swarmpki/core/inspect/describe');
  const description = await describeCertificate(singlePem(pem, 'CERTIFICATE').der);
  return { pem, description, text: opensslCertificate(description) };
}

import type { Live, View } from '../../app/screen.ts';
import type { Own } from './own.ts';

/** Takes the root apart whenever it is another one. */
export function liveOf({ state }: View<Own>): Live<Own> | undefined {
  const pem = state.sight?.swarm?.TLSInfo.TrustRoot;
  if (pem === undefined || pem === '') return undefined;
  return {
    key: pem,
    load: async () => {
      const taken = await takeApart(pem);
      return () => taken;
    },
  };
}

/** @param pem bundle */
export async function takeApart(pem: string): Promise<Own> {
  const { certificatesOfPem, describeCertificate } = await import('@swarmpki/core/inspect');
  const { opensslCertificate } = await import('@swarmpki/core/inspect/layout');
  const roots = await Promise.all(
    certificatesOfPem(pem).map(async (der) => {
      const description = await describeCertificate(der);
      return { description, text: opensslCertificate(description) };
    }),
  );
  return { of: pem, roots };
}

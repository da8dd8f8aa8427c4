import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type * as X509 from '@peculiar/x509';
import { skimCertificate } from '../../packages/core/src/inspect/index.ts';
import { findInText } from '../../packages/core/src/inspect/text/find-in-text.ts';
import { decodePem, encodePem } from '../../packages/core/src/x509/pem.ts';
import { compare, us } from './measure.ts';
import type { Benchmark, Contestant } from './measure.ts';

/** Debian's `ca-certificates`: some 150 roots of the web. */
const debianRoots = '/etc/ssl/certs/ca-certificates.crt';

/** Those of Debian's roots that all contestants read, each the same work. */
async function roots(): Promise<{ readonly pem: string; readonly ders: readonly Uint8Array[] }> {
  const pem = await readFile(debianRoots, 'latin1');
  return { pem, ders: decodePem(pem).blocks.map(({ der }) => der) };
}

/** Does something with each of some things, so many times over. */
function withEach<T>(things: readonly T[], work: (thing: T) => unknown): Contestant {
  return (times) => {
    for (let done = 0; done < times; done++) for (const thing of things) work(thing);
  };
}

/** As an inspection does: finds the blocks, and skims what they hold. */
function skimAll(text: string): void {
  for (const find of findInText(text).finds) if (find.kind === 'pem') skimCertificate(find.der);
}

/** From DER and from the text, against OpenSSL's whole reading as node offers it. */
export const skimNode: Benchmark = {
  name: 'inspect/skim',
  run: async () => {
    const { pem, ders } = await roots();
    const blocks = ders.map((der) => encodePem('CERTIFICATE', der));
    const cost = await compare(
      {
        skim: withEach(ders, skimCertificate),
        skimText: withEach([pem], skimAll),
        node: withEach(ders, (der) => new X509Certificate(der)),
        nodeText: withEach(blocks, (block) => new X509Certificate(block)),
      },
      { times: { skim: 40, skimText: 10, node: 4, nodeText: 4 } },
    );
    const each = (all: number): string => us(all / ders.length);
    return {
      name: skimNode.name,
      ratio: cost.skim / cost.node,
      goal: 0.25,
      detail: [
        `each of ${ders.length} roots: a skim ${each(cost.skim)}, node's X509Certificate ${each(cost.node)}`,
        `out of the text: ${each(cost.skimText)} and ${each(cost.nodeText)}, to which somebody has found the blocks`,
      ].join('\n'),
    };
  },
};

export const skimPeculiar: Benchmark = {
  name: 'inspect/skim-peculiar',
  run: async () => {
    const { ders } = await roots();
    await import('reflect-metadata');
    const x509: typeof X509 = await import('@peculiar/x509');
    const copies = ders.map((der) => Buffer.from(der));
    const cost = await compare(
      {
        skim: withEach(ders, skimCertificate),
        peculiar: withEach(copies, (der) => new x509.X509Certificate(der)),
      },
      { times: { skim: 40, peculiar: 1 } },
    );
    const each = (all: number): string => us(all / ders.length);
    return {
      name: skimPeculiar.name,
      ratio: cost.skim / cost.peculiar,
      goal: 1 / 60,
      detail: `each of ${ders.length} roots: a skim ${each(cost.skim)}, @peculiar/x509 ${each(cost.peculiar)}`,
    };
  },
};

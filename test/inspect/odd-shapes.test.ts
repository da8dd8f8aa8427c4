import { describe, expect, it } from 'vitest';
import { describeCertificate } from '../../packages/core/src/inspect/decode/certificate.ts';
import { opensslCertificate } from '../../packages/core/src/inspect/layout/openssl-certificate.ts';
import { oddShapes } from '../../packages/core/src/testing/odd-shapes.ts';
import { shapedCertificate } from '../../packages/core/src/testing/shaped-certificate.ts';
import { opensslMissing, opensslTexts } from '../tools/openssl.ts';

const shapes = Object.entries(oddShapes).map(([name, shape]) => ({ name, der: shapedCertificate(shape) }));

describe.skipIf(opensslMissing)('a certificate that is odd', () => {
  it.each(shapes)('by $name is printed as openssl prints it', async ({ der }) => {
    const [theirs] = await opensslTexts([der]);
    const ours = opensslCertificate(await describeCertificate(der)).map((line) => line.trimEnd());
    expect(ours).toEqual(theirs);
  });
});

import { ExternalCa } from '../../packages/core/src/ca/cfssl/client.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { crossSignAsDocker, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { describeLeavesOf } from '../../packages/core/src/testing/signers.ts';
import { httpsClient } from '../../packages/core/src/wire/https/client.ts';
import { certificatePem } from '../../packages/core/src/x509/certificate.ts';
import { managerMaterial } from '../tools/authorities.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';

describeLeavesOf('an external CA, asked over HTTPS', async (through) => {
  const now = Date.now();
  const [old, fresh] = [await makeRoot(now), await makeRoot(now)];
  const signing = through === 'root' ? old : fresh;
  const intermediate = through === 'root' ? undefined : await crossSignAsDocker(fresh, old);
  const server = new ExternalCaServer(signing);
  await server.start();
  const material = await managerMaterial(signing, 'a-manager', 'the-swarm');
  const post = httpsClient({ roots: () => [signing.certificate], material: () => material, now: () => Date.now() });
  const intermediates = intermediate ? certificatePem(intermediate) : '';
  return {
    signer: new ExternalCa({ urls: [server.url], intermediates, post, realTime: systemClock }),
    roots: [old.certificate],
    issuer: intermediate ?? old.certificate,
    now,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      if (server.faults.length > 0) throw new AggregateError(server.faults, 'the external CA had faults of its own');
    },
  };
});

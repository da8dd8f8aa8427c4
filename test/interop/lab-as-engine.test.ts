import { join } from 'node:path';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { EngineServer } from '../../packages/core/src/engine/server/engine-server.ts';
import { labRoutes } from '../../packages/core/src/engine/server/lab-routes.ts';
import { LabExtension } from '../../packages/core/src/lab/extension/lab-extension.ts';
import { describeEngine } from '../tools/engine-suite.ts';
import { Bench } from '../tools/lab-engines.ts';
import { freeLoopbackAddress } from '../tools/loopback.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

describeEngine('a lab', async () => {
  const [bench, directory] = [await Bench.make(), await temporaryDirectory()];
  const path = join(directory.path, 'lab.sock');
  const faults: unknown[] = [];
  const engine = await bench.engine();
  const onError = (error: unknown): void => void faults.push(error);
  const routes = labRoutes(new LabExtension({ engine, onError }), 'swarmpki 0.0.0');
  const server = await EngineServer.listen({
    path,
    engine,
    version: '0.0.0',
    onError,
    now: () => engine.now(),
    routes,
  });
  const client = new HttpEngineClient({ address: { kind: 'unix', path } });
  return {
    client,
    address: await freeLoopbackAddress([2377]),
    isQuick: true,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server.close();
      await bench[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
      if (faults.length > 0) throw new AggregateError(faults, 'the server had faults of its own');
    },
  };
});

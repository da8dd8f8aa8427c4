import { afterAll, beforeAll, describe, it } from 'vitest';
import { dockerMissing } from '../tools/docker.ts';
import { LabsAndEngines } from './lab-and-engine.ts';

const notFound = 'nope';
/** Of `docker info`: the rest is about the machine, and about containers. */
const swarmPart: { readonly besides: readonly (readonly [RegExp, string])[] } = {
  besides: [
    [/^[^]*?\n(?= Swarm: )/, ''],
    [/(?<=^ Swarm: .*\n(?: {2}.*\n)*) (?! )[^]*$/, ''],
    [/^WARNING: .*\n/gm, ''],
  ],
};

describe.skipIf(dockerMissing)('an unmodified docker, pointed at a lab and at a real engine', () => {
  let both: LabsAndEngines;

  beforeAll(async () => {
    both = await LabsAndEngines.start();
  });
  afterAll(() => both?.[Symbol.asyncDispose]());

  it('says the same outside a swarm', async () => {
    await both.compare('outside', async (docker) => {
      await docker.look(
        'node ls',
        'node inspect self',
        'node promote a b',
        'node rm a b',
        'node update --availability drain a',
        'swarm ca',
        'swarm ca --rotate',
        'swarm join-token worker',
        'swarm join-token --rotate manager',
        'swarm join-token boss',
        'swarm leave',
        'swarm leave --force',
        'swarm unlock',
        'swarm unlock-key',
        'swarm unlock-key --rotate',
        'swarm update --autolock',
        'swarm join --token rubbish 127.0.0.1:1',
        'swarm init --listen-addr nobody',
        'swarm init --listen-addr 127.0.0.1:0:0',
        'swarm init --advertise-addr nobody --listen-addr 127.0.0.1:0',
        'swarm init --availability sleepy',
        'swarm init --external-ca protocol=baz,url=https://127.0.0.1:1',
        'swarm init --external-ca cfssl',
        'swarm init --external-ca protocol=cfssl',
        'swarm init --external-ca protocol=cfssl,url=https://127.0.0.1:1,cacert=/nowhere',
        'swarm init --default-addr-pool 10.0.0.0',
        'swarm init --cert-expiry soon',
      );
      await docker.run('info', swarmPart);
    });
  });

  it('founds a swarm as it is asked to', async () => {
    await both.compare('founding', async (docker) => {
      const { listening } = docker.side;
      const init = async (...flags: readonly string[]): Promise<void> => {
        await docker.run(['swarm', 'init', ...listening, ...flags], { as: ['swarm', 'init', ...flags].join(' ') });
      };
      const spec = '{{json .Spec}} {{.SubnetSize}} {{.DataPathPort}}';
      const foundAndLeave = async (...flags: readonly string[]): Promise<void> => {
        await init(...flags);
        await docker.run(['info', '--format', `{{with .Swarm.Cluster}}${spec}{{end}}`], {
          as: `info after ${flags.join(' ')}`,
        });
        await docker.quietly('swarm', 'leave', '--force');
      };
      await foundAndLeave('--cert-expiry', '59m');
      const networks = ['--default-addr-pool', '10.20.0.0/16', '--default-addr-pool-mask-length', '26'];
      await foundAndLeave('--availability', 'drain', '--cert-expiry', '2h30m', ...networks, '--data-path-port', '7777');
      const numbers = ['--dispatcher-heartbeat', '7s', '--task-history-limit', '3', '--max-snapshots', '2'];
      await foundAndLeave('--external-ca', 'protocol=cfssl,url=https://127.0.0.1:1,ca.name=x', ...numbers);
      await init('--autolock');
      await docker.run('swarm unlock-key --quiet');
      await docker.run(['info', '--format', '{{json .Swarm.Cluster.DefaultAddrPool}}'], { as: 'info (pools)' });
      await init();
      await docker.run('swarm join --token x 127.0.0.1:1');
      await docker.run('swarm leave');
      await docker.run('swarm leave --force');
      await docker.run('swarm leave --force', { as: 'swarm leave --force (again)' });
    });
  });

  it('shows and changes a swarm', async () => {
    await both.compare('swarm', async (docker) => {
      await docker.init();
      for (const command of [
        'swarm ca',
        'swarm ca --cert-expiry 2h',
        'swarm join-token worker',
        'swarm join-token manager',
        'swarm join-token --quiet worker',
        'swarm join-token --rotate worker',
        'swarm join-token --rotate --quiet manager',
        'swarm update --cert-expiry 59m',
        'swarm update --cert-expiry 1h',
        'swarm update --cert-expiry 48h --task-history-limit 7 --dispatcher-heartbeat 6s',
        'swarm update --max-snapshots 2 --snapshot-interval 20',
        'swarm update --external-ca protocol=cfssl,url=https://127.0.0.1:1',
        'swarm update --external-ca protocol=cfssl,url=https://127.0.0.1:1,cacert=/nowhere',
        'swarm update --external-ca cfssl',
        'swarm update --external-ca ',
        'swarm update --external-ca protocol=CFSSL',
        'swarm update --external-ca url=https://127.0.0.1:1',
        'swarm update --external-ca protocol=cfssl,url="x',
        'swarm update',
        'swarm unlock',
        'swarm unlock-key',
        'swarm unlock-key --rotate',
        'swarm update --autolock',
        'swarm unlock-key',
        'swarm unlock-key --rotate',
        'swarm unlock-key --rotate --quiet',
        'swarm unlock-key --quiet',
        'swarm update --autolock=false',
        'swarm unlock-key --quiet',
      ]) {
        await docker.run(command, { input: 'key\n' });
      }
      await docker.run(['info', '--format', '{{json .Swarm.Cluster.Spec}}']);
      await docker.run(['info', '--format', '{{.Swarm.ControlAvailable}} {{.Swarm.Nodes}} {{.Swarm.Managers}}']);
      await docker.run('info', swarmPart);
      const version = ['.Client.Version', '.Server.APIVersion', '.Server.Os', '.Server.Arch'];
      await docker.run(['version', '--format', version.map((field) => `{{${field}}}`).join(' ')]);
    });
  });

  it('shows and changes nodes', async () => {
    await both.compare('nodes', async (docker) => {
      await docker.init();
      const manager = await docker.quietly('info', '--format', '{{.Swarm.NodeID}}');
      const worker = await docker.addNode();
      const other = await docker.addNode();
      await docker.untilSettled();
      const of = (command: string, options = {}) =>
        docker.run(
          command.split(' ').map((word) => ({ MANAGER: manager, WORKER: worker, OTHER: other })[word] ?? word),
          { as: command, ...options },
        );
      const inAnyOrder = { inAnyOrder: true };
      await of('node ls', inAnyOrder);
      await of('node ls --quiet');
      for (const filter of [
        'role=worker',
        'role=manager',
        'role=boss',
        'membership=accepted',
        'name=zz',
        'foo=bar',
        'node.label=a',
      ]) {
        await of(`node ls --quiet --filter ${filter}`);
      }
      const tls = ['node', 'ls', '--format', '{{.ID}} {{.TLSStatus}} {{.Self}} {{.ManagerStatus}} {{.EngineVersion}}'];
      await docker.run(tls, inAnyOrder);
      await docker.run(['node', 'ls', '--format', 'table {{.TLSStatus}}']);
      await of('node inspect MANAGER');
      await of('node inspect self');
      await of('node inspect WORKER OTHER');
      await of(`node inspect WORKER ${notFound}`);
      await of('node inspect --pretty self');
      await of('node inspect --pretty WORKER');
      await of('node inspect --format {{.Spec.Role}}{{.ManagerStatus}} WORKER');
      await of('node update --label-add a=b --label-add c WORKER');
      await of('node ls --quiet --filter node.label=a=b');
      await of('node update --label-rm a --label-rm zz WORKER');
      await of('node inspect --format {{json_.Spec}} WORKER'.replace('_', ' '));
      await of('node update --availability drain WORKER');
      await of('node update --availability sleepy WORKER');
      await of('node update --role boss WORKER');
      await of('node update --availability active WORKER');
      await of(`node update --availability active ${notFound}`);
      await of('node promote MANAGER');
      await of('node demote WORKER');
      await of('node demote MANAGER');
      await of(`node promote ${notFound}`);
      await of('node rm WORKER');
      await of('node rm MANAGER');
      await of('node rm --force MANAGER');
      await of(`node rm ${notFound} ${notFound}2`);
      await of('node rm --force OTHER');
      await of('node inspect OTHER');

      await of('node promote WORKER');
      await docker.untilManager(worker);
      await of('node ls', { ...inAnyOrder, as: 'node ls (two managers)' });
      await of('node promote WORKER', { as: 'node promote WORKER (again)' });
      await of('node rm --force WORKER');
      await of('swarm leave');
      await of('node demote WORKER', { as: 'node demote WORKER (a manager)' });
      await docker.untilWorker(worker);
      await of('node inspect --pretty WORKER', { as: 'node inspect --pretty WORKER (demoted)' });
      await of('swarm leave', { as: 'swarm leave (the last manager)' });
    });
  });
});

import { expect, it } from 'vitest';
import { systemEntropy } from '../../entropy/entropy.ts';
import { describeNetwork } from '../../testing/network-contract/network-contract.ts';
import { openNetworkPort } from '../../testing/network-port.ts';
import { parseAddress } from '../address.ts';
import { inProcessNetwork } from './network.ts';

describeNetwork('the network within the process', inProcessNetwork(systemEntropy));

it('gives out no port that somebody has asked for by its number', async () => {
  const network = inProcessNetwork(systemEntropy);
  const open = (port: number) => openNetworkPort(network, () => undefined, { port });
  await using first = await open(0);
  const { port } = parseAddress(first.port.address);
  await using second = await open(port + 1);
  await using third = await open(port + 2);
  await using fourth = await open(0);
  expect(fourth.port.address).not.toBe(second.port.address);
  expect(fourth.port.address).not.toBe(third.port.address);
});

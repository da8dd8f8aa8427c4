import { systemEntropy } from '../../entropy/entropy.ts';
import { describeNetwork } from '../../testing/network-contract/network-contract.ts';
import { inProcessNetwork } from './network.ts';

describeNetwork('the network within the process', inProcessNetwork(systemEntropy));

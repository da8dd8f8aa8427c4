import { describeNetwork } from '../testing/network-contract/network-contract.ts';
import { tlsNetwork } from './tls-network.ts';

describeNetwork('TLS', tlsNetwork);

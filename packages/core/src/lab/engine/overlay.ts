import { isIP } from 'node:net';
import type { InitRequest } from '../../engine/shapes/swarm.ts';
import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { defaultOverlay } from '../../swarm/found.ts';
import type { Overlay } from '../../swarm/state.ts';
import { badParameter, echoed, quoted } from './refusals.ts';

const largestSubnet = 29;

/**
 * What is asked for of networks, which a lab does not have, and checks as Docker does: with its statuses, too.
 *
 * @throws {EngineRefusal}
 */
export function overlayFrom(request: InitRequest): Overlay {
  const { DataPathAddr, DataPathPort, DefaultAddrPool, SubnetSize } = request;
  const address = isIP(DataPathAddr);
  if (DataPathAddr !== '' && (address === 0 || DataPathAddr === '0.0.0.0')) {
    throw badParameter('data path address must be a non-zero IP address or network interface (without a port number)');
  }
  const subnetSize = SubnetSize || defaultOverlay.subnetSize;
  if (subnetSize > largestSubnet) throw refused(`subnet size is out of range: ${subnetSize}`);
  for (const pool of DefaultAddrPool) checkPool(pool, subnetSize);
  if (DataPathPort !== 0 && (DataPathPort < 1024 || DataPathPort > 49_151)) {
    throw refused(`Datapath port number is not in valid range (1024-49151) : ${DataPathPort}`);
  }
  return {
    defaultAddrPool: DefaultAddrPool.length > 0 ? DefaultAddrPool : defaultOverlay.defaultAddrPool,
    subnetSize,
    dataPathPort: DataPathPort || defaultOverlay.dataPathPort,
  };
}

function checkPool(pool: string, subnetSize: number): void {
  const [, host = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(pool) ?? [];
  const version = isIP(host);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) {
    throw refused(`invalid base pool ${echoed(pool)}: invalid CIDR address: ${echoed(pool)}`);
  }
  if (subnetSize < Number(bits)) {
    throw refused(`invalid CIDR: ${quoted(pool)}. Subnet size is too small for pool: ${subnetSize}`);
  }
}

function refused(message: string): EngineRefusal {
  return new EngineRefusal(500, message);
}

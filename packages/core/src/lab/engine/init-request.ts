import { EngineRefusal } from '../../engine/shapes/refused.ts';
import type { InitRequest, JoinRequest } from '../../engine/shapes/swarm.ts';
import type { Availability, Overlay } from '../../swarm/state.ts';
import { addressFrom, listeningOf, remoteAddress } from './addresses.ts';
import type { ListenWish } from './addresses.ts';
import { checkName } from './cluster-spec.ts';
import type { JoinWish } from './joined-node.ts';
import { availabilityFrom, invalidAvailability } from './node-shape.ts';
import { overlayFrom } from './overlay.ts';
import { badParameter } from './refusals.ts';

/** What is asked for of a new lab, besides its specification. */
export interface Foundation {
  readonly listen: ListenWish;
  readonly overlay: Overlay;
  readonly availability: Availability;
}

/** Checks follow one another as in Docker. @throws {EngineRefusal} */
export function foundationFrom(request: InitRequest, allowRemote: boolean): Foundation {
  const listen = { listenAddr: addressFrom(request.ListenAddr, 'ListenAddr'), advertiseAddr: request.AdvertiseAddr };
  checkName(request.Spec);
  listeningOf(listen, allowRemote);
  return { listen, overlay: overlayFrom(request), availability: wishedAvailability(request.Availability) };
}

/**
 * Which manager is to be joined, and as what. Of several only the first counts, as in Docker; a node of ours listens
 * nowhere, so its own address is looked at and not used.
 *
 * @throws {EngineRefusal}
 */
export function joinFrom({ ListenAddr, RemoteAddrs, JoinToken, Availability: wished }: JoinRequest): JoinWish {
  addressFrom(ListenAddr, 'ListenAddr');
  const [address] = RemoteAddrs.map(remoteAddress);
  if (address === undefined) throw badParameter('at least 1 RemoteAddr is required to join');
  return { address, token: JoinToken, availability: wishedAvailability(wished) };
}

/** As Docker answers it here, with another status than in an update of a node. */
function wishedAvailability(given: string): Availability {
  const availability = given === '' ? 'active' : availabilityFrom(given);
  if (availability === undefined) throw new EngineRefusal(500, invalidAvailability(given));
  return availability;
}

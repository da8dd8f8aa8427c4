/** A manager that a node knows of. */
export interface RemoteManager {
  readonly nodeId: string;
  /** `host:port` */
  readonly address: string;
}

/** What the engine knows of its membership: docker-state.json. */
export interface Membership {
  /** It has asked to join, and has not been told that it has. */
  readonly joining: boolean;
  /** Where it listens, and where others find it: `host:port`; empty where nobody has said so. */
  readonly listenAddress: string;
  readonly advertiseAddress: string;
}

/** A node knows the managers of its swarm: seven is much. */
const mostManagers = 1_000;

/** Reads state.json (docs/protocol.md §10.1). @returns `undefined` for something else */
export function managersIn(contents: string | Uint8Array | undefined): readonly RemoteManager[] | undefined {
  const list = jsonOf(contents);
  if (!Array.isArray(list) || list.length > mostManagers) return undefined;
  const managers = list.map(managerOf);
  return managers.every((manager) => manager !== undefined) ? managers : undefined;
}

function managerOf(value: unknown): RemoteManager | undefined {
  if (!isObject(value)) return undefined;
  const { node_id: nodeId, addr: address } = value;
  return typeof nodeId === 'string' && typeof address === 'string' ? { nodeId, address } : undefined;
}

/** Reads docker-state.json. @returns `undefined` for something else */
export function membershipIn(contents: string | Uint8Array | undefined): Membership | undefined {
  const value = jsonOf(contents);
  if (!isObject(value)) return undefined;
  const { JoinInProgress: joining, ListenAddr: listen, AdvertiseAddr: advertise } = value;
  return { joining: joining === true, listenAddress: textOf(listen), advertiseAddress: textOf(advertise) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function jsonOf(contents: string | Uint8Array | undefined): unknown {
  if (typeof contents !== 'string') return undefined;
  try {
    return JSON.parse(contents);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

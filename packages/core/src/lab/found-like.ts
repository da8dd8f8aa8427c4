import { mkdir } from 'node:fs/promises';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { newDeks } from '../keyfile/deks.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import type { Change } from '../swarm/decision.ts';
import { foundSwarm, newIdentifier, newNode } from '../swarm/found.ts';
import type { Availability, ClusterSpec, Node, NodeDescription, Overlay } from '../swarm/state.ts';
import { certificatePem } from '../x509/certificate.ts';
import { createRequest } from '../x509/csr.ts';
import { LeafIssuer, serialNumberFrom } from '../x509/leaf.ts';
import { sec1Pem } from '../x509/private-key.ts';
import type { Role } from '../x509/profile.ts';
import { createRoot } from '../x509/root.ts';
import { defaultExpiry, leafValidity } from '../x509/time.ts';
import type { Validity } from '../x509/time.ts';
import { filesOf } from './find-managers.ts';
import { places } from './places.ts';
import { kekOf } from './vault.ts';

/** A node as it is to be. */
export interface WishedNode {
  /** The name of its machine, which is that of a folder. */
  readonly machine: string;
  readonly id: string;
  /** What people call it; mostly empty. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly availability: Availability;
  readonly isDown: boolean;
  /** It has never reported whom it trusts. */
  readonly isSilent: boolean;
  /** ms since epoch */
  readonly createdAt: number;
  readonly description: Omit<NodeDescription, 'tlsInfo'>;
  /** Of its certificate; `undefined` for one that is issued now. */
  readonly validity: Validity | undefined;
}

/** A swarm as it is to be. */
export interface WishedSwarm {
  /** Of its root. */
  readonly validity: Validity;
  readonly spec: Partial<ClusterSpec>;
  readonly overlay: Overlay;
  /** The first is the manager that leads, whose machine is the engine’s. */
  readonly nodes: readonly [WishedNode, ...WishedNode[]];
}

export interface FoundLikeOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/**
 * Makes a lab as it would be had each of these nodes joined when its certificate was issued: with a root of its own and
 * keys of its own. As with a new lab the rows come last.
 */
export async function foundLike({ directory, clock, entropy }: FoundLikeOptions, wished: WishedSwarm): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const random = (length: number): Uint8Array => entropy.bytes(length);
  const serial = (): Uint8Array => serialNumberFrom(random(20));
  const now = clock.now();
  const keys = entropy.newKey();
  const root = await createRoot(keys, serial(), now, { validity: wished.validity });
  const caCert = certificatePem(root);
  const issuer = new LeafIssuer({ certificate: root, key: keys.privateKey });
  const tlsInfo = {
    trustRoot: caCert,
    certIssuerSubject: Buffer.from(root.subject).toString('base64'),
    certIssuerPublicKey: Buffer.from(root.spki).toString('base64'),
  };
  const organization = newIdentifier(random);
  const deks = newDeks(random);
  const expiry = wished.spec.nodeCertExpiry ?? defaultExpiry;

  const move = async (node: WishedNode, index: number): Promise<Node> => {
    const nodeKeys = entropy.newKey();
    const leaf = issuer.issue({
      identity: { nodeId: node.id, role: node.role, organization },
      spki: nodeKeys.publicKey.export({ format: 'der', type: 'spki' }),
      serialNumber: serial(),
      ...(node.validity ?? leafValidity(now, expiry)),
    });
    const pem = certificatePem(leaf);
    const files = filesOf({ directory }, node.machine);
    await files.writeRoot(caCert);
    const secrets = node.role === 'manager' ? { deks } : {};
    await files.writeIdentity({ certificatePem: pem, key: nodeKeys.privateKey, kek: kekOf(undefined, 0), ...secrets });
    const { id, name, labels, role, availability, isDown, isSilent, createdAt, description } = node;
    const certificate = { role, csr: createRequest(nodeKeys), state: 'issued', error: '', pem } as const;
    return {
      ...newNode(id, role, now, { ...certificate, awaitedIssuer: undefined }),
      createdAt: Math.min(createdAt, now),
      name,
      labels,
      availability,
      description: { ...description, tlsInfo: isSilent ? undefined : tlsInfo },
      status: { state: isDown ? 'down' : 'unknown', message: '', addr: '' },
      // Where they listen is known once they do.
      manager: role === 'manager' ? { raftId: index + 1, addr: '', leader: index === 0 } : undefined,
    };
  };
  const nodes: Change[] = [];
  for (const [index, node] of wished.nodes.entries()) nodes.push({ kind: 'node', node: await move(node, index) });

  const foundation = { organization, managerId: wished.nodes[0].id, caCert, caKey: sec1Pem(keys.privateKey) };
  const { spec, overlay } = wished;
  const { changes, entry } = foundSwarm({ ...foundation, spec, overlay }, { now, random });
  const store = Store.open(places.store(directory), sealWith(deks.current, random));
  try {
    store.commit([...changes.filter(({ kind }) => kind !== 'node'), ...nodes], [entry]);
  } finally {
    store.close();
  }
}

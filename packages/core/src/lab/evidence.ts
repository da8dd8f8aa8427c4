import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { fileNames } from '../keyfile/node-files.ts';
import { keyPem, readNodeKey } from '../keyfile/node-key.ts';
import { connectUnverified } from '../node/connection.ts';
import { readCertificate, readCertificates } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { validateChain } from '../x509/chain.ts';
import { createRequest } from '../x509/csr.ts';
import { firstOf, readName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import { managerServerName } from '../x509/profile.ts';
import { keyIdentifier } from '../x509/public-key.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { CA, NodeCA } from '../wire/gen/swarmkit_pb.ts';
import { parseAddress } from '../wire/address.ts';
import { GrpcChannel } from '../wire/grpc/channel.ts';
import { identityOf } from '../x509/identity.ts';
import { connect } from '../wire/tls/connect.ts';
import type { TlsMaterial } from '../wire/shown-identity.ts';
import { tlsNetwork } from '../wire/tls-network.ts';
import type { Entropy } from '../entropy/entropy.ts';

/** A certificate as it stands in a file or came over the wire. */
export interface CertificateFacts {
  readonly commonName: string;
  readonly unit: string;
  readonly organization: string;
  readonly issuer: string;
  /** Hexadecimal; of a cross-signed root it is the new root's. */
  readonly serialNumber: string;
  /** Identifier of its key, hexadecimal: it tells roots of one name apart. */
  readonly keyId: string;
  /** ms since epoch */
  readonly notBefore: number;
  /** ms since epoch */
  readonly notAfter: number;
}

/** What a node has on its disk. */
export interface NodeFacts {
  /** Of swarm-node.crt, in the order of the file. */
  readonly certificates: readonly CertificateFacts[];
  /** Of swarm-root-ca.crt. */
  readonly roots: readonly CertificateFacts[];
  /** SHA-256 of swarm-root-ca.crt, hexadecimal: the digest that join tokens carry. */
  readonly rootDigest: string;
}

/**
 * Reads what a node has on its disk, and checks that its certificate leads to its root.
 *
 * @param directory `…/swarm/certificates`
 * @throws {X509Problem} when it does not, or a file cannot be read
 */
export async function readNodeFacts(directory: string, clock: Clock): Promise<NodeFacts> {
  const trust = readTrustBundle(await readFile(join(directory, fileNames.root), 'latin1'), clock.now());
  const certificatePem = await readFile(join(directory, fileNames.certificate), 'latin1');
  const { certificates } = validateChain(certificatePem, trust.certificates, clock.now());
  return { certificates: certificates.map(factsOf), roots: trust.certificates.map(factsOf), rootDigest: trust.digest };
}

/** A node's certificate and key as they are on its disk now, to be shown later when they are old. */
export async function copyIdentity(directory: string): Promise<TlsMaterial> {
  const [certificatePem, key] = await Promise.all([
    readFile(join(directory, fileNames.certificate), 'latin1'),
    readFile(join(directory, fileNames.key), 'latin1'),
  ]);
  return { certificatePem, keyPem: keyPem(readNodeKey(key).key) };
}

/**
 * What a manager's port shows in a handshake.
 *
 * @param address `host:port`
 * @returns where the connection led, `host:port`, and the certificates, leaf first
 * @throws {ConnectionProblem}
 */
export async function readServerChain(
  address: string,
): Promise<{ readonly address: string; readonly certificates: readonly CertificateFacts[] }> {
  const { socket, server } = await connect({
    ...parseAddress(address),
    checkServer: (chain) => chain.map((der) => factsOf(readCertificate(der))),
    timeoutMs,
  });
  const { remoteAddress = '', remotePort = 0 } = socket;
  socket.destroy();
  return { address: `${remoteAddress}:${remotePort}`, certificates: server };
}

/**
 * The root that a manager serves to anyone who asks.
 *
 * @param address `host:port`
 * @returns its facts, and the SHA-256 of the bytes, hexadecimal
 * @throws {ConnectionProblem} {RpcError} {X509Problem}
 */
export async function readServedRoot(
  address: string,
): Promise<{ readonly roots: readonly CertificateFacts[]; readonly digest: string }> {
  const { channel } = await connectUnverified(tlsNetwork, address, never());
  try {
    const { certificate } = await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs });
    return { roots: readCertificates(certificate).map(factsOf), digest: hash('sha256', certificate, 'hex') };
  } finally {
    channel.close();
  }
}

/**
 * Shows a certificate to a manager and makes a call that needs none. A manager that accepts the certificate answers.
 *
 * @param address `host:port`
 * @throws {ConnectionProblem} {RpcError} when the manager breaks off instead
 */
export async function callWithCertificate(address: string, material: TlsMaterial): Promise<void> {
  const checkServer = (): void => undefined;
  const { socket } = await connect({ ...parseAddress(address), material, checkServer, timeoutMs });
  const channel = new GrpcChannel(socket, managerServerName);
  try {
    await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs });
  } finally {
    channel.close();
  }
}

/**
 * Asks a manager for a certificate with nothing but a token, leaving out what a joining node would check before.
 *
 * @param address `host:port`
 * @param token the whole join token
 * @returns the id of the node that it let in
 * @throws {ConnectionProblem} {RpcError} when it lets nobody in
 */
export async function requestWithToken(address: string, token: string, entropy: Entropy): Promise<string> {
  const { channel } = await connectUnverified(tlsNetwork, address, never());
  try {
    const csr = Buffer.from(createRequest(entropy.newKey()), 'latin1');
    const { nodeId } = await channel.unary(NodeCA.method.issueNodeCertificate, { csr, token }, { timeoutMs });
    return nodeId;
  } finally {
    channel.close();
  }
}

const timeoutMs = 5_000;

function never(): AbortSignal {
  return new AbortController().signal;
}

function factsOf(certificate: Certificate): CertificateFacts {
  const { nodeId, units, organization } = identityOf(certificate);
  return {
    commonName: nodeId,
    unit: units[0] ?? '',
    organization,
    issuer: firstOf(readName(certificate.issuer), Oid.commonName) ?? '',
    serialNumber: Buffer.from(certificate.serialNumber).toString('hex'),
    keyId: Buffer.from(keyIdentifier(certificate.spki)).toString('hex'),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}

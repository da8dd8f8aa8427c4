import { readCertificates } from '../../x509/certificate.ts';
import type { LikeNode, LikeRequest } from '../shapes/extension/like.ts';
import type { Node } from '../shapes/node.ts';
import { tlsInfo } from '../shapes/swarm.ts';
import type { Swarm } from '../shapes/swarm.ts';
import { LeafProblem } from './problem.ts';
import type { NodeCertificateReading } from './read-node-certificates.ts';

/**
 * What a lab has to know of a swarm to be like it (docs/lab-api.md): its settings without what is secret, and its nodes with
 * the dates of their certificates.
 *
 * @param readings see `readNodeCertificates`
 * @throws {LeafProblem} `no-certificate` for a swarm whose root is not known; {X509Problem}
 */
export function likenessOf(
  { Spec: spec, TLSInfo: info, DefaultAddrPool, SubnetSize, DataPathPort }: Swarm,
  nodes: readonly Node[],
  readings: readonly NodeCertificateReading[],
): LikeRequest {
  const [root] = readCertificates(info.TrustRoot);
  if (root === undefined) throw new LeafProblem('no-certificate', 'the engine does not tell the root of its swarm');
  const known = new Map(readings.map((reading) => [reading.nodeId, reading]));
  const like = (node: Node): LikeNode => {
    const reading = known.get(node.ID);
    const certificate = reading !== undefined && 'certificate' in reading ? reading.certificate : undefined;
    const { TLSInfo: reported } = node.Description;
    return {
      Node: { ...node, Description: { ...node.Description, TLSInfo: tlsInfo.zero } },
      NotBefore: certificate?.notBefore,
      NotAfter: certificate?.notAfter,
      Silent: reported.TrustRoot === '' && reported.CertIssuerSubject === '',
    };
  };
  return {
    Root: { NotBefore: root.notBefore, NotAfter: root.notAfter },
    // Nothing of it is to be asked by a lab, or to be known to it.
    Spec: { ...spec, CAConfig: { ...spec.CAConfig, ExternalCAs: [], SigningCACert: '', SigningCAKey: '' } },
    DefaultAddrPool,
    SubnetSize,
    DataPathPort,
    Nodes: nodes.map(like),
  };
}

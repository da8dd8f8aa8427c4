import { CA, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import { pathOf } from '../../wire/services.ts';
import type { Channel, Network } from '../../wire/network.ts';

/** How far a node has come that joins. */
type Progress = 'connected' | 'has-root' | 'let-in' | 'has-certificate';

const answered: Readonly<Partial<Record<string, Progress>>> = {
  [pathOf(CA.method.getRootCACertificate)]: 'has-root',
  [pathOf(NodeCA.method.issueNodeCertificate)]: 'let-in',
  [pathOf(NodeCA.method.nodeCertificateStatus)]: 'has-certificate',
};

/** Hears how far a node has come, and which node it became when it was let in. */
type Tell = (progress: Progress, nodeId?: string) => void;

/** A network over which a node joins, and that tells how far it has come. */
export function watched(network: Network, tell: Tell): Network {
  return {
    connect: async (options) => {
      const { channel, server } = await network.connect(options);
      tell('connected');
      return { channel: watchedChannel(channel, tell), server };
    },
    listen: (options) => network.listen(options),
  };
}

function watchedChannel(channel: Channel, tell: Tell): Channel {
  return {
    get isOpen() {
      return channel.isOpen;
    },
    closed: channel.closed,
    unary: async (method, request, options) => {
      const answer = await channel.unary(method, request, options);
      const progress = answered[pathOf(method)];
      const nodeId = 'nodeId' in answer && typeof answer.nodeId === 'string' ? answer.nodeId : undefined;
      if (progress !== undefined) tell(progress, nodeId);
      return answer;
    },
    serverStream: (method, request, options) => channel.serverStream(method, request, options),
    close: () => channel.close(),
    destroy: () => channel.destroy(),
  };
}

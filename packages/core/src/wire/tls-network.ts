import { parseAddress, addressOf } from './address.ts';
import { GrpcChannel } from './grpc/channel.ts';
import { GrpcServer } from './grpc/server.ts';
import type { Network } from './network.ts';
import { connect } from './tls/connect.ts';
import { listen } from './tls/listen.ts';

/** The network as swarm has it: gRPC over mutual TLS over TCP (docs/protocol.md §7). */
export const tlsNetwork: Network = {
  async connect({ address, identity, userAgent, ...options }) {
    const { socket, server } = await connect({ ...parseAddress(address), material: identity?.tls, ...options });
    return { channel: new GrpcChannel(socket, options.serverName ?? address, userAgent), server };
  },

  async listen({ host, port, identity, checkClient, services, onRefused, onError }) {
    const server = new GrpcServer({
      services,
      onError,
      onBroken: (error, peer) => onRefused({ remote: peer.host, error }),
    });
    const listener = await listen({
      host,
      port,
      material: identity.tls,
      checkClient,
      onConnection: (socket, client) => server.accept(socket, { identity: client, host: socket.remoteAddress ?? '' }),
      onRefused,
    });
    return {
      host: listener.host,
      port: listener.port,
      address: addressOf(listener.host, listener.port),
      show: ({ tls }) => listener.show(tls),
      close: async (graceMs) => {
        await Promise.all([listener.close(), server.close(graceMs)]);
      },
    };
  },
};

import type { AddressInfo, Server, Socket } from 'node:net';
import tls from 'node:tls';

/** A real socket on 127.0.0.1 that does what a good server does not. */
export interface FaultServer {
  /** `ldaps://127.0.0.1:port`. */
  readonly url: string;
  /** The authority that a client is to be given. */
  readonly caFile: string;
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: () => number;
  /** Connections that are open now: nothing may be left behind. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

/** Listens on 127.0.0.1; `secureConnection` where the server speaks TLS from the start. */
export function listen(server: Server, caFile: string, onClient: (client: Socket) => void): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (client: Socket) => {
    client.on('error', () => {});
    onClient(client);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on TCP has an AddressInfo; the other kinds are for pipes.
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `ldaps://127.0.0.1:${port}`,
        caFile,
        port,
        connections: () => connections,
        open: () => sockets.size,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

import { createConnection } from 'node:net';

/** Whether somebody listens. @throws what keeps one from reaching whoever does */
export function isAnswering(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(false);
      // Its queue is full: so somebody has one.
      else if (error.code === 'EAGAIN') resolve(true);
      else reject(error);
    });
  });
}

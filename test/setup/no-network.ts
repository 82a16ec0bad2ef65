import net from 'node:net';

// A test that reaches beyond this machine is a bug in the product: nothing may leave unless the user named it.
const LOOPBACK = /^(?:127\.|::1$|localhost$|$)/;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = hostOf(first, args[1]);
  if (host !== undefined && !LOOPBACK.test(host)) throw new Error(`test tried to connect to ${host}`);
  return Reflect.apply(connect, this, args);
};

function hostOf(first: unknown, second: unknown): string | undefined {
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return undefined;
    if ('host' in first && typeof first.host === 'string') return first.host;
    return '';
  }
  return typeof second === 'string' ? second : '';
}

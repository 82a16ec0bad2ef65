import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { FaultKind } from './types.js';

const MAX_BODY = 4 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BODY) throw new Error('the body is too long for the test bed');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Puts an answer onto the wire, damaged as the fault says. */
export function send(response: ServerResponse, answer: Answer, fault: FaultKind | undefined): void {
  const body = Buffer.from(answer.body, 'utf8');
  const headers = { ...answer.headers, 'Content-Length': String(body.length) };
  switch (fault?.kind) {
    case 'silent':
      return;
    case 'reset':
      response.socket?.destroy();
      return;
    case 'cut': {
      response.writeHead(answer.status, fault.withLength ? headers : answer.headers);
      // The bytes have to leave before the socket dies.
      response.write(body.subarray(0, fault.afterBytes), () => setTimeout(() => response.socket?.destroy(), 20));
      return;
    }
    case 'half-page': {
      const half = body.subarray(0, Math.trunc(body.length / 2));
      response.writeHead(answer.status, { ...headers, 'Content-Length': String(half.length) });
      response.end(half);
      return;
    }
    case 'slow':
      response.writeHead(answer.status, headers);
      drip(response, body, fault.bytes);
      return;
    case 'late': {
      const timer = setTimeout(() => response.writeHead(answer.status, headers).end(body), fault.ms);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    default:
      response.writeHead(answer.status, headers);
      response.end(body);
  }
}

function drip(response: ServerResponse, body: Buffer, bytes: number): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + bytes));
    at += bytes;
    if (at < body.length) return;
    clearInterval(timer);
    response.end();
  }, 100);
  response.once('close', () => clearInterval(timer));
}

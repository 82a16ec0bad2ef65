import { randomUUID } from 'node:crypto';
import type { Refusal } from './rules.js';
import type { FaultKind } from './types.js';

/** An answer before it goes onto the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return textAnswer(status, JSON.stringify(body), headers);
}

export function textAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': JSON_TYPE, 'request-id': randomUUID(), 'OData-Version': '4.0', ...headers }, body };
}

export function refuse({ status, code, message }: Refusal, headers: Readonly<Record<string, string>> = {}): Answer {
  const id = randomUUID();
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': id, 'client-request-id': id };
  return jsonAnswer(status, { error: { code, message, innerError } }, headers);
}

const USUAL: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Request_BadRequest', 'The request is malformed.'],
  404: ['Request_ResourceNotFound', 'The resource does not exist.'],
  410: ['syncStateNotFound', 'The sync state generation is not found.'],
  429: ['TooManyRequests', 'Too many requests.'],
  500: ['InternalServerError', 'An internal server error occurred.'],
  502: ['BadGateway', 'Bad gateway.'],
  503: ['serviceNotAvailable', 'The service is unavailable.'],
  504: ['UnknownError', 'The request timed out.'],
};

/** The answer of a fault of the kind `status`. */
export function statusAnswer(fault: Extract<FaultKind, { kind: 'status' }>): Answer {
  const [code, message] = USUAL[fault.status] ?? ['UnknownError', ''];
  const headers: Record<string, string> = { ...fault.headers };
  if (fault.retryAfter !== undefined) {
    const isDate = fault.retryAfterAs === 'date';
    headers['Retry-After'] = isDate ? new Date(Date.now() + fault.retryAfter * 1000).toUTCString() : String(fault.retryAfter);
  }
  return refuse({ status: fault.status, code: fault.code ?? code, message: fault.message ?? message }, headers);
}

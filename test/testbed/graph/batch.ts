import { type Answer, jsonAnswer } from './answer.js';
import { isObject, type Json } from './json.js';
import { badRequest, bodyOf, decodedPath, type GraphRequest } from './request.js';
import type { GraphService } from './service.js';

/** The answer to POST /$batch: each request within it is played by itself, with its own faults. */
export function answerBatch(service: GraphService, request: GraphRequest): Answer {
  const body = bodyOf(request);
  const faults = body === undefined ? ['the body is no JSON object'] : service.parts.contract.batchFaults(body);
  if (request.method !== 'POST' || body === undefined || faults.length > 0) {
    return service.refusedBy(request, badRequest(`Invalid batch payload format. ${faults.join('; ')}`));
  }
  const requests = Array.isArray(body.requests) ? body.requests.filter(isObject) : [];
  const ids = requests.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return service.refusedBy(request, badRequest('Duplicate request ids in the batch.'));
  const responses = requests.map((inner) => answerInner(service, request, inner));
  // The service answers in an order of its own.
  return jsonAnswer(200, { responses: responses.toReversed() }, { 'Content-Type': 'application/json' });
}

function answerInner(service: GraphService, outer: GraphRequest, inner: Json): Json {
  const url = new URL(String(inner.url), 'https://localhost/');
  const path = decodedPath(url);
  const headers: Record<string, string | undefined> = { authorization: outer.headers.authorization };
  for (const [name, value] of Object.entries(isObject(inner.headers) ? inner.headers : {})) headers[name.toLowerCase()] = String(value);
  const fault = service.parts.faults.take('batch', path);
  const answer = service.answer({
    method: String(inner.method),
    version: outer.version,
    path,
    query: url.searchParams,
    headers,
    body: '',
    fault,
  });
  service.parts.seenInner(String(inner.method), path, url.searchParams, answer.status);
  const isText = !String(answer.headers['Content-Type']).includes('json');
  const { 'Retry-After': retryAfter } = answer.headers;
  return {
    id: inner.id,
    status: answer.status,
    headers: {
      'Content-Type': isText ? 'text/plain' : 'application/json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    },
    body: isText ? answer.body : JSON.parse(answer.body),
  };
}

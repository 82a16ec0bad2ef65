/** How long and how often Graph is asked. */
export interface GraphLimits {
  /** One request with its whole answer, in milliseconds. */
  readonly requestMs: number;
  /** Tries of one request, the first counted. */
  readonly tries: number;
  /** The first wait where the service names none; each further one is twice as long, up to `longestWaitMs`. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** All waits of one request together. A service that asks for more ends it. */
  readonly allWaitsMs: number;
  /** Of one answer. */
  readonly mostBytes: number;
  readonly pageSize: number;
}

// Graph's own gateway gives up after 100 s. 999 is the most that a page of directory objects holds.
export const GRAPH_LIMITS: GraphLimits = {
  requestMs: 120_000,
  tries: 6,
  firstWaitMs: 1000,
  longestWaitMs: 60_000,
  allWaitsMs: 10 * 60_000,
  mostBytes: 64 * 1024 * 1024,
  pageSize: 999,
};

/** Wait before the next try where the service names none: between half and the whole of a span that doubles. */
export function backoffMs(attempt: number, limits: GraphLimits, chance: number): number {
  const span = Math.min(limits.firstWaitMs * 2 ** Math.min(attempt, 20), limits.longestWaitMs);
  return Math.round(span * (0.5 + chance / 2));
}

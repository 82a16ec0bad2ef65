/** How long the adapter waits, in milliseconds, and how much it takes at once. */
export interface Limits {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** Without a single byte from the server while an answer is due. */
  readonly idleMs: number;
  /** For one answer, however it drips in. */
  readonly operationMs: number;
  /** Of one answer, in bytes: more is no page of a directory. */
  readonly answerBytes: number;
  /** Objects in one page of an answer. */
  readonly pageSize: number;
  /** Objects in one chunk: so many are held in memory, and read again when reading breaks off. */
  readonly chunkSize: number;
  /** Numbers in the first window; see windows.ts. */
  readonly firstWindow: number;
}

// A domain controller ends a search by itself after 120 s (MaxQueryDuration), and sends nothing while it looks for what no index knows: it
// is asked for less (SERVER_SECONDS), so that its own answer comes before it counts as silent.
export const LIMITS: Limits = {
  connectMs: 15_000,
  idleMs: 120_000,
  operationMs: 150_000,
  answerBytes: 256 * 1024 * 1024,
  pageSize: 1000,
  chunkSize: 4000,
  firstWindow: 4096,
};

/** What the server is told, in seconds: it answers with what it has, or says that it could not. */
export const SERVER_SECONDS = 110;

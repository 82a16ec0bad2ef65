import type { Token } from '../error-text/extract.js';
import type { DeliveryReport } from './report.js';

/** What a delivery report gives to the `extracted` part of a report. */
export interface NdrTokens {
  readonly recipients: readonly Token[];
  readonly servers: readonly Token[];
  readonly statusCodes: readonly Token[];
}

/** In: a read report. Out: its recipients, servers and status codes, each value once, in the order of the report. */
export function ndrTokens(report: DeliveryReport): NdrTokens {
  return {
    recipients: unique(report.entries.map((entry) => entry.recipient)),
    servers: report.servers,
    statusCodes: unique(report.entries.map((entry) => entry.status)),
  };
}

function unique(tokens: readonly (Token | undefined)[]): readonly Token[] {
  const found = new Map<string, Token>();
  for (const token of tokens) if (token !== undefined && !found.has(token.value)) found.set(token.value, token);
  return [...found.values()];
}

import type { CloudTarget } from '../../ports/live.js';
import { EXCHANGE_SCOPES, GRAPH_SCOPES } from './scopes.js';

/** What signing in to these services would ask for, one line each, for showing before anything is opened. */
export function previewScopes(targetKinds: readonly CloudTarget['kind'][]): readonly string[] {
  const lines: string[] = [];
  if (targetKinds.includes('graph')) for (const { scope, why } of GRAPH_SCOPES) lines.push(`${scope}: reads ${why}`);
  if (targetKinds.includes('exchange-online')) {
    lines.push(
      `${EXCHANGE_SCOPES.person} (an app: ${EXCHANGE_SCOPES.application}): reads mailboxes and the organization, as far as the account's roles in Exchange Online allow`,
    );
  }
  return lines;
}

import { connectorFacts } from './connector-facts.js';
import { endpointFacts } from './endpoint-facts.js';
import type { FactName } from './fact.js';
import { exchangeFacts } from './header/exchange.js';
import { pathFacts } from './header/path.js';
import { peopleFacts } from './header/people.js';
import { transportFacts } from './header/transport.js';
import { verdictFacts } from './header/verdict.js';
import type { DefinedFact } from './maker.js';
import { ndrFacts } from './ndr-facts.js';
import { organizationFacts } from './organization-facts.js';
import { addressFacts } from './recipient/address-facts.js';
import { anchorFacts } from './recipient/anchor-facts.js';
import { duplicateFacts } from './recipient/duplicate-facts.js';
import { mailboxFacts } from './recipient/mailbox-facts.js';
import { moveFacts } from './recipient/move-facts.js';
import { offboardFacts } from './recipient/offboard-facts.js';
import { permissionFacts } from './recipient/permission-facts.js';
import { proxyFacts } from './recipient/proxy-facts.js';
import { quotaFacts } from './recipient/quota-facts.js';
import { scopeFacts } from './recipient/scope-facts.js';
import { stateFacts } from './recipient/state-facts.js';
import { systemFacts } from './recipient/system-facts.js';
import { targetFacts } from './recipient/target-facts.js';
import { syncFacts } from './sync-facts.js';

/** Facts whose definition stands beside their maker. */
export const DEFINED_FACTS: Readonly<Record<FactName, DefinedFact>> = {
  ...peopleFacts,
  ...verdictFacts,
  ...pathFacts,
  ...exchangeFacts,
  ...transportFacts,
  ...ndrFacts,
  ...syncFacts,
  ...connectorFacts,
  ...organizationFacts,
  ...addressFacts,
  ...proxyFacts,
  ...scopeFacts,
  ...systemFacts,
  ...mailboxFacts,
  ...quotaFacts,
  ...stateFacts,
  ...targetFacts,
  ...anchorFacts,
  ...duplicateFacts,
  ...moveFacts,
  ...offboardFacts,
  ...permissionFacts,
  ...endpointFacts,
};

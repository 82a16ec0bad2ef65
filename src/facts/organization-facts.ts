import { domainFacts } from './domain-facts.js';
import { entraConnectFacts } from './entra-connect-facts.js';
import type { FactName } from './fact.js';
import { hybridConnectorFacts } from './hybrid-connector-facts.js';
import { hybridFacts } from './hybrid-facts.js';
import type { DefinedFact } from './maker.js';

/** What the checks about the organization and the tenant ask: settings, exports of configuration, and both directories as a whole. */
export const organizationFacts: Readonly<Record<FactName, DefinedFact>> = {
  ...domainFacts,
  ...entraConnectFacts,
  ...hybridFacts,
  ...hybridConnectorFacts,
};

import { connectorFacts } from './connector-facts.js';
import type { FactName } from './fact.js';
import { exchangeFacts } from './header/exchange.js';
import { pathFacts } from './header/path.js';
import { peopleFacts } from './header/people.js';
import { transportFacts } from './header/transport.js';
import { verdictFacts } from './header/verdict.js';
import type { DefinedFact } from './maker.js';
import { ndrFacts } from './ndr-facts.js';

/** Facts whose definition stands beside their maker. */
export const DEFINED_FACTS: Readonly<Record<FactName, DefinedFact>> = {
  ...peopleFacts,
  ...verdictFacts,
  ...pathFacts,
  ...exchangeFacts,
  ...transportFacts,
  ...ndrFacts,
  ...connectorFacts,
};

import { lazy } from '../evidence/lazy.js';
import { factDefinition } from './catalog.js';
import { cloudFacts } from './cloud-facts.js';
import { DEFINED_FACTS } from './defined.js';
import type { Fact, FactName } from './fact.js';
import { inputFacts } from './input-facts.js';
import { type FactMaker, type FactSources, type Facts, unknown } from './maker.js';
import { onPremFacts } from './onprem-facts.js';
import { pairFacts } from './pair-facts.js';
import type { Subject } from './subject.js';
import { acceptedDomains, asBoolean, asNames, asText, settingFact } from './tenant.js';

const TENANT_FACTS = lazy(tenantFacts);

/** Makers that were asked for. A run asks for a few of hundreds, so no table of all of them is made. */
const FOUND = new Map<FactName, FactMaker>();

function makerOf(name: FactName): FactMaker | undefined {
  const known = FOUND.get(name);
  if (known !== undefined) return known;
  const maker =
    own(DEFINED_FACTS, name)?.make ??
    own(name.startsWith('tenant.') ? TENANT_FACTS() : {}, name) ??
    own(pairFacts, name) ??
    own(cloudFacts, name) ??
    own(onPremFacts, name) ??
    own(inputFacts, name);
  if (maker !== undefined) FOUND.set(name, maker);
  return maker;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const IN_THE_MAKING = unknown('it depends on itself');

/** In: the sources of one finding. Out: a function that answers every fact; a name nobody defined is unknown. Never throws. */
export function createFacts(sources: FactSources): Facts {
  const known = new Map<FactName, Fact>();
  const facts: Facts = (name) => {
    const fact = known.get(name);
    if (fact !== undefined) return fact;
    // A fact that asks for itself through others is unknown while it is being made.
    known.set(name, IN_THE_MAKING);
    const made = makeFact(name, sources, facts);
    known.set(name, made);
    return made;
  };
  return facts;
}

/** The facts of one person after another, over the same directories and settings. Made for millions: nothing is kept of a person that was left. */
export interface FactScan {
  /** Answers for the person at hand; not to be kept. */
  readonly facts: Facts;
  turnTo(subject: Subject): void;
  /** The move that is meant for the person at hand. */
  direct(direction: FactSources['direction']): void;
}

/**
 * In: the sources that all people share. What is made without a look at the person or the move is the same for everybody, so it is made once: whoever
 * makes a fact may do so as with `createFacts`, and need not say what it looks at.
 */
export function scanFacts(base: Omit<FactSources, 'direction' | 'subject'>, nobody: Subject): FactScan {
  const cells = new Map<FactName, Cell>();
  let subject = nobody;
  let direction: FactSources['direction'];
  let turn = 0;
  // Whether what is being made looked at the person, or at facts that did; and whether any fact so far looked at the move.
  let isPersonal = false;
  let isDirected = false;
  const sources: FactSources = {
    ...base,
    get subject() {
      isPersonal = true;
      return subject;
    },
    get direction() {
      isPersonal = true;
      isDirected = true;
      return direction;
    },
  };
  const facts: Facts = (name) => {
    let cell = cells.get(name);
    if (cell === undefined) {
      cell = { fact: IN_THE_MAKING, turn: -1, make: makerFor(name, sources) };
      cells.set(name, cell);
    }
    if (cell.turn === ALWAYS) return cell.fact;
    if (cell.turn === turn) {
      isPersonal = true;
      return cell.fact;
    }
    const outer = isPersonal;
    isPersonal = false;
    cell.fact = IN_THE_MAKING;
    cell.turn = turn;
    cell.fact = cell.make(sources, facts);
    if (!isPersonal) cell.turn = ALWAYS;
    isPersonal ||= outer;
    return cell.fact;
  };
  return {
    facts,
    turnTo(next) {
      turn++;
      subject = next;
      direction = undefined;
      isDirected = false;
    },
    direct(next) {
      if (isDirected && next !== direction) turn++;
      direction = next;
    },
  };
}

/** A fact of a scan: as it was made in a turn, or for all of them. */
interface Cell {
  fact: Fact;
  turn: number;
  readonly make: FactMaker;
}

const ALWAYS = Number.POSITIVE_INFINITY;

function makeFact(name: FactName, sources: FactSources, facts: Facts): Fact {
  return makerFor(name, sources)(sources, facts);
}

/** How a fact is made: by an answer, by its maker, or by a setting. */
function makerFor(name: FactName, { answers, settingOf }: Pick<FactSources, 'answers' | 'settingOf'>): FactMaker {
  const answer = answers.get(name);
  if (answer !== undefined) return answeredOr(name, answer);
  if (name.startsWith('capture.')) return (sources) => captureFact(name.slice('capture.'.length), sources);
  const maker = makerOf(name);
  if (maker !== undefined) return maker;
  if (!name.startsWith('ask.') && factDefinition(name) !== undefined) return () => unknown('nothing tells it');
  const setting = settingOf(name);
  if (setting === undefined) return () => unknown('only a person can answer it');
  return ({ settings }) => settingFact(settings, setting, (value) => asBoolean(value) ?? asText(value));
}

/** A question is asked of what nobody knows: data of a directory that was read since knows better, and the answer is quoted beside it. */
function answeredOr(name: FactName, answer: string | number | boolean): FactMaker {
  const told = answered(name, answer);
  const maker = /^(?:onPrem|cloud|pair|guid)\./.test(name) ? makerOf(name) : undefined;
  if (maker === undefined) return () => told;
  return (sources, facts) => {
    const read = maker(sources, facts);
    if (read.kind !== 'known') return told;
    return String(read.value) === String(answer)
      ? read
      : { kind: 'known', value: read.value, evidence: [...read.evidence, ...told.evidence] };
  };
}

function answered(name: FactName, answer: string | number | boolean): Extract<Fact, { readonly kind: 'known' }> {
  return {
    kind: 'known',
    value: answer === '' ? null : answer,
    evidence: [{ source: 'settings', path: name, text: `answered: ${String(answer)}` }],
  };
}

function captureFact(name: string, { captures }: FactSources): Fact {
  const capture = captures.get(name);
  if (capture === undefined) return unknown(`the message does not show the ${name}`);
  const evidence = [{ source: 'input', path: name, text: capture.value, line: capture.line, column: capture.column } as const];
  return { kind: 'known', value: capture.value === '' ? null : capture.value, evidence };
}

function tenantFacts(): Readonly<Record<FactName, FactMaker>> {
  const flag =
    (key: string): FactMaker =>
    ({ settings }) =>
      settingFact(settings, key, asBoolean);
  const text =
    (key: string): FactMaker =>
    ({ settings }) =>
      settingFact(settings, key, asText);
  const names =
    (key: string): FactMaker =>
    ({ settings }) =>
      settingFact(settings, key, asNames);
  return {
    'tenant.routingDomain': routingDomain,
    'tenant.initialDomain': initialDomain,
    'tenant.verifiedDomains': names('verifiedDomains'),
    'tenant.cloudAcceptedDomains': ({ settings }) => acceptedDomains(settings, 'cloud'),
    'tenant.onPremAcceptedDomains': ({ settings }) => acceptedDomains(settings, 'onprem'),
    'tenant.sourceAnchorAttribute': text('sourceAnchorAttribute'),
    'tenant.exchangeHybridWriteback': flag('exchangeHybridWriteback'),
    'tenant.blockSoftMatch': flag('blockSoftMatchEnabled'),
    'tenant.blockHardMatch': flag('blockCloudObjectTakeoverThroughHardMatchEnabled'),
    'tenant.hardMatchBypass': flag('allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled'),
    'tenant.softMatchOnUpn': flag('softMatchOnUpnEnabled'),
    'tenant.serverBuilds': ({ settings }) => settingFact(settings, 'exchangeServers', serverBuilds),
    'tenant.syncedContainer': ({ settings }) => settingFact(settings, 'syncedContainers', soleContainer),
    'tenant.deliveryDomainKnown': deliveryDomainKnown,
  };
}

function serverBuilds(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((server: unknown) => {
    if (typeof server !== 'object' || server === null || !('build' in server)) return [];
    return [`${'name' in server ? `${String(server.name)} ` : ''}${String(server.build)}`];
  });
}

/** The only synchronized container; nothing where there are several, for then a person chooses. */
function soleContainer(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const only: unknown = value[0];
  return typeof only === 'string' ? only : undefined;
}

const ROUTING = /^[a-z0-9-]{1,63}\.mail\.onmicrosoft\.(?:com|us|cn|de)$/;
const INITIAL = /^[a-z0-9-]{1,63}\.onmicrosoft\.(?:com|us|cn|de)$/;

/** The settings' routing domain, else the one that the recipient's own addresses show, else the one of the initial domain. */
function routingDomain(sources: FactSources, facts: Facts): Fact {
  const given = settingFact(sources.settings, 'routingDomain', asText);
  if (given.kind === 'known' && given.value !== null) return given;
  const seen = domainSeen(facts, ROUTING);
  if (seen !== undefined) return seen;
  const initial = facts('tenant.initialDomain');
  if (initial.kind === 'known' && typeof initial.value === 'string') {
    return { kind: 'known', value: initial.value.replace('.onmicrosoft.', '.mail.onmicrosoft.'), evidence: initial.evidence };
  }
  return unknown('no setting and no address shows the routing domain');
}

function initialDomain(sources: FactSources, facts: Facts): Fact {
  const given = settingFact(sources.settings, 'initialDomain', asText);
  if (given.kind === 'known' && given.value !== null) return given;
  return domainSeen(facts, INITIAL) ?? unknown('no setting and no address shows the initial domain');
}

function domainSeen(facts: Facts, pattern: RegExp): Fact | undefined {
  for (const name of ['cloud.emailAddresses', 'cloud.entraAddresses', 'onPrem.emailAddresses']) {
    const fact = facts(name);
    if (fact.kind !== 'known' || fact.value === null || typeof fact.value !== 'object') continue;
    for (const address of fact.value) {
      const domain = address.slice(address.indexOf('@') + 1);
      if (pattern.test(domain)) return { kind: 'known', value: domain, evidence: fact.evidence };
    }
  }
  return undefined;
}

function deliveryDomainKnown(sources: FactSources, facts: Facts): Fact {
  const domain = sources.captures.get('domain')?.value.toLowerCase() ?? sources.fields.get('TargetDeliveryDomain')?.toLowerCase();
  if (domain === undefined || domain === '') return unknown('the message names no delivery domain');
  const accepted = facts('tenant.cloudAcceptedDomains');
  if (accepted.kind === 'unknown' || accepted.value === null || typeof accepted.value !== 'object')
    return unknown('the accepted domains of the tenant were not read');
  return { kind: 'known', value: accepted.value.includes(domain), evidence: accepted.evidence };
}

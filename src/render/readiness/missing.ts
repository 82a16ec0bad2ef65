import type { RuleSet } from '../../engine/rule-set.js';
import { factDefinition } from '../../facts/catalog.js';
import { DEFINED_FACTS } from '../../facts/defined.js';
import type { FactName } from '../../facts/fact.js';
import type { Facts } from '../../facts/maker.js';
import type { Check } from '../../findings/checks.js';
import { openParts } from '../../findings/questions.js';
import { bindingsFor } from '../../fixes/plan.js';
import { renderCommand } from '../../fixes/powershell.js';
import type { Readiness } from '../../fixes/readiness.js';

/** A command that reads what was missing, and what to do with its output. */
export interface Reading {
  readonly shell: string;
  readonly text: string;
}

/** What was not read, all that one command reads together, and the checks that wait for it. */
export interface OpenGroup {
  /** What it is, for a heading: "Exchange Online", "the settings", ... */
  readonly source: string;
  readonly what: readonly string[];
  readonly facts: readonly FactName[];
  /** What reads one fact alone, where it is not what reads all. */
  readonly readings: ReadonlyMap<FactName, readonly Reading[]>;
  readonly checks: readonly { readonly check: Check; readonly people: number; readonly facts: readonly FactName[] }[];
  /** Most people for whom one of the checks could not be decided; 0 where they are about the organization. */
  readonly people: number;
  readonly how: readonly Reading[];
  /** Those of them that read everybody at once. */
  readonly bulk: readonly Reading[];
  readonly then: string;
}

interface Group {
  readonly facts: Set<FactName>;
  /** For each fact somebody of whom it is not known. */
  readonly samples: Map<FactName, Facts>;
  readonly checks: Map<Check, { readonly people: number; readonly facts: FactName[] }>;
}

interface Source {
  readonly name: string;
  readonly how: readonly Reading[];
  readonly then: string;
}

const SOURCES = {
  ad: {
    name: 'on-premises Active Directory',
    how: [{ shell: 'windows', text: 'ldifde -f onprem.ldf -r "(|(objectCategory=person)(objectCategory=group))"' }],
    then: 'then: --onprem onprem.ldf',
  },
  'exchange-onprem': {
    name: 'on-premises Exchange',
    how: [
      { shell: 'exchange-onprem', text: 'Get-RemoteMailbox -ResultSize Unlimited | Export-Clixml remote.xml' },
      { shell: 'exchange-onprem', text: 'Get-Mailbox -ResultSize Unlimited | Export-Clixml mailboxes.xml' },
    ],
    then: 'then: --onprem remote.xml mailboxes.xml, beside the export of Active Directory',
  },
  'exchange-online': {
    name: 'Exchange Online',
    how: [
      { shell: 'exchange-online', text: 'Get-Mailbox -ResultSize Unlimited | Export-Clixml cloud.xml' },
      { shell: 'exchange-online', text: 'Get-MailUser -ResultSize Unlimited | Export-Clixml mailusers.xml' },
    ],
    then: 'then: --cloud cloud.xml mailusers.xml',
  },
  graph: { name: 'Entra ID', how: [], then: 'then: --cloud cloud-graph.json' },
  direction: { name: 'the direction of the move', how: [], then: 'then: --direction to-cloud  (or to-onprem)' },
  settings: { name: 'the settings', how: [], then: 'then: write the key into a JSON file and give it with --settings' },
  ask: { name: 'what no export holds', how: [], then: 'then: --answer FACT=yes  (or no), where it holds for all' },
  other: { name: 'other facts', how: [], then: '' },
} as const satisfies Readonly<Record<string, Source>>;
type SourceName = keyof typeof SOURCES;

const ORDER = Object.keys(SOURCES);
const GRAPH_BASICS = ['id', 'displayName', 'userPrincipalName', 'mail', 'proxyAddresses', 'onPremisesImmutableId', 'onPremisesSyncEnabled'];
const MOST_SAMPLES = 40;

/**
 * In: the result of a run. Out: what was not read, with the checks that could not be decided for want of it, and what reads it; most people first.
 * The facts are taken from the first people of each check, for what was not read of one was not read of all.
 */
export function openGroups(readiness: Readiness): readonly OpenGroup[] {
  const groups = new Map<SourceName, Group>();
  const add = (check: Check, facts: readonly FactName[], people: number, known: Facts): void => {
    for (const [fact, source] of facts.flatMap((name) => sourcesOf(name, readiness).map((one) => [name, one] as const))) {
      const group = groups.get(source) ?? {
        facts: new Set<FactName>(),
        samples: new Map<FactName, Facts>(),
        checks: new Map<Check, { people: number; facts: FactName[] }>(),
      };
      group.facts.add(fact);
      if (!group.samples.has(fact)) group.samples.set(fact, known);
      const entry = group.checks.get(check) ?? { people, facts: [] };
      entry.facts.push(fact);
      group.checks.set(check, entry);
      groups.set(source, group);
    }
  };
  for (const [check, positions] of samples(readiness)) {
    const facts = new Set(
      positions.flatMap((position) => {
        const known = readiness.checks.facts(readiness.person(position).subject);
        return readiness.missing(check, position).flatMap((fact) => openParts(fact, known));
      }),
    );
    const known = readiness.checks.facts(readiness.person(positions[0] ?? 0).subject);
    add(check, [...facts], readiness.counts.find((count) => count.check === check)?.open ?? 0, known);
  }
  for (const check of readiness.organization.open) add(check, readiness.missing(check, undefined), 0, nothingKnown);
  return [...groups]
    .map(([source, group]) => groupOf(source, group, readiness.ruleSet))
    .sort((a, b) => b.people - a.people || ORDER.indexOf(a.source) - ORDER.indexOf(b.source));
}

/** For each check the first people for whom it is open. */
function samples({ counts, length, person }: Readiness): ReadonlyMap<Check, readonly number[]> {
  const found = new Map<Check, number[]>();
  const wanted = new Set(counts.filter(({ open }) => open > 0).map(({ check }) => check));
  const from = counts.reduce((first, { firstOpen }) => (firstOpen >= 0 && firstOpen < first ? firstOpen : first), length);
  for (const { check, firstOpen } of counts) if (firstOpen >= 0) found.set(check, [firstOpen]);
  for (let position = from; position < Math.min(length, from + MOST_SAMPLES); position++) {
    for (const check of person(position).open) {
      const positions = found.get(check) ?? [];
      if (wanted.has(check) && !positions.includes(position)) positions.push(position);
    }
  }
  return found;
}

const NO_SOURCE: readonly SourceName[] = [];

/** Where a fact is read from. A fact that is made of both sides is missing on the side that was not given, else on either. */
function sourcesOf(fact: FactName, { ruleSet, context }: Readiness): readonly SourceName[] {
  if (fact === 'input.direction') return ['direction'];
  const asked = ruleSet.asked(fact);
  if (asked?.setting !== undefined) return ['settings'];
  const shell = asked?.how.map((command) => ('shell' in command ? command.shell : undefined)).find((name) => name !== undefined);
  const attributes = factDefinition(fact)?.attributes ?? [];
  const reads = DEFINED_FACTS[fact]?.reads;
  const isRead = attributes.length > 0 || reads !== undefined;
  if (fact.startsWith('ask.') && !isRead) return ['ask'];
  if (/^(?:tenant|organization|settings)\./.test(fact)) return ['settings'];
  if (fact.startsWith('onPrem.')) return [shell === 'exchange-onprem' && !isRead ? 'exchange-onprem' : 'ad'];
  const cloudColumns = [...(fact.startsWith('cloud.') ? attributes : []), ...(reads?.cloud ?? [])];
  const cloud =
    cloudColumns.some((name) => name.startsWith('exo.')) || (shell === 'exchange-online' && !isRead) ? 'exchange-online' : 'graph';
  if (fact.startsWith('cloud.')) return [cloud];
  if (isRead || fact.startsWith('pair.')) {
    const { onprem, cloud: other } = context.directories;
    const sides: SourceName[] = [
      ...(reads?.onprem === undefined && isRead ? NO_SOURCE : (['ad'] as const)),
      ...(reads?.cloud === undefined && isRead ? NO_SOURCE : ([cloud] as const)),
    ];
    const absent = sides.filter((side) => (side === 'ad' ? onprem : other) === undefined);
    return absent.length > 0 ? absent : sides;
  }
  if (shell === 'exchange-onprem' || shell === 'exchange-online' || shell === 'graph') return [shell];
  return shell === 'ad-ds' || shell === 'windows' ? ['ad'] : ['other'];
}

function groupOf(source: SourceName, { facts, checks, samples }: Group, ruleSet: RuleSet): OpenGroup {
  const names = [...facts].sort();
  const readings = new Map(names.map((fact) => [fact, askedReadings(fact, samples, ruleSet)]));
  const listed = [...checks]
    .map(([check, entry]) => ({ check, ...entry }))
    .sort((a, b) => b.people - a.people || a.check.index - b.check.index);
  const { name, how, then }: Source = SOURCES[source];
  const bulk = source === 'graph' ? [graphReading(names)] : how;
  return {
    source: name,
    what: names.map((fact) => titleOf(fact, source, ruleSet)),
    facts: names,
    checks: listed,
    people: listed[0]?.people ?? 0,
    how: [...bulk, ...uniqueReadings(readings)],
    bulk,
    readings,
    then: source === 'ask' ? `then: --answer ${names[0] ?? 'FACT'}=yes  (or no), where it holds for everyone` : then,
  };
}

/** What bulk exports hold: who asks for one mailbox is answered by the export of all. */
const IN_EXPORTS = /^(?:Get-(?:Mailbox|MailUser|RemoteMailbox|Recipient|User|ADUser|ADObject|MgUser)|ldifde|repadmin)\b/;

/** The commands of the questions that no export above answers, for the first person of whom the answer is not known. */
function askedReadings(fact: FactName, samples: ReadonlyMap<FactName, Facts>, ruleSet: RuleSet): readonly Reading[] {
  const bindings = bindingsFor(samples.get(fact) ?? nothingKnown, ruleSet.parameters);
  return (ruleSet.asked(fact)?.how ?? []).flatMap((command) => {
    const { shell, text } = renderCommand(command, bindings);
    return IN_EXPORTS.test(text) ? [] : [{ shell, text }];
  });
}

function uniqueReadings(readings: ReadonlyMap<FactName, readonly Reading[]>): readonly Reading[] {
  return [...new Map([...readings.values()].flat().map((reading) => [`${reading.shell} ${reading.text}`, reading])).values()];
}

const nothingKnown: Facts = () => ({ kind: 'unknown', why: 'it is about the organization' });

function titleOf(fact: FactName, source: SourceName, ruleSet: RuleSet): string {
  const asked = ruleSet.asked(fact);
  if (source === 'settings')
    return `${asked?.setting ?? fact.replace(/^[A-Za-z]{1,20}\./, '')}: ${asked?.question ?? factDefinition(fact)?.title ?? fact}`;
  if (source === 'ask') return `${fact}: ${asked?.question ?? fact}`;
  return factDefinition(fact)?.title ?? asked?.question ?? fact;
}

/** Graph gives only the properties that are named. */
function graphReading(facts: readonly FactName[]): Reading {
  const wanted = facts.flatMap((fact) => factDefinition(fact)?.attributes.slice(0, 1) ?? []).filter((name) => !name.startsWith('exo.'));
  const known = new Map([...GRAPH_BASICS, ...GRAPH_SPELLING].map((name) => [name.toLowerCase(), name]));
  const names = [...new Set([...GRAPH_BASICS, ...wanted.flatMap((name) => known.get(name) ?? [])])].join(',');
  return {
    shell: 'graph',
    text: `Get-MgUser -All -Property ${names} | Select-Object ${names} | ConvertTo-Json -Depth 4 | Out-File cloud-graph.json`,
  };
}

const GRAPH_SPELLING = [
  'onPremisesObjectIdentifier',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'assignedPlans',
  'assignedLicenses',
  'licenseAssignmentStates',
  'serviceProvisioningErrors',
  'deletedDateTime',
  'userType',
  'usageLocation',
  'accountEnabled',
  'mailNickname',
];

import { createStepMatcher } from '../engine/match.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { DirectoryTable } from '../evidence/directory.js';
import { createPlaces, foldInSteps, placesInSteps } from '../evidence/fold.js';
import { lazy } from '../evidence/lazy.js';
import { plainText } from '../evidence/log-prefix.js';
import { finish, type Steps } from '../evidence/steps.js';
import type { FactName } from '../facts/fact.js';
import { ownOrganization } from '../facts/organization.js';
import { indexSide, readColumn } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import { type Finding, rankFindings } from '../findings/finding.js';
import { rankQuestions } from '../findings/questions.js';
import { findAll } from '../findings/recognise.js';
import type { DiagnoseInput, Diagnosis } from '../fixes/diagnosis.js';
import { planFixes } from '../fixes/plan.js';
import { detectKinds, type InputKind, mayHoldMail } from '../parse/error-text/detect.js';
import { type Extracted, extractInSteps } from '../parse/error-text/extract.js';
import { readFields, readIdentities } from '../parse/error-text/fields.js';
import { ndrTokens } from '../parse/ndr/extracted.js';
import type { DeliveryReport } from '../parse/ndr/report.js';
import type { Route } from '../route/route.js';
import type { MailReader, MailReading } from './mail-reader.js';

/** Diagnoses inputs with one rule set; the recogniser is made once. */
export type Diagnoser = (input: DiagnoseInput) => Diagnosis;
/** The same in steps of a few milliseconds each. */
export type StepDiagnoser = (input: DiagnoseInput) => Steps<Diagnosis>;

/** Indexes the tables of both sides. A side that was not given is unknown; one that was given empty was read. */
export function createDirectories(
  onprem: readonly DirectoryTable[] | undefined,
  cloud: readonly DirectoryTable[] | undefined,
): Directories {
  return {
    onprem: onprem === undefined ? undefined : indexSide('onprem', onprem),
    cloud: cloud === undefined ? undefined : indexSide('cloud', cloud),
  };
}

/**
 * In: a checked rule set, and the reader of headers and delivery reports (without it none are read: for a text that cannot hold any).
 * Out: a function from input to diagnosis; pure, the same input gives the same diagnosis.
 */
export function createDiagnoser(ruleSet: RuleSet, readMail?: MailReader): Diagnoser {
  const diagnose = createStepDiagnoser(ruleSet, readMail);
  return (input) => finish(diagnose(input));
}

/** `createDiagnoser`, a part of the text or a finding at each step. */
export function createStepDiagnoser(ruleSet: RuleSet, readMail?: MailReader): StepDiagnoser {
  const match = createStepMatcher(ruleSet.templates);
  const settingOf = (name: FactName): string | undefined => ruleSet.asked(name)?.setting;

  return function* (input) {
    const { text } = input;
    const own = ownOrganization(input.settings);
    const reader = readMail === undefined || !mayHoldMail(text) ? undefined : readMail;
    yield;
    const mail: Mail = reader === undefined ? NO_MAIL : yield* reader.readInSteps(text, own);
    // Of a message that was given as such, the letter is nobody's error text.
    const isLetter = input.kind === 'headers' && mail.message !== undefined && mail.report === undefined;
    const body = isLetter ? '' : (mail.body ?? text);
    const extracted = withReport(yield* extractInSteps(text), mail.report);
    yield;
    const placeOf = isLong(text) ? yield* placesInSteps(text) : createPlaces(text);
    const plain = plainText(body);
    yield;
    const fields = readFields(body);
    yield;
    const identities = readIdentities(body);
    yield;
    const matches = yield* match(yield* foldInSteps(plain));
    const { findings: found, dropped } = yield* findAll(ruleSet, {
      base: {
        text,
        extracted,
        fields,
        identities,
        kind: input.kind,
        message: mail.message,
        report: mail.report,
        syncErrors: lazy(() => readMail?.syncErrors(plain) ?? []),
        own,
        placeOf,
        direction: input.direction,
        directories: input.directories,
        settings: input.settings,
        answers: input.answers ?? new Map(),
        settingOf,
      },
      matches,
      placeOf,
      directories: input.directories,
    });
    yield;
    const findings = rankFindings(found);
    yield;
    const route = routeOf(findings, readMail, mail, input);
    const plan = planFixes(findings, ruleSet, input.chosenCauses, input.chosenFixes);
    yield;
    const guards = plan.steps.flatMap((step) => {
      const finding = findings.find((candidate) => candidate.ruleId === step.finding);
      return finding === undefined
        ? []
        : step.guards.filter((guard) => guard.state === 'open').map((guard) => ({ finding, missing: guard.missing, why: guard.why }));
    });
    // Looked for when it is asked for: a report as text with findings does not say it.
    let seen: readonly InputKind[] | undefined;
    const kinds = (): readonly InputKind[] => {
      seen ??= kindsOf(input.kind, kindsIn(text, body, mail), findings);
      return seen;
    };
    const kind = (): InputKind => input.kind ?? kinds()[0] ?? 'unknown';
    const notes = [...(input.notes ?? []), ...mail.notes, ...plan.notes];
    if (dropped > 0)
      notes.push(`The text names more recipients than are shown: ${dropped} further findings were left out. Cut the text, or use batch.`);
    notes.push(...rivalNotes(findings));
    const uncovered = findings.length === 0 ? uncoveredKind(kind(), ruleSet) : undefined;
    if (uncovered !== undefined)
      notes.push(`The input is ${uncovered}, and this rule set holds no rules for that yet: that nothing was found says nothing about it.`);
    return {
      input,
      get kind() {
        return kind();
      },
      get kinds() {
        return kinds();
      },
      extracted,
      message: mail.message,
      report: mail.report,
      route,
      findings,
      questions: rankQuestions(findings, guards, ruleSet),
      plan,
      notes,
      ruleSet,
      ruleCount: ruleSet.ids.length,
    };
  };
}

/** The lines of a longer text are counted a part at a time, those of a shorter one when somebody asks. */
const LONG = 200_000;
const isLong = (text: string): boolean => text.length > LONG;

const NO_MAIL = { message: undefined, report: undefined, body: undefined, notes: [] };
type Mail = Omit<MailReading, 'blocks' | 'body'> & { readonly body: string | undefined };

/** The sender as a delivery report without the returned headers names it. */
const SENDER = /(?:^|\n)[ \t>]{0,20}Sender(?: Address)?:\s{1,20}<?([^\s<>@]{1,64}@[^\s<>@]{1,253})/i;

/** The way of the message, where a finding is about routing and both ends are known. */
function routeOf(findings: readonly Finding[], reader: MailReader | undefined, mail: Mail, input: DiagnoseInput): Route | undefined {
  const finding = findings.find(({ showsRoute }) => showsRoute);
  const { onprem, cloud } = input.directories;
  if (finding === undefined || reader === undefined || (onprem === undefined && cloud === undefined && input.settings === undefined))
    return undefined;
  const from = mail.message?.from[0]?.address ?? SENDER.exec(input.text)?.[1]?.toLowerCase();
  const recipient = finding.facts('ndr.recipient');
  const to = recipient.kind === 'known' && typeof recipient.value === 'string' ? recipient.value : mail.message?.to[0]?.address;
  if (to === undefined || from === undefined) return undefined;
  return reader.route({ from, to, directories: input.directories, settings: input.settings });
}

/** A delivery report says itself which recipients, servers and codes it is about; what else looks like one is not meant. */
function withReport(extracted: Extracted, report: DeliveryReport | undefined): Extracted {
  if (report === undefined) return extracted;
  const { recipients, servers, statusCodes } = ndrTokens(report);
  return {
    get guids() {
      return extracted.guids;
    },
    get addresses() {
      return extracted.addresses;
    },
    get servers() {
      return servers.length > 0 || !report.isCodeOnly ? servers : extracted.servers;
    },
    get statusCodes() {
      return statusCodes.length > 0 ? statusCodes : extracted.statusCodes;
    },
    get recipients() {
      return recipients.length > 0 ? recipients : extracted.recipients;
    },
    get exceptions() {
      return extracted.exceptions;
    },
    get hresults() {
      return extracted.hresults;
    },
    get httpStatuses() {
      return extracted.httpStatuses;
    },
    get cmdlets() {
      return extracted.cmdlets;
    },
  };
}

/** What the words suggest, with the report and the headers that were read. */
function kindsIn(text: string, body: string, { message, report }: Mail): readonly Exclude<InputKind, 'unknown'>[] {
  if (message === undefined && report === undefined) return detectKinds(text);
  const detected = new Set<Exclude<InputKind, 'unknown'>>(detectKinds(body));
  detected.delete('headers');
  const isSure = report !== undefined && !report.isCodeOnly;
  if (isSure)
    return [
      ...new Set([
        ...(detected.has('migration-error') || detected.has('sync-error') ? detected : []),
        'ndr' as const,
        ...detected,
        ...(message === undefined ? [] : ['headers' as const]),
      ]),
    ];
  return [
    ...new Set([...(message === undefined ? [] : ['headers' as const]), ...detected, ...(report === undefined ? [] : ['ndr' as const])]),
  ];
}

const KIND_NAMES: Readonly<Record<string, readonly [category: string, name: string]>> = {
  ndr: ['ndr', 'a non-delivery report'],
  'sync-error': ['sync', 'a directory-synchronization error'],
  headers: ['header', 'a block of message headers'],
};

/** The name of a kind of input that no rule of the set is about. */
function uncoveredKind(kind: InputKind | undefined, ruleSet: RuleSet): string | undefined {
  const known = kind === undefined ? undefined : KIND_NAMES[kind];
  if (known === undefined) return undefined;
  const [category, name] = known;
  return ruleSet.ids.some((id) => id.startsWith(`${category}/`)) ? undefined : name;
}

const KIND_OF_CATEGORY: Readonly<Record<string, InputKind>> = {
  migration: 'migration-error',
  ndr: 'ndr',
  sync: 'sync-error',
  header: 'headers',
};

/** All kinds of an input, the given or most probable one first; "unknown" for a text of no kind. */
function kindsOf(given: InputKind | undefined, detected: readonly InputKind[], findings: readonly Finding[]): readonly InputKind[] {
  const kinds = given === undefined ? withFindings(detected, findings) : [given, ...detected.filter((kind) => kind !== given)];
  return kinds.length === 0 ? ['unknown'] : kinds;
}

/** What the rules recognised outweighs what the words suggest. */
function withFindings(detected: readonly InputKind[], findings: readonly Finding[]): readonly InputKind[] {
  const kinds = new Set<InputKind>();
  const first = findings[0];
  const ofFirst = first === undefined ? undefined : KIND_OF_CATEGORY[first.ruleId.slice(0, first.ruleId.indexOf('/'))];
  if (ofFirst !== undefined && (detected.length === 0 || (first?.status === 'confirmed' && first.severity !== 'info'))) kinds.add(ofFirst);
  for (const kind of detected) kinds.add(kind);
  return [...kinds];
}

export type { DiagnoseInput, Diagnosis } from '../fixes/diagnosis.js';
export { mayHoldMail } from '../parse/error-text/detect.js';

/** Names the holders of one key, where the recipient could not be told from them. */
function rivalNotes(findings: readonly Finding[]): readonly string[] {
  const notes = new Set<string>();
  for (const { subject } of findings) {
    const chosen = subject.rivals[0]?.side === 'cloud' ? subject.cloud : subject.onPrem;
    if (subject.rivals.length === 0 || chosen === undefined) continue;
    const names = [chosen, ...subject.rivals].slice(0, 5).map((record) => {
      const name = readColumn(record, [
        'userprincipalname',
        'exo.userprincipalname',
        'exo.primarysmtpaddress',
        'distinguishedname',
        'displayname',
        'id',
      ]).value;
      return typeof name === 'string' ? name : 'an object without a name';
    });
    notes.add(
      `Several ${chosen.side === 'cloud' ? 'cloud' : 'on-premises'} objects answer to the same ${subject.foundBy ?? 'key'}: ${names.join(', ')}. Nothing is concluded about any of them.`,
    );
  }
  return [...notes];
}

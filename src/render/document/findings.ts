import type {
  SavedCause,
  SavedCommand,
  SavedEvidence,
  SavedFinding,
  SavedQuestion,
  SavedReport,
  SavedStep,
} from '../../parse/report-schema.js';
import { number } from '../readiness/view.js';
import { REPAIRERS } from '../text.js';
import {
  type Block,
  type Command,
  code,
  commandsOf,
  dim,
  type Line,
  link,
  listOf,
  paragraph,
  type Quote,
  type Section,
  type SideRow,
  severityTag,
  statusTag,
  strong,
  type Tag,
  tagged,
  wordFor,
} from './document.js';

/** Up to so many findings stand open; where there are more, each is opened by its reader. */
const MOST_OPEN = 12;
const MOST_QUOTES = 6;
const MOST_FACTS = 60;
const MOST_POSSIBLE = 40;
const FIRST_POSSIBLE = 5;

/** What the findings of one input share. */
export interface FindingContext {
  readonly plan: readonly SavedStep[];
  readonly questions: readonly SavedQuestion[];
  readonly proofs: SavedReport['proofs'];
  readonly inputName: string;
  /** Findings of the whole document. */
  readonly total: number;
  /** Number of the input in the document. */
  readonly input: number;
}

/** One section for each finding: what is wrong, the evidence, the cause, what decides the rest, the repair with check and undo, the source. */
export function findingSections(findings: readonly SavedFinding[], context: FindingContext): readonly Section[] {
  const stepsOf = bySubject(context.plan);
  const asked = new Set<SavedQuestion>();
  const questionsOf = createQuestions(context.questions);
  const sections = findings.map((finding, index) => {
    const own = questionsOf(finding).filter((question) => !asked.has(question));
    for (const question of own) asked.add(question);
    return { ...findingSection(finding, stepsOf(finding), own, context), anchor: findingAnchor(context.input, index) };
  });
  const rest = context.questions.filter((question) => !asked.has(question));
  return rest.length === 0 ? sections : [...sections, { title: 'More questions', blocks: rest.flatMap(questionBlocks) }];
}

export const findingAnchor = (input: number, index: number): string => `finding-${input + 1}-${index + 1}`;

function findingSection(
  finding: SavedFinding,
  steps: readonly SavedStep[],
  questions: readonly SavedQuestion[],
  { total, inputName, proofs }: FindingContext,
): Section {
  const { title, severity, status, subject, evidence, why, id } = finding;
  const about: Line = [code(id), ...(subject === undefined || subject.id === '' ? [] : [' for ', strong(subject.id)])];
  const proven = proofs.filter(
    (proof) => steps.length > 0 && (proof.subject === '' || steps.some(({ subject: of }) => of === proof.subject)),
  );
  const parts: readonly Section[] = [
    ...part('Cause', causeBlocks(finding, inputName)),
    ...part('Both sides', sideBlocks(finding)),
    ...part('What would decide the rest', [...questions.flatMap(questionBlocks), ...undecided(finding.causes)]),
    ...(steps.length === 0 ? [] : [{ title: 'Repair', blocks: proven.map(proofBlock), sections: steps.map(stepSection) }]),
    ...part('Sources', listOf(finding.references.slice(0, 8).map((href): Line => [link(href)]))),
  ];
  return {
    title,
    kind: 'finding',
    isFolded: total > MOST_OPEN,
    tags: [severityTag(severity), ...(status === 'possible' ? [statusTag(status)] : [])],
    blocks: [
      paragraph(about),
      ...quotesOf(evidence.slice(0, MOST_QUOTES), inputName),
      ...moreOf(evidence.length - MOST_QUOTES, 'quotes'),
      ...whyBlocks(why, finding.repairBy),
    ],
    sections: parts,
  };
}

const part = (title: string, blocks: readonly Block[]): readonly Section[] => (blocks.length === 0 ? [] : [{ title, blocks }]);

function moreOf(left: number, what: string): readonly Block[] {
  return left > 0 ? [dim(`${number(left)} more ${what} are in the result.`)] : [];
}

function whyBlocks(why: string | undefined, repairBy: string | undefined): readonly Block[] {
  const who = repairerWords(repairBy);
  return why === undefined && who === ''
    ? []
    : [paragraph([...(why === undefined ? [] : [why]), ...(who === '' ? [] : [` Who: ${who}.`])])];
}

function repairerWords(repairBy: string | undefined): string {
  return Object.entries(REPAIRERS).find(([key]) => key === repairBy)?.[1] ?? '';
}

/** Where a quote stands, in words. */
export function placeOf({ source, file, line, column, path }: SavedEvidence, inputName: string): string {
  if (source === 'input') {
    const where = line === undefined ? inputName : `${inputName}:${line}${column === undefined ? '' : `:${column}`}`;
    return path === undefined ? where : `${where}, ${path}`;
  }
  const side = wordFor(SIDES, source) ?? source;
  const place = file === undefined ? side : `${side}, ${baseName(file)}${line === undefined ? '' : `:${line}`}`;
  return path === undefined ? place : `${place}, ${path}`;
}

export const SIDES: Readonly<Record<string, string>> = { onprem: 'on-premises', cloud: 'cloud', settings: 'settings', input: 'input' };

/** The last part of a path, of either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

export function quotesOf(evidence: readonly SavedEvidence[], inputName: string): readonly Block[] {
  if (evidence.length === 0) return [];
  return [{ kind: 'quotes', quotes: evidence.map((one): Quote => ({ place: placeOf(one, inputName), text: one.text })) }];
}

function causeBlocks({ causes, sides, evidence }: SavedFinding, inputName: string): readonly Block[] {
  // What stands above is not quoted again.
  const quoted = new Set(evidence.map(({ source, text }) => `${source}\n${text}`));
  const blocksOf = (cause: SavedCause, withSides: boolean): readonly Block[] => causeBlock(cause, withSides, quoted, inputName);
  const confirmed = causes.filter(({ status }) => status === 'confirmed');
  const possible = causes.filter(({ status }) => status === 'possible');
  const ruledOut = causes.filter(({ status }) => status === 'ruled-out');
  const out: Block[] = confirmed.flatMap((cause) => blocksOf(cause, sides === undefined));
  // A proven cause explains the finding; what else is still possible is for those who doubt it. Of many that are possible the first are the likeliest.
  const shown = confirmed.length === 0 ? possible.slice(0, FIRST_POSSIBLE) : [];
  const rest = possible.slice(shown.length);
  out.push(...shown.flatMap((cause) => blocksOf(cause, true)));
  if (rest.length > 0)
    out.push({
      kind: 'fold',
      title: `${shown.length > 0 ? 'More that are possible' : 'Also possible'} (${rest.length})`,
      blocks: rest.slice(0, MOST_POSSIBLE).flatMap((cause) => blocksOf(cause, true)),
    });
  if (ruledOut.length > 0)
    out.push({ kind: 'fold', title: `Ruled out (${ruledOut.length})`, blocks: [ruledOutTable(ruledOut, inputName)] });
  return out;
}

/** Of what is ruled out, one line each. */
function ruledOutTable(causes: readonly SavedCause[], inputName: string): Block {
  return {
    kind: 'table',
    caption: 'Causes that are ruled out',
    columns: [{ name: 'Cause' }, { name: 'Because' }],
    rows: causes
      .slice(0, MOST_POSSIBLE)
      .map(({ title, id, evidence, why }): readonly Line[] => [
        [title, ' ', code(id)],
        evidence.length === 0
          ? (why ?? '')
          : evidence.slice(0, 2).flatMap((one, index) => [...(index === 0 ? [] : ['; ']), `${placeOf(one, inputName)}: `, code(one.text)]),
      ]),
  };
}

function causeBlock(
  { id, title, status, evidence, unverified, repairBy }: SavedCause,
  withSides: boolean,
  quoted: ReadonlySet<string>,
  inputName: string,
): readonly Block[] {
  const who = repairerWords(repairBy);
  const rows = sideRows(evidence);
  const rest = evidence.filter(
    ({ path, source, text }) => (path === undefined || source === 'input' || source === 'settings') && !quoted.has(`${source}\n${text}`),
  );
  return [
    paragraph([
      tagged(statusTag(status)),
      ' ',
      status === 'confirmed' ? strong(title) : title,
      ' ',
      code(id),
      ...(unverified === true ? [' Not confirmed by a Microsoft source.'] : []),
      ...(who === '' ? [] : [` ${who.charAt(0).toUpperCase()}${who.slice(1)}.`]),
    ]),
    ...(rows.length === 0
      ? []
      : [sidesBlock(withSides || status !== 'confirmed' ? 'What shows it, on both sides' : 'What shows it', rows)]),
    ...quotesOf(rest.slice(0, MOST_QUOTES), inputName),
  ];
}

const sidesBlock = (caption: string, rows: readonly SideRow[]): Block => ({ kind: 'sides', caption, rows });

/** Attributes that the evidence names, the same one of both sides in one row. */
function sideRows(evidence: readonly SavedEvidence[]): readonly SideRow[] {
  const rows = new Map<string, { name: string; onprem?: string; cloud?: string }>();
  for (const { source, path, text } of evidence) {
    if (path === undefined || (source !== 'onprem' && source !== 'cloud')) continue;
    const key = path.toLowerCase();
    const row = rows.get(key) ?? { name: path };
    row[source] = row[source] === undefined || row[source] === text ? text : `${row[source]}, ${text}`;
    rows.set(key, row);
  }
  return [...rows.values()];
}

function sideBlocks({ sides }: SavedFinding): readonly Block[] {
  if (sides === undefined || sides.attributes.length === 0) return [];
  const rows = sides.attributes.map(({ name, a, b, d }): SideRow => ({ name, onprem: a, cloud: b, isDifferent: d === true }));
  const { joinedBy } = sides;
  return [
    ...(joinedBy === undefined || joinedBy === null || joinedBy === '' ? [] : [dim(`The two are one person by: ${joinedBy}.`)]),
    ...(rows.some(({ onprem }) => onprem !== undefined) ? [] : [dim('On-premises no object of this recipient was read.')]),
    ...(rows.some(({ cloud }) => cloud !== undefined) ? [] : [dim('In the cloud no object of this recipient was read.')]),
    sidesBlock('The recipient on both sides', rows),
  ];
}

/** Facts that are missing, for the causes that wait for them. */
function undecided(causes: readonly SavedCause[]): readonly Block[] {
  const facts = new Set(causes.filter(({ status }) => status === 'possible').flatMap(({ missing }) => missing));
  if (facts.size === 0) return [];
  const names = [...facts].slice(0, MOST_FACTS).flatMap((fact, index) => (index === 0 ? [code(fact)] : [', ', code(fact)]));
  const more = facts.size > MOST_FACTS ? [` and ${facts.size - MOST_FACTS} more`] : [];
  return [{ kind: 'fold', title: `Facts that are not known (${facts.size})`, blocks: [dim([...names, ...more])] }];
}

function questionBlocks({ question, why, fact, how }: SavedQuestion): readonly Block[] {
  return [paragraph([strong(question ?? fact)]), ...(why === '' ? [] : [dim(why)]), ...commandsOf('To answer it', how.map(commandOf))];
}

export function commandOf({ shell, text, note, hasPlaceholders }: SavedCommand): Command {
  return { shell, text, note, hasPlaceholders, isManual: shell === 'portal' || isSentence(text) };
}

/** What a person is to do stands in a result like a command; a command is no sentence. */
function isSentence(text: string): boolean {
  return /^[A-Z][a-z]{0,30} [a-z]/.test(text) && text.endsWith('.') && !/ \| |\$/.test(text);
}

const RISK_TAGS: Readonly<Record<string, Tag>> = {
  safe: { text: 'safe', tone: 'good' },
  review: { text: 'review first', tone: 'warn' },
  destructive: { text: 'destructive', tone: 'bad' },
};

export function riskTag(risk: string): Tag {
  return wordFor(RISK_TAGS, risk) ?? { text: risk, tone: 'warn' };
}

export function stepSection(step: SavedStep, index: number): Section {
  const open = step.guards.filter(({ state }) => state === 'open');
  const { confidence } = step;
  const doubt: readonly Tag[] =
    confidence === undefined || confidence === 'exact' ? [] : [{ text: confidence.replaceAll('-', ' '), tone: 'warn' }];
  return {
    title: `${index + 1}. ${step.title}`,
    kind: 'step',
    tags: [riskTag(step.risk), ...doubt],
    blocks: [
      ...listOf(open.map(({ why }): Line => `First make sure that this is not so: ${why}`)),
      ...(step.retired === undefined ? [] : [dim(`Old advice: ${step.retired}`)]),
      ...commandsOf('Before', step.precheck.map(commandOf)),
      ...commandsOf('Run', step.commands.map(commandOf)),
      ...commandsOf('Check', step.verify.map(commandOf)),
      ...commandsOf('Undo', step.rollback.map(commandOf)),
    ],
  };
}

const PROOFS: Readonly<Record<string, Tag>> = {
  proven: { text: 'proven', tone: 'good' },
  'not-proven': { text: 'not proven', tone: 'bad' },
  'cannot-be-simulated': { text: 'cannot be simulated', tone: 'warn' },
};

export function proofBlock({ result, why }: { readonly result: string; readonly why: string }): Block {
  return paragraph([tagged(wordFor(PROOFS, result) ?? { text: result, tone: 'plain' }), ` Tried on a copy of the directory: ${why}`]);
}

/** Steps of a finding: by its id and, where steps name one, its subject. Every look-up is one of a map: there can be many findings. */
function bySubject(plan: readonly SavedStep[]): (finding: SavedFinding) => readonly SavedStep[] {
  const steps = new Map<string, SavedStep[]>();
  for (const step of plan) {
    const key = `${step.finding}\n${step.subject ?? ''}`;
    const list = steps.get(key);
    if (list === undefined) steps.set(key, [step]);
    else list.push(step);
  }
  return ({ id, subject }) => steps.get(`${id}\n${subject?.id ?? ''}`) ?? steps.get(`${id}\n`) ?? [];
}

const MOST_QUESTIONS = 3;

/** The best questions whose facts a finding waits for. */
function createQuestions(questions: readonly SavedQuestion[]): (finding: SavedFinding) => readonly SavedQuestion[] {
  const byFact = new Map<string, SavedQuestion>();
  for (const question of questions)
    for (const fact of [question.fact, ...question.answers]) if (!byFact.has(fact)) byFact.set(fact, question);
  const rank = new Map(questions.map((question, index) => [question, index]));
  return ({ causes, missing }) => {
    const wanted = new Set<SavedQuestion>();
    for (const fact of [...missing, ...causes.flatMap((cause) => (cause.status === 'possible' ? cause.missing : []))]) {
      const question = byFact.get(fact);
      if (question !== undefined) wanted.add(question);
    }
    return [...wanted].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)).slice(0, MOST_QUESTIONS);
  };
}

import type { SavedCommand, SavedFinding, SavedQuestion, SavedReport, SavedStep } from '../../parse/report-schema.js';
import { causeBlocks, repairerWords, unknownFacts } from './causes.js';
import {
  type Block,
  type Command,
  code,
  commandsOf,
  dim,
  type Inline,
  type Line,
  link,
  listOf,
  paragraph,
  type Section,
  severityTag,
  statusTag,
  strong,
  type Tag,
  tagged,
  wordFor,
} from './document.js';
import { quotesOf } from './quotes.js';
import { recipientBlocks } from './sides.js';

/** Up to so many findings stand open; where there are more, each is opened by its reader. */
const MOST_OPEN = 12;
const MOST_EXPLAINING = 5;

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
  const reasonsOf = createReasons(findings, context.input);
  const sections = findings.map((finding, index) => {
    const own = questionsOf(finding).filter((question) => !asked.has(question));
    for (const question of own) asked.add(question);
    const anchor = findingAnchor(context.input, index);
    return findingSection(finding, { anchor, steps: stepsOf(finding), questions: own, reasons: reasonsOf(finding) }, context);
  });
  const rest = context.questions.filter((question) => !asked.has(question));
  return rest.length === 0 ? sections : [...sections, { title: 'More questions', blocks: rest.flatMap(questionBlocks) }];
}

export const findingAnchor = (input: number, index: number): string => `finding-${input + 1}-${index + 1}`;

/** What belongs to one finding. */
interface Own {
  readonly anchor: string;
  readonly steps: readonly SavedStep[];
  readonly questions: readonly SavedQuestion[];
  /** Findings that explain this one. */
  readonly reasons: readonly Inline[];
}

function findingSection(
  finding: SavedFinding,
  { anchor, steps, questions, reasons }: Own,
  { total, inputName, proofs }: FindingContext,
): Section {
  const { title, severity, status, subject, evidence, why, id } = finding;
  const about: Line = [code(id), ...(subject === undefined || subject.id === '' ? [] : [' for ', strong(subject.id)])];
  const proven = proofs.filter(
    (proof) => steps.length > 0 && (proof.subject === '' || steps.some(({ subject: of }) => of === proof.subject)),
  );
  const parts: readonly Section[] = [
    ...part('Cause', causeBlocks(finding, inputName)),
    ...part('Both sides', recipientBlocks(finding)),
    ...part('What would decide the rest', [...questions.flatMap(questionBlocks), ...unknownFacts(finding.causes)]),
    ...(steps.length === 0 ? [] : [{ title: 'Repair', blocks: proven.map(proofBlock), sections: stepSections(steps, anchor) }]),
    ...part('Sources', listOf(finding.references.slice(0, 8).map((href): Line => [link(href)]))),
  ];
  return {
    title,
    anchor,
    kind: 'finding',
    isFolded: total > MOST_OPEN,
    tags: [severityTag(severity), ...(status === 'possible' ? [statusTag(status)] : [])],
    blocks: [
      paragraph(about),
      ...(reasons.length === 0 ? [] : [paragraph(['Explained by ', ...reasons, ': repair that first.'])]),
      ...quotesOf(evidence, inputName),
      ...whyBlocks(why, finding.repairBy),
    ],
    sections: parts,
  };
}

const part = (title: string, blocks: readonly Block[]): readonly Section[] => (blocks.length === 0 ? [] : [{ title, blocks }]);

function whyBlocks(why: string | undefined, repairBy: string | undefined): readonly Block[] {
  const who = repairerWords(repairBy);
  return why === undefined && who === ''
    ? []
    : [paragraph([...(why === undefined ? [] : [why]), ...(who === '' ? [] : [` Who: ${who}.`])])];
}

function questionBlocks({ question, why, fact, how }: SavedQuestion): readonly Block[] {
  return [paragraph([strong(question ?? fact)]), ...(why === '' ? [] : [dim(why)]), ...commandsOf('To answer it', how.map(commandOf))];
}

export function commandOf({ shell, text, note, hasPlaceholders, manual }: SavedCommand): Command {
  return { shell, text, note, hasPlaceholders, isManual: manual === true || shell === 'portal' || isSentence(text) };
}

/** In results of earlier versions, what a person is to do is not marked; a command is no sentence. */
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

/** `anchor`: of what they repair. */
export function stepSections(steps: readonly SavedStep[], anchor: string): readonly Section[] {
  return steps.map((step, index) => ({ ...stepSection(step), number: index + 1, anchor: `${anchor}-step-${index + 1}` }));
}

function stepSection(step: SavedStep): Section {
  const open = step.guards.filter(({ state }) => state === 'open');
  const { confidence } = step;
  const doubt: readonly Tag[] =
    confidence === undefined || confidence === 'exact' ? [] : [{ text: confidence.replaceAll('-', ' '), tone: 'warn' }];
  return {
    title: step.title,
    kind: 'step',
    tags: [riskTag(step.risk), ...doubt],
    blocks: [
      ...listOf(open.map(({ why }): Line => `First make sure that this is not so: ${why}`)),
      ...(step.retired === undefined ? [] : [dim(`Old advice: ${step.retired}`)]),
      ...commandsOf('Before', step.precheck.map(commandOf)),
      ...commandsOf('Run', step.commands.map(commandOf)),
      ...commandsOf('Check', step.verify.map(commandOf)),
      ...commandsOf('Undo', step.rollback.map(commandOf)),
      ...(step.rollback.length === 0 && step.risk === 'destructive' ? [paragraph('This cannot be undone.')] : []),
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

/** The findings that explain another, of the same subject where there is one; each leads to where it stands. */
function createReasons(findings: readonly SavedFinding[], input: number): (finding: SavedFinding) => readonly Inline[] {
  const places = new Map<string, number>();
  const keep = (key: string, index: number): void => {
    if (!places.has(key)) places.set(key, index);
  };
  for (const [index, { id, subject }] of findings.entries()) {
    keep(`${id}\n${subject?.id ?? ''}`, index);
    keep(id, index);
  }
  return ({ explainedBy, subject }) =>
    explainedBy.slice(0, MOST_EXPLAINING).flatMap((id, at): readonly Inline[] => {
      const index = places.get(`${id}\n${subject?.id ?? ''}`) ?? places.get(id);
      const reason = index === undefined ? undefined : findings[index];
      const piece: Inline =
        index === undefined || reason === undefined ? code(id) : { kind: 'jump', text: reason.title, anchor: findingAnchor(input, index) };
      return at === 0 ? [piece] : ['; ', piece];
    });
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

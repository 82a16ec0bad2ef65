import type { CmdletCommand } from '../engine/rule.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { FactName } from '../facts/fact.js';
import type { Question } from '../findings/questions.js';
import { settingsOfRecords } from '../parse/connector/merge.js';
import type { ConsoleCommand } from '../parse/output/command.js';
import { type CommandOutput, readConsole } from '../parse/output/console.js';
import type { Failure } from '../parse/output/failure.js';
import { exportRecord, kindOfRecord, settingTypeOf } from '../parse/output/kind.js';
import { tableOfGroup } from '../parse/output/objects.js';
import type { OutputRecord, RecordGroup } from '../parse/output/records.js';
import { originOf, sideOfCommand, sideOfServer } from '../parse/output/side.js';
import type { OutputHints, OutputReading, StatedValue } from '../ports/output.js';
import { type AnsweringOutput, attributesLoaded, isPersonal, runs, statedBy } from './output-answers.js';
import { hasName, hidesName, isAbout, type Known, knownOf } from './output-people.js';
import { meansTheSame, type Printed, printedBy, SIDE_OF_SHELL } from './output-printed.js';
import { cutNotes, type ShownTable, seenOf, wantedOf } from './output-seen.js';

export { looksLikeOutput } from '../parse/output/looks.js';

/**
 * What pasted output of commands says.
 *
 * In: text of a console in whatever format the commands print: Format-List, tables, CSV, JSON, CLIXML, LDIF, bare values, errors; with or without the
 * commands in front. Out: objects as tables, settings as the text of a settings file, and the facts of the question that the output states.
 * What is not in it is not known: no table says that somebody does not exist. Bad input: `nothing`, with the reason.
 */
export async function readOutput(text: string, hints: OutputHints): Promise<OutputReading> {
  if (text.length > LONGEST)
    return { kind: 'nothing', why: 'This is more than an output of a few commands. Save it as a file, and load that.' };
  const { outputs: all, lines, known } = readConsole(text);
  const person = knownOf(hints.question);
  const outputs = all.filter(({ command, pieces }) => command !== undefined || pieces.length > 0).slice(0, MOST_OUTPUTS);
  const printed = outputs.flatMap((output) => printedBy(output, hints, person));
  const people = printed.filter(isOfPeople);
  const objects = people.filter(({ group }) => group.records.some(hasName));
  const homeless = objects.filter(({ side }) => side === undefined);
  if (homeless.length > 0) return { kind: 'side', what: whatOf(homeless), objects: countOf(homeless) };

  const sources: Sources = new Map();
  const tables = objects.flatMap((one) => tableOf(one, hints, sources));
  const settings = settingsIn(printed, hints, sources);
  if (settings.isHomeless) return { kind: 'side', what: 'Get-AcceptedDomain', objects: settings.objects };
  const stated = statementsOf(outputs, printed, hints.question, person);
  const failures = outputs.flatMap(({ pieces }) => pieces.flatMap((piece) => (piece.kind === 'failure' ? [piece.failure] : [])));
  const notes = [
    ...new Set([
      ...tables.flatMap((table) => cutNotes(table)),
      ...(people.length > objects.length ? [NAMELESS] : []),
      ...settings.notes,
      ...stated.notes,
      ...failureNotes(failures, stated.facts),
    ]),
  ];
  if (tables.length === 0 && settings.parts.length === 0 && stated.facts.size === 0)
    return { kind: 'nothing', why: whyNothing(notes, printed, outputs) };
  return {
    kind: 'outputs',
    tables: tables.map(({ table }) => table),
    settings: settings.parts,
    stated: stated.facts,
    seen: seenOf(
      tables,
      printed.map(({ group }) => group),
      hints.question,
    ),
    share: lines === 0 ? 0 : known / lines,
    notes: notes.slice(0, MOST_NOTES),
  };
}

/** Longer ones would keep the terminal waiting. */
const LONGEST = 8 * 1024 * 1024;
const MOST_NOTES = 20;
/** Nobody pastes more commands than these at once. */
const MOST_OUTPUTS = 400;

const UNCLEAR =
  'This looks like an output, and nobody can tell which value belongs to what in it. Paste what one command printed, with its line breaks, as the console shows it.';
const NAMELESS = 'The output does not say whose it is: print PrimarySmtpAddress or UserPrincipalName with it.';

function isOfPeople({ group, output, asked }: Printed): boolean {
  const command = output.command ?? (asked === undefined ? undefined : { name: asked.run, expanded: undefined });
  return group.records.some((record) => kindOfRecord(record, command) === 'object');
}

function whatOf(printed: readonly Printed[]): string {
  const [first] = printed;
  return first?.output.command?.name ?? first?.asked?.run ?? (countOf(printed) === 1 ? 'a recipient' : 'recipients');
}

function countOf(printed: readonly Printed[]): number {
  return printed.reduce((sum, { group }) => sum + group.records.length, 0);
}

function tableOf({ output, group, asked, side }: Printed, hints: OutputHints, sources: Sources): readonly ShownTable[] {
  if (side === undefined || hidesDeleted(output.command, group)) return [];
  const { command } = output;
  const names = asked === undefined ? command?.asked : attributesLoaded(asked, command, group.records);
  const source = sourceOf(hints.number, command?.name ?? asked?.run ?? nameOf(group, side), side, sources);
  const table = tableOfGroup(group, side, source, {
    command,
    cmdlet: command?.name ?? asked?.run,
    asked: names,
    isEnded: !output.isLast,
    wanted: wantedOf(side),
  });
  return table === undefined ? [] : [{ table, group, isTable: group.format === 'table' }];
}

/** A deleted mailbox without a mark of it would pass for a living one. */
function hidesDeleted(command: ConsoleCommand | undefined, group: RecordGroup): boolean {
  const isOfDeleted = ['softdeletedmailbox', 'inactivemailboxonly', 'includeinactivemailbox', 'includesoftdeletedrecipients'].some((name) =>
    command?.parameters.has(name),
  );
  return (
    isOfDeleted &&
    !group.records.every(({ values }) =>
      ['issoftdeletedbyremove', 'whensoftdeleted', 'isinactivemailbox', 'distinguishedname'].some((name) => values.has(name)),
    )
  );
}

function nameOf(group: RecordGroup, side: Side): string {
  const origin = group.records[0] === undefined ? 'unknown' : originOf(group.records[0]);
  if (origin === 'graph') return 'user of Entra ID';
  if (origin === 'ad' && side === 'onprem') return 'object of Active Directory';
  return side === 'onprem' ? 'recipient on-premises' : 'recipient in Exchange Online';
}

/** The session keeps one table for each source and side, so no two have the same name. */
function sourceOf(number: number, what: string, side: Side | undefined, sources: Sources): string {
  const base = `pasted ${number}: ${what.slice(0, 80)}`;
  const key = `${side ?? ''} ${base}`;
  const count = (sources.get(key) ?? 0) + 1;
  sources.set(key, count);
  return count === 1 ? base : `${base} (${count})`;
}

/** How many sources have a name so far. */
type Sources = Map<string, number>;

interface SettingsIn {
  readonly parts: readonly { readonly text: string; readonly source: string }[];
  readonly notes: readonly string[];
  readonly isHomeless: boolean;
  readonly objects: number;
}

function settingsIn(printed: readonly Printed[], hints: OutputHints, sources: Sources): SettingsIn {
  const parts: { text: string; source: string }[] = [];
  const notes: string[] = [];
  for (const { output, group, asked, side } of printed) {
    const command = output.command ?? (asked === undefined ? undefined : { name: asked.run });
    const records = group.records.filter(
      (record) => kindOfRecord(record, output.command) === 'settings' || settingTypeOf(command) !== undefined,
    );
    if (records.length === 0) continue;
    const name = command?.name ?? 'settings';
    const place = side === 'cloud' ? ' (Exchange Online)' : side === 'onprem' ? ' (on-premises)' : '';
    const source = sourceOf(hints.number, `${name}${place}`, side, sources);
    const read = settingsOfRecords(
      records.map((record) => exportRecord(output.command?.isSelected === true ? withoutEmpty(record) : record, settingTypeOf(command))),
      source,
    );
    if (read.kind === 'ok') parts.push({ text: JSON.stringify(read.value), source });
    else if (side === undefined && /which side/.test(read.problem.what)) return { parts, notes, isHomeless: true, objects: records.length };
    else notes.push(read.problem.what);
  }
  return { parts, notes, isHomeless: false, objects: 0 };
}

/** Select-Object prints a property that the object does not have, and an empty one of the other side would tell the wrong side. */
function withoutEmpty(record: OutputRecord): OutputRecord {
  return { ...record, values: new Map([...record.values].filter(([, { value }]) => value !== null)) };
}

function statementsOf(
  outputs: readonly CommandOutput[],
  printed: readonly Printed[],
  question: Question | undefined,
  person: Known,
): { readonly facts: ReadonlyMap<FactName, StatedValue>; readonly notes: readonly string[] } {
  if (question === undefined) return { facts: new Map(), notes: [] };
  const answering: AnsweringOutput[] = [];
  const byOutput = Map.groupBy(printed, ({ output }) => output);
  for (const output of outputs) {
    const own = byOutput.get(output) ?? [];
    for (const { group, asked } of own) {
      // An output that says whose it is in a way that cannot be read may be about anybody.
      if (asked === undefined || (isPersonal(asked) && group.records.some(hidesName))) continue;
      const isPart = (group.form === 'reflowed' || group.form === 'collapsed') && (group.records.length > 1 || !isPersonal(asked));
      answering.push({ asked, command: output.command, records: group.records, failure: undefined, isEmpty: false, isPart });
    }
    if (own.length === 0) answering.push(...nothingPrinted(output, question));
  }
  const searches = outputs
    .filter(isSilent)
    .flatMap(({ command }) => (command !== undefined && /^Get-AD(?:User|Object)$/i.test(command.name) ? [command] : []));
  const stated = statedBy(question, answering, searches, person);
  const isThere = (side: Side): boolean =>
    printed.some((one) => one.side === side && one.group.records.some((record) => isAbout(record, person) === true));
  return { ...stated, facts: new Map([...stated.facts].filter(([name, value]) => !deniesSomebody(name, value, isThere))) };
}

/** That somebody is not there, where the same paste shows them: a search before the last one, or with another name. */
function deniesSomebody(name: FactName, value: StatedValue, isThere: (side: Side) => boolean): boolean {
  return (
    value === false &&
    ((name === 'onPrem.exists' && isThere('onprem')) || (/^cloud\.(?:exists|hasMailbox)$/.test(name) && isThere('cloud')))
  );
}

/** A command between two prompts with nothing below it. Without them, it may not have been run, or its output not been pasted. */
function isSilent({ command, pieces, isClosed }: CommandOutput): boolean {
  return command !== undefined && pieces.length === 0 && isClosed;
}

/** The question's command that failed, or printed nothing. */
function nothingPrinted(output: CommandOutput, question: Question): readonly AnsweringOutput[] {
  const { command, pieces } = output;
  const failures = pieces.flatMap((piece) => (piece.kind === 'failure' ? [piece.failure] : []));
  const name = command?.name ?? failures[0]?.cmdlet;
  const fitting = question.asked.how.filter(
    (one): one is CmdletCommand => 'run' in one && (name === undefined || runs(one, name)) && meansTheSame(one, command),
  );
  const side = sideOfServer(failures[0]?.server) ?? sideOfCommand(command);
  const own = fitting.filter((one) => side === undefined || SIDE_OF_SHELL[one.shell] === side);
  const [asked, ...others] = own;
  if (asked === undefined || (others.length > 0 && new Set(own.map(({ shell }) => shell)).size > 1)) return [];
  const isEmpty = isSilent(output);
  if (failures.length === 0 && !isEmpty) return [];
  return [{ asked, command, records: [], failure: failures[0], isEmpty, isPart: false }];
}

function failureNotes(failures: readonly Failure[], stated: ReadonlyMap<FactName, StatedValue>): readonly string[] {
  // One error of Graph goes over several paragraphs.
  const named = failures.filter(({ identity, cmdlet }) => identity !== undefined || cmdlet !== undefined);
  return (named.length > 0 ? named : failures).map(({ kind, identity, cmdlet, text }) => {
    const who = cmdlet ?? 'The command';
    if (kind === 'failed') return `${who} failed: ${firstSentence(text)}`;
    const whom = identity === undefined ? 'what it looked for' : identity;
    return stated.size > 0
      ? `${who} did not find ${whom}.`
      : `${who} did not find ${whom}. That alone does not prove that there is nobody: the object may have another name, or be of another kind.`;
  });
}

function firstSentence(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}

function whyNothing(notes: readonly string[], printed: readonly Printed[], outputs: readonly CommandOutput[]): string {
  if (notes.length > 0) return notes.slice(0, 2).join(' ');
  const silent = outputs.find(isSilent)?.command;
  if (silent !== undefined && printed.length === 0) return `${silent.name} printed nothing. That alone proves nothing of the person.`;
  if (outputs.some(({ pieces }) => pieces.some((piece) => piece.kind === 'list' && piece.blocks.length === 0))) return UNCLEAR;
  const name = printed[0]?.output.command?.name;
  if (name !== undefined) return `What ${name} printed does not answer the question, and holds nobody of a directory.`;
  return 'This is no output of a command that is known here. Paste it with the line of the command, or print it with | Format-List.';
}

/** For tests of the contract: what a table holds is all that the session takes of it. */
export type { DirectoryTable };

import type { CmdletCommand, Shell } from '../engine/rule.js';
import type { Side } from '../evidence/directory.js';
import type { Question } from '../findings/questions.js';
import type { ConsoleCommand } from '../parse/output/command.js';
import type { CommandOutput } from '../parse/output/console.js';
import { groupBlocks, groupsOf, type OutputRecord, type RecordGroup, shownText, underOwnNames } from '../parse/output/records.js';
import { sideOfCommand, sideOfRecord, sideOfRecords } from '../parse/output/side.js';
import type { OutputHints } from '../ports/output.js';
import { isPersonal, runs, soughtIn } from './output-answers.js';
import { hasName, hidesName, type Known, keyOf } from './output-people.js';
import { groupOfValues } from './output-values.js';

/** A group of objects with the command that printed it, as far as it is known. */
export interface Printed {
  readonly output: CommandOutput;
  readonly group: RecordGroup;
  /** The command of the question that it is the output of. */
  readonly asked: CmdletCommand | undefined;
  readonly side: Side | undefined;
}

export const SIDE_OF_SHELL: Readonly<Partial<Record<Shell, Side>>> = {
  'exchange-onprem': 'onprem',
  'ad-ds': 'onprem',
  'exchange-online': 'cloud',
  graph: 'cloud',
};

/** In: what one command printed. Out: its objects, each group with the question's command that it answers and the side it is of. */
export function printedBy(output: CommandOutput, { question, side }: OutputHints, known: Known): readonly Printed[] {
  const { command } = output;
  const groups = output.pieces.flatMap((piece) =>
    piece.kind === 'values'
      ? groupOfValues(piece, output, question)
      : groupsOf(piece).flatMap((group) =>
          command === undefined ? bySide(group) : [withProperty(underOwnNames(group, command.calculated), command)],
        ),
  );
  return groups
    .filter(({ records }) => records.length > 0)
    .map((group) => {
      const asked = askedFor(group, command, question, side);
      const own =
        sideOfCommand(command) ?? sideOfRecords(group.records) ?? side ?? (asked === undefined ? undefined : SIDE_OF_SHELL[asked.shell]);
      return { output, group: withIdentity(group, { command, asked, side: own, question, known }), asked, side: own };
    });
}

/**
 * Objects of a list without a command may be several outputs one after the other. What tells nothing of its side belongs to the others' only where one
 * command printed all: on one side no two objects have the same address.
 */
function bySide(group: RecordGroup): readonly RecordGroup[] {
  const { blocks, records } = group;
  if (group.format !== 'list' || blocks === undefined || records.length < 2) return [group];
  const sides = records.map(sideOfRecord);
  const different = new Set(sides);
  if (different.size === 1 || (!(different.has('onprem') && different.has('cloud')) && !sharesName(records))) return [group];
  return [...different].map((side) => {
    const own = (_: unknown, at: number): boolean => sides[at] === side;
    return { ...group, blocks: blocks.filter(own), records: records.filter(own), line: blocks.find(own)?.line ?? group.line };
  });
}

function sharesName(records: readonly OutputRecord[]): boolean {
  return ['primarysmtpaddress', 'userprincipalname'].some((name) => {
    const values = records.flatMap((record) => shownText(record.values.get(name)?.value)?.toLowerCase() || []);
    return new Set(values).size < values.length;
  });
}

/** `(Get-Mailbox kim).ExchangeGuid` prints a table of one Guid, which is not the Guid of the object. */
function withProperty(group: RecordGroup, command: ConsoleCommand | undefined): RecordGroup {
  const property = command?.expanded;
  const isGuid = group.blocks?.every(({ entries }) => entries.length === 1 && entries[0]?.name === 'Guid') ?? false;
  if (property === undefined || !isGuid || group.blocks === undefined) return group;
  const blocks = group.blocks.map((block) => ({ ...block, entries: block.entries.map((entry) => ({ ...entry, name: property })) }));
  return groupBlocks(blocks, 'list')[0] ?? group;
}

interface Asking {
  readonly command: ConsoleCommand | undefined;
  readonly asked: CmdletCommand | undefined;
  readonly side: Side | undefined;
  readonly question: Question | undefined;
  readonly known: Known;
}

/** Properties without a name belong to the one whom the command asks for: the person of the question, where it is the question's command. */
function withIdentity(group: RecordGroup, { command, asked, side, question, known }: Asking): RecordGroup {
  const [block] = group.blocks ?? [];
  const [record] = group.records;
  if (block === undefined || record === undefined || group.records.length > 1 || hasName(record) || hidesName(record)) return group;
  if (asked === undefined || !isPersonal(asked) || side === undefined) return group;
  if (command !== undefined && !soughtIn(command, undefined).some((text) => known.has(text))) return group;
  const key = keyOf(question, side);
  if (key === undefined) return group;
  const entries = [...block.entries, { name: key.name, value: key.value, isBroken: false }];
  const [own] = groupBlocks([{ ...block, entries }], 'list');
  return own === undefined ? group : { ...own, ...(group.form === undefined ? {} : { form: group.form }) };
}

/** The question's command that printed a group: the echoed one, or the one that prints just these properties. */
function askedFor(
  group: RecordGroup,
  command: ConsoleCommand | undefined,
  question: Question | undefined,
  told: Side | undefined,
): CmdletCommand | undefined {
  const commands = (question?.asked.how ?? []).filter((one): one is CmdletCommand => 'run' in one);
  const side = sideOfCommand(command) ?? sideOfRecords(group.records) ?? told;
  const fitting = commands.filter((one) => side === undefined || (SIDE_OF_SHELL[one.shell] ?? side) === side);
  if (command !== undefined) {
    const same = fitting.filter((one) => runs(one, command.name) && meansTheSame(one, command));
    return new Set(same.map(({ shell }) => shell)).size === 1 ? same[0] : undefined;
  }
  const same = fitting.filter((one) => printsJust(one, group));
  if (same.length === 1) return same[0];
  return fitting.length === 1 && same.length === 0 && holdsAnswer(group, question) ? fitting[0] : undefined;
}

/** These switches make another output of the same cmdlet. */
const SWITCHES = ['Archive', 'PublicFolder', 'Arbitration', 'SoftDeletedMailbox'];

/** Of an error without the command, nobody knows the switches: it counts for a command without them. */
export function meansTheSame({ switches }: CmdletCommand, command: ConsoleCommand | undefined): boolean {
  return SWITCHES.every((name) => (switches?.includes(name) === true) === (command?.parameters.has(name.toLowerCase()) ?? false));
}

const TELLING_NAME = 14;

/** All of an output of which the question wants a part: it has the property that answers, and no other cmdlet prints one of so long a name. */
function holdsAnswer({ records }: RecordGroup, question: Question | undefined): boolean {
  const answers = [question?.asked.answer ?? []].flat();
  return answers.some(
    ({ property }) => property !== undefined && property.length >= TELLING_NAME && records[0]?.values.has(property.toLowerCase()) === true,
  );
}

const REMOTE = new Set(['runspaceid', 'pscomputername', 'psshowcomputername']);

function printsJust(command: CmdletCommand, group: RecordGroup): boolean {
  const named = (command.then ?? []).flatMap(({ properties, with: values }) => [
    ...(properties ?? []),
    ...(typeof values?.ExpandProperty === 'string' ? [values.ExpandProperty] : []),
  ]);
  const wanted = named.map((name) => name.toLowerCase());
  const names = [...(group.records[0]?.values.keys() ?? [])].filter((name) => !REMOTE.has(name));
  if (wanted.length === 0 || names.length === 0) return false;
  const hasWildcard = wanted.some((name) => name.includes('*'));
  const found = names.filter((name) => wanted.includes(name));
  return found.length * 2 >= wanted.length && (hasWildcard || found.length === names.length);
}

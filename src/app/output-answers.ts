import type { CmdletCommand, ExpectedValue, OutputAnswer } from '../engine/rule.js';
import type { FactName } from '../facts/fact.js';
import type { Question } from '../findings/questions.js';
import type { ConsoleCommand } from '../parse/output/command.js';
import type { Failure } from '../parse/output/failure.js';
import { showsMoreThanDefault } from '../parse/output/objects.js';
import { type OutputRecord, type PrintedValue, shownText } from '../parse/output/records.js';
import type { StatedValue } from '../ports/output.js';
import { isAbout, type Known, plain } from './output-people.js';

/** What a command of the question printed: objects, or that there are none. */
export interface AnsweringOutput {
  /** The question's command that it is the output of. */
  readonly asked: CmdletCommand;
  readonly command: ConsoleCommand | undefined;
  readonly records: readonly OutputRecord[];
  readonly failure: Failure | undefined;
  /** The command stands there, and nothing is printed below it. */
  readonly isEmpty: boolean;
  /** Some of the objects may not have been read: without line breaks or blanks, nobody can count them. */
  readonly isPart: boolean;
}

export interface Stated {
  readonly facts: ReadonlyMap<FactName, StatedValue>;
  readonly notes: readonly string[];
}

/**
 * In: what the question's commands printed. Out: the facts that this states, by the `answer` of the question.
 * An output about somebody else states nothing, and neither does a property that was cut or is not there.
 */
export function statedBy(
  question: Question,
  outputs: readonly AnsweringOutput[],
  searches: readonly ConsoleCommand[],
  known: Known,
): Stated {
  const facts = new Map<FactName, StatedValue>();
  const notes = new Set<string>();
  for (const answer of answersOf(question.asked.answer)) {
    const name = answer.fact ?? question.asked.name;
    const type = name === question.asked.name ? question.asked.type : 'text';
    if (answer.searched !== undefined) {
      if (answer.notFound !== undefined && isSearched(answer.searched, searches, known)) facts.set(name, answer.notFound);
      continue;
    }
    // What a command printed last is what is true now; two commands that say the contrary of each other state nothing.
    const values = new Map<CmdletCommand, StatedValue>();
    for (const output of outputs) {
      if (answer.of !== undefined && !runs(output.asked, answer.of)) continue;
      const stranger = strangerIn(output, known, answer.objects === 'count');
      if (stranger !== undefined) notes.add(stranger);
      const value = stranger === undefined ? stateOf(answer, output, type, known) : undefined;
      if (value !== undefined) values.set(output.asked, value);
    }
    const [value, ...others] = new Set(values.values());
    if (value !== undefined && others.length === 0 && !facts.has(name)) facts.set(name, value);
  }
  return { facts, notes: [...notes] };
}

function answersOf(answer: OutputAnswer | readonly OutputAnswer[] | undefined): readonly OutputAnswer[] {
  return answer === undefined ? [] : isList(answer) ? answer : [answer];
}

function isList(answer: OutputAnswer | readonly OutputAnswer[]): answer is readonly OutputAnswer[] {
  return Array.isArray(answer);
}

export function runs({ run, then }: CmdletCommand, cmdlet: string): boolean {
  return [run, ...(then ?? []).map((piped) => piped.run)].some((name) => name.toLowerCase() === cmdlet.toLowerCase());
}

const PERSON =
  /\$\{(?:user|cloudUser|onPremDn|primarySmtp|searchAddress|displayName|samAccountName|messageGuid|migrationUser|alias|identity|address|[A-Za-z]{0,20}recipient)[A-Za-z]{0,20}\}/i;

/** A command that asks for one person. */
export function isPersonal(command: CmdletCommand): boolean {
  return PERSON.test(JSON.stringify(command.with ?? {}));
}

function strangerIn({ asked, command, records }: AnsweringOutput, known: Known, isCounted: boolean): string | undefined {
  if (!isPersonal(asked) || known.size === 0 || records.length === 0) return undefined;
  // The command tells whom it is about, also where it prints no name; and who holds the same value is somebody else.
  if (soughtIn(command, undefined).some((text) => known.has(text))) return undefined;
  if (isCounted && records.some((record) => isAbout(record, known) === true)) return undefined;
  const stranger = records.find((record) => isAbout(record, known) === false);
  if (stranger === undefined) return undefined;
  const name = ['identity', 'userprincipalname', 'displayname', 'name']
    .map((key) => shownText(stranger.values.get(key)?.value))
    .find((text) => text);
  return `The output is about ${name ?? 'somebody else'}, and the question is not: it was not taken for an answer.`;
}

function stateOf(
  answer: OutputAnswer,
  output: AnsweringOutput,
  type: 'boolean' | 'text' | 'number',
  known: Known,
): StatedValue | undefined {
  const { records } = output;
  const isNothing = records.length === 0 && foundNothing(output, known);
  if (answer.notFound !== undefined) return isNothing && isByAddress(output) ? answer.notFound : undefined;
  if (answer.objects === 'some' || answer.objects === 'none') {
    const isThere = records.length > 0 ? true : isNothing ? false : undefined;
    return provenBy(answer, isThere, answer.objects === 'none');
  }
  if (answer.objects === 'count')
    return records.length === 0 ? (isNothing ? 0 : undefined) : isPartial(output) ? undefined : records.length;
  const { property } = answer;
  if (property === undefined || records.length === 0) return undefined;
  const expected = answer.every ?? answer.any ?? answer.alike ?? answer.none;
  if (expected === undefined) return sameValue(records, property, type);
  const verdicts = records.map((record) => verdictOf(record, property, expected, output));
  if (answer.alike !== undefined) return provenBy(answer, alikeOf(verdicts), false);
  const isPart = isPartial(output);
  return provenBy(answer, answer.every === undefined ? anyOf(verdicts, isPart) : everyOf(verdicts, isPart), answer.none !== undefined);
}

/** True where the command left objects out: of some of them nothing follows for all. */
function isPartial({ asked, command, isPart }: AnsweringOutput): boolean {
  if (isPart) return true;
  if (command === undefined) return false;
  const own = (asked.then ?? []).map(({ run }) => run.toLowerCase());
  const isOfOne = asked.with?.Identity === undefined && command.identity !== undefined && !isPersonal(asked);
  return isOfOne || command.filters.some((verb) => !own.includes(verb)) || isNarrowed(command, parametersOf(asked));
}

/** A verdict, turned round or not, if it is the one that the output proves. */
function provenBy({ only }: OutputAnswer, verdict: boolean | undefined, isTurned: boolean): boolean | undefined {
  const value = verdict === undefined ? undefined : verdict !== isTurned;
  return only === undefined || value === (only === 'yes') ? value : undefined;
}

function verdictOf(record: OutputRecord, property: string, expected: ExpectedValue, output: AnsweringOutput): boolean | undefined {
  const printed = record.values.get(property.toLowerCase());
  if (printed === undefined || (printed.value === null && !isLoaded(property, output))) return undefined;
  return fits(printed.value, expected);
}

/** Graph and the ActiveDirectory module print an empty property also where it was not asked for. */
function isLoaded(property: string, { asked, command, records }: AnsweringOutput): boolean {
  if (asked.shell !== 'graph' && asked.shell !== 'ad-ds') return true;
  const given = attributesLoaded(asked, command, records);
  return given?.some((name) => name === '*' || name.toLowerCase() === property.toLowerCase()) ?? false;
}

/**
 * Attributes that were asked for: those of the echoed command. Without one, those of the question's command, if the objects have no other properties
 * and show that it was that one: who leaves out -Property gets the same names, and empty ones.
 */
export function attributesLoaded(
  asked: CmdletCommand,
  command: ConsoleCommand | undefined,
  records: readonly OutputRecord[],
): readonly string[] | undefined {
  if (command !== undefined) return command.asked;
  const given = attributesAsked(asked);
  if (given === undefined || (asked.shell !== 'graph' && asked.shell !== 'ad-ds')) return given;
  const names = new Set(given.map((name) => name.toLowerCase()));
  const isItsOwn = records.every(({ values }) => [...values.keys()].every((name) => names.has(name)));
  return isItsOwn && showsMoreThanDefault(records, asked.shell === 'graph' ? 'graph' : 'ad') ? given : undefined;
}

/** Attributes that the question's command asks for. */
function attributesAsked({ with: values }: CmdletCommand): readonly string[] | undefined {
  const given = values?.Properties ?? values?.Property;
  if (typeof given === 'string') return given.split(',').map((name) => name.trim());
  return Array.isArray(given) ? given.filter((name): name is string => typeof name === 'string') : undefined;
}

/** Parameters that leave nobody out; what else narrows a search down, and then finding nothing says little. */
const WIDE = 'properties property select resultsize domaincontroller readfromdomaincontroller ignoredefaultscope';
/** What says whom a command is for. */
const WHO = ['identity', 'userid', 'anr', 'ldapfilter', 'filter'];

function isNarrowed({ parameters, text }: ConsoleCommand, wide: readonly string[]): boolean {
  const known = [...WIDE.split(' '), ...wide].map((name) => name.toLowerCase());
  // A name may be shortened, as long as it is clear.
  const isWide = (name: string): boolean => known.some((one) => one === name || (name.length > 2 && one.startsWith(name)));
  return ![...parameters.keys()].every(isWide) || /\s-(?:and|not|ne|like|notlike)\s/i.test(text);
}

function parametersOf(asked: CmdletCommand): readonly string[] {
  return [...Object.keys(asked.with ?? {}), ...(asked.switches ?? []), ...(isPersonal(asked) ? WHO : [])];
}

/** True where the command looked for this person, or for everything, and says that there is none. */
function foundNothing({ asked, command, failure, isEmpty }: AnsweringOutput, known: Known): boolean {
  if (failure !== undefined && failure.kind !== 'not-found') return false;
  if (failure === undefined && !(isEmpty && command?.showsAll === true)) return false;
  if (command !== undefined && isNarrowed(command, parametersOf(asked))) return false;
  const sought = soughtIn(command, failure);
  const { Identity: fixed } = asked.with ?? {};
  const isTheOne = (text: string): boolean =>
    isPersonal(asked) ? known.has(text) : typeof fixed === 'string' ? text === plain(fixed) : false;
  if (!isPersonal(asked) && fixed === undefined) return sought.length === 0;
  // An error may be about a database or a server that the command names as well.
  if (failure !== undefined && failure.identity === undefined && !sought.some((text) => isTheOne(text) && quotes(failure, text)))
    return false;
  return sought.some(isTheOne);
}

const QUOTES = ["''", '""', '\u00ab\u00bb', '\u201e\u201c', '\u201c\u201d', '\u300c\u300d'] as const;

/** True where an error puts a name in quotes; the lines that repeat the command do not count. */
function quotes({ text }: Failure, name: string): boolean {
  const lines = text.split('\n').filter((line) => !/^\s{0,8}(?:\+|At |In )/.test(line.slice(0, 20)));
  const plainText = plain(lines.join('\n'));
  return QUOTES.some(([open, close]) => plainText.includes(`${open}${name}${close}`));
}

const SEARCHING = ['ldapfilter', 'filter', 'identity', 'includedeletedobjects', 'credential', 'authtype'];

/**
 * True where searches of the whole domain by each of the attributes found nobody. A filter that narrows the search down proves nothing, and of addresses
 * neither does Get-ADUser: contacts and groups have them too.
 */
function isSearched(attributes: readonly string[], searches: readonly ConsoleCommand[], known: Known): boolean {
  const done = new Set<string>();
  for (const search of searches) {
    const text = search.text.replaceAll('(|(', '((');
    if (!search.showsAll || isNarrowed(search, SEARCHING) || /[&!|]\(/.test(text)) continue;
    for (const pattern of [/\(([A-Za-z-]{2,40})=([^()]{1,300})\)/g, /([A-Za-z-]{2,40})\s{1,4}-eq\s{1,4}['"]?([^'"\s]{1,300})/g]) {
      for (const [, attribute = '', value = ''] of text.matchAll(pattern)) {
        const isOfAll = /^Get-ADObject$/i.test(search.name) || /^userPrincipalName$/i.test(attribute);
        if (isOfAll && known.has(plain(value).replace(/^smtp:/, ''))) done.add(attribute.toLowerCase());
      }
    }
  }
  return attributes.every((attribute) => done.has(attribute.toLowerCase()));
}

/** An address finds a recipient whatever it is called; a name that is not found may be another one there. */
function isByAddress({ command, failure }: AnsweringOutput): boolean {
  return soughtIn(command, failure).some((text) => text.includes('@'));
}

/** What was looked for, in lower case. A filter holds it among other signs; parts of words do not count. */
export function soughtIn(command: ConsoleCommand | undefined, failure: Failure | undefined): readonly string[] {
  const sought = failure?.identity ?? command?.parameters.get('ldapfilter') ?? command?.parameters.get('filter') ?? command?.identity ?? '';
  const text = plain(sought).replace(/^smtp:/, '');
  return [text, ...text.split(/[()'"=*&|]|smtp:|-eq/)].filter((part) => part.length > 2);
}

function alikeOf(verdicts: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : undefined;
}

function everyOf(verdicts: readonly (boolean | undefined)[], isPart: boolean): boolean | undefined {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) || isPart ? undefined : true;
}

function anyOf(verdicts: readonly (boolean | undefined)[], isPart: boolean): boolean | undefined {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) || isPart ? undefined : false;
}

/** Whether a printed value is one of those expected; undefined where it was cut. An empty one is none, unless '' is expected. */
function fits(value: PrintedValue, expected: ExpectedValue): boolean | undefined {
  const texts = textsOf(value);
  const wanted = (Array.isArray(expected) ? expected : [expected]).map((one: unknown) => String(one).toLowerCase());
  return texts?.some((text) => wanted.some((pattern) => matches(text.trim().toLowerCase(), pattern)));
}

function textsOf(value: PrintedValue): readonly string[] | undefined {
  if (value === null) return [''];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

function matches(text: string, pattern: string): boolean {
  if (pattern === '*') return text !== '';
  const starts = pattern.startsWith('*');
  const ends = pattern.length > 1 && pattern.endsWith('*');
  const core = pattern.slice(starts ? 1 : 0, ends ? -1 : pattern.length);
  if (starts && ends) return text.includes(core);
  if (starts) return text.endsWith(core);
  return ends ? text.startsWith(core) : text === core;
}

function sameValue(records: readonly OutputRecord[], property: string, type: 'boolean' | 'text' | 'number'): StatedValue | undefined {
  const [first, ...others] = records.map((record) => shownText(record.values.get(property.toLowerCase())?.value));
  if (first === undefined || first === '' || others.some((other) => other !== first)) return undefined;
  if (/^true$/i.test(first)) return type === 'number' ? undefined : true;
  if (/^false$/i.test(first)) return type === 'number' ? undefined : false;
  if (type !== 'number') return type === 'text' ? first : undefined;
  // "1.5 GB (1,610,612,736 bytes)"; thousands are parted by a comma, a point or a blank.
  const bytes = /\(([\d., '\u00a0\u202f]{1,40}) ?bytes?\)/i.exec(first.slice(0, 200))?.[1];
  const digits = bytes === undefined ? first.trim() : bytes.replace(/\D/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

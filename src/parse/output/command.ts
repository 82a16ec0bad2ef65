import { type Calculated, calculatedIn } from './calculated.js';
import { withStraightQuotes } from './clean.js';
import { filtersOf, printsAllThatItFinds } from './printing.js';

/** A command as a console echoes it. */
export interface ConsoleCommand {
  readonly text: string;
  /** The cmdlet or program that is called first, as it was typed: Get-RemoteMailbox, ldifde. */
  readonly name: string;
  /** What it was asked for: -Identity, -UserId, or the first value without a name. */
  readonly identity: string | undefined;
  /** Attributes asked for by -Properties, -Property or -Select; `*` too. Undefined: none were named. */
  readonly asked: readonly string[] | undefined;
  /** Properties that a Format-List, Format-Table or Select-Object at the end prints. Undefined: all that it prints by itself. */
  readonly shown: readonly string[] | undefined;
  /** The one property whose value alone is printed. */
  readonly expanded: string | undefined;
  /** Select-Object prints a property that the object does not have as an empty one. */
  readonly isSelected: boolean;
  /** Parameters in lower case, with the dash taken off. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The prompt of the Exchange Management Shell, which exists on-premises only. */
  readonly isManagementShell: boolean;
  /** All that it finds is printed, so that an empty output says that there is nothing. */
  readonly showsAll: boolean;
  /** Verbs behind pipes that leave objects out, in lower case. */
  readonly filters: readonly string[];
  /** Properties that it prints under a name of its own, or makes of others. */
  readonly calculated: Calculated;
}

/** A line that a console echoes. `hasPrompt`: false where the line is a command alone, which may never have been run. */
export interface Echo {
  readonly command: string;
  readonly isManagementShell: boolean;
  readonly hasPrompt: boolean;
}

const LONGEST = 4000;
const PROGRAMS = new Set(['ldifde', 'csvde', 'ldapsearch', 'dsquery', 'repadmin', 'invoke-mggraphrequest']);
/** Cmdlets whose name begins a line that is a command, without a prompt before it. */
const READERS =
  /^\(?(?:Get|Test|Invoke)-(?:AD|EXO|Mg|Entra|AzureAD|Msol|Remote|Mail|Recipient|User|Contact|CAS|Distribution|Dynamic|Unified|Accepted|Inbound|Outbound|Send|Receive|Organization|Hybrid|Exchange|Transport|Hosted|Migration|Move|WebServices|Auth|Setting|OAuth|Federat|Email|RoleGroup|Server|Retention|Inbox|Service|Net)[A-Za-z0-9]{0,60}\)?(?:\s|$|\|)/i;

/**
 * The command in a line that a console echoes, or that was typed before its output.
 * Out: the text behind the prompt, empty for a bare prompt; undefined where the line is no command.
 */
export function echoOf(line: string): Echo | undefined {
  const start = line.trimStart();
  const head = start.slice(0, 300);
  // The first bracket gets lost where somebody marks the line with the mouse.
  const shell = /^\[?PS\] ?[^>]{0,260}>/i.exec(head);
  if (shell !== null) return { command: start.slice(shell[0].length).trim(), isManagementShell: true, hasPrompt: true };
  const prompt =
    /^(?:\[[^\]]{1,100}\]:? ?)?PS(?: [^>]{0,250})?>(?!>)/.exec(head) ??
    /^[A-Za-z]:\\[^>"|<]{0,250}>/.exec(head) ??
    /^[\w.-]{1,64}@[\w.-]{1,64}[: ] ?[~/][^$#@]{0,120}[$#](?= )/.exec(head) ??
    /^[$#] (?=ldap|pwsh)/.exec(head) ??
    /^[\u276f\u279c\u03bb](?= |$)/.exec(head);
  if (prompt !== null) return { command: start.slice(prompt[0].length).trim(), isManagementShell: false, hasPrompt: true };
  return isBareCommand(start) ? { command: start.trim(), isManagementShell: false, hasPrompt: false } : undefined;
}

function isBareCommand(start: string): boolean {
  const head = start.slice(0, 200);
  if (/^(?:\$[A-Za-z]\w{0,40}\s{0,4}=\s{0,4})?(?:ldifde|csvde|ldapsearch)(?:\.exe)? -/i.test(head)) return true;
  const call = head.replace(/^\$[A-Za-z]\w{0,40}\s{0,4}=\s{0,4}/, '');
  // "Get-MgUser_Get : Resource ..." and "Get-ADUser : Cannot find ..." are errors of the cmdlet.
  return READERS.test(call) && !/^[A-Za-z]+-[A-Za-z_]+\s{0,4}:/.test(call);
}

/** Reads the text of a command. Bad input: a command whose name is what comes first. */
export function readCommand(typed: string, isManagementShell = false): ConsoleCommand | undefined {
  const text = withStraightQuotes(typed);
  const member = /\)\s{0,4}\.([A-Za-z][\w-]{0,60})/.exec(text.slice(0, LONGEST));
  const stages = stagesOf(text.slice(0, member === null ? LONGEST : member.index));
  const first = stages.find((stage) => stage.some((word) => isCall(word)));
  if (first === undefined) return undefined;
  const at = first.findIndex((word) => isCall(word));
  const name = bare(first[at] ?? '').replace(/\.exe$/i, '');
  const { named, values } = argumentsOf(first.slice(at + 1));
  const later = stages.slice(stages.indexOf(first) + 1);
  const shaping = later.map(shapeOf).filter((shape) => shape !== undefined);
  return {
    text: text.slice(0, LONGEST),
    name,
    identity: named.get('identity') ?? named.get('userid') ?? named.get('anr') ?? values[0],
    asked: listOf(named.get('properties') ?? named.get('property') ?? named.get('select') ?? named.get('propertysets')),
    shown: shaping.find(({ names }) => names !== undefined)?.names,
    expanded: shaping.find(({ expanded }) => expanded !== undefined)?.expanded ?? member?.[1],
    isSelected: shaping.some(({ isSelect }) => isSelect),
    parameters: named,
    isManagementShell,
    showsAll: text.length < LONGEST && printsAllThatItFinds(text),
    filters: filtersOf(text.slice(0, LONGEST)),
    calculated: calculatedIn(text.slice(0, LONGEST)),
  };
}

interface Shape {
  readonly names: readonly string[] | undefined;
  readonly expanded: string | undefined;
  readonly isSelect: boolean;
}

function shapeOf(stage: readonly string[]): Shape | undefined {
  const verb = (stage[0] ?? '').toLowerCase();
  const isSelect = verb === 'select' || verb === 'select-object';
  if (!isSelect && !['fl', 'format-list', 'ft', 'format-table'].includes(verb)) return undefined;
  const { named, values } = argumentsOf(stage.slice(1));
  const names = listOf(named.get('property') ?? values.join(','))?.filter((name) => name !== '*');
  return {
    names: names === undefined || names.length === 0 ? undefined : names,
    expanded: named.get('expandproperty') ?? named.get('expand'),
    isSelect,
  };
}

function isCall(word: string): boolean {
  const name = bare(word);
  return /^[A-Za-z]{2,20}-[A-Za-z][A-Za-z0-9]{1,80}$/.test(name) || PROGRAMS.has(name.toLowerCase().replace(/\.exe$/, ''));
}

function bare(word: string): string {
  return word.replace(/^[(&.\s]{0,4}/, '').replace(/[);]{0,4}$/, '');
}

function listOf(text: string | undefined): readonly string[] | undefined {
  const names = text?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return names === undefined || names.length === 0 ? undefined : names;
}

function argumentsOf(words: readonly string[]): { readonly named: ReadonlyMap<string, string>; readonly values: readonly string[] } {
  const named = new Map<string, string>();
  const values: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (!/^-[A-Za-z]/.test(word)) values.push(word);
    else if (next === undefined || /^-[A-Za-z]/.test(next)) named.set(word.slice(1).toLowerCase().replace(/:.*$/, ''), '');
    else {
      named.set(word.slice(1).toLowerCase().replace(/:$/, ''), next);
      at++;
    }
  }
  return { named, values };
}

/** The words of each part between pipes; quotes are taken off, and a list of names is one word. */
function stagesOf(text: string): readonly (readonly string[])[] {
  const stages: string[][] = [[]];
  let word = '';
  let hasWord = false;
  const end = (): void => {
    if (hasWord) stages.at(-1)?.push(word);
    word = '';
    hasWord = false;
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (letter === "'" || letter === '"') {
      const close = text.indexOf(letter, at + 1);
      word += text.slice(at + 1, close < 0 ? text.length : close);
      hasWord = true;
      at = close < 0 ? text.length : close;
    } else if (letter === '|') {
      end();
      stages.push([]);
    } else if (letter === ' ' || letter === '\t') {
      // A list goes on behind "a, b".
      if (!word.endsWith(',') && !startsList(text, at)) end();
    } else {
      word += letter;
      hasWord = true;
    }
  }
  end();
  return stages;
}

function startsList(text: string, at: number): boolean {
  for (let next = at; next < text.length && next < at + 20; next++) {
    if (text[next] === ',') return true;
    if (text[next] !== ' ') return false;
  }
  return false;
}

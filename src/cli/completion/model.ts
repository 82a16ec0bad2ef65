import type { OptionSpec } from '../options.js';
import type { CommandSpec } from '../spec.js';

/** What can stand somewhere on the command line. `free`: a word that no shell can know, such as an address. */
export type Words =
  | { readonly kind: 'files' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'choices'; readonly words: readonly string[] }
  | { readonly kind: 'free' };

export interface CompletionOption {
  readonly name: string;
  readonly help: string;
  /** Undefined: a switch. */
  readonly value: Words | undefined;
  /** What help calls the value. */
  readonly valueName: string;
  readonly isRepeatable: boolean;
  /** Takes the words after its value, too, until the next option. */
  readonly isGreedy: boolean;
}

export interface CompletionCommand {
  readonly name: string;
  readonly help: string;
  readonly options: readonly CompletionOption[];
  /** The words after the command. */
  readonly first: Words;
}

/** Stands for a first word that is no command: then it is a file to diagnose. */
export const WITHOUT_COMMAND = 'diagnose';
const INTERFACE = 'open';

/** Options that stand in place of a command: `crossprem --version`, and those of the interface, which opens without one. */
export function firstOptions(commands: readonly CompletionCommand[]): readonly Pick<CompletionOption, 'name' | 'help'>[] {
  const ofInterface = commands.find(({ name }) => name === INTERFACE)?.options ?? [];
  return [{ name: 'version', help: 'print the version' }, ...ofInterface.filter(({ name }) => name !== 'help')];
}

export function completionModel(commands: readonly CommandSpec[]): readonly CompletionCommand[] {
  return commands.map(({ name, usage, summary, options }) => ({
    name,
    help: firstSentence(summary),
    options: options.map(completionOption),
    first: firstWords(usage),
  }));
}

function completionOption({ name, help, value, many, choices }: OptionSpec): CompletionOption {
  return {
    name,
    help,
    value: value === undefined ? undefined : choices !== undefined ? { kind: 'choices', words: choices } : wordsOf(value),
    valueName: value ?? '',
    isRepeatable: many !== undefined,
    isGreedy: many === 'greedy',
  };
}

const wordsOf = (value: string): Words => ({ kind: value === 'FILE' ? 'files' : value === 'DIR' ? 'folders' : 'free' });

/** The usage line says what stands after the command: `bash|zsh` are choices, FILE or FOLDER are paths. */
function firstWords(usage: string): Words {
  const positional = usage.split(' ').slice(2);
  const end = positional.findIndex((word) => word.startsWith('--') || word.startsWith('[--') || word === '[options]');
  const [first = ''] = positional.slice(0, end < 0 ? undefined : end);
  if (/^[a-z]+(?:\|[a-z]+)+$/.test(first)) return { kind: 'choices', words: first.split('|') };
  return { kind: /^\[?FILE/.test(first) ? 'files' : 'free' };
}

/** A list of a shell has one line for each command: "Read headers: who wrote ..." becomes "Read headers". */
function firstSentence(summary: string): string {
  const end = summary.search(/[.:;](?:\s|$)/);
  return end < 0 ? summary : summary.slice(0, end);
}

/** True where the words after the command can be files: named by it, or taken by a greedy option. */
export const takesFiles = ({ first, options }: CompletionCommand): boolean =>
  first.kind === 'files' || options.some((option) => option.isGreedy && option.value?.kind === 'files');

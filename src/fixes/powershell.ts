import type { CmdletCommand, Command, CommandValue, LdapFilterValue, PipedCmdlet, ProgramCommand, Shell } from '../engine/rule.js';
import { changesSomething } from '../engine/rule-set.js';
import { guidForms, guidToBytes } from '../parse/recipient/guid.js';

/** A parameter's value, or that it is not known and a placeholder stands for it. */
export type Binding =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'list'; readonly values: readonly string[] }
  | { readonly kind: 'placeholder'; readonly name: string };

/** Looks up `${name}` of a command text. */
export type Bindings = (name: string) => Binding;

/** A command as it is typed, and whether somebody must fill in a placeholder first. */
export interface RenderedCommand {
  readonly shell: Shell;
  readonly text: string;
  readonly hasPlaceholders: boolean;
  /** Done by hand: never part of a script but as a comment. */
  readonly isManual: boolean;
  readonly note: string | undefined;
  /** The line for a script: with `-WhatIf:$WhatIf` where the cmdlet knows it. Undefined for what is done by hand. */
  readonly script: string | undefined;
  /** Changes something and has no -WhatIf: a script runs it only when it is told to apply. */
  readonly needsApply: boolean;
  /** The first cmdlet and the values of its parameters, of a hashtable as `EmailAddresses.add`; not set for what is done by hand or by a program. */
  readonly call?: { readonly run: string; readonly given: Readonly<Record<string, readonly string[]>> };
}

// PowerShell ends a single-quoted string at the typographic single quotes too, so all five are doubled.
// Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g;
// Control, line-separating, direction-changing and invisible characters have no place in a directory value that is typed into a shell.
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const LONGEST_VALUE = 2048;

/**
 * One PowerShell literal for any text. The only place where a value becomes PowerShell.
 *
 * In: a value of anybody. Out: a single-quoted string in which nothing is expanded or ends early.
 * Bad input: a value with control characters or beyond 2,048 characters is refused (undefined): it must not be typed anywhere.
 */
export function quoteLiteral(value: string): string | undefined {
  if (value.length > LONGEST_VALUE || UNUSABLE.test(value)) return undefined;
  return `'${value.replace(SINGLE_QUOTES, '$&$&')}'`;
}

/** In: a command of a fix, the values of its parameters, and which cmdlets know -WhatIf. Out: one line of text. */
export function renderCommand(
  command: Command,
  bindings: Bindings,
  knowsWhatIf: (cmdlet: string) => boolean = () => false,
): RenderedCommand {
  const state: State = { bindings, hasPlaceholders: false };
  const { shell } = command;
  if ('say' in command) {
    const text = fillProse(command.say, state);
    return { shell, text, hasPlaceholders: state.hasPlaceholders, isManual: true, note: undefined, script: undefined, needsApply: false };
  }
  if ('program' in command) {
    const text = renderProgram(command);
    return { shell, text, hasPlaceholders: false, isManual: false, note: command.note, script: text, needsApply: true };
  }
  const calls = [command, ...(command.then ?? [])];
  const rendered = calls.map((call) => renderCall(call, state));
  const dry = rendered.map((text, index) =>
    changesSomething(calls[index]?.run ?? '') && knowsWhatIf(calls[index]?.run ?? '') ? `${text} -WhatIf:$WhatIf` : text,
  );
  const assign = command.assign === undefined ? '' : `$${command.assign} = `;
  return {
    shell,
    text: `${assign}${rendered.join(' | ')}`,
    hasPlaceholders: state.hasPlaceholders,
    isManual: false,
    note: command.note,
    script: `${assign}${dry.join(' | ')}`,
    call: { run: command.run, given: givenValues(command.with ?? {}, bindings) },
    needsApply:
      command.assign !== undefined || usesVariable(command) || calls.some((call) => changesSomething(call.run) && !knowsWhatIf(call.run)),
  };
}

/** A value that an earlier line of the script asks a person for. */
function usesVariable(command: CmdletCommand): boolean {
  return Object.values(command.with ?? {}).some((value) => typeof value === 'object' && !isList(value) && 'variable' in value);
}

/** Texts that a cmdlet is given; what still has a placeholder is left out. */
function givenValues(values: Readonly<Record<string, CommandValue>>, bindings: Bindings): Readonly<Record<string, readonly string[]>> {
  const given: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    const nested = typeof value === 'object' && !isList(value) && 'hashtable' in value ? value.hashtable : undefined;
    const pairs =
      nested === undefined ? [[name, value] as const] : Object.entries(nested).map(([key, item]) => [`${name}.${key}`, item] as const);
    for (const [key, item] of pairs) {
      const texts = (isList(item) ? item : [item]).map((one) => textsOf(one, bindings));
      if (texts.every((text) => text !== undefined)) given[key] = texts.flat();
    }
  }
  return given;
}

function textsOf(value: CommandValue, bindings: Bindings): readonly string[] | undefined {
  if (typeof value !== 'string') return undefined;
  const whole = WHOLE_PARAMETER.exec(value);
  const binding = whole === null ? undefined : bindings(whole[1] ?? '');
  if (binding?.kind === 'list') return binding.values;
  const state: State = { bindings, hasPlaceholders: false };
  const text = fill(value, state);
  return state.hasPlaceholders ? undefined : [text];
}

interface State {
  readonly bindings: Bindings;
  hasPlaceholders: boolean;
}

function renderProgram({ program, args = [] }: ProgramCommand): string {
  return [program, ...args].join(' ');
}

function renderCall(call: CmdletCommand | PipedCmdlet, state: State): string {
  const words = [call.run];
  for (const [name, value] of Object.entries(call.with ?? {})) {
    words.push(typeof value === 'boolean' ? `-${name}:${value ? '$true' : '$false'}` : `-${name} ${renderValue(value, state)}`);
  }
  for (const name of call.switches ?? []) words.push(`-${name}`);
  if ('properties' in call && call.properties !== undefined) words.push(call.properties.join(', '));
  return words.join(' ');
}

function renderValue(value: CommandValue, state: State): string {
  if (typeof value === 'string') {
    const whole = WHOLE_PARAMETER.exec(value);
    const binding = whole === null ? undefined : state.bindings(whole[1] ?? '');
    if (binding?.kind === 'list') return binding.values.length === 0 ? '@()' : binding.values.map((item) => literal(item, state)).join(',');
    return literal(fill(value, state), state);
  }
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (isList(value)) return value.length === 0 ? '@()' : value.map((item) => renderValue(item, state)).join(',');
  if ('hashtable' in value) {
    const pairs = Object.entries(value.hashtable).map(
      ([key, item]) => `${/^[A-Za-z]+$/.test(key) ? key : literal(key, state)}=${renderValue(item, state)}`,
    );
    return `@{${pairs.join('; ')}}`;
  }
  if ('guidBytes' in value) return guidBytes(fill(value.guidBytes, state), state);
  if ('base64Bytes' in value) return `([Convert]::FromBase64String(${literal(fill(value.base64Bytes, state), state)}))`;
  if ('variable' in value) return `$${value.variable}`;
  if ('null' in value) return '$null';
  if ('opath' in value) {
    const { property, op, value: text } = value.opath;
    return literal(`${property} -${op} '${fill(text, state).replace(SINGLE_QUOTES, '$&$&')}'`, state);
  }
  if ('ldapFilter' in value) return ldapFilter(value.ldapFilter, state);
  if ('uri' in value) return literal(fillUri(value.uri, state), state);
  const body = Object.fromEntries(
    Object.entries(value.json).map(([key, item]) => [key, typeof item === 'string' ? fill(item, state) : item]),
  );
  return literal(JSON.stringify(body), state);
}

function isList(value: CommandValue): value is readonly CommandValue[] {
  return Array.isArray(value);
}

function guidBytes(guid: string, state: State): string {
  if (guidToBytes(guid.toLowerCase()) === undefined) state.hasPlaceholders = true;
  return `([guid]${literal(guid, state)}).ToByteArray()`;
}

/** RFC 4515: the special characters of a filter value as a backslash and two hex digits. */
function ldapFilter(filter: LdapFilterValue, state: State): string {
  if (filter.guid !== undefined) {
    const guid = fill(filter.guid, state);
    const escaped = guidForms(guid.toLowerCase())?.ldapFilter;
    if (escaped === undefined) state.hasPlaceholders = true;
    return literal(`(${filter.attribute}=${escaped ?? guid})`, state);
  }
  const { or } = filter;
  const own = `(${filter.attribute}=${ldapValue(filter.text ?? '', state)})`;
  return literal(or === undefined ? own : `(|${own}(${or.attribute}=${ldapValue(or.text, state)}))`, state);
}

function ldapValue(text: string, state: State): string {
  return fill(text, state).replace(/[\\*()\u0000]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function literal(text: string, state: State): string {
  const quoted = quoteLiteral(text);
  if (quoted !== undefined) return quoted;
  state.hasPlaceholders = true;
  return "'<a value with characters that must not be typed into a shell; take it from the directory>'";
}

const WHOLE_PARAMETER = /^\$\{([A-Za-z0-9]{1,60})\}$/;
const PARAMETER = /\$\{([A-Za-z0-9]{1,60})\}/g;

function fill(text: string, state: State, encode: (value: string) => string = (value) => value): string {
  return text.replace(PARAMETER, (_, name: string) => {
    const binding = state.bindings(name);
    if (binding.kind === 'value') return encode(binding.value);
    if (binding.kind === 'list') return binding.values.map(encode).join(',');
    state.hasPlaceholders = true;
    return `<${binding.name}>`;
  });
}

function fillUri(text: string, state: State): string {
  // Half a surrogate pair has no UTF-8: encodeURIComponent would throw.
  return fill(text, state, (value) => encodeURIComponent(value.toWellFormed()));
}

/** A sentence for a person: values are shown, and what a terminal or a script comment must not hold is left out. */
function fillProse(text: string, state: State): string {
  return fill(text, state, (value) => value.slice(0, 200).replace(new RegExp(UNUSABLE.source, 'gu'), ''));
}

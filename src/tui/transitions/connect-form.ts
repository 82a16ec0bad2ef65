import { checkForm, chooseNext, faultOf, fieldsOf, isChoice, markedField } from '../connect-form.js';
import type { ConnectionsState, FormField, FormState, TextField } from '../connections-model.js';
import type { Action } from '../key-binding.js';
import type { Notice, Outcome, State } from '../model.js';
import { clean, printable } from '../sanitize.js';
import { NO_SECRET } from '../secret.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const LONGEST_VALUE = 2048;

export function withConnections(state: State, change: Partial<ConnectionsState>): State {
  return state.connections === undefined ? state : { ...state, connections: { ...state.connections, ...change } };
}

/** The form that is filled in. */
export function shownForm({ connections }: State): FormState | undefined {
  return connections?.forms[connections.form];
}

export function withForm(state: State, change: Partial<FormState>): State {
  const form = shownForm(state);
  if (form === undefined || state.connections === undefined) return state;
  return withConnections(state, { forms: { ...state.connections.forms, [form.kind]: { ...form, ...change } } });
}

/** The form without its secret and what was wrong with it: on leaving it, and once it was handed on. */
export function forgetSecret(state: State): State {
  return withForm(state, { secret: NO_SECRET, faults: {} });
}

function edit(state: State, form: FormState, field: FormField, change: Partial<FormState>): State {
  const { [field]: _, ...faults } = form.faults;
  return withForm(state, { ...change, faults });
}

/**
 * Adds what was typed or pasted to the marked line. Nothing of it hands the form on; what is left out is said. A tab goes to the next line, but
 * from a secret: password managers type user, tab, password at once, and nothing of that may come to stand in the line of the user.
 */
export function typeConnect(state: State, text: string): Outcome {
  const form = shownForm(state);
  if (form === undefined) return still(state);
  const field = markedField(form);
  const tab = field === 'secret' ? -1 : text.indexOf('\t');
  if (tab < 0 || form.at === fieldsOf(form).length - 1) return typeLine(state, form, field, text);
  const before = tab === 0 ? state : typeLine(state, form, field, text.slice(0, tab)).state;
  return typeConnect(leaveField(before, shownForm(before) ?? form, form.at + 1), text.slice(tab + 1));
}

function typeLine(state: State, form: FormState, field: FormField, text: string): Outcome {
  if (isChoice(field)) return still(typeChoice(state, form, field, text));
  if (field === 'secret') {
    const kept = printable(text);
    const next = edit(state, form, field, { secret: form.secret.with(kept) });
    return still({ ...next, notice: droppedNotice(text, kept) });
  }
  const { line, notice } = oneLine(text);
  return still({ ...edit(state, form, field, { texts: typed(form, field, line) }), notice });
}

/** A pasted URL replaces the beginning that stands there. */
function typed({ texts }: FormState, field: TextField, added: string): FormState['texts'] {
  const before = field === 'url' && texts.url === 'ldaps://' && /^[a-z]{1,10}:\/\//i.test(added) ? '' : texts[field];
  return { ...texts, [field]: `${before}${added}`.slice(0, LONGEST_VALUE) };
}

function typeChoice(state: State, form: FormState, field: FormField, text: string): State {
  if (!isChoice(field)) return state;
  if (text === ' ') return edit(state, form, field, chooseNext(form, field, 1));
  if (field === 'withExchangeOnline' && /^[yn]$/i.test(text)) return edit(state, form, field, { withExchangeOnline: /y/i.test(text) });
  // What was typed may have been meant for another line, and is not repeated.
  return { ...state, notice: { tone: 'caution', text: 'This line is chosen with ← and →, not typed.' } };
}

function droppedNotice(text: string, kept: string): Notice | undefined {
  const dropped = [...text].length - [...kept].length;
  if (dropped === 0) return undefined;
  return { tone: 'caution', text: `${dropped} of the characters cannot be printed and were left out. Enter takes the line.` };
}

/** What of a typed or pasted text belongs into one line: its first one. Whatever stands below is not shown, for it may be a secret. */
export function oneLine(text: string): { readonly line: string; readonly notice: Notice | undefined } {
  if (text.length < 2) return { line: clean(text), notice: undefined };
  const lines = text.trim().split(/[\r\n]+/);
  const line = clean(lines[0] ?? '').trim();
  if (lines.length > 1) return { line, notice: { tone: 'caution', text: 'Only the first line was taken.' } };
  return { line, notice: /[\r\n]/.test(text) ? { tone: 'plain', text: 'Line ends were left out. Enter takes the line.' } : undefined };
}

export function onConnect(state: State, action: Action): Outcome {
  const form = shownForm(state);
  if (form === undefined) return still(state);
  const fields = fieldsOf(form);
  const field = markedField(form);
  const isLast = form.at === fields.length - 1;
  switch (action) {
    case 'next-choice':
    case 'previous-choice':
      return isChoice(field) ? still(withForm(state, chooseNext(form, field, action === 'next-choice' ? 1 : -1))) : still(state);
    case 'up':
      return still(leaveField(state, form, Math.max(0, form.at - 1)));
    case 'down':
      return still(leaveField(state, form, isLast ? 0 : form.at + 1));
    case 'erase':
      if (isChoice(field)) return still(state);
      if (field === 'secret') return still(edit(state, form, field, { secret: form.secret.withoutLast() }));
      return still(edit(state, form, field, { texts: { ...form.texts, [field]: [...form.texts[field]].slice(0, -1).join('') } }));
    case 'erase-line':
      if (isChoice(field)) return still(state);
      if (field === 'secret') return still(edit(state, form, field, { secret: NO_SECRET }));
      return still(edit(state, form, field, { texts: { ...form.texts, [field]: '' } }));
    case 'submit':
      return isLast ? ask(state, form) : still(leaveField(state, form, form.at + 1));
    case 'apply':
      return ask(state, form);
    default:
      return still(state);
  }
}

/** Marks another line. One that was filled in wrongly says so at once; one that is still empty is not blamed yet. */
function leaveField(state: State, form: FormState, at: number): State {
  const field = markedField(form);
  const isEmpty = field === 'secret' ? form.secret.length === 0 : !isChoice(field) && /^(?:ldaps:\/\/)?$/.test(form.texts[field].trim());
  const fault = isEmpty ? undefined : faultOf(form, field);
  const { [field]: _, ...others } = form.faults;
  return withForm(state, { at, faults: fault === undefined ? others : { ...others, [field]: fault } });
}

/** Asks what would be asked for, unless something is wrong with a line. */
function ask(state: State, form: FormState): Outcome {
  const checked = { ...checkForm(form), problem: undefined };
  const next = withForm(state, checked);
  const faults = Object.keys(checked.faults).length;
  if (faults === 0) return { state: next, effects: [{ kind: 'live', live: { kind: 'preview', form: { ...checked, secret: NO_SECRET } } }] };
  return still({
    ...next,
    notice: { tone: 'caution', text: faults === 1 ? 'One line is not right yet.' : `${faults} lines are not right yet.` },
  });
}

import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { problemLines } from '../components/problem.js';
import { choiceText, fieldName, fieldsOf, hintOf, isChoice, markedField } from '../connect-form.js';
import type { FormField, FormState } from '../connections-model.js';
import { FORM_TITLES } from '../connections-words.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, type Span, span, wrapText } from '../lines.js';
import type { State } from '../model.js';
import { clean, cutStart, pad } from '../sanitize.js';
import { count } from '../words.js';
import type { LiveProps } from './live-props.js';

const LABEL = 19;
/** Rows that the fields have at least, the marked one among them. */
const LEAST_FIELDS = 2;

/** Where to connect, and as whom. A secret is dots. */
export function ConnectScreen({ state, theme, connections }: LiveProps): ReactElement {
  const form = connections.forms[connections.form];
  return <Frame state={state} theme={theme} title={FORM_TITLES[form.kind]} aside="It only reads." body={formLines(state, form)} />;
}

function formLines(state: State, form: FormState): readonly Line[] {
  const { columns } = state;
  const height = bodyRows(state);
  const hint = [BLANK, ...wrapText(hintOf(form, markedField(form)), columns - 6).map((row) => line(span('  '), span(row, 'quiet')))];
  const trouble = problemLines(form.problem, columns);
  // In a low window what went wrong comes before what is to be filled in.
  const below = trouble.length > 0 && hint.length + trouble.length + LEAST_FIELDS > height ? trouble : [...hint, ...trouble];
  const fields = fieldsOf(form).map((field, index) => fieldLines(form, field, index === form.at, columns));
  const rows = fields.flat();
  const above = rows.length + below.length < height ? [BLANK] : [];
  const room = Math.max(Math.min(rows.length, LEAST_FIELDS), height - above.length - below.length);
  const marked = fields.slice(0, form.at).reduce((sum, { length }) => sum + length, 0);
  const top = Math.max(0, Math.min(marked - Math.floor((room - 1) / 2), rows.length - room));
  return [...above, ...rows.slice(top, top + room), ...below];
}

function fieldLines(form: FormState, field: FormField, isMarked: boolean, columns: number): readonly Line[] {
  const head: readonly Span[] = [
    span(isMarked ? ' ▸ ' : '   ', 'chosen'),
    span(pad(fieldName(form, field), LABEL), isMarked ? 'strong' : 'quiet'),
  ];
  const fault = form.faults[field];
  const room = columns - LABEL - 6;
  return [
    { ...line(...head, ...valueSpans(form, field, isMarked, room)), isMarked, spoken: spokenField(form, field) },
    ...(fault === undefined
      ? []
      : wrapText(fault, room).map((row, index) => ({
          ...line(span(' '.repeat(LABEL + 3)), span(index === 0 ? '! ' : '  ', 'caution'), span(row, 'caution')),
          spoken: row,
        }))),
  ];
}

/** "Sign-in: Device code". Of a secret only how long it is. */
function spokenField(form: FormState, field: FormField): string {
  const value = isChoice(field) ? choiceText(form, field) : field === 'secret' ? count(form.secret.length, 'character') : form.texts[field];
  return clean(`${fieldName(form, field)}: ${value === '' ? 'empty' : value}`);
}

function valueSpans(form: FormState, field: FormField, isMarked: boolean, room: number): readonly Span[] {
  if (isChoice(field)) {
    const text = choiceText(form, field);
    return isMarked ? [span('‹ ', 'accent'), span(text, 'chosen'), span(' ›', 'accent')] : [span(`  ${text}`)];
  }
  const text = field === 'secret' ? '•'.repeat(Math.min(form.secret.length, room)) : clean(form.texts[field]);
  const shown = span(`  ${cutStart(text, room - 1)}`);
  return isMarked ? [shown, span('█', 'accent')] : [shown];
}

import type { Collected } from '../../ports/connections.js';
import type { ConnectionAbout } from '../../ports/live.js';
import { formWords } from '../connect-form.js';
import type { FormState } from '../connections-model.js';
import { SERVICE_WORDS, sinceWords } from '../connections-words.js';
import { span } from '../lines.js';
import type { Page, State } from '../model.js';
import { count, SOURCE_WORDS } from '../words.js';
import { createPage } from './builder.js';

const DASH = { indent: 4, lead: [span('- ', 'quiet')] };

/** The page of text that stands on the screen: a connection, what would be asked for, or what a reading came to. */
export function livePage({ connections, screens, columns }: State): Page | undefined {
  if (connections === undefined) return undefined;
  const { open, at, forms, form, preview, collect } = connections;
  const shown = open[at];
  switch (screens.at(-1)) {
    case 'connection':
      return shown === undefined ? undefined : connectionPage(shown, columns);
    case 'preview':
      return previewPage(forms[form], preview, columns);
    case 'collected':
      return collect.done === undefined ? undefined : collectedPage(collect.done, columns);
    default:
      return undefined;
  }
}

/** All about one connection: who, to what, since when, what may be read and what not. */
export function connectionPage(about: ConnectionAbout, columns: number): Page {
  const page = createPage(columns);
  page.text(SERVICE_WORDS[about.kind], { tone: 'strong' });
  const rows = [
    ['Source', about.source],
    ['Organization', about.organization],
    ['Signed in as', about.account],
    ['Since', sinceWords(about)],
    ['Side', SOURCE_WORDS[about.side]],
  ] as const;
  for (const [word, value] of rows) page.pair(word, [span(value)], { indent: 2, width: 15 });
  page.section('May be read', amount(about.mayRead.length));
  if (about.mayRead.length === 0) page.text('The service does not say.', { indent: 4 });
  for (const one of about.mayRead) page.text(one, DASH);
  page.section('May not be read, or is not there', amount(about.limits.length));
  if (about.limits.length === 0) page.text('No limit is known.', { indent: 4 });
  for (const { what, why, next } of about.limits) {
    page.text(what, { ...DASH, lead: [span('! ', 'caution')] });
    page.text(why, { indent: 6, tone: 'quiet' });
    page.text(next, { indent: 6, lead: [span('next  ', 'accent')] });
  }
  return page.done();
}

const amount = (length: number): string | undefined => (length < 2 ? undefined : String(length));

/** What would be asked for, before anything is opened. */
export function previewPage(form: FormState, lines: readonly string[], columns: number): Page {
  const page = createPage(columns);
  page.row();
  page.text(formWords(form), { tone: 'strong' });
  page.blank();
  page.text('Nothing was opened yet. This would be asked for:', { tone: 'plain' });
  page.row();
  for (const one of lines) page.text(one.trimStart(), one.startsWith(' ') ? { ...DASH, indent: 6 } : DASH);
  if (lines.length === 0) page.text('Nothing beyond the sign-in itself.', DASH);
  page.row();
  page.text('crossprem only reads: nothing is changed there. Enter connects, Esc goes back to the form.', { tone: 'quiet' });
  return page.done();
}

/** What the account may not read is no fault of the reading, but everything it is not. */
function readWords(isComplete: boolean, missing: number): string {
  if (!isComplete) return '! Not everything was read: ';
  return missing === 0 ? '✓ Everything was read: ' : '✓ Read, but for what stands below: ';
}

/** What reading everything came to. */
export function collectedPage({ records, path, isComplete, notes }: Collected, columns: number): Page {
  const page = createPage(columns);
  page.row();
  page.spans(
    [
      span(readWords(isComplete, notes.length), isComplete && notes.length === 0 ? 'good' : 'caution'),
      span(`${count(records, 'record')}${isComplete ? '' : ' came, and are kept'}.`, 'strong'),
    ],
    { indent: 2 },
  );
  page.text('They are loaded as directory data, like files: m checks readiness, d lists them.');
  page.row();
  if (path === undefined) page.text('No snapshot was written: the data is forgotten when crossprem ends.', { tone: 'quiet' });
  else {
    page.text('The snapshot:', { tone: 'quiet' });
    page.command(path, 4);
  }
  page.section('Not read', amount(notes.length));
  if (notes.length === 0) page.text(isComplete ? 'Nothing is missing.' : 'No reason was given.', { indent: 4 });
  for (const note of notes) page.text(note, { ...DASH, lead: [span('! ', 'caution')] });
  return page.done();
}

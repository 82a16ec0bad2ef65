import { guidForms, readGuid } from '../../parse/recipient/guid.js';
import { span } from '../lines.js';
import type { ReadingContent } from '../palette-model.js';
import { pad, widthOf } from '../sanitize.js';
import { count } from '../words.js';
import { createPage } from './builder.js';
import { itemWriter, type ReadingPage } from './reading-items.js';

const LABEL = 17;

/** A GUID in all its forms, each of them copyable, and who of the loaded data carries it. */
export function guidPage({ value, holders, looked }: Extract<ReadingContent, { kind: 'guid' }>, columns: number): ReadingPage {
  const page = createPage(columns);
  const items = itemWriter(page);
  const reading = readGuid(value);
  const forms = reading.kind === 'problem' ? undefined : guidForms(reading.guid);
  if (reading.kind === 'problem' || forms === undefined) {
    page.text(reading.kind === 'problem' ? reading.problem.what : 'The value is not a GUID in any known form.');
    if (reading.kind === 'problem') page.text(reading.problem.next, { tone: 'quiet' });
    return items.done();
  }
  page.section('One value, all its forms', 'c copies the marked one');
  const rows: readonly (readonly [label: string, value: string, note?: string])[] = [
    ['GUID', forms.text],
    ['ImmutableId', forms.immutableId],
    ['Bytes, hex', forms.hexBytes],
    ['LDAP filter', forms.ldapFilter],
    ['Connector DN', forms.csDn],
    ['Bytes, decimal', forms.powershellBytes],
    ['Bytes swapped', forms.swapped, 'this GUID means a wrong byte order'],
    ['Big-endian', forms.wrongBigEndianBase64, 'Base64 that no directory uses'],
  ];
  for (const [label, text, note] of rows) {
    const isBeside = 4 + LABEL + widthOf(text) < columns;
    const isNoted = note !== undefined && 4 + LABEL + widthOf(text) + 3 + note.length < columns;
    if (isBeside)
      items.row(
        text,
        undefined,
        span(`    ${pad(label, LABEL)}`, 'quiet'),
        span(text, 'command'),
        span(isNoted ? `   ${note}` : '', 'quiet'),
      );
    else {
      page.text(label, { indent: 4, tone: 'quiet' });
      page.command(text, 6);
    }
  }
  for (const warning of reading.warnings) page.text(warning, { indent: 4, tone: 'caution' });
  for (const { guid, when } of reading.alternatives) page.text(`Or ${guid}, if ${when}.`, { indent: 4 });
  page.section('Who carries it');
  if (looked === undefined) page.text('No directory data is loaded, so nobody was looked for.', { indent: 4 });
  else if (holders.length === 0) page.text(`Nobody of the loaded data: ${count(looked, 'object')} looked through.`, { indent: 4 });
  for (const { key, name, id, side, what } of holders)
    items.item(id, { kind: 'person', key }, () =>
      page.spans([span(name, 'accent'), span(id === name ? '' : `  ${id}`), span(`  ${what}`, 'quiet')], {
        indent: 4,
        lead: [span(side === 'onprem' ? 'on-premises  ' : 'cloud        ', 'quiet')],
      }),
    );
  return items.done();
}

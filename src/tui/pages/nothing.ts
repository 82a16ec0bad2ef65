import type { Diagnosis } from '../../fixes/diagnosis.js';
import { span } from '../lines.js';
import type { Page } from '../model.js';
import { count, KIND_WORDS } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { type PageOptions, writeChanges, writeNotes } from './finding.js';

/** What the page says when no rule recognised the text: what was seen in it, and what to try. */
export function nothingPage(diagnosis: Diagnosis, options: PageOptions): Page {
  const page = createPage(options.columns);
  writeChanges(page, options.changes);
  const { kind, extracted, ruleCount } = diagnosis;
  const isMessage = kind === 'headers' && diagnosis.message !== undefined;
  const title = isMessage ? 'No rule finds anything wrong in these headers.' : `Recognised as ${KIND_WORDS[kind]}; no rule knows this one.`;
  page.text(kind === 'unknown' ? 'No rule recognises this text.' : title, { tone: 'strong' });
  const tried = `${count(ruleCount, 'rule')} were tried on ${count(diagnosis.input.text.split('\n').length, 'line')}.`;
  page.text(
    isMessage
      ? `${tried} 2 shows what the receiver found of the author.`
      : `${tried} Nothing is concluded from that: the error may be one that crossprem does not know yet.`,
    { tone: 'quiet' },
  );
  page.section('What was read out of it');
  const groups: readonly (readonly [string, readonly { readonly value: string }[]])[] = [
    ['Kind', diagnosis.kinds.map((value) => ({ value: KIND_WORDS[value] }))],
    ['Exceptions', extracted.exceptions],
    ['Status codes', extracted.statusCodes],
    ['HRESULTs', extracted.hresults],
    ['HTTP statuses', extracted.httpStatuses],
    ['Addresses', extracted.addresses],
    ['GUIDs', extracted.guids],
    ['Servers', extracted.servers],
    ['Cmdlets', extracted.cmdlets],
  ];
  for (const [title, values] of groups) {
    if (values.length === 0) continue;
    const shown = values
      .slice(0, 8)
      .map(({ value }) => value)
      .join(', ');
    page.text(values.length > 8 ? `${shown} and ${values.length - 8} more` : shown, { indent: 4, lead: [span(title.padEnd(15), 'quiet')] });
  }
  writeNextSteps(page, diagnosis);
  writeNotes(page, diagnosis);
  return page.done();
}

function writeNextSteps(page: PageBuilder, diagnosis: Diagnosis): void {
  const { kind } = diagnosis;
  page.section('What to try next');
  const dash = { indent: 4, lead: [span('- ', 'accent')] };
  if (kind === 'headers') {
    page.text('3 shows how long each hop took, 4 what the fields mean, 5 the text itself.', dash);
    page.text(
      'Was it flagged all the same? Paste the headers as they lie in the mailbox of the recipient: all of them, from the first line.',
      dash,
    );
    page.text('Load exports of both sides with d: some causes show in the directory data and not in the headers.', dash);
    return;
  }
  if (kind === 'recipients') page.text('This looks like directory data, not like an error: d loads it as a file of its side.', dash);
  page.text(
    'Paste more: the first line of the error, and the end of the report, where the exception stands. Esc goes back to the box.',
    dash,
  );
  if (kind !== 'ndr' && kind !== 'sync-error') writeReportCommand(page, diagnosis);
  page.text('Load exports of both sides with d: some causes show in the directory data and not in the text.', dash);
}

function writeReportCommand(page: PageBuilder, { extracted }: Diagnosis): void {
  page.text('For a move, the whole report tells most:', { indent: 4, lead: [span('- ', 'accent')] });
  const address = extracted.addresses[0]?.value;
  const user = address !== undefined && /^[a-z0-9._+-]+@[a-z0-9.-]+$/.test(address) ? `'${address}'` : "'<user>'";
  page.commands(
    [
      {
        shell: 'exchange-online',
        isManual: false,
        note: undefined,
        hasPlaceholders: user === "'<user>'",
        text: `Get-MigrationUserStatistics -Identity ${user} -IncludeReport | Export-Clixml 'report.xml'`,
      },
    ],
    6,
  );
  page.text('Then o opens report.xml.', { indent: 6, tone: 'quiet' });
}

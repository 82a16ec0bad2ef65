import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { problemLines } from '../components/problem.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import type { PromptPurpose, State } from '../model.js';
import { clean, cutStart } from '../sanitize.js';
import type { Theme } from '../theme.js';

const TITLES: Readonly<Record<PromptPurpose, string>> = {
  open: 'open a file',
  onprem: 'load on-premises data',
  cloud: 'load cloud data',
  settings: 'load settings',
  export: 'export',
  report: 'write a report',
  session: 'save the session',
};

const HINTS: Readonly<Record<PromptPurpose, readonly string[]>> = {
  open: ['Text, log, .eml, or the Export-Clixml file of a migration report.'],
  onprem: [
    'LDIF (ldifde), CSV (csvde, Export-Csv), CLIXML (Export-Clixml) or JSON; the format is detected.',
    'What the file does not hold is taken as not known, never as not set.',
  ],
  cloud: [
    'Export-Clixml, Export-Csv or ConvertTo-Json of Get-Mailbox, Get-Recipient or Get-MgUser, or an answer of Graph.',
    'What the file does not hold is taken as not known, never as not set.',
  ],
  settings: [
    'A JSON object as docs/settings.md shows, or an export of Get-AcceptedDomain, Get-InboundConnector, Get-OrganizationConfig and the like.',
    'A further file is put together with those that are loaded; it must not contradict them.',
  ],
  report: ['The file is made in the folder where crossprem was started, or where the path says.'],
  session: [
    'The file holds the inputs, the answers, and what was pasted as they are, and the paths of the files that are loaded. Never a password.',
    'To go on with it: type its path at home, or start with crossprem open FILE.',
  ],
  export: ['The file is made in the folder where crossprem was started, or where the path says. It holds data of people.'],
};

/** What these write is no file that could be dropped. */
const WRITES: ReadonlySet<PromptPurpose> = new Set(['report', 'session', 'export']);

/** Asks for a path, and says what went wrong with the last one. */
export function PromptScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const { purpose, value } = state.prompt;
  const width = state.columns - 10;
  const quiet = (text: string): readonly Line[] => wrapText(text, state.columns - 6).map((row) => line(span('  '), span(row, 'quiet')));
  const body: Line[] = [
    BLANK,
    line(span('  Path  ', 'strong'), span(cutStart(clean(value), width - 1)), span('█', 'accent')),
    BLANK,
    ...HINTS[purpose].flatMap(quiet),
    ...(WRITES.has(purpose) ? [] : quiet('Type it, paste it, or drop the file on the window.')),
    ...problemLines(state.problem, state.columns),
  ];
  return <Frame state={state} theme={theme} title={TITLES[purpose]} body={body} />;
}

import { productWordsOf } from '../../src/app/product-words.js';
import { makeReport, type ReportRequest } from '../../src/app/report.js';
import { lazy } from '../../src/evidence/lazy.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import type { HtmlTools } from '../../src/ports/html.js';
import type { ProductWords } from '../../src/redact/report-words.js';
import { repositoryRuleSet } from './rules.js';

const rules = lazy(repositoryRuleSet);
const columns = () => [...wantedColumns('onprem'), ...wantedColumns('cloud')];
let words: ProductWords | undefined;
/** Words of the rules of the repository. */
export function repositoryWords(): ProductWords {
  words ??= productWordsOf(rules(), columns());
  return words;
}

const page: HtmlTools = {
  script: 'void 0',
  style: 'p{}',
  hashOf: () => 'sha256-x',
  draw: async (charts) => charts.map(() => '<svg viewBox="0 0 1 1"></svg>'),
};

/** A report of results as text; a problem is thrown as what it says. */
export async function reportText(values: readonly unknown[], request: Partial<ReportRequest> = {}): Promise<string> {
  const made = await makeReport(
    values.map((value) => ({ name: 'result.json', values: [value] })),
    { format: 'html', isRedacted: false, version: 'test', ...request },
    { ruleSet: rules, columns: wantedColumns, page: async () => page, seed: () => new Uint8Array(32).fill(7) },
  );
  if (made.kind === 'problem') throw new Error(made.problem.what);
  return [...made.value].join('');
}

/** Markdown without its blocks of code and code spans; a block that nothing ends is thrown. */
export function proseOf(markdown: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === undefined && mark !== null) fence = mark[1];
    else if (fence === undefined) lines.push(line);
    else if (mark !== null && mark[2]?.trim() === '' && (mark[1]?.length ?? 0) >= fence.length) fence = undefined;
  }
  if (fence !== undefined) throw new Error(`a block of code is not closed: ${fence}`);
  return lines.join('\n').replace(/`` [^\n]*? ``/g, '');
}

/** A report of one finding, in which each text can be another. */
export function sampleReport(texts: Partial<Record<'name' | 'title' | 'quote' | 'command' | 'subject' | 'note' | 'link', string>> = {}) {
  const subject = texts.subject ?? 'mira.solano@northgate-toys.example';
  return {
    schema: 'crossprem/report@1',
    tool: { name: 'crossprem', version: '0.1.0', rules: 5, ruleSet: 'abc' },
    input: { name: texts.name ?? 'error.txt', kind: 'migration-error', bytes: 10, truncated: false },
    extracted: { guids: [], addresses: [], servers: [], statusCodes: [], recipients: [] },
    message: null,
    findings: [
      {
        id: 'migration/mailbox-guid-not-found',
        title: texts.title ?? 'The directory that was asked holds no recipient with this mailbox GUID',
        severity: 'blocker',
        status: 'confirmed',
        subject: { kind: 'recipient', id: subject },
        evidence: [{ source: 'input', text: texts.quote ?? 'Cannot find a recipient', line: 3, column: 1 }],
        causes: [
          {
            id: 'guid-differs',
            title: 'The GUIDs differ',
            status: 'confirmed',
            evidence: [
              { source: 'onprem', path: 'DisplayName', text: 'Mira Solano', file: 'onprem.ldf' },
              { source: 'cloud', path: 'displayName', text: 'Mira Solano', file: 'cloud.json' },
            ],
            missing: [],
            steps: ['stamp'],
            why: 'every condition holds',
          },
          { id: 'other', title: 'Another cause', status: 'possible', evidence: [], missing: ['onPrem.exists'], steps: [], why: '' },
          {
            id: 'third',
            title: 'A third cause',
            status: 'ruled-out',
            evidence: [],
            missing: [],
            steps: [],
            why: 'a condition does not hold',
          },
        ],
        references: [texts.link ?? 'https://learn.microsoft.com/exchange'],
        why: 'A move needs it.',
        repairBy: 'you',
      },
    ],
    questions: [
      {
        fact: 'onPrem.exists',
        why: 'Tells them apart.',
        how: [{ shell: 'exchange-onprem', text: `Get-Recipient -Identity '${subject}'` }],
        question: 'Is it there?',
        answers: ['onPrem.exists'],
      },
    ],
    plan: [
      {
        id: 'stamp',
        title: 'Stamp the GUID',
        finding: 'migration/mailbox-guid-not-found',
        subject,
        cause: 'guid-differs',
        risk: 'safe',
        confidence: 'exact',
        precheck: [],
        commands: [{ shell: 'exchange-onprem', text: texts.command ?? `Set-RemoteMailbox -Identity '${subject}'` }],
        verify: [{ shell: 'exchange-onprem', text: `Get-RemoteMailbox -Identity '${subject}'` }],
        rollback: [
          {
            shell: 'exchange-onprem',
            text: `Set-RemoteMailbox -Identity '${subject}' -ExchangeGuid '00000000-0000-0000-0000-000000000000'`,
          },
        ],
        changes: [],
      },
    ],
    notes: [texts.note ?? 'A note.'],
  };
}

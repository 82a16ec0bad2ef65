import type { CommandSpec } from './command-spec.js';
import {
  ANSWER,
  CAUSE,
  CLOUD,
  CONNECT,
  DATA,
  FAIL_ON,
  FIX,
  FORMAT,
  HELP,
  JSON_SWITCH,
  KIND,
  LIVE,
  ONPREM,
  type OptionSpec,
  option,
  RULES,
  SCREEN_READER,
  SETTINGS,
  VERIFY,
} from './options.js';
import { TOOLS } from './tool-specs.js';

export type { CommandSpec } from './command-spec.js';

/** A page goes to a file or a pipe; `report` writes it by itself. */
const PAGE_FORMAT = option('format', 'how to print', { value: 'FORMAT', choices: ['text', 'json', 'ndjson', 'markdown', 'html'] });

/** The one source of the command line: parser, --help, completions and docs are made from it. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'open',
    usage: 'crossprem open [FILE|FOLDER...] [options]',
    summary:
      'The terminal interface, with these files: errors, headers, exports of both sides, settings, snapshots, a saved session. Without a command, the same.',
    most: 50,
    options: [SCREEN_READER, HELP],
    examples: [
      ['crossprem open error.txt onprem.ldf cloud.json', 'diagnoses the error with both exports'],
      ['crossprem open monday.crossprem-session', 'goes on with a saved session'],
    ],
  },
  {
    name: 'diagnose',
    usage: 'crossprem diagnose [FILE|-] [options]',
    summary: 'Say what a pasted error means: cause, proof, fix. A FILE, a pipe or - without a command does the same.',
    most: 1,
    options: [
      ...DATA,
      PAGE_FORMAT,
      JSON_SWITCH,
      option('explain', 'show why a rule fired, did not fire, or is undecided', { value: 'RULE' }),
      CAUSE,
      FIX,
      KIND,
      ...VERIFY,
      option('verbose', 'show what is ruled out, too'),
      FAIL_ON,
      HELP,
    ],
    examples: [
      ['crossprem diagnose error.txt --onprem onprem.ldf --cloud cloud.json', 'the cause, proven on both exports'],
      ['Get-Clipboard | crossprem', 'a pasted error, from PowerShell'],
      [
        'crossprem diagnose error.txt --ldap ldaps://dc1.corp.contoso.com --ldap-user reader@corp.contoso.com --graph',
        'the same, live: only the objects that the text names are read',
      ],
      ['crossprem diagnose error.txt --answer ask.mrsProxyEnabled=no', 'with a question answered'],
      ['crossprem diagnose error.txt --explain migration/mailbox-guid-not-found', 'why this rule says what it says'],
    ],
  },
  {
    name: 'headers',
    usage: 'crossprem headers [FILE...|FOLDER|-] [options]',
    summary:
      'Read message headers: who wrote which field, the path with its delays, every code explained, why it was flagged, and the repair.',
    most: 100_000,
    options: [...DATA, PAGE_FORMAT, JSON_SWITCH, CAUSE, ...VERIFY, option('verbose', 'show what is ruled out, too'), FAIL_ON, HELP],
    examples: [
      ['crossprem headers message.eml', 'one message (.eml, .msg, or pasted headers in a text file)'],
      ['crossprem headers flagged/ --settings settings.json', 'all mail files of a folder, with an overview at the end'],
      ['crossprem headers spoof.txt --onprem onprem.ldf --cloud cloud.json', 'with the author looked up on both sides'],
    ],
  },
  {
    name: 'readiness',
    usage: 'crossprem readiness --onprem FILE... --cloud FILE... | --snapshot FILE [options]',
    summary: 'Check every recipient of both sides before a move: who is ready, who is blocked, by what, and what to do.',
    most: 0,
    options: [
      ...DATA,
      option('users', 'only the people of this list: one on each line, or a CSV (address, UPN, alias, DN, GUID)', {
        value: 'FILE',
        many: 'greedy',
      }),
      option('batch-csv', 'only the people of the CSV of a migration batch (column EmailAddress)', { value: 'FILE', many: 'greedy' }),
      option('ou', 'only people below this organizational unit', { value: 'DN', many: 'repeat' }),
      option('group', 'only direct members of this group', { value: 'NAME', many: 'repeat' }),
      option('verdict', 'list only people with this verdict', {
        value: 'VERDICT',
        many: 'repeat',
        choices: ['blocked', 'warnings', 'ready', 'no-move', 'not-known'],
      }),
      option('check', 'list only people whom this check found', { value: 'ID', many: 'repeat' }),
      option('format', 'how to print', { value: 'FORMAT', choices: ['text', 'json', 'ndjson', 'markdown', 'html', 'csv', 'junit'] }),
      JSON_SWITCH,
      option('out', 'write the result into this file, in place of what was there', { value: 'FILE' }),
      option('migration-csv', 'write the CSV for New-MigrationBatch, with only those who are ready', { value: 'FILE' }),
      option('script', 'write the repairs of the people listed into this folder: one script for each shell, and the rollback', {
        value: 'DIR',
      }),
      option('unproven', 'with --script: also plans that cannot be tried on a copy'),
      option('baseline', 'compare with an earlier result (json or ndjson): fixed, new, still there', { value: 'FILE' }),
      option('fail-on', 'exit with 1 from this severity on (default error); new: only for what --baseline does not have', {
        value: 'SEVERITY',
        choices: ['blocker', 'error', 'warning', 'info', 'new', 'never'],
      }),
      option('verbose', 'list everyone, and every note'),
      HELP,
    ],
    examples: [
      ['crossprem readiness --onprem onprem.ldf --cloud cloud.json --settings settings.json --direction to-cloud', 'everyone, worst first'],
      [
        'crossprem readiness --onprem onprem.ldf --cloud cloud.json --users wave1.txt --migration-csv batch.csv',
        'a wave, and the CSV of its batch',
      ],
      ['crossprem readiness --onprem onprem.ldf --cloud cloud.json --format html --out readiness.html', 'a page to search and to share'],
      ['crossprem readiness --onprem onprem.ldf --cloud cloud.json --baseline last-week.json', 'what is fixed, new, still there'],
      ['crossprem readiness --snapshot monday.crossprem --direction to-cloud', 'from a snapshot of both sides (crossprem collect)'],
    ],
  },
  {
    name: 'report',
    usage: 'crossprem report [FILE...|-] [options]',
    summary:
      'One file to send: of saved results (--format json), of a saved session, or of errors and headers that are diagnosed first. HTML, markdown or JSON.',
    most: 100_000,
    options: [
      option('out', 'write the report into this file, in place of what was there; its ending says the format', { value: 'FILE' }),
      option('format', 'how to write it (default: by --out; markdown on a terminal)', {
        value: 'FORMAT',
        choices: ['html', 'markdown', 'json'],
      }),
      option('redact', 'replace people, tenants, domains, hosts, addresses and ids, each always by the same'),
      option('title', 'title of the report', { value: 'TEXT' }),
      ...DATA,
      CAUSE,
      FIX,
      KIND,
      ...VERIFY,
      HELP,
    ],
    examples: [
      ['crossprem report error.txt --onprem onprem.ldf --cloud cloud.json --out report.html', 'a page with cause, proof and repair'],
      ['crossprem report result.json --redact --out report.html', 'a saved result as a page without names'],
      ['crossprem report monday.crossprem-session --out monday.html', 'everything of a session, with all findings in one table'],
      ['crossprem report result.json', 'markdown, to paste into a ticket'],
    ],
  },
  {
    name: 'plan',
    usage: 'crossprem plan [FILE|-] [options]',
    summary: 'The repair alone: ordered steps with check and undo, or reviewed scripts.',
    most: 1,
    options: [
      ...DATA,
      option('script', 'write one script for each shell, and the rollback, into this folder', { value: 'DIR' }),
      CAUSE,
      FIX,
      FORMAT,
      JSON_SWITCH,
      HELP,
    ],
    examples: [
      ['crossprem plan error.txt --onprem onprem.ldf --cloud cloud.json', 'print the steps'],
      [
        'crossprem plan error.txt --onprem onprem.ldf --cloud cloud.json --script fix',
        'write fix/*.ps1 with -WhatIf first, and the rollback',
      ],
    ],
  },
  {
    name: 'batch',
    usage: 'crossprem batch [FILE|-] [options]',
    summary: 'Many inputs: NDJSON in, NDJSON out, in order; one bad line never stops the rest.',
    most: 1,
    options: [RULES, HELP],
    examples: [
      ['crossprem batch < cases.ndjson > reports.ndjson', 'lines like {"id": 1, "input": "...", "onprem": [...], "cloud": [...]}'],
    ],
  },
  {
    name: 'route',
    usage: 'crossprem route --from ADDRESS --to ADDRESS [options]',
    summary: 'The way of one message over both sides: where it is delivered, loops, is returned, or loses its trust.',
    most: 0,
    options: [
      option('from', 'the sender', { value: 'ADDRESS' }),
      option('to', 'the recipient', { value: 'ADDRESS' }),
      option('start', 'where the message starts (default: where the mailbox of the sender is)', {
        value: 'PLACE',
        choices: ['on-premises', 'exchange-online', 'internet'],
      }),
      ONPREM,
      CLOUD,
      SETTINGS,
      ...LIVE,
      FORMAT,
      JSON_SWITCH,
      HELP,
    ],
    examples: [
      [
        'crossprem route --from kim@contoso.com --to alex@contoso.com --onprem onprem.ldf --cloud cloud.json --settings settings.json connectors.xml',
        'each step, and how it ends',
      ],
      [
        'crossprem route --from a@fabrikam.com --to alex@contoso.com --start exchange-online --cloud cloud.json --settings *.xml',
        'mail from outside',
      ],
    ],
  },
  {
    name: 'match',
    usage: 'crossprem match [IDENTITY] --onprem FILE... --cloud FILE... | --snapshot FILE [options]',
    summary:
      'One synchronization cycle, simulated: hard match, soft match, a new object, quarantine, or the error, with the steps that lead there.',
    most: 1,
    options: [
      ONPREM,
      CLOUD,
      SETTINGS,
      ...LIVE,
      option('what-if', 'assume another value: onprem:<identity>.<attribute>=<value> (also cloud:, settings:, += and -=)', {
        value: 'ASSIGNMENT',
        many: 'repeat',
      }),
      FORMAT,
      JSON_SWITCH,
      HELP,
    ],
    examples: [
      [
        'crossprem match kim@contoso.com --onprem onprem.ldf --cloud cloud.json --settings settings.json',
        'what the next cycle does with one object',
      ],
      ['crossprem match --onprem onprem.ldf --cloud cloud.json', 'all objects of the export'],
      [
        "crossprem match kim@contoso.com --onprem onprem.ldf --cloud cloud.json --what-if 'onprem:user.mail=kim@fabrikam.com'",
        'before and after a change',
      ],
    ],
  },
  {
    name: 'adopt',
    usage: 'crossprem adopt --onprem FILE... --cloud FILE... | --snapshot FILE [options]',
    summary:
      'Mailboxes that live only in the cloud become known on-premises: who is there already, what must be equal, a proven plan, scripts.',
    most: 0,
    options: [
      ONPREM,
      CLOUD,
      SETTINGS,
      ...LIVE,
      option('users', 'only the people of this list: one on each line, or a CSV (address, UPN, alias, DN, GUID)', {
        value: 'FILE',
        many: 'greedy',
      }),
      option('ou', 'container for new objects (default: the only one that is synchronized)', { value: 'DN' }),
      option('script', 'write one script for each shell, the rollback and people.csv into this folder', { value: 'DIR' }),
      option('check', 'after the run, with fresh exports: who is known now, and who is not and why'),
      option('assume-clear', 'take as not set what was not read and would refuse a match (roles, filters, mappings)'),
      ANSWER,
      RULES,
      option('format', 'how to print', { value: 'FORMAT', choices: ['text', 'json', 'markdown', 'csv'] }),
      JSON_SWITCH,
      option('verbose', 'show every value and every command of everyone'),
      HELP,
    ],
    examples: [
      ['crossprem adopt --onprem onprem.ldf --cloud cloud.json --settings settings.json', 'everyone who has a mailbox in the cloud'],
      [
        'crossprem adopt --onprem onprem.ldf --cloud cloud.json --settings settings.json --users people.csv --script adopt',
        'a list of people, with the scripts that make them known',
      ],
      ['crossprem adopt --snapshot monday.crossprem', 'from a snapshot of both sides (crossprem collect)'],
      ['crossprem adopt --onprem onprem.ldf --cloud cloud.json --users people.csv --check', 'after the run, with fresh exports'],
    ],
  },
  {
    name: 'collect',
    usage: 'crossprem collect --out FILE [--ldap URL] [--graph] [--exchange-online] [options]',
    summary: 'Read both sides into one file, a snapshot, for all the other commands; or write the scripts that do it with PowerShell.',
    most: 0,
    options: [
      option('out', 'file of the snapshot; an interrupted run is gone on with', { value: 'FILE' }),
      option('update', 'read only what changed since this snapshot, where the service can tell (users of Graph); all else is read anew', {
        value: 'FILE',
      }),
      option('fresh', 'start anew where an interrupted run left something'),
      option('keep-partial', 'finish the file although something broke off'),
      option('script', 'write the read-only PowerShell collectors of both sides into this folder', { value: 'DIR' }),
      option('snapshot', 'copy these snapshots, or files of the collectors, into --out', { value: 'FILE', many: 'greedy' }),
      option('redact', 'with --snapshot: replace people, domains, hosts and ids, so that the copy can be shared'),
      ...CONNECT,
      JSON_SWITCH,
      HELP,
    ],
    examples: [
      [
        'crossprem collect --out monday.crossprem --ldap ldaps://dc1.corp.contoso.com --ldap-user reader@corp.contoso.com --graph --tenant contoso.onmicrosoft.com',
        'both sides, live; the password is asked for, and the sign-in shows a code',
      ],
      ['crossprem collect --script collectors', 'the scripts, where crossprem cannot reach the servers'],
      ['crossprem collect --snapshot onprem.ndjson exchange-online.ndjson --out monday.crossprem', 'what they wrote, as one file'],
      ['crossprem collect --snapshot monday.crossprem --redact --out shareable.crossprem', 'a copy without names'],
    ],
  },
  {
    name: 'doctor',
    usage: 'crossprem doctor [--ldap URL] [--graph] [--exchange-online] [options]',
    summary: 'Try every service that is named: reach, certificate, sign-in, clock, permissions, versions; and say what is missing.',
    most: 0,
    options: [...CONNECT, FORMAT, JSON_SWITCH, HELP],
    examples: [
      ['crossprem doctor --ldap ldaps://dc1.corp.contoso.com --ldap-user reader@corp.contoso.com --ldap-ca ca.pem', 'the on-premises side'],
      ['crossprem doctor --graph --exchange-online --tenant contoso.onmicrosoft.com', 'the cloud'],
    ],
  },
  {
    name: 'snapshot',
    usage: 'crossprem snapshot FILE [OTHER] [options]',
    summary: 'Show what a snapshot holds, or what changed from one to another.',
    most: 2,
    options: [
      option('verbose', 'list every change'),
      option('format', 'how to print', { value: 'FORMAT', choices: ['text', 'json', 'markdown'] }),
      JSON_SWITCH,
      HELP,
    ],
    examples: [
      ['crossprem snapshot monday.crossprem', 'parts, times, accounts, and what could not be read'],
      ['crossprem snapshot monday.crossprem friday.crossprem', 'who came, who went, and which attributes changed'],
    ],
  },
  ...TOOLS,
];

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [HELP, option('version', 'print the version')];

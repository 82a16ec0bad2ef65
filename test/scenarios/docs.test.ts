import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ParsedArgs, parseArgs } from '../../src/cli/parse-args.js';
import { commandOf, fencesOf, readPage, wordsOf, writtenPages } from '../setup/pages.js';
import { BIN, folderWith } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

/*
 * Every command of a page is run in a copy of the sample that the page named last above it ("in samples/ndr/loop"), one after the other, as a
 * reader does. Each line of the next block has to be among what it prints, where that block has no language (and is not `text`): so are lines
 * below a command that begins with `$`. A line that is or ends in an ellipsis stands for any.
 * What reads live is not run here, nor what needs the file that such a command writes.
 */

/** Files that a page takes for granted, beside those of its sample. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
  'docs/exports.md': {
    // Format-List as Exchange Online PowerShell prints it.
    'cloud.txt': [
      '',
      'RecipientTypeDetails         : UserMailbox',
      'ExchangeGuid                 : d7a6db0a-82c7-4a21-aa1e-a758f0c146cd',
      'EmailAddresses               : {SMTP:dana.whitfield@contoso.com}',
      'Alias                        : dana.whitfield',
      '',
    ].join('\n'),
  },
  'docs/json-report.md': {
    'cases.ndjson': '{"id": 1, "input": "Cannot find a recipient that has mailbox GUID \'7df4be40-edba-4035-96f8-a721e5e0d45a\'."}\n',
  },
  'README.md': {
    'cases.ndjson': '{"id": 1, "input": "Cannot find a recipient that has mailbox GUID \'7df4be40-edba-4035-96f8-a721e5e0d45a\'."}\n',
  },
  'docs/reports.md': { 'message.eml': readFileSync(join(ROOT, 'samples/header/clean-mail/message.eml')) },
  'docs/troubleshooting.md': {
    'empty.txt': '',
    'bin.dat': Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251),
    'sbad.json': '{"routingDomain": 5}',
    'sbroken.json': '{"routingDomain": ',
    'x.json': '{}',
    'fix2/exchange-online.ps1': '',
  },
};

/** The sample of a page that names none, and what was run there before. */
const BEFORE: Readonly<Record<string, { readonly sample: string; readonly command: string }>> = {
  'docs/reports.md': {
    sample: 'migration/cloud-only-user',
    command: 'crossprem diagnose error.txt --onprem onprem.ldf --cloud cloud.json --json > result.json',
  },
};

/** Commands that need a file which no sample has, with what it is. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'docs/collector.md crossprem readiness --snapshot onprem.ndjson --snapshot cloud.ndjson --direction to-cloud':
    'what the collectors write',
  'docs/troubleshooting.md crossprem diagnose nofile.txt': 'a file that does not exist',
  'docs/troubleshooting.md crossprem diagnose big.txt': 'a file of 207 MB',
  'docs/troubleshooting.md crossprem diagnose error.txt --cloud cut.json': 'an export that breaks off',
  'docs/troubleshooting.md crossprem diagnose error.txt --cloud page.json': 'an export of which pages are missing',
  'docs/troubleshooting.md crossprem diagnose error.txt --cloud bin2.csv': 'an export with names of types',
};

/** Its commands are run by test/scenarios/writing-a-rule.test.ts. */
const OWN_TEST = 'docs/writing-rules.md';
/** Options that name what a command writes. */
const WRITTEN: ReadonlySet<string> = new Set(['out', 'script', 'migration-csv']);
/** Options that ask a service or a DNS server. */
const LIVE: readonly string[] = ['ldap', 'graph', 'exchange-online', 'resolver'];

interface Shown {
  readonly command: string;
  readonly at: string;
  /** Folder of samples/ that the page is about here. */
  readonly sample: string | undefined;
  /** Lines that the page shows of what it prints; undefined: none. */
  readonly output: readonly string[] | undefined;
}

function shownIn(path: string): readonly Shown[] {
  const shown: Shown[] = [];
  let sample = BEFORE[path]?.sample;
  let isAwaited = false;
  for (const { text, line, above, language } of fencesOf(readPage(path))) {
    sample = [...above.matchAll(/samples\/([a-z]+\/[a-z0-9-]+)/g)].at(-1)?.[1] ?? sample;
    const lines = text.trimEnd().split('\n');
    const commands = commandsIn(lines, `${path}:`, line, sample);
    const last = shown.pop();
    if (last !== undefined) shown.push(isAwaited && commands.length === 0 && language === '' ? { ...last, output: lines } : last);
    shown.push(...commands);
    isAwaited = commands.length > 0 && commands.at(-1)?.output === undefined;
  }
  return shown;
}

function commandsIn(lines: readonly string[], at: string, line: number, sample: string | undefined): readonly Shown[] {
  return lines.flatMap((text, index) => {
    const command = commandOf(text);
    if (command === undefined) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((other) => other.startsWith('$ '));
    return [
      { command, at: `${at}${line + index}`, sample, output: text.startsWith('$ ') ? rest.slice(0, end < 0 ? undefined : end) : undefined },
    ];
  });
}

const argsOf = (command: string): ParsedArgs | undefined => {
  const parsed = parseArgs(wordsOf(command), true);
  return parsed.kind === 'args' ? parsed.args : undefined;
};

const filesOf = ({ command, options }: ParsedArgs, isWritten: boolean): readonly string[] =>
  command.options
    .filter(({ name, value }) => value === 'FILE' && WRITTEN.has(name) === isWritten)
    .flatMap(({ name }) => options.get(name) ?? []);

/** Files that a command reads, as it names them. */
function readBy(command: string): readonly string[] {
  const args = argsOf(command);
  if (args === undefined) return [];
  const takesFile = /\bFILE/.test(args.command.usage.split(' --')[0] ?? '');
  return [
    ...filesOf(args, false),
    ...(takesFile ? args.positionals.filter((word) => word !== '-') : []),
    ...(/ < (\S+)/.exec(command)?.slice(1) ?? []),
  ].filter((name) => !name.includes('*'));
}

/** Also the interface, which the tests of the terminal drive. */
function isLive(command: string): boolean {
  if (parseArgs(wordsOf(command), true).kind === 'tui' || argsOf(command)?.command.name === 'open') return true;
  const options = argsOf(command)?.options ?? new Map();
  return LIVE.some((name) => options.has(name)) || (options.has('verify') && !options.has('dns'));
}

// A command named crossprem, as after an installation.
const programs = folderWith({ crossprem: `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n` });
chmodSync(join(programs, 'crossprem'), 0o755);

function runInShell(command: string, cwd: string): { readonly code: number | null; readonly out: string } {
  const result = spawnSync('bash', ['-c', `{ ${command.replace(/^npx /, '')}; } 2>&1`], {
    cwd,
    input: '',
    encoding: 'utf8',
    env: { PATH: `${programs}:${process.env.PATH ?? ''}`, HOME: cwd, TZ: 'UTC', NO_COLOR: '1' },
    timeout: 90_000,
  });
  return { code: result.status, out: result.stdout };
}

/** A copy of the sample, with what the page takes for granted. */
function workFolder(path: string, sample: string | undefined): string {
  const folder = folderWith();
  if (sample !== undefined) cpSync(join(ROOT, 'samples', sample), folder, { recursive: true });
  for (const [name, content] of Object.entries(GIVEN[path] ?? {})) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const before = BEFORE[path];
  if (before !== undefined) runInShell(before.command, folder);
  return folder;
}

const pages = writtenPages().filter((path) => path !== OWN_TEST && shownIn(path).length > 0);

describe.each(pages)('%s', { timeout: 240_000 }, (path) => {
  it('shows commands that run on the sample that it names, and what they print', () => {
    const folders = new Map<string, string>();
    const fromLive = new Set<string>();
    for (const { command, at, sample, output } of shownIn(path)) {
      const reads = readBy(command);
      if (isLive(command) || reads.some((name) => fromLive.has(name))) {
        const args = argsOf(command);
        for (const name of args === undefined ? [] : filesOf(args, true)) fromLive.add(name);
        continue;
      }
      if (`${path} ${command}` in NOT_RUN) continue;
      const folder = folders.get(sample ?? '') ?? workFolder(path, sample);
      folders.set(sample ?? '', folder);
      expect([at, command, reads.filter((name) => !existsSync(join(folder, name)))]).toEqual([at, command, []]);
      const run = runInShell(command, folder);
      if (output === undefined) {
        expect([at, command, run.code === 0 || run.code === 1 ? '' : run.out]).toEqual([at, command, '']);
        continue;
      }
      const printed = run.out.split('\n').map((line) => line.trimEnd());
      for (const line of output) {
        if (line.endsWith('…')) expect([at, run.out]).toEqual([at, expect.stringContaining(line.slice(0, -1).trimEnd())]);
        else expect(printed, at).toContain(line);
      }
    }
  });
});

it('every exception is of a command that a page shows', () => {
  const shown = new Set(writtenPages().flatMap((path) => shownIn(path).map(({ command }) => `${path} ${command}`)));
  expect(Object.keys(NOT_RUN).filter((key) => !shown.has(key))).toEqual([]);
});

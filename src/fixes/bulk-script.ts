import type { Shell } from '../engine/rule.js';
import { type Operation, type Phase, phasesOf } from './bulk/operations.js';
import { JOURNAL, PARAMETERS, READING, RESTORE, SECRETS, START, STEPS, SYNCHRONIZE, UNDO } from './bulk/runtime.js';
import type { Want } from './bulk/wanted.js';
import { quoteLiteral } from './powershell.js';
import { CONNECT, comment, literal, type ScriptFile } from './script.js';
import type { PlanStep } from './step.js';

/** Somebody whom the scripts leave out. */
export interface LeftOut {
  readonly person: string;
  readonly why: string;
}

/**
 * The repairs of many people as scripts: one for each shell, a rollback for each shell, and a README with the order over all of them.
 *
 * A script shows what it would do until it is called with -Apply. It looks before each step whether it is done, keeps a journal beside itself
 * (a run that was cut off goes on there), goes on with the others when one person's step fails, and writes down the old values.
 * In: steps of plans, each person's in its order. Values of anybody stand in single-quoted literals, and nowhere else but in comments.
 */
export function bulkScripts(steps: readonly PlanStep[], leftOut: readonly LeftOut[] = []): readonly ScriptFile[] {
  const phases = placed(phasesOf(steps));
  const operations = phases.flatMap((phase) => phase.operations);
  const shells = [...new Set(operations.map(({ shell }) => shell))].filter((shell) => shell !== 'portal');
  const undo = [...new Set(operations.flatMap(({ step }) => step.rollback.map(({ shell }) => shell)))].filter(
    (shell) => shell !== 'portal',
  );
  return [
    ...shells.map((shell) => ({ name: `${shell}.ps1`, text: script(repair(phases, shell)) })),
    ...undo.map((shell) => ({ name: `rollback-${shell}.ps1`, text: script(rollback(operations, shell)) })),
    { name: 'README.txt', text: readme(phases, shells, undo, leftOut) },
  ];
}

/** Windows PowerShell takes a file without the mark for Windows-1252, in which letters of UTF-8 become quotation marks. */
const script = (lines: readonly string[]): string => `\ufeff${lines.join('\n').replaceAll('\n', '\r\n')}\r\n`;

/** What is done by hand is asked about in the script that goes on afterwards. */
function placed(phases: readonly Phase[]): readonly Phase[] {
  const all = phases.flatMap(({ operations }) => operations);
  const shellFor = new Map<string, Shell>();
  for (const operation of all) {
    if (operation.shell === 'portal') continue;
    for (const id of [...operation.needs, operation.id]) if (!shellFor.has(id)) shellFor.set(id, operation.shell);
  }
  const byPerson = new Map(all.filter(({ shell }) => shell !== 'portal').map(({ person, shell }) => [person, shell]));
  return phases.map((phase) => ({
    ...phase,
    operations: phase.operations.map((operation) =>
      operation.shell === 'portal'
        ? { ...operation, shell: shellFor.get(operation.id) ?? byPerson.get(operation.person) ?? operation.shell }
        : operation,
    ),
  }));
}

function repair(phases: readonly Phase[], shell: Shell): readonly string[] {
  const own = phases.flatMap((phase) => {
    const operations = phase.operations.filter((operation) => operation.shell === shell);
    return operations.length === 0 ? [] : [{ phase, operations }];
  });
  const all = own.flatMap(({ operations }) => operations);
  const needsSecrets = all.some(({ commands }) => commands.some(isSecret));
  const synchronizes = all.some(({ kind }) => kind === 'synchronize');
  return [
    `# crossprem: repair script for many. ${CONNECT[shell]}`,
    '# Without -Apply it only shows. It skips what is done, goes on where it was cut off (journal.ndjson beside it), and one fault stops one person.',
    '# -Phase 1,2: these phases alone. -Yes: asks nothing. -DoneByHand ID: what you did yourself.',
    ...(needsSecrets
      ? ['# -NewSecrets Generate: makes a password for each new account here and keeps it nowhere; without it you are asked.']
      : []),
    PARAMETERS.repair,
    `$Shell = '${shell}'`,
    START,
    '',
    JOURNAL,
    '',
    READING,
    '',
    STEPS,
    '',
    ...(needsSecrets ? [SECRETS, ''] : []),
    ...(synchronizes ? [SYNCHRONIZE, ''] : []),
    RESTORE,
    '',
    'Read-Journal',
    'Set-DoneByHand',
    ...own.flatMap(({ phase, operations }) => phaseLines(phase, operations, phases, shell)),
    '',
    'Write-Summary',
    'if ($Apply) { Write-OldValues }',
    'if ($Count.failed -gt 0) { exit 1 }',
    'if ($Count.waiting + $Count.left -gt 0) { exit 3 }',
    'exit 0',
  ];
}

function phaseLines(phase: Phase, operations: readonly Operation[], phases: readonly Phase[], shell: Shell): readonly string[] {
  const lines = ['', `# Phase ${phase.number} of ${phases.length}: ${phase.title}.`];
  const doubts = openGuards(operations);
  for (const [why, count] of doubts)
    lines.push(`# Make sure first that this is not so (${count} ${count === 1 ? 'step' : 'steps'}): ${comment(why)}`);
  const before = phases.filter(({ number }) => number < phase.number).at(-1);
  const others =
    before === undefined
      ? []
      : [...new Set(before.operations.map((operation) => operation.shell))].filter((one) => one !== shell && one !== 'portal');
  const questions = [
    ...(before !== undefined && others.length > 0
      ? [`Phase ${before.number} has steps in ${others.map((one) => `${one}.ps1`).join(', ')}. Are they done?`]
      : []),
    ...(doubts.length > 0 ? ['Above this phase in the script stands what to make sure of first. Is that done?'] : []),
  ];
  lines.push(`if (Test-Phase ${phase.number} '${phase.title}' ${literal(questions.join(' '))} ${operations.length}) {`);
  for (const operation of operations) lines.push(...operationLines(operation));
  lines.push('}');
  return lines;
}

function openGuards(operations: readonly Operation[]): readonly (readonly [why: string, count: number])[] {
  const counts = new Map<string, number>();
  const steps = new Set(operations.map(({ step }) => step));
  for (const { guards } of steps) for (const { state, why } of guards) if (state === 'open') counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts];
}

function operationLines(operation: Operation): readonly string[] {
  const { id, kind, phase, person, step, commands, wanted, needs } = operation;
  if (kind === 'synchronize') return [`  Invoke-Synchronization -Id '${id}' -In ${phase} -After ${idList(needs)}`];
  const head = `-Id '${id}' -In ${phase} -Person ${literal(person || 'the organization')} -Title ${literal(step.title)} -Needs ${idList(needs)}${keepText(operation)}`;
  if (kind === 'wait') {
    const what = commands.map(({ text, isManual }) => (isManual ? text : `Fill in and run: ${text}`)).join(' ');
    return [`  Wait-Step ${head} -What ${literal(what)}`];
  }
  const lines: string[] = [];
  for (const { note } of commands) if (note !== undefined) lines.push(`  # ${comment(note)}`);
  if (wanted.length === 0)
    lines.push('  # Nothing that can be read tells whether this is done: the journal does.', `  Invoke-Step ${head} -Wanted @() -Do {`);
  else lines.push(`  Invoke-Step ${head} -Wanted @(`, wanted.map((want) => `    ${wantText(want)}`).join(',\n'), '  ) -Do {');
  for (const command of commands) lines.push(`    ${isSecret(command) ? secretLine(command.text, person) : command.text}`);
  lines.push('  }');
  return lines;
}

/** What a command that takes Exchange's attributes away leaves nobody: read before, and written into the journal. */
const KEPT =
  `mail mailNickname proxyAddresses targetAddress legacyExchangeDN msExchRecipientTypeDetails msExchRecipientDisplayType msExchRemoteRecipientType
 msExchMailboxGuid msExchArchiveGUID msExchPoliciesIncluded msExchPoliciesExcluded msExchHideFromAddressLists`.split(/\s+/);
const CUSTOM = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

function keepText({ keep }: Operation): string {
  if (keep === undefined) return '';
  const attributes = [...KEPT, ...CUSTOM].map((name) => `'${name}'`).join(', ');
  return ` -Keep @{ Side = 'onprem'; Find = ${literal(keep.find)}; Base = ${literal(keep.base)}; Attributes = @(${attributes}) }`;
}

const idList = (ids: readonly string[]): string => `@(${ids.map((id) => `'${id}'`).join(', ')})`;

function wantText({ side, find, base, attribute, has, lacks, isEmpty }: Want): string {
  const list = (values: readonly string[]): string => `@(${values.map((value) => quoteLiteral(value) ?? literal(value)).join(', ')})`;
  return `@{ Side = '${side}'; Find = ${literal(find)}; Base = ${literal(base)}; Attribute = '${attribute}'; Has = ${list(has)}; Lacks = ${list(lacks)}; Empty = ${isEmpty ? '$true' : '$false'} }`;
}

const isSecret = ({ text }: { readonly text: string }): boolean =>
  /^\$[A-Za-z]+ = Read-Host /.test(text) && text.endsWith(' -AsSecureString');

const secretLine = (text: string, person: string): string => `${text.slice(0, text.indexOf(' ='))} = New-Secret ${literal(person)}`;

function rollback(operations: readonly Operation[], shell: Shell): readonly string[] {
  const lines = [
    `# crossprem: takes back what the repair scripts did. ${CONNECT[shell]}`,
    '# Without -Apply it only shows. It undoes only what journal.ndjson beside it says was done. -Person NAME: these people alone.',
    PARAMETERS.rollback,
    `$Shell = 'rollback-${shell}'`,
    START,
    '',
    JOURNAL,
    '',
    UNDO,
    '',
    'Read-Journal',
  ];
  const seen = new Set<PlanStep>();
  for (const { step, person } of [...operations].reverse()) {
    const commands = step.rollback.filter((command) => command.shell === shell && !command.isManual);
    if (commands.length === 0 || seen.has(step)) continue;
    seen.add(step);
    const own = operations.filter((operation) => operation.step === step && operation.kind !== 'synchronize');
    if (own.length === 0) continue;
    for (const { note } of commands) if (note !== undefined) lines.push(`# ${comment(note)}`);
    const waiting = commands.filter(({ hasPlaceholders }) => hasPlaceholders);
    if (waiting.length > 0) {
      for (const { text } of commands) lines.push(`# Fill in, then run by hand for ${comment(person)}: ${comment(text)}`);
      continue;
    }
    // An object that is removed after it was joined takes the cloud object with it.
    const removes = commands.some(({ call }) => call?.run.startsWith('Remove-') === true);
    const cycle = removes
      ? operations.find(({ kind, needs }) => kind === 'synchronize' && own.some(({ id }) => needs.includes(id)))
      : undefined;
    lines.push(
      `Undo-Step -Ids ${idList(own.map(({ id }) => id))} -Before '${cycle?.id ?? ''}' -For ${literal(person || 'the organization')} -Title ${literal(step.title)} -Do {`,
    );
    for (const { text } of commands) lines.push(`  ${text}`);
    lines.push('}');
  }
  return [
    ...lines,
    '',
    `Write-Host ('{0} taken back, {1} shown, {2} failed, {3} left out.' -f $Count.done, $Count.shown, $Count.failed, $Count.left)`,
    'if ($Count.failed -gt 0) { exit 1 }',
    'exit 0',
  ];
}

function readme(phases: readonly Phase[], shells: readonly Shell[], undo: readonly Shell[], leftOut: readonly LeftOut[]): string {
  const people = new Set(phases.flatMap(({ operations }) => operations.map(({ person }) => person)).filter((person) => person !== ''));
  const lines = [
    `Repair scripts for ${people.size} ${people.size === 1 ? 'person' : 'people'}. Read them before you run them: each shows what it would do until it is called with -Apply.`,
    'Keep the scripts and journal.ndjson in one folder, and carry the journal along when another machine runs the next phase.',
    '',
    'Order:',
  ];
  for (const { number, title, operations } of phases) {
    const byShell = [...new Set(operations.map(({ shell }) => shell))].map((shell) => {
      const count = operations.filter((operation) => operation.shell === shell).length;
      return shell === 'portal' ? `${count} by hand` : `.\\${shell}.ps1 -Apply -Phase ${number} (${count})`;
    });
    lines.push(`${number}. ${title}: ${byShell.join('; ')}`);
    const asked = operations.filter(({ kind }) => kind === 'wait');
    for (const { person, commands } of asked)
      lines.push(`   By hand for ${comment(person)}: ${comment(commands.map(({ text }) => text).join(' '))}`);
  }
  lines.push('', ...shells.map((shell) => `${shell}.ps1: ${CONNECT[shell]}`));
  lines.push(
    '',
    ...(phases.some(({ operations }) => operations.some(({ kind }) => kind === 'synchronize')) && phases.length > 1
      ? [
          'Entra Connect synchronizes by itself every 30 minutes. So that no cycle carries half a repair: Set-ADSyncScheduler -SyncCycleEnabled $false before the first phase, and $true after the last.',
        ]
      : []),
    'A second run changes nothing: what is so already is skipped. A run that was cut off goes on when the script is started again.',
    'Exit code of a script: 0 all done, 1 a step failed, 3 somebody has to do something first.',
    `Undo: ${undo.length === 0 ? 'nothing here can be undone by a script' : undo.map((shell) => `.\\rollback-${shell}.ps1 -Apply`).join(', then ')}. It undoes what the journal says was done.`,
    'old-values-*.ps1 is written by each run: the values of Active Directory that were there before.',
  );
  if (leftOut.length > 0)
    lines.push(
      '',
      `Left out of the scripts (${leftOut.length}):`,
      ...leftOut.map(({ person, why }) => `- ${comment(person)}: ${comment(why)}`),
    );
  return `${lines.join('\r\n')}\r\n`;
}

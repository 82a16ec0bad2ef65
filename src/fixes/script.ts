import type { Shell } from '../engine/rule.js';
import { quoteLiteral, type RenderedCommand } from './powershell.js';
import type { PlanStep } from './step.js';

/** A file that `plan --script` writes. */
export interface ScriptFile {
  readonly name: string;
  readonly text: string;
}

/** Where the script of a shell is run. */
export const CONNECT: Readonly<Record<Shell, string>> = {
  'exchange-onprem': 'Run in the Exchange Management Shell of an on-premises server.',
  'exchange-online': 'Run in PowerShell after Connect-ExchangeOnline.',
  'ad-ds': 'Run in PowerShell with the ActiveDirectory module, on a domain-joined machine.',
  graph: 'Run in PowerShell after Connect-MgGraph with the scopes that the commands need (User.ReadWrite.All to write a user).',
  'entra-connect': 'Run in PowerShell as administrator on the Entra Connect server.',
  windows: 'Run in PowerShell as administrator on the server that the step names.',
  portal: 'Done by hand.',
};

/**
 * The plan as scripts: one for each shell, and one rollback for each shell.
 *
 * A script shows what it would do until it is called with -Apply: cmdlets that know -WhatIf get it, other changes are only printed. It writes a
 * transcript, stops at the first error, and waits where a step of another shell comes in between. A command that still holds a placeholder is
 * a comment: nobody can run it by mistake.
 */
export function planScripts(steps: readonly PlanStep[]): readonly ScriptFile[] {
  const shells = [
    ...new Set(steps.flatMap((step) => [...step.precheck, ...step.commands, ...step.verify].map((command) => command.shell))),
  ].filter((shell) => shell !== 'portal');
  const files = shells.map((shell) => ({ name: `${shell}.ps1`, text: forward(steps, shell) }));
  const backwards = [...steps].reverse();
  const undo = [...new Set(backwards.flatMap((step) => step.rollback.map((command) => command.shell)))].filter(
    (shell) => shell !== 'portal',
  );
  return [
    ...files,
    ...undo.map((shell) => ({ name: `rollback-${shell}.ps1`, text: backward(backwards, shell) })),
    { name: 'README.txt', text: overview(steps, shells) },
  ];
}

function forward(steps: readonly PlanStep[], shell: Shell): string {
  const lines = head(shell, 'repair');
  steps.forEach((step, index) => {
    const own = (commands: readonly RenderedCommand[]): readonly RenderedCommand[] => commands.filter((command) => command.shell === shell);
    const before = own(step.precheck);
    const commands = own(step.commands);
    const after = own(step.verify);
    const byHand = step.commands.filter((command) => command.isManual);
    if (before.length + commands.length + after.length === 0) return;
    lines.push(
      '',
      `# Step ${index + 1} of ${steps.length}: ${comment(step.title)}`,
      `# For ${comment(step.subject || 'the organization')}. Risk: ${step.risk}.`,
    );
    for (const guard of step.guards) if (guard.state === 'open') lines.push(`# First make sure that this is not so: ${comment(guard.why)}`);
    const earlier = steps
      .slice(0, index)
      .filter((other) => other.commands.some((command) => command.shell !== shell))
      .at(-1);
    if (earlier !== undefined && commands.length > 0)
      lines.push(`Confirm-Turn ${literal(`Step ${index + 1} follows "${earlier.title}". Is that done?`)}`);
    for (const command of byHand) lines.push(`# By hand: ${comment(command.text)}`);
    if (commands.some((command) => !command.isManual) && step.risk !== 'safe')
      lines.push(`Confirm-Turn ${literal(`${step.title} (risk: ${step.risk}). Go on?`)}`);
    lines.push(`Write-Host ${literal(`Step ${index + 1}: ${step.title}`)}`);
    for (const [label, group] of [
      ['Before', before],
      ['Fix', commands],
      ['Check', after],
    ] as const) {
      if (group.length > 0) lines.push(`# ${label}`);
      for (const command of group) lines.push(...scriptLines(command));
    }
  });
  return finish(lines);
}

function backward(steps: readonly PlanStep[], shell: Shell): string {
  const lines = head(shell, 'rollback');
  for (const step of steps) {
    const commands = step.rollback.filter((command) => command.shell === shell);
    if (commands.length === 0) continue;
    lines.push('', `# Undo: ${comment(step.title)}`, `# For ${comment(step.subject || 'the organization')}.`);
    lines.push(`Confirm-Turn ${literal(`Undo "${step.title}"?`)}`);
    for (const command of commands) lines.push(...scriptLines(command));
  }
  return finish(lines);
}

function head(shell: Shell, purpose: 'repair' | 'rollback'): string[] {
  return [
    `# crossprem: ${purpose} script. ${CONNECT[shell]}`,
    '# Without -Apply it only shows what it would do. Read it before you run it.',
    'param([switch]$Apply)',
    "$ErrorActionPreference = if ($Apply) { 'Stop' } else { 'Continue' }",
    '$WhatIf = -not $Apply',
    'function Confirm-Turn([string]$Question) {',
    '  if (-not $Apply) { return }',
    "  $answer = Read-Host -Prompt ($Question + ' [y/N]')",
    "  if ($answer -ne 'y') { throw 'Stopped by the user; nothing of this step was done.' }",
    '}',
    `Start-Transcript -Path (Join-Path $PWD ('crossprem-${purpose}-${shell}-{0:yyyyMMdd-HHmmss}.log' -f (Get-Date)))`,
    'try {',
  ];
}

function finish(lines: readonly string[]): string {
  const [head2, body] = [lines.slice(0, 12), lines.slice(12)];
  // Without the mark Windows PowerShell takes a file for Windows-1252, in which letters of UTF-8 become quotation marks.
  return `\ufeff${[...head2, ...body.map((line) => (line === '' ? '' : `  ${line}`)), '} finally {', '  Stop-Transcript', '}'].join('\r\n')}\r\n`;
}

function scriptLines(command: RenderedCommand): readonly string[] {
  const lines: string[] = [];
  if (command.note !== undefined) lines.push(`# ${comment(command.note)}`);
  if (command.script === undefined) return [...lines, `# By hand: ${comment(command.text)}`];
  if (command.hasPlaceholders) {
    // Nothing after it may run as if it had been done.
    return [
      ...lines,
      `# Fill in, take out the # and the next line: ${comment(command.script)}`,
      `if ($Apply) { throw ${literal('A command above this line waits for a value; fill it in first.')} } else { Write-Warning ${literal('A command of this step waits for a value; see the script.')} }`,
    ];
  }
  if (command.needsApply)
    return [...lines, `if ($Apply) { ${command.script} } else { Write-Host ${literal(`Would run: ${command.text}`)} }`];
  return [...lines, command.script];
}

function overview(steps: readonly PlanStep[], shells: readonly Shell[]): string {
  const lines = ['Steps in the order to run. Each script shows what it would do; run it with -Apply when you have read it.', ''];
  steps.forEach((step, index) => {
    const where = [...new Set(step.commands.map((command) => (command.isManual ? 'by hand' : `${command.shell}.ps1`)))].join(', ');
    lines.push(`${index + 1}. ${comment(step.title)} (${where}; risk: ${step.risk})`);
    for (const command of step.commands) if (command.isManual) lines.push(`   By hand: ${comment(command.text)}`);
  });
  lines.push(
    '',
    ...shells.map((shell) => `${shell}.ps1: ${CONNECT[shell]}`),
    '',
    'Undo, last step first (rollback-*.ps1 hold what can be scripted):',
  );
  for (const step of [...steps].reverse()) {
    const byHand = step.rollback.filter((command) => command.isManual).map((command) => comment(command.text));
    const where = [...new Set(step.rollback.filter((command) => !command.isManual).map((command) => `rollback-${command.shell}.ps1`))];
    const how = step.rollback.length === 0 ? ['this step cannot be undone'] : [...where, ...byHand];
    lines.push(`- ${comment(step.title)}: ${how.join('; ')}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Text for a comment: one line, nothing that could end the comment. */
export function comment(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g, ' ').slice(0, 1500);
}

/** Text as one literal, without what cannot be shown. */
export function literal(text: string): string {
  return quoteLiteral(comment(text)) ?? "''";
}

import { type CompletionCommand, type CompletionOption, firstOptions, WITHOUT_COMMAND, type Words } from './model.js';

/**
 * For PowerShell 5.1 and newer. Where nothing is returned, PowerShell completes names of files itself.
 * Windows PowerShell 5.1 does not ask for a bare `--`: https://github.com/PowerShell/PowerShell/issues/2912
 */
export function powershellCompletion(commands: readonly CompletionCommand[]): string {
  return `# Completion of crossprem for PowerShell. To use it in this window:
#   crossprem completion powershell | Out-String | Invoke-Expression
# In every window: put that line into the file that $PROFILE names. More: docs/completions.md

Register-ArgumentCompleter -Native -CommandName @('crossprem', 'crossprem.cmd', 'crossprem.ps1') -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commands = [ordered]@{
${commands.map(({ name, help }) => `        ${quoted(name)} = ${quoted(help)}`).join('\n')}
    }
    $options = @{
${commands.map(({ name, options }) => `        ${quoted(name)} = ${quoted(options.map((option) => option.name).join(' '))}`).join('\n')}
    }
    # Words that may follow an option; 'COMMAND' stands for what follows the command itself.
    $choices = @{
${choiceLines(commands).join('\n')}
    }
    $help = @{
${helpLines(commands).join('\n')}
    }

    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $command = ${quoted(WITHOUT_COMMAND)}
    if ($before.Count -gt 1 -and ($commands.Contains($before[1]) -or $before[1] -eq 'help')) { $command = $before[1] }

    $found = @()
    $option = $command + ' ' + $before[-1]
    $itself = $command + ' COMMAND'
    if ($before.Count -gt 1 -and $choices.ContainsKey($option)) { $found = $choices[$option] -split ' ' }
    elseif ($wordToComplete.StartsWith('-')) {
        $found = @($options[$command] -split ' ' | ForEach-Object { '--' + $_ })
        if ($before.Count -eq 1) { $found += ${firstOptions(commands)
          .map(({ name }) => quoted(`--${name}`))
          .join(', ')} }
    }
    elseif ($before.Count -eq 1 -or $command -eq 'help') { $found = @($commands.Keys) }
    elseif ($before.Count -eq 2 -and $choices.ContainsKey($itself)) { $found = $choices[$itself] -split ' ' }

    $found | Where-Object { $_.StartsWith($wordToComplete) } | ForEach-Object {
        $says = $_
        if ($commands.Contains($_)) { $says = $commands[$_] }
        elseif ($help.ContainsKey($_)) { $says = $help[$_] }
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $says)
    }
}
`;
}

function choiceLines(commands: readonly CompletionCommand[]): readonly string[] {
  const line = (key: string, words: Words | undefined): readonly string[] =>
    words?.kind === 'choices' ? [`        ${quoted(key)} = ${quoted(words.words.join(' '))}`] : [];
  return commands.flatMap(({ name, first, options }) => [
    ...line(`${name} COMMAND`, first),
    ...options.flatMap((option) => line(`${name} --${option.name}`, option.value)),
  ]);
}

/** One text for each option: the first command that has it tells it. */
function helpLines(commands: readonly CompletionCommand[]): readonly string[] {
  const byName = new Map<string, CompletionOption>();
  for (const option of commands.flatMap(({ options }) => options)) if (!byName.has(option.name)) byName.set(option.name, option);
  return [...byName.values()].map(({ name, help }) => `        ${quoted(`--${name}`)} = ${quoted(help)}`);
}

/** Typographic quotes end a literal of PowerShell as well, so all of them are doubled. */
const quoted = (text: string): string => `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;

import { type CompletionCommand, type CompletionOption, firstOptions, takesFiles, WITHOUT_COMMAND, type Words } from './model.js';

/** For fish 3 and newer. An option that means the same for several commands stands once, with their names. */
export function fishCompletion(commands: readonly CompletionCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const withoutFiles = commands.filter((command) => !takesFiles(command)).map(({ name }) => name);
  return `# Completion of crossprem for fish. To use it in this window:
#   crossprem completion fish | source
# In every window: crossprem completion fish > ~/.config/fish/completions/crossprem.fish. More: docs/completions.md

# The command that stands on the line; ${WITHOUT_COMMAND} where the first word is none.
function __crossprem_command
    set -l words (commandline -opc)
    if contains -- "$words[2]" ${names} help
        echo $words[2]
    else
        echo ${WITHOUT_COMMAND}
    end
end

function __crossprem_is
    contains -- (__crossprem_command) $argv
end

function __crossprem_first
    test (count (commandline -opc)) -eq 1
end

function __crossprem_second
    test (count (commandline -opc)) -eq 2
end

complete -c crossprem -e
complete -c crossprem -n '__crossprem_is help ${withoutFiles.join(' ')}' -f
${firstOptions(commands)
  .map(({ name, help }) => `complete -c crossprem -n __crossprem_first -l ${name} -d ${quoted(help)}`)
  .join('\n')}
${commands.map(({ name, help }) => `complete -c crossprem -n __crossprem_first -a ${name} -d ${quoted(help)}`).join('\n')}
complete -c crossprem -n '__crossprem_is help' -a ${quoted(names)}
${firstLines(commands).join('\n')}
${optionLines(commands).join('\n')}
`;
}

function firstLines(commands: readonly CompletionCommand[]): readonly string[] {
  return commands.flatMap(({ name, first }) =>
    first.kind === 'choices'
      ? [`complete -c crossprem -n '__crossprem_is ${name}; and __crossprem_second' -f -a ${quoted(first.words.join(' '))}`]
      : [],
  );
}

function optionLines(commands: readonly CompletionCommand[]): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const { name, options } of commands) {
    for (const option of options) {
      const text = optionText(option);
      byText.set(text, [...(byText.get(text) ?? []), name]);
    }
  }
  return [...byText].map(([text, names]) => `complete -c crossprem -n '__crossprem_is ${names.join(' ')}' ${text}`);
}

function optionText({ name, help, value }: CompletionOption): string {
  return `-l ${name}${value === undefined ? '' : ` ${action(value)}`} -d ${quoted(help)}`;
}

function action(words: Words): string {
  switch (words.kind) {
    case 'files':
      return '-r -F';
    case 'folders':
      return "-x -a '(__fish_complete_directories)'";
    case 'choices':
      return `-x -a ${quoted(words.words.join(' '))}`;
    case 'free':
      return '-x';
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

import { type CompletionCommand, type CompletionOption, firstOptions, takesFiles, WITHOUT_COMMAND, type Words } from './model.js';

/** For zsh 5 with its completion system; works as an autoloaded file (_crossprem) and by `source`. */
export function zshCompletion(commands: readonly CompletionCommand[]): string {
  return `#compdef crossprem
# Completion of crossprem for zsh. To use it in this window, after compinit:
#   source <(crossprem completion zsh)
# In every window: write it into a folder of $fpath, as _crossprem. More: docs/completions.md

_crossprem_commands() {
  local -a commands
  commands=(
${commands.map(({ name, help }) => `    ${quoted(`${name}:${help.replace(/[\\:]/g, '\\$&')}`)}`).join('\n')}
  )
  _describe -t commands command commands
}

_crossprem_arguments() {
  case $1 in
${commands.map(commandArm).join('\n')}
  esac
}

_crossprem() {
  local curcontext=$curcontext command=$words[2]
  case $command in
    ${commands.map(({ name }) => name).join('|')})
      if (( CURRENT > 2 )); then
        shift words
        (( CURRENT-- ))
        _crossprem_arguments $command
        return
      fi
      ;;
    help)
      if (( CURRENT > 2 )); then
        _crossprem_commands
        return
      fi
      ;;
    *)
      if (( CURRENT > 2 )) || [[ $command == -* ]]; then
        (( CURRENT > 2 )) || compadd -- ${firstOptions(commands)
          .map(({ name }) => `--${name}`)
          .join(' ')}
        _crossprem_arguments ${WITHOUT_COMMAND}
        return
      fi
      ;;
  esac
  _alternative 'commands:command:_crossprem_commands' 'files:file to diagnose:_files'
}

if [[ $funcstack[1] == _crossprem ]]; then
  _crossprem "$@"
else
  compdef _crossprem crossprem
fi
`;
}

function commandArm(command: CompletionCommand): string {
  const specs = [...command.options.map(optionSpec), ...firstSpec(command)];
  return `    ${command.name})\n      _arguments \\\n${specs.map((spec) => `        ${quoted(spec)}`).join(' \\\n')}\n      ;;`;
}

function optionSpec({ name, help, value, valueName, isRepeatable }: CompletionOption): string {
  const repeat = isRepeatable ? '*' : '';
  const says = `[${help.replace(/[\\[\]]/g, '\\$&')}]`;
  return value === undefined ? `${repeat}--${name}${says}` : `${repeat}--${name}=${says}:${valueName}:${action(value)}`;
}

function firstSpec(command: CompletionCommand): readonly string[] {
  if (takesFiles(command)) return ['*:file:_files'];
  return command.first.kind === 'choices' ? [`1:action:${action(command.first)}`, '*: :'] : ['*: :'];
}

function action(words: Words): string {
  switch (words.kind) {
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'choices':
      return `(${words.words.join(' ')})`;
    case 'free':
      return '';
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

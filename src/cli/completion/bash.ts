import { type CompletionCommand, type CompletionOption, firstOptions, WITHOUT_COMMAND, type Words } from './model.js';

/**
 * For bash 3.2 (macOS) and newer; needs no bash-completion. Words that are names of files are left to readline, which quotes them.
 * Names and choices are letters, digits and hyphens, so they stand in the script as they are; help texts are no part of it.
 */
export function bashCompletion(commands: readonly CompletionCommand[]): string {
  return `# Completion of crossprem for bash. To use it in this window:
#   source <(crossprem completion bash)
# In every window: put that line into ~/.bashrc. More: docs/completions.md

_crossprem_options() {
  case $1 in
${commands.map(({ name, options }) => `    ${name}) printf '%s' '${optionWords(options)}' ;;`).join('\n')}
  esac
}

# What follows an option: files, folders, free, or a list of words. Nothing: the option takes no value.
_crossprem_value() {
  case "$1 $2" in
${valueCases(commands)}
  esac
}

# What stands after a command.
_crossprem_first() {
  case $1 in
${commands.map(({ name, first }) => `    ${name}) printf '%s' '${said(first)}' ;;`).join('\n')}
  esac
}

# Fills COMPREPLY for what $1 says; without an answer readline offers files.
_crossprem_reply() {
  case $1 in
    files) compopt -o filenames 2>/dev/null ;;
    folders) compopt -o dirnames +o default 2>/dev/null ;;
    free) compopt +o default 2>/dev/null ;;
    *)
      compopt +o default 2>/dev/null
      COMPREPLY=($(compgen -W "$1" -- "$2"))
      ;;
  esac
}

_crossprem() {
  local word=\${COMP_WORDS[COMP_CWORD]} command= positionals=0 option= value= taken=0 index current
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    current=\${COMP_WORDS[index]}
    if [[ $current == '=' ]]; then
      # bash cuts --option=value at the sign.
      continue
    elif [[ -n $value && $taken -eq 0 ]]; then
      case "$command $option" in
        ${greedyCases(commands)}) taken=1 ;;
        *) value= ;;
      esac
    elif [[ $current == -* ]]; then
      [[ -n $command ]] || command=${WITHOUT_COMMAND}
      option=$current
      value=$(_crossprem_value "$command" "$option")
      taken=0
    elif [[ -n $value ]]; then
      # One more value of an option that takes several.
      continue
    elif [[ -z $command && ($current == help || -n $(_crossprem_options "$current")) ]]; then
      command=$current
    else
      [[ -n $command ]] || command=${WITHOUT_COMMAND}
      positionals=$((positionals + 1))
    fi
  done
  if [[ $word == '=' ]]; then word=; fi
  if [[ $word == --*=* ]]; then
    # Where COMP_WORDBREAKS has no sign of equality.
    _crossprem_reply "$(_crossprem_value "\${command:-${WITHOUT_COMMAND}}" "\${word%%=*}")" "\${word#*=}"
    COMPREPLY=("\${COMPREPLY[@]/#/\${word%%=*}=}")
  elif [[ -n $value && $taken -eq 0 ]]; then
    _crossprem_reply "$value" "$word"
  elif [[ $word == -* ]]; then
    if [[ -z $command ]]; then
      _crossprem_reply "$(_crossprem_options ${WITHOUT_COMMAND}) ${optionWords(firstOptions(commands))}" "$word"
    else
      _crossprem_reply "$(_crossprem_options "$command")" "$word"
    fi
  elif [[ -n $value ]]; then
    _crossprem_reply "$value" "$word"
  elif [[ -z $command || $command == help ]]; then
    # Where none of them fits, readline offers files: a file to diagnose may stand first.
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word"))
  elif [[ $positionals -eq 0 || $(_crossprem_first "$command") == files ]]; then
    _crossprem_reply "$(_crossprem_first "$command")" "$word"
  else
    _crossprem_reply free "$word"
  fi
}

complete -o default -F _crossprem crossprem
`;
}

const optionWords = (options: readonly { readonly name: string }[]): string => options.map(({ name }) => `--${name}`).join(' ');

const said = (words: Words): string => (words.kind === 'choices' ? words.words.join(' ') : words.kind);

/** `case` arms: options that mean the same in every command that has them stand once. */
function valueCases(commands: readonly CompletionCommand[]): string {
  const meanings = new Map<string, Map<string, string[]>>();
  for (const { name, options } of commands) {
    for (const option of options) {
      if (option.value === undefined) continue;
      const byMeaning = meanings.get(option.name) ?? new Map<string, string[]>();
      meanings.set(option.name, byMeaning);
      const meaning = said(option.value);
      byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), name]);
    }
  }
  const arms = new Map<string, string[]>();
  for (const [option, byMeaning] of meanings) {
    for (const [meaning, names] of byMeaning) {
      const patterns = byMeaning.size === 1 ? [`*' --${option}'`] : names.map((name) => `'${name} --${option}'`);
      arms.set(meaning, [...(arms.get(meaning) ?? []), ...patterns]);
    }
  }
  return [...arms].map(([meaning, patterns]) => `    ${patterns.join(' | ')}) printf '%s' '${meaning}' ;;`).join('\n');
}

function greedyCases(commands: readonly CompletionCommand[]): string {
  const isGreedy = (option: CompletionOption): boolean => option.isGreedy;
  const names = new Set(commands.flatMap(({ options }) => options.filter(isGreedy).map(({ name }) => name)));
  return [...names].map((name) => `*' --${name}'`).join(' | ');
}

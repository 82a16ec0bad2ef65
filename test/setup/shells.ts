import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a program is missing, its tests are skipped, and say so. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** What a shell offers for each line, by the line. `script` is the completion; files are looked for in `folder`. */
export type Offers = (script: string, lines: readonly string[], folder: string) => ReadonlyMap<string, readonly string[]>;

const BASH = `source "$1"
compopt() { OPTIONS="$*"; }
while IFS= read -r line; do
  read -ra COMP_WORDS <<< "\${line//=/ = }"
  case $line in *' ') COMP_WORDS+=("") ;; esac
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  OPTIONS=
  _crossprem
  # What readline does with the options that the function leaves.
  case "\${#COMPREPLY[@]} $OPTIONS" in
    0\\ *dirnames*) COMPREPLY=($(compgen -d -- "\${COMP_WORDS[COMP_CWORD]}")) ;;
    0\\ *+o\\ default*) ;;
    0\\ *) COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")) ;;
  esac
  printf '%s\\t' "$line" "\${COMPREPLY[@]}"
  printf '\\n'
done
`;

// A shell in a pty of its own. What would be listed is written down by a function in place of compadd.
const ZSH = `zmodload zsh/zpty
setup=$(mktemp) hits=$(mktemp)
cat > $setup <<'SETUP'
PS1= RPS1= PS2=
unset zle_bracketed_paste
setopt no_beep no_list_beep
autoload -Uz compinit
compinit -u -D
source $SCRIPT
compadd() {
  local -a found
  case " $* " in
    *' -O '*|*' -A '*|*' -D '*)
      builtin compadd "$@"
      return
      ;;
  esac
  builtin compadd -O found "$@"
  (( $#found )) && print -rl -- $found >> $HITS
  builtin compadd "$@"
}
SETUP
export SCRIPT=$1 HITS=$hits
zpty -b shell 'zsh -f -i 2>/dev/null'
await() {
  local tries=0
  until [[ -s $1 ]] || (( tries++ > 400 )); do
    zpty -r -t shell > /dev/null
    sleep 0.02
  done
}
zpty -w shell "source $setup; print ok > $hits.ready"
await $hits.ready
while IFS= read -r line; do
  : > $hits
  rm -f $hits.done
  zpty -w -n shell "$line"$'\\t'
  zpty -w shell $'\\x15'"print ok > $hits.done"
  await $hits.done
  found=(\${(uf)"$(<$hits)"})
  print -r -- "$line"$'\\t'"\${(pj:\\t:)found}"
done
zpty -d shell
rm -f $setup $hits $hits.*
`;

const FISH = `source $argv[1]
while read -l line
  printf '%s\\t' $line
  complete -C $line | cut -f1 | string join \\t
  or echo
end
`;

export const offersOfBash: Offers = (script, lines, folder) => run('bash', ['--norc'], BASH, script, lines, folder);
export const offersOfZsh: Offers = (script, lines, folder) => run('zsh', ['-f'], ZSH, script, lines, folder);
export const offersOfFish: Offers = (script, lines, folder) => run('fish', ['--no-config'], FISH, script, lines, folder);

function run(shell: string, options: readonly string[], harness: string, script: string, lines: readonly string[], folder: string) {
  const own = mkdtempSync(join(tmpdir(), 'crossprem-test-'));
  writeFileSync(join(own, 'harness'), harness);
  writeFileSync(join(own, 'completion'), script);
  const result = spawnSync(shell, [...options, join(own, 'harness'), join(own, 'completion')], {
    cwd: folder,
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: own, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
    timeout: 50_000,
  });
  if (result.error !== undefined) throw result.error;
  if (result.stderr !== '') throw new Error(`${shell} complains: ${result.stderr}`);
  return new Map(
    result.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [asked = '', ...offers] = line.split('\t');
        return [asked, offers.filter((offer) => offer !== '').sort()] as const;
      }),
  );
}

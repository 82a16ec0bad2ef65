import { nearestWord } from '../../evidence/nearest.js';
import { completionScript, SHELLS } from '../completion/shells.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { COMMANDS } from '../spec.js';
import { tell } from '../tell.js';

/** `crossprem completion bash|zsh|fish|powershell`: prints the script. */
export function runCompletion(args: ParsedArgs, context: CliContext): number {
  const [given = ''] = args.positionals;
  // pwsh is what the program of PowerShell 7 is called.
  const shell = SHELLS.find((name) => name === (given === 'pwsh' ? 'powershell' : given));
  if (shell === undefined) {
    const near = nearestWord(given, SHELLS);
    tell(context, {
      what: given === '' ? 'No shell was named.' : `There is no completion for ${given}.`,
      where: 'completion',
      next: `${near === undefined ? '' : `The nearest is ${near}. `}Choices: ${SHELLS.join(', ')}.`,
    });
    return EXIT.failed;
  }
  context.out(completionScript(shell, COMMANDS));
  return EXIT.nothing;
}

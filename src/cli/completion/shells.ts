import type { CommandSpec } from '../spec.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { completionModel } from './model.js';
import { powershellCompletion } from './powershell.js';
import { zshCompletion } from './zsh.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion };

/** The script that completes `crossprem` in this shell, made from the specification of the command line. Its first lines say how to install it. */
export function completionScript(shell: Shell, commands: readonly CommandSpec[]): string {
  return WRITERS[shell](completionModel(commands));
}

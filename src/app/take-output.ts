import type { OutputHints, OutputReading } from '../ports/output.js';

/** In: what was pasted. Out: what it says as output of commands. */
export async function readOutput(text: string, hints: OutputHints): Promise<OutputReading> {
  return { kind: 'nothing', why: `${text.length} characters, ${hints.number}` };
}

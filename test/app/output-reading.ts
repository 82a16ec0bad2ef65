import { readOutput } from '../../src/app/take-output.js';
import type { Question } from '../../src/findings/questions.js';
import type { OutputReading, StatedValue } from '../../src/ports/output.js';
import { repositoryRules } from '../setup/rules.js';
import { createTestSession } from '../tui/session.js';

/** A question as a diagnosis asks it; nobody is known whom it would be about. */
export function questionOf(name: string): Question {
  const asked = repositoryRules().asked.find((one) => one.name === name);
  const [finding] = createTestSession().diagnose(
    "Cannot find a recipient that has mailbox GUID '2dcb23c9-4179-4fec-b556-659ce21780e6'.",
    {},
  ).findings;
  if (asked === undefined || finding === undefined) throw new Error(name);
  return { fact: name, facts: [name], text: asked.question, why: '', asked, finding, parameters: {} };
}

export async function read(text: string, name?: string): Promise<OutputReading> {
  return readOutput(text, { number: 1, ...(name === undefined ? {} : { question: questionOf(name) }) });
}

export async function stated(text: string, name: string): Promise<Readonly<Record<string, StatedValue>>> {
  const reading = await read(text, name);
  return reading.kind === 'outputs' ? Object.fromEntries(reading.stated) : {};
}

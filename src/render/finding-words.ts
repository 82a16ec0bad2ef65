import type { Finding } from '../findings/finding.js';

/**
 * How sure a finding is, in the words of all views. It is not how sure its cause is: the text can say clearly that a mailbox was not found,
 * and leave open why. So the finding is "seen", and only a cause is "confirmed".
 */
export function findingWords({ status, evidence }: Pick<Finding, 'status' | 'evidence'>): string {
  if (status === 'possible') return 'possible';
  return evidence.some(({ source }) => source === 'input') ? 'seen in the text' : 'seen in the data';
}

/** Of a cause that is not decided: "not decided yet: 3 possible". */
export function undecidedWords(possible: number): string {
  return `not decided yet: ${possible} possible`;
}

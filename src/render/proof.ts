import type { AppliedChange, PlanProof, Proof } from '../fixes/proof.js';
import type { JsonReport } from './json.js';
import { type Paint, wrap } from './lines.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { printable } from './printable.js';

/** What a proof is called. */
export const PROOF_WORDS: Readonly<Record<Proof['kind'], string>> = {
  proven: 'proven',
  'not-proven': 'not proven',
  'cannot-be-simulated': 'cannot be simulated',
};

/** Lines about the proofs of a plan, for a terminal; none without proofs. */
export function proofLines(
  proofs: readonly PlanProof[],
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  return proofs.flatMap(({ subject, proof }) => {
    const mark = paint(MARKS[proof.kind], PROOF_WORDS[proof.kind]);
    const who = subject === '' ? '' : ` for ${printable(subject)}`;
    return [
      `Proof ${mark}${who}`,
      ...wrap(`      ${printable(proof.why)}`, width, 6).map((line) => paint('dim', line)),
      ...cycleLines(proof, width).map((line) => paint('dim', line)),
    ];
  });
}

const MARKS = { proven: 'confirmed', 'not-proven': 'risk', 'cannot-be-simulated': 'possible' } as const;

function cycleLines(proof: Proof, width: number): readonly string[] {
  if (proof.kind === 'cannot-be-simulated') return [];
  return proof.trace.flatMap(({ sync }) =>
    sync === undefined ? [] : wrap(`      The synchronization cycle: ${printable(sync.outcome)}. ${printable(sync.why)}`, width, 6),
  );
}

export function proofMarkdown(proofs: readonly PlanProof[]): readonly string[] {
  if (proofs.length === 0) return [];
  return [
    '## Proof',
    '',
    ...proofs.map(
      ({ subject, proof }) =>
        `- **${PROOF_WORDS[proof.kind]}**${subject === '' ? '' : ` for ${code(subject)}`}: ${escapeMarkdown(proof.why)}`,
    ),
    '',
  ];
}

export function proofJson({ subject, steps, proof }: PlanProof): JsonReport {
  return {
    subject,
    steps,
    result: proof.kind,
    why: proof.why,
    ...(proof.kind === 'proven' ? { gone: proof.gone } : {}),
    ...(proof.kind === 'not-proven'
      ? { still: proof.still.map(({ ruleId }) => ruleId), appeared: proof.appeared.map(({ ruleId }) => ruleId) }
      : {}),
    ...(proof.kind === 'cannot-be-simulated'
      ? { blind: proof.steps }
      : {
          trace: proof.trace.map(({ step, changes, sync }) => ({
            step,
            changes: changes.map(changeJson),
            ...(sync === undefined
              ? {}
              : { sync: { outcome: sync.outcome, with: sync.with ?? null, why: sync.why, missing: [...sync.missing] } }),
          })),
        }),
  };
}

function changeJson({ side, attribute, from, to, of }: AppliedChange): JsonReport {
  return { side, ...(of === undefined ? {} : { of }), attribute, ...(from === undefined ? {} : { from }), to };
}

import type { CmdletCommand } from '../engine/rule.js';
import type { Question } from '../findings/questions.js';
import type { CommandOutput } from '../parse/output/console.js';
import type { OutputPiece } from '../parse/output/pieces.js';
import { groupBlocks, type RecordGroup } from '../parse/output/records.js';

type Values = Extract<OutputPiece, { readonly kind: 'values' }>;

/**
 * Bare values as one object with one property: those of `Select-Object -ExpandProperty`, of `(Get-Mailbox kim).ExchangeGuid`, or a True that answers a
 * question whose command prints one property alone. Anything else that is no output: no group.
 */
export function groupOfValues(piece: Values, output: CommandOutput, question: Question | undefined): readonly RecordGroup[] {
  const property = output.command?.expanded ?? propertyOf(piece, question);
  if (property === undefined || piece.values.length > 1000) return [];
  const isList = piece.values.length > 1;
  if (/addresses$/i.test(property) && !piece.values.every((value) => /^[A-Za-z][A-Za-z0-9]{1,15}:\S/.test(value))) return [];
  if (isList && !/addresses$/i.test(property)) return [];
  const value = isList ? `{${piece.values.join(', ')}}` : (piece.values[0] ?? '');
  return groupBlocks([{ entries: [{ name: property, value, isBroken: false }], line: piece.line, hasStrange: false }], 'list');
}

function propertyOf({ values }: Values, question: Question | undefined): string | undefined {
  if (question === undefined || values.length === 0) return undefined;
  const commands = question.asked.how.filter((one): one is CmdletCommand => 'run' in one);
  const isFlag = values.length === 1 && /^(?:true|false)$/i.test(values[0] ?? '');
  for (const { then } of commands) {
    for (const { with: shaping, properties } of then ?? []) {
      const expanded = shaping?.ExpandProperty;
      if (typeof expanded === 'string' && /addresses$/i.test(expanded)) return expanded;
      if (isFlag && properties?.length === 1) return properties[0];
    }
  }
  return undefined;
}

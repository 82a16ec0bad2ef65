/** What a piece of text means; the edge decides how it looks. */
export type Role = 'severity' | 'id' | 'strong' | 'quote' | 'confirmed' | 'possible' | 'ruled-out' | 'command' | 'dim' | 'risk';
export type Paint = (role: Role, text: string) => string;

export const plainPaint: Paint = (_, text) => text;

/** Wraps prose at blanks; lines after the first are indented. A word longer than the width stays whole. */
export function wrap(text: string, width: number, indent: number): readonly string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.slice(lead.length).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line = isEmpty ? line + word : `${line} ${word}`;
    isEmpty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** What `--format json` prints: contract/report.schema.json, with optional properties of our own. */
export type JsonReport = Readonly<Record<string, unknown>>;

// DEL, C1 controls and the marks that hide or reorder text: JSON may hold them as they are, a terminal obeys them. (Those below a blank JSON escapes itself.)
const OBEYED = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** A value as JSON text that no terminal obeys: nothing is lost, what is not shown is written as \\uXXXX. `indent` as JSON.stringify has it. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

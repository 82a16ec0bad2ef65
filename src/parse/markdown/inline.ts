import type { Token } from 'markdown-it';

/** A piece of a line of markdown. */
export interface Inline {
  readonly kind: 'text' | 'strong' | 'emphasis' | 'code' | 'link';
  readonly text: string;
  /** Where a link leads: an address, a file, or `#heading`. */
  readonly to?: string;
}

/** The text of a line without its marks. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map(({ text }) => text).join('');
}

const OUTER: Readonly<Partial<Record<string, Inline['kind']>>> = { strong_open: 'strong', em_open: 'emphasis', link_open: 'link' };

/** In: the tokens of a line. Out: its pieces; what stands inside of emphasis or a link is one with it. */
export function piecesOf(tokens: readonly Token[]): readonly Inline[] {
  const pieces: { kind: Inline['kind']; text: string; to?: string }[] = [];
  let open: { readonly kind: Inline['kind']; readonly depth: number; readonly to: string | undefined; text: string } | undefined;
  let depth = 0;
  for (const token of tokens) {
    const kind = OUTER[token.type];
    depth += token.nesting;
    if (open !== undefined && depth < open.depth) {
      const { text, to } = open;
      if (text !== '') pieces.push({ kind: open.kind, text, ...(to === undefined ? {} : { to }) });
      open = undefined;
    } else if (open === undefined && kind !== undefined) {
      open = { kind, depth, to: kind === 'link' ? String(token.attrGet('href') ?? '') : undefined, text: '' };
    } else {
      const text = textOf(token);
      const last = pieces.at(-1);
      if (open !== undefined) open.text += text;
      else if (token.type === 'code_inline') pieces.push({ kind: 'code', text });
      else if (token.type === 'image') pieces.push({ kind: 'emphasis', text });
      else if (last?.kind === 'text') last.text += text;
      else if (text !== '') pieces.push({ kind: 'text', text });
    }
  }
  return pieces;
}

function textOf({ type, content }: Token): string {
  if (type === 'softbreak' || type === 'hardbreak') return ' ';
  return type === 'image' ? `(Picture: ${content})` : type === 's_open' || type === 's_close' ? '' : content;
}

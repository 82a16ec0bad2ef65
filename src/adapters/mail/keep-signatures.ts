const FIELD = 'dkim-signature:';

/**
 * A header section with at most so many DKIM-Signature fields, the first ones: each costs a DNS question and a pass over all fields, and a
 * sender can write thousands. Everything else stays as it is. Linear in time.
 */
export function keepSignatures(head: string, most: number): { readonly head: string; readonly total: number; readonly leftOut: number } {
  const pieces: string[] = [];
  let total = 0;
  let isLeftOut = false;
  for (let at = 0; at < head.length; ) {
    const feed = head.indexOf('\n', at);
    const next = feed < 0 ? head.length : feed + 1;
    const isContinuation = head[at] === ' ' || head[at] === '\t';
    if (!isContinuation) {
      const isSignature = head
        .slice(at, at + FIELD.length + 8)
        .replace(/[ \t]+(?=:)/, '')
        .toLowerCase()
        .startsWith(FIELD);
      if (isSignature) total++;
      isLeftOut = isSignature && total > most;
    }
    if (!isLeftOut) pieces.push(head.slice(at, next));
    at = next;
  }
  return { head: pieces.join(''), total, leftOut: Math.max(0, total - most) };
}

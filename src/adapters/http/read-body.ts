/** A body that is longer than allowed. */
export interface TooLong {
  readonly kind: 'too-long';
}

/**
 * The body of an answer as text.
 *
 * Out: undefined where it breaks off; `too-long` as soon as it is longer than `longest` bytes, after decompression.
 * An aborted signal throws its reason.
 */
export async function readBody(response: Response, longest: number, signal: AbortSignal): Promise<string | TooLong | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder('utf-8');
  const reader = response.body.getReader();
  const pieces: string[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > longest) {
        await reader.cancel().catch(() => undefined);
        return { kind: 'too-long' };
      }
      pieces.push(decoder.decode(value, { stream: true }));
    }
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
  pieces.push(decoder.decode());
  return pieces.join('');
}

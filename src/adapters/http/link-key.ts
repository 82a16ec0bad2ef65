import { createHash } from 'node:crypto';

/** A short text for a link, by which it is known again: links may be long, and there may be very many. */
export function linkKey(link: string): string {
  return createHash('sha256').update(link).digest('base64');
}

import type { Message } from '../message/message.js';
import type { Check, Verification } from '../message/verification.js';
import { type Paint, wrap } from './lines.js';
import { visible } from './printable.js';

/** In: what the checks come to today, and what the receiver noted. Out: lines that say both, and where they differ. */
export function verificationLines(
  { spf, dkim, dmarc, arc }: Verification,
  message: Message,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const then = message.authentication;
  const rows: readonly (readonly [string, Check, string | undefined])[] = [
    ['SPF', spf, then.spf?.result],
    ...dkim.map((check, index): readonly [string, Check, string | undefined] => [
      'DKIM',
      check,
      index === 0 ? then.dkim?.result : undefined,
    ]),
    ['DMARC', dmarc, then.dmarc?.result],
    ['ARC', arc, then.arc?.result],
  ];
  return [
    paint('strong', 'Verified now, by DNS of today'),
    ...rows.flatMap(([name, { result, domain, why }, before]) => {
      const changed = before !== undefined && before !== result && result !== 'unchecked' ? ` The receiver noted ${visible(before)}.` : '';
      return wrap(
        `  ${name.padEnd(9)} ${result === 'unchecked' ? 'not checked' : result}${domain === undefined ? '' : `, ${visible(domain)}`}. ${visible(why)}${changed}`,
        width,
        12,
      );
    }),
  ];
}

import type { PeerCertificate } from 'node:tls';
import type { ServerAddress } from './address.js';
import type { Line } from './examine-directory.js';
import { shownText } from './server-problems.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** What a certificate that was accepted says. `now`: milliseconds since 1970. */
export function lookAtCertificate(certificate: PeerCertificate, { host }: ServerAddress, isUnverified: boolean, now: number): Line {
  const subject = nameIn(certificate.subject);
  const issuer = nameIn(certificate.issuer);
  const ends = Date.parse(certificate.valid_to ?? '');
  const days = Number.isNaN(ends) ? undefined : Math.floor((ends - now) / DAY_MS);
  const left =
    days === undefined
      ? 'ends at a time that cannot be read'
      : days < 0
        ? `ended ${counted(-days)} ago`
        : `is valid for ${counted(days)} more`;
  const says = `The certificate of ${subject}, from ${issuer}, ${left}`;
  if (isUnverified)
    return {
      verdict: 'warning',
      says: `${says}; it was not verified, because ${host} was named so.`,
      next: 'Name the file with the certificate of the authority instead.',
    };
  if (days === undefined || days >= SOON_DAYS) return { verdict: 'ok', says: `${says}.` };
  return { verdict: 'warning', says: `${says}.`, next: 'Renew it before it ends; then nobody can connect with LDAPS.' };
}

const counted = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

function nameIn(name: unknown): string {
  if (typeof name !== 'object' || name === null) return 'nobody';
  for (const field of ['CN', 'O']) {
    const value: unknown = Reflect.get(name, field);
    const text = Array.isArray(value) ? value[0] : value;
    if (typeof text === 'string' && text !== '') return shownText(text);
  }
  return 'an unnamed subject';
}

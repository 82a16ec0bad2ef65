import type { Message } from './message.js';

/** What the fields that can be believed come to. */
export interface MessageVerdict {
  readonly kind: 'internal' | 'proven' | 'failed' | 'undecided';
  /** One sentence. */
  readonly sender: string;
  /** What the filter made of it, one sentence; undefined where no report can be believed. */
  readonly filter: string | undefined;
}

/** In: a message. Out: its verdict in words. What a sender can write has no part in it. */
export function verdictOf(message: Message): MessageVerdict {
  return { ...senderVerdict(message), filter: filterVerdict(message) };
}

function senderVerdict(message: Message): Omit<MessageVerdict, 'filter'> {
  const { authentication, exchange, forgeries } = message;
  const { spf, dkim, dmarc, compauth } = authentication;
  const isForged = forgeries.some(({ kind }) => kind === 'organization-headers');
  const word = (exchange.authAs ?? exchange.crossTenantAuthAs)?.toLowerCase();
  if (word === 'internal' && !isForged && (message.receiver === 'exchange-online' || message.receiver === 'onprem-exchange')) {
    return { kind: 'internal', sender: 'The receiving organization took it as internal mail; SPF, DKIM and DMARC do not judge that.' };
  }
  if (compauth?.result === 'fail' || dmarc?.result === 'fail') {
    const what = compauth?.result === 'fail' ? `composite authentication failed${reasonOf(compauth)}` : 'DMARC failed';
    return { kind: 'failed', sender: `The receiver could not prove the author: ${what}.` };
  }
  if (dmarc?.result === 'pass' || compauth?.result === 'pass') {
    return {
      kind: 'proven',
      sender: `The receiver found the author proven: ${dmarc?.result === 'pass' ? 'DMARC passed' : 'composite authentication passed'}${reasonOf(compauth)}.`,
    };
  }
  if (spf === undefined && dkim === undefined)
    return { kind: 'undecided', sender: 'No authentication result in these headers can be believed.' };
  const parts = [
    spf === undefined ? undefined : `SPF ${resultWord(spf.result)}`,
    dkim === undefined ? undefined : `DKIM ${resultWord(dkim.result)}`,
  ].filter((part) => part !== undefined);
  if (authentication.isSpfAligned === true || authentication.isDkimAligned === true)
    return { kind: 'proven', sender: `The receiver found the author's domain proven: ${parts.join(', ')}, aligned with From.` };
  return { kind: 'undecided', sender: `The receiver neither proved nor refuted the author: ${parts.join(', ')}.` };
}

/** A sentence holds no text of a stranger: without a path a result can be anything. */
function resultWord(result: string): string {
  return /^[a-z]{1,20}$/.test(result) ? result : 'unreadable';
}

function reasonOf(compauth: Message['authentication']['compauth']): string {
  const { reason, meaning } = compauth ?? {};
  if (reason === undefined || !/^\d{1,4}$/.test(reason)) return '';
  return ` (reason ${reason}${meaning === undefined ? '' : `: ${meaning.replace(/\.$/, '')}`})`;
}

const CATEGORIES: Readonly<Record<string, string>> = {
  SPOOF: 'spoofing',
  PHSH: 'phishing',
  HPHSH: 'high confidence phishing',
  HPHISH: 'high confidence phishing',
  SPM: 'spam',
  HSPM: 'high confidence spam',
  BULK: 'bulk mail',
  MALW: 'malware',
  AMP: 'malware',
  SAP: 'an unsafe attachment',
  FTBP: 'a blocked attachment type',
  UIMP: 'impersonation of a user',
  GIMP: 'impersonation of a contact',
  DIMP: 'impersonation of a domain',
  BIMP: 'impersonation of a brand',
  INTOS: 'phishing from inside',
  OSPM: 'outbound spam',
};

function filterVerdict({ antispam: { forefront, scl } }: Message): string | undefined {
  const category = forefront?.values.get('CAT')?.toUpperCase();
  const verdict = forefront?.values.get('SFV')?.toUpperCase();
  const level = scl === undefined ? '' : ` (SCL ${scl})`;
  const name = category === undefined ? undefined : CATEGORIES[category];
  if (name !== undefined) return `The filter flagged it as ${name}${level}.`;
  if (verdict === 'SPM' || verdict === 'SKS' || verdict === 'SKB' || (scl !== undefined && scl >= 5))
    return `The filter marked it as spam${level}.`;
  if (verdict === 'BLK') return 'The recipient blocks this sender.';
  if (verdict !== undefined && ['SFE', 'SKA', 'SKN', 'SKI', 'SKQ'].includes(verdict)) return `The filter was skipped (${verdict})${level}.`;
  if (scl === -1) return 'The filter was skipped (SCL -1).';
  if (verdict === 'NSPM' || (scl !== undefined && scl <= 1)) return `The filter did not take it for spam${level}.`;
  return undefined;
}

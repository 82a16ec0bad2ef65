import type { HeaderField } from '../parse/header/field.js';
import { parseReportValues } from '../parse/header/key-values.js';
import type { Boundary } from './boundary.js';
import { wholeNumber } from './codes/code.js';
import type { Antispam, Forgeable, Report } from './message.js';

type FieldsOf = (key: string) => readonly HeaderField[];

/**
 * What stamps of Exchange Online are worth: their place proves nothing, so all depends on who received. `no`: Exchange Online replaces
 * copies that come in. `unknown`: no path, or on-premises Exchange got the mail from some tenant. `yes`: left over from an earlier hop.
 */
export function stampsForgeable({ receiver, relayIngress }: Boundary): Forgeable {
  if (receiver === 'exchange-online') {
    return 'no';
  }
  return receiver === 'unknown' || relayIngress !== undefined ? 'unknown' : 'yes';
}

function reportOf(field: HeaderField | undefined, keyCase: 'upper' | 'lower' = 'upper'): Report | undefined {
  return field === undefined ? undefined : { field, values: parseReportValues(field.value, keyCase) };
}

/** In: fields by lower-case name. Out: the filter's verdict of this delivery. */
export function readAntispam(fieldsOf: FieldsOf, boundary: Boundary): Antispam {
  const isLeftOver = stampsForgeable(boundary) === 'yes';
  const stamp = (key: string): HeaderField | undefined => (isLeftOver ? undefined : fieldsOf(key)[0]);
  const forefront = reportOf(stamp('x-forefront-antispam-report'));
  const microsoft = reportOf(stamp('x-microsoft-antispam'));
  const isExchange = boundary.receiver !== 'gmail' && boundary.receiver !== 'other';
  const organizationScl = isExchange ? fieldsOf('x-ms-exchange-organization-scl')[0]?.value : undefined;
  const isCloudMailbox = boundary.receiver === 'exchange-online' || boundary.receiver === 'unknown';
  return {
    forefront,
    forefrontUntrusted: reportOf(fieldsOf('x-forefront-antispam-report-untrusted')[0]),
    microsoft,
    mailboxDelivery: isCloudMailbox ? reportOf(stamp('x-microsoft-antispam-mailbox-delivery'), 'lower') : undefined,
    customSpam: isLeftOver ? [] : fieldsOf('x-customspam').map((field) => field.value),
    scl: wholeNumber(organizationScl, -1, 9) ?? wholeNumber(forefront?.values.get('SCL'), -1, 9),
    bcl: wholeNumber(microsoft?.values.get('BCL'), 0, 9),
  };
}

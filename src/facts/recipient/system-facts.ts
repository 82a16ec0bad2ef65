import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, known, unknown } from '../maker.js';
import { isFilteredFromSync, recipientTypeName, recipientTypeValue } from '../recipient-types.js';
import { type RecipientRecord, readColumn } from '../recipients.js';
import { attribute, fromColumn, holdsColumn, notRead, ofObject } from './define.js';

const NAMED = ['cn', 'name', 'samaccountname', 'mailnickname', 'alias'];
const SYSTEM_COLUMNS = [
  'distinguishedname',
  'iscriticalsystemobject',
  'objectsid',
  'recipienttypedetails',
  'msexchrecipienttypedetails',
  ...NAMED,
];

/** Beginnings of names that no person has. `Guest` and `Admini` are not among them, for people are called so. */
const SYSTEM_NAMES =
  /^(?:systemmailbox\{|discoverysearchmailbox|federatedemail\.|healthmailbox|migration\.8f3e7716|cas_\{|httpconnector|msol_|aad_|krbtgt|iusr_|iwam_|support_388945a0|exchange online-applicationaccount|wwioadmini)/i;
/** Well-known accounts, whatever their language calls them: administrator, guest, krbtgt, the default account. */
const SYSTEM_RIDS = ['-500', '-501', '-502', '-503'];
const SYSTEM_TYPES = new Set([
  'SystemAttendantMailbox',
  'SystemMailbox',
  'MicrosoftExchange',
  'ArbitrationMailbox',
  'MailboxPlan',
  'DiscoveryMailbox',
  'MonitoringMailbox',
  'AuditLogMailbox',
  'AuxAuditLogMailbox',
  'SupervisoryReviewPolicyMailbox',
]);

/** What IdFix passes over, as its documentation lists it. IdFix writes `iwam*`, and passes over people called Iwamoto with it. */
const IDFIX_NAMES =
  /^(?:admini|cas_\{|discoverysearchmailbox|federatedemail|guest|httpconnector|krbtgt|iusr_|iwam_|msol|support_|systemmailbox|healthmailbox|wwioadmini|exchange online-applicationaccount)/i;

const lowerOf = (record: RecipientRecord, column: string): string => {
  const { value } = readColumn(record, [column]);
  return typeof value === 'string' ? value.toLowerCase() : '';
};

/** The first column whose text begins as the pattern says, or ends with `$` as the names of computers and trusts do. */
function namedLike(record: RecipientRecord, names: RegExp): string | undefined {
  return NAMED.find((column) => {
    const { value } = readColumn(record, [column]);
    return typeof value === 'string' && (names.test(value) || value.endsWith('$'));
  });
}

// How a conflict object is named: its old name, a line feed or its escape, and CNF with a GUID.
const isConflict = (dn: string): boolean => /(?:\\0acnf:|\ncnf:)/i.test(dn);

/** True where something that was read shows a system object; false where nothing does, for a person's export rarely holds all of these columns. */
function isSystemObject(record: RecipientRecord): Fact {
  if (lowerOf(record, 'iscriticalsystemobject') === 'true') return fromColumn(true, record, ['iscriticalsystemobject']);
  const name = namedLike(record, SYSTEM_NAMES);
  if (name !== undefined) return fromColumn(true, record, [name]);
  const type = readColumn(record, ['recipienttypedetails', 'msexchrecipienttypedetails']);
  if (typeof type.value === 'string' && SYSTEM_TYPES.has(recipientTypeName(type.value))) return known(true, type.evidence);
  if (isConflict(lowerOf(record, 'distinguishedname'))) return fromColumn(true, record, ['distinguishedname']);
  const sid = lowerOf(record, 'objectsid');
  if (sid !== '' && SYSTEM_RIDS.some((rid) => sid.endsWith(rid))) return fromColumn(true, record, ['objectsid']);
  return known(false);
}

/** Unknown only where no name was read. */
function isPassedOver(record: RecipientRecord): Fact {
  const name = namedLike(record, IDFIX_NAMES);
  if (name !== undefined) return fromColumn(true, record, [name]);
  return NAMED.some((column) => readColumn(record, [column]).value !== undefined) ? known(false) : notRead('cn');
}

function hasSystemName(record: RecipientRecord): Fact {
  const sam = namedStart(record, ['aad_', 'msol_', 'cas_'], ['samaccountname']);
  const alias = namedStart(record, ['systemmailbox{', 'cas_'], ['mailnickname', 'alias']);
  const found = sam ?? alias;
  if (found !== undefined) return fromColumn(true, record, [found]);
  if (readColumn(record, ['samaccountname']).value === undefined) return notRead('samaccountname');
  return known(false);
}

function namedStart(record: RecipientRecord, prefixes: readonly string[], columns: readonly string[]): string | undefined {
  return columns.find((column) => prefixes.some((prefix) => lowerOf(record, column).startsWith(prefix)));
}

function isFilteredType(record: RecipientRecord): Fact {
  const columns = ['msexchrecipienttypedetails', 'recipienttypedetails'];
  const { value } = readColumn(record, columns);
  if (value === undefined) return notRead('msexchrecipienttypedetails');
  if (typeof value !== 'string') return fromColumn(false, record, columns);
  const digits = /^\d{1,15}$/.test(value) ? value : recipientTypeValue(value);
  if (digits === undefined) return unknown(`"${value.slice(0, 60)}" is no known recipient type`);
  return fromColumn(isFilteredFromSync(digits), record, columns);
}

/** Facts about objects that are no recipients of people, and that synchronization leaves out. */
export const systemFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.isSystemObject': ofObject(
    'onprem',
    'boolean',
    'something that was read shows a system object: a system mailbox, a built-in account, a computer, a conflict object',
    SYSTEM_COLUMNS,
    isSystemObject,
  ),
  'onPrem.isPassedOverByIdFix': ofObject('onprem', 'boolean', 'the name is one that IdFix passes over', NAMED, isPassedOver),
  'onPrem.isCriticalSystemObject': attribute('onprem', 'boolean', 'isCriticalSystemObject', 'iscriticalsystemobject'),
  'onPrem.isConflictObject': ofObject('onprem', 'boolean', 'the DN is that of a conflict object (CNF)', ['distinguishedname'], (record) => {
    const { value } = readColumn(record, ['distinguishedname']);
    return typeof value === 'string' ? fromColumn(isConflict(value), record, ['distinguishedname']) : notRead('distinguishedname');
  }),
  'onPrem.lacksSamAccountName': ofObject(
    'onprem',
    'boolean',
    'the user has no sAMAccountName, in an export that holds the attribute',
    ['samaccountname'],
    (record) => {
      const { value } = readColumn(record, ['samaccountname']);
      if (value === undefined) return notRead('samaccountname');
      if (value !== null) return fromColumn(false, record, ['samaccountname']);
      return holdsColumn(record, 'samaccountname') ? fromColumn(true, record, ['samaccountname']) : known(false);
    },
  ),
  'onPrem.hasSystemName': ofObject(
    'onprem',
    'boolean',
    'sAMAccountName or alias begins as those of system objects do (AAD_, MSOL_, CAS_, SystemMailbox{)',
    ['samaccountname', 'mailnickname', 'alias'],
    hasSystemName,
  ),
  'onPrem.isFilteredType': ofObject(
    'onprem',
    'boolean',
    'the default rules of Entra Connect leave the recipient type out',
    ['msexchrecipienttypedetails', 'recipienttypedetails'],
    isFilteredType,
  ),
};

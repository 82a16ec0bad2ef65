/** Users that are made from their number, so that a million need no memory. Only these properties have values. */
export const GENERATED_DOMAIN = 'contoso.com';

const SID = 'S-1-5-21-1004336348-1177238915-682003330';
const FIRST = ['Anna', 'Björn', 'Chloé', 'Dmitri', 'Esra', 'Farid', 'Grace', 'Hiroshi', 'Ines', 'Jürgen'];
const LAST = ["O'Neill", 'Østergård', 'Nakamura', 'Müller', 'da Silva', 'Kowalski', 'García', 'Smith', 'Papadopoulos', 'Lindqvist', 'Weiß'];
const DEPARTMENTS = ['Sales', 'Finance', 'Engineering', 'People', 'Legal', 'Operations', 'Support'];

const plan = (service: string, servicePlanId: string, capabilityStatus: string) => ({
  assignedDateTime: '2025-02-03T08:15:00Z',
  capabilityStatus,
  service,
  servicePlanId,
});
const LICENSED = JSON.stringify([
  plan('exchange', 'efb87545-963c-4e0d-99df-69c6916d9eb0', 'Enabled'),
  plan('SharePoint', '5dbe027f-2339-4123-9542-606e4d348a72', 'Enabled'),
  plan('MicrosoftOffice', '43de0ff5-c92c-492b-9116-175376d08c38', 'Enabled'),
  plan('AADPremiumService', '41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'Enabled'),
]);
const LICENSES = JSON.stringify([{ disabledPlans: [], skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900' }]);

/** What a generated user is, by the last digit of its number; the pattern of all values repeats every 1000 users. */
function kindOf(n: number): 'synced' | 'cloud' | 'unlicensed' | 'guest' {
  const digit = n % 10;
  if (digit < 7) return 'synced';
  if (digit === 7) return 'cloud';
  return digit === 8 ? 'unlicensed' : 'guest';
}

/** After so many users in a row, every kind of value was there. */
export const PATTERN_LENGTH = 1000;

const hex = (n: number) => n.toString(16).padStart(12, '0');
const name = (n: number) => `user${String(n).padStart(7, '0')}`;

export function generatedId(n: number): string {
  return `10000000-0000-4000-8000-${hex(n)}`;
}

/** objectGUID of the account on-premises. */
export function generatedObjectGuid(n: number): string {
  return `20000000-0000-4000-8000-${hex(n)}`;
}

/** The source anchor of a GUID: its bytes as Windows stores them, in base64. */
export function anchorOf(guid: string): string {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes.toString('base64');
}

const isSynced = (n: number) => kindOf(n) === 'synced' || kindOf(n) === 'unlicensed';
const upn = (n: number) =>
  kindOf(n) === 'guest' ? `${name(n)}_fabrikam.com#EXT#@contoso.onmicrosoft.com` : `${name(n)}@${GENERATED_DOMAIN}`;
const quoted = (text: string) => `"${text}"`;
const onlySynced = (make: (n: number) => string) => (n: number) => (isSynced(n) ? make(n) : 'null');
const first = (n: number) => FIRST[n % FIRST.length] ?? '';
const last = (n: number) => LAST[Math.trunc(n / 10) % LAST.length] ?? '';

function proxies(n: number): string {
  if (kindOf(n) === 'guest') return `["SMTP:${name(n)}@fabrikam.com"]`;
  const list = [`"SMTP:${name(n)}@${GENERATED_DOMAIN}"`, `"smtp:${name(n)}@contoso.mail.onmicrosoft.com"`];
  if (n % 3 === 0) list.push(`"smtp:${name(n)}.old@${GENERATED_DOMAIN}"`);
  if (n % 5 === 0) list.push(`"x500:/o=Contoso/ou=Exchange Administrative Group/cn=Recipients/cn=${name(n)}"`);
  if (n % 7 === 0) list.push(`"SIP:${name(n)}@${GENERATED_DOMAIN}"`);
  return `[${list.join(',')}]`;
}

function provisioningErrors(n: number): string {
  if (!isSynced(n) || n % 500 !== 4) return '[]';
  const value = `smtp:${name(n)}.old@${GENERATED_DOMAIN}`;
  return `[{"category":"PropertyConflict","occurredDateTime":"2026-10-02T06:00:00Z","propertyCausingError":"ProxyAddresses","value":"${value}"}]`;
}

/** JSON text of each property of user number `n`. */
export const GENERATED: Readonly<Record<string, (n: number) => string>> = {
  id: (n) => quoted(generatedId(n)),
  userPrincipalName: (n) => quoted(upn(n)),
  mail: (n) => (kindOf(n) === 'guest' ? `"${name(n)}@fabrikam.com"` : kindOf(n) === 'unlicensed' && n % 20 === 8 ? 'null' : quoted(upn(n))),
  displayName: (n) => JSON.stringify(`${first(n)} ${last(n)}`),
  givenName: (n) => JSON.stringify(first(n)),
  surname: (n) => JSON.stringify(last(n)),
  mailNickname: (n) => quoted(name(n)),
  accountEnabled: (n) => (n % 50 === 3 ? 'false' : 'true'),
  userType: (n) => (kindOf(n) === 'guest' ? '"Guest"' : '"Member"'),
  department: (n) => quoted(DEPARTMENTS[n % DEPARTMENTS.length] ?? ''),
  companyName: () => '"Contoso"',
  jobTitle: (n) => (n % 4 === 0 ? '"Consultant"' : 'null'),
  usageLocation: (n) => (kindOf(n) === 'guest' ? 'null' : '"DE"'),
  businessPhones: () => '[]',
  createdDateTime: () => '"2024-05-06T07:08:09Z"',
  proxyAddresses: proxies,
  otherMails: (n) => (kindOf(n) === 'guest' ? `["${name(n)}@fabrikam.com"]` : '[]'),
  onPremisesSyncEnabled: (n) => (isSynced(n) ? 'true' : 'null'),
  onPremisesImmutableId: onlySynced((n) => quoted(anchorOf(generatedObjectGuid(n)))),
  onPremisesObjectIdentifier: onlySynced((n) => (n % 2 === 0 ? quoted(generatedObjectGuid(n)) : 'null')),
  onPremisesSecurityIdentifier: onlySynced((n) => quoted(`${SID}-${n + 1000}`)),
  onPremisesSamAccountName: onlySynced((n) => quoted(name(n))),
  onPremisesUserPrincipalName: onlySynced((n) => quoted(upn(n))),
  onPremisesDomainName: onlySynced(() => '"corp.contoso.com"'),
  onPremisesDistinguishedName: onlySynced((n) => `"CN=${name(n)},OU=Staff,DC=corp,DC=contoso,DC=com"`),
  onPremisesLastSyncDateTime: onlySynced(() => '"2026-11-20T21:30:00Z"'),
  onPremisesProvisioningErrors: provisioningErrors,
  serviceProvisioningErrors: () => '[]',
  assignedPlans: (n) => (kindOf(n) === 'synced' || kindOf(n) === 'cloud' ? LICENSED : '[]'),
  assignedLicenses: (n) => (kindOf(n) === 'synced' || kindOf(n) === 'cloud' ? LICENSES : '[]'),
};

/** Number of the generated user that may hold a key; undefined where none can. The caller has to compare. */
export function numberOfKey(key: string): number | undefined {
  const named = /user(\d{7})/i.exec(key)?.[1];
  if (named !== undefined) return Number(named);
  const guid = /^[12]0000000-0000-4000-8000-([0-9a-f]{12})$/i.exec(key)?.[1];
  if (guid !== undefined) return Number.parseInt(guid, 16);
  if (key.startsWith(`${SID}-`)) return Number(key.slice(SID.length + 1)) - 1000;
  if (/^[A-Za-z0-9+/]{22}==$/.test(key)) return Buffer.from(key, 'base64').readUIntBE(10, 6);
  return undefined;
}

// Makes cloud users of what ldapsearch (or slapcat) printed of accounts on-premises, joined by source anchor:
//   ldapsearch ... '(userPrincipalName=*)' >accounts.ldif; node test/testbed/graph/users-from-ldif.mjs accounts.ldif >users.json
//   node test/testbed/graph/serve.mjs --users-file users.json
import { readFileSync } from 'node:fs';

/** Entries of an LDIF file: names in lower case, each with its values; those in base64 as bytes. */
function entriesOf(text) {
  const entries = [];
  for (const block of text.replaceAll('\r', '').replaceAll('\n ', '').split(/\n\n+/)) {
    const entry = new Map();
    for (const line of block.split('\n')) {
      const match = /^([A-Za-z][\w.;-]*)(::?) ?(.*)$/.exec(line);
      if (match === null) continue;
      const [, name, colons, value] = match;
      const list = entry.get(name.toLowerCase()) ?? [];
      list.push(colons === '::' ? Buffer.from(value, 'base64') : Buffer.from(value, 'utf8'));
      entry.set(name.toLowerCase(), list);
    }
    if (entry.has('userprincipalname')) entries.push(entry);
  }
  return entries;
}

function sidText(bytes) {
  if (bytes === undefined || bytes.length < 8) return null;
  // slapd keeps it as text.
  if (bytes.subarray(0, 2).toString('latin1') === 'S-') return bytes.toString('utf8');
  const parts = [bytes[0], bytes.readUIntBE(2, 6)];
  for (let at = 8; at + 4 <= bytes.length; at += 4) parts.push(bytes.readUInt32LE(at));
  return `S-${parts.join('-')}`;
}

function cloudUser(entry) {
  const text = (name) => entry.get(name)?.[0]?.toString('utf8') ?? null;
  const anchor = (entry.get('ms-ds-consistencyguid') ?? entry.get('objectguid'))?.[0];
  const dn = text('dn') ?? '';
  return {
    userPrincipalName: text('userprincipalname'),
    displayName: text('displayname') ?? text('cn'),
    mail: text('mail'),
    mailNickname: text('mailnickname') ?? text('samaccountname'),
    proxyAddresses: (entry.get('proxyaddresses') ?? []).map((value) => value.toString('utf8')),
    accountEnabled: (Number(text('useraccountcontrol') ?? 512) & 2) === 0,
    userType: 'Member',
    onPremisesSyncEnabled: true,
    onPremisesImmutableId: anchor?.toString('base64') ?? null,
    onPremisesSamAccountName: text('samaccountname'),
    onPremisesUserPrincipalName: text('userprincipalname'),
    onPremisesSecurityIdentifier: sidText(entry.get('objectsid')?.[0]),
    onPremisesDistinguishedName: dn,
    onPremisesDomainName: [...dn.matchAll(/DC=([^,]+)/gi)]
      .map(([, label]) => label)
      .join('.')
      .toLowerCase(),
    onPremisesProvisioningErrors: [],
    serviceProvisioningErrors: [],
  };
}

const [file = '/dev/stdin'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(entriesOf(readFileSync(file, 'utf8')).map(cloudUser), null, 1)}\n`);

import { describe, expect, it } from 'vitest';
import { redactResults } from '../../src/redact/report.js';
import { fc } from '../setup/property.js';
import { repositoryWords, sampleReport } from '../setup/report.js';

const redact = (value: unknown, seed = 'a seed of a test'): unknown => redactResults([value], repositoryWords(), seed)[0];
const textOf = (value: unknown): string => JSON.stringify(value);

/** A word that no product has, of letters that no other value makes by chance. */
const word = fc
  .tuple(fc.constantFrom('q', 'x', 'z', 'v'), fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz'), minLength: 6, maxLength: 10 }))
  .map(([first, rest]) => first + rest);
const person = fc.record({
  given: word,
  family: word,
  domain: word,
  server: word,
  unit: word,
  guid: fc.uuid(),
  // The machine's own addresses, 127.x, are nobody's, and stay.
  ip: fc.tuple(
    fc.integer({ min: 11, max: 223 }).filter((first) => first !== 127),
    fc.integer({ min: 1, max: 254 }),
    fc.integer({ min: 1, max: 254 }),
    fc.integer({ min: 100, max: 254 }),
  ),
});
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same person in every place of a report where a name can stand. */
function reportOf({ given, family, domain, server, unit, guid, ip }: typeof person extends fc.Arbitrary<infer T> ? T : never) {
  const address = `${given}.${family}@${domain}.com`;
  const name = `${capital(given)} ${capital(family)}`;
  const host = `${server}.${domain}.local`;
  const dn = `CN=${name},OU=${capital(unit)},DC=${domain},DC=com`;
  const base = sampleReport({
    name: `C:\\Users\\${given}\\${domain}-export.txt`,
    subject: address,
    quote: `The mailbox of "${name}" (${address.toUpperCase()}) on ${host} [${ip.join('.')}] with GUID {${guid.toUpperCase()}} is at ${dn}.`,
    command: `New-RemoteMailbox -Name '${name}' -UserPrincipalName '${address}' -OnPremisesOrganizationalUnit '${dn}' -Server '${host}'`,
    note: `${domain.toUpperCase()}\\${given} read \\\\${server}\\share\\${domain}.csv; ${name} was found twice.`,
    link: `https://wiki.${domain}.com/${family}`,
  });
  return { ...base, extracted: { ...base.extracted, addresses: [address], servers: [host], guids: [guid] } };
}

describe('redacting results', () => {
  it('leaves no personal value, in any letter case', () => {
    fc.assert(
      fc.property(person, fc.string({ minLength: 16, maxLength: 20 }), (someone, seed) => {
        const out = textOf(redact(reportOf(someone), seed)).toLowerCase();
        const { ip, ...texts } = someone;
        for (const value of [...Object.values(texts), ip.join('.')]) expect(out).not.toContain(value.toLowerCase());
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same value the same replacement, wherever it stands', () => {
    fc.assert(
      fc.property(person, (someone) => {
        const { given, family, domain } = someone;
        const out = textOf(redact(reportOf(someone)));
        const made = /"recipient","id":"([^".]+)\.([^"@]+)@([^".]+)\.com"/.exec(out);
        expect(made).not.toBeNull();
        const [, first = '', last = '', place = ''] = made ?? [];
        expect([first.length, last.length, place.length]).toEqual([given.length, family.length, domain.length]);
        expect(out).toContain(`-UserPrincipalName '${first}.${last}@${place}.com'`);
        expect(out).toContain(`-Name '${capital(first)} ${capital(last)}'`);
        expect(out).toContain(`DC=${place},DC=com`);
        expect(out).toContain(`${place.toUpperCase()}\\\\${first} read`);
      }),
      { numRuns: 40 },
    );
  });

  it('changes neither structure, nor ids, states, kinds and numbers', () => {
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
          : typeof value === 'string'
            ? 'text'
            : value;
    fc.assert(
      fc.property(person, (someone) => {
        const before = reportOf(someone);
        const after = redact(before);
        expect(shape(after)).toEqual(shape(before));
        const kept = ({ findings, plan }: { findings: readonly unknown[]; plan: readonly unknown[] }): unknown => [
          findings.map((one) => pick(one, ['id', 'severity', 'status'])),
          findings.flatMap((one) => listOf(pick(one, ['causes']).causes).map((cause) => pick(cause, ['id', 'status', 'missing', 'steps']))),
          plan.map((one) => pick(one, ['id', 'finding', 'cause', 'risk', 'confidence'])),
        ];
        expect(kept(after as typeof before)).toEqual(kept(before)); // The line above shows that it has the same shape.
      }),
      { numRuns: 20 },
    );
  });

  it('leaves sentences, error texts, cmdlets, attributes and placeholders as they are', () => {
    const texts = [
      'Cannot find a recipient that has mailbox GUID',
      'MigrationPermanentException: The target mailbox does not have an smtp proxy matching',
      "Get-ADObject -LDAPFilter '(proxyAddresses=smtp:<primary SMTP address>)' -Properties '*'",
      'Get-Mailbox | Format-List ExchangeGuid, ArchiveGuid, RecipientTypeDetails, EmailAddresses',
      'On the copy the finding is gone, and nothing new appeared.',
      'onprem.ldf: none of the 4 on-premises objects carries an address, UPN or GUID of the recipient',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '2026-11-09T08:15:10Z',
      'Start-ADSyncSyncCycle -PolicyType Delta',
    ];
    for (const text of texts) expect(textOf(redact({ ...sampleReport(), notes: [text] }))).toContain(JSON.stringify(text).slice(1, -1));
  });

  it('replaces a name that is a common word where it is known to be a name, and leaves the word in sentences', () => {
    const out = textOf(
      redact({
        ...sampleReport({ subject: 'mark.may@fabrikam.com', quote: "No mailbox for 'Mark May' was found" }),
        notes: ['The mailbox may not be there. Case: will mark it.'],
      }),
    );
    expect(out).not.toMatch(/mark.may/i);
    expect(out).toContain('No mailbox for');
    expect(out).toContain('The mailbox');
  });

  it('keeps small words and names of fields, whatever things are called', () => {
    const report = {
      ...sampleReport(),
      route: { schema: 'crossprem/route/1', from: 'a@fabrikam.com', to: 'b@fabrikam.com', path: 'x', steps: [], notes: [] },
    };
    const [finding] = report.findings;
    const findings = [{ ...finding, evidence: [{ source: 'settings', path: 'Name', text: 'Outbound to Office with Key' }] }];
    const out = redact({ ...report, findings, notes: ['It goes to the key of the connector.', 'Outbound to Office with Key is off.'] });
    expect(Object.keys(pick(pick(out, ['route']).route, ['from', 'to', 'path']))).toEqual(['from', 'to', 'path']);
    expect(textOf(out)).toContain('It goes to the key of the connector.');
    expect(textOf(out)).not.toContain('Outbound to Office');
  });

  it('keeps a GUID and its other forms together', () => {
    const guid = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
    const note = (notes: readonly string[]): readonly string[] =>
      listOf(pick(redact({ ...sampleReport(), notes }), ['notes']).notes).map(String);
    const [plain = '', upper = '', filter = '', anchor = ''] = note([
      guid,
      `{${guid.toUpperCase()}}`,
      '(msExchMailboxGuid=\\22\\44\\e7\\8b\\d9\\b0\\ec\\47\\b8\\61\\e7\\de\\1a\\9c\\fb\\20)',
      'IkTni9mw7Ee4YefeGpz7IA==',
    ]);
    expect(plain).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(plain).not.toBe(guid);
    expect(upper).toBe(`{${plain.toUpperCase()}}`);
    const bytes = Buffer.from(anchor, 'base64');
    expect(`(msExchMailboxGuid=${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')})`).toBe(filter);
    expect(bytes.subarray(8, 10).toString('hex')).toBe(plain.slice(19, 23));
  });

  const notesOf = (notes: readonly string[], subject = 'mirelda.zolanovska@norkgate.com'): readonly string[] =>
    listOf(pick(redact({ ...sampleReport({ subject }), notes }), ['notes']).notes).map(String);

  it('keeps a GUID together in bytes, hexadecimal, Base64 without padding, and behind a name', () => {
    const [plain = '', spaced = '', hex = '', quoted = '', swapped = '', padded = '', bare = '', named = ''] = notesOf([
      '8be74422-b0d9-47ec-b861-e7de1a9cfb20',
      '22 44 E7 8B D9 B0 EC 47 B8 61 E7 DE 1A 9C FB 20',
      '0x2244e78bd9b0ec47b861e7de1a9cfb20',
      "X'2244e78bd9b0ec47b861e7de1a9cfb20'",
      '2244e78b-d9b0-ec47-b861-e7de1a9cfb20',
      'IkTni9mw7Ee4YefeGpz7IA==',
      'IkTni9mw7Ee4YefeGpz7IA',
      'ImmutableId=IkTni9mw7Ee4YefeGpz7IA==',
    ]);
    const bytes = Buffer.from(padded, 'base64').toString('hex');
    expect(bytes).not.toContain('2244e78b');
    expect(spaced).toBe(bytes.toUpperCase().match(/../g)?.join(' '));
    expect([hex, quoted, bare, named]).toEqual([`0x${bytes}`, `X'${bytes}'`, padded.slice(0, 22), `ImmutableId=${padded}`]);
    expect(swapped.replaceAll('-', '')).toBe(bytes);
    expect(plain.slice(19).replaceAll('-', '')).toBe(bytes.slice(16));
  });

  it('leaves no byte of a thumbprint, no telephone number, and no address that is written backwards', () => {
    const [thumbprint = '', phone = '', local = '', reverse = '', forward = ''] = notesOf([
      '3F:25:04:E0:4F:89:11:D3:9A:0C:03:05:E8:2C:33:01:AA:BB:CC:DD',
      'Call +49 170 1234567 today',
      '(0170) 123-4567',
      '3.2.1.10.in-addr.arpa',
      '10.1.2.3',
    ]);
    expect(thumbprint).toMatch(/^(?:[0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(thumbprint).not.toContain('04:E0:4F');
    expect(phone + local).not.toMatch(/170|123|4567/);
    expect(reverse).toBe(`${forward.split('.').reverse().join('.')}.in-addr.arpa`);
    expect(notesOf(['(09.11.2026 08:15:10)'])).toEqual(['(09.11.2026 08:15:10)']);
    expect(notesOf(['At 08:15:10, 12 of 20 items, 15.20.1234.5, +0000 (UTC), 2026-11-22 10:00:00'])).toEqual([
      'At 08:15:10, 12 of 20 items, 15.20.1234.5, +0000 (UTC), 2026-11-22 10:00:00',
    ]);
  });

  it('keeps a SID together in text and in the bytes of a filter, and leaves no byte of the domain', () => {
    const hex = (numbers: readonly number[]): string => {
      const bytes = Buffer.alloc(28);
      bytes.set([1, 5, 0, 0, 0, 0, 0, 5]);
      for (const [at, number] of [21, ...numbers].entries()) bytes.writeUInt32LE(number, 8 + at * 4);
      return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
    };
    const sid = [1_004_336_348, 1_177_238_915, 682_003_330, 1105];
    const [plain = '', filter = ''] = notesOf([`S-1-5-21-${sid.join('-')}`, `(objectSid=${hex(sid)})`]);
    expect(plain).not.toContain('1004336348');
    expect(filter).toBe(`(objectSid=${hex(plain.split('-').slice(4).map(Number))})`);
  });

  it('makes an encapsulated address the same legacy name as where it is written plainly, and it can still be taken apart', () => {
    const [address = '', legacy = ''] = notesOf([
      'IMCEAEX-_o=Norkgate_ou=Exchange+20Administrative+20Group+20+28FYDIBOHF23SPDLT+29_cn=Recipients_cn=mirelda+2Ezolanovska@norkgate.com',
      '/o=Norkgate/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=mirelda.zolanovska',
    ]);
    const plain = address
      .slice('IMCEAEX-'.length, address.indexOf('@'))
      .replaceAll('_', '/')
      .replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    expect(plain).toBe(legacy);
    expect(legacy).toMatch(/^\/o=\w{8}\/ou=Exchange Administrative Group \(FYDIBOHF23SPDLT\)\/cn=Recipients\/cn=\w{7}\.\w{10}$/);
    expect(address + legacy).not.toMatch(/norkgate|mirelda|zolanovska/i);
  });

  it('keeps the domain of a tenant the same where it stands in a name', () => {
    const base = sampleReport();
    const evidence = [{ source: 'settings', path: 'Name', text: 'Outbound to Office 365 (norkgate.mail.onmicrosoft.com)' }];
    const notes = ['"Outbound to Office 365" (norkgate.mail.onmicrosoft.com) carries mail for norkgate.mail.onmicrosoft.com'];
    const out = textOf(redact({ ...base, findings: base.findings.map((finding) => ({ ...finding, evidence })), notes }));
    expect(new Set(out.match(/\w+\.mail\.onmicrosoft\.com/g)).size).toBe(1);
    expect(out).not.toMatch(/norkgate|Outbound to Office/);
  });

  it('leaves what commands need: containers of Exchange, escapes of addresses, placeholders, names of settings', () => {
    const texts = [
      "Get-MailboxDatabase -Identity 'CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups'",
      'Get-MailUser -ResultSize Unlimited | Export-Clixml mailusers.xml',
      "$cred = Get-Credential -Message 'On-premises account as DOMAIN\\user'",
      'acceptedDomains.cloud',
    ];
    expect(notesOf(texts)).toEqual(texts);
    expect(notesOf(['https://graph.microsoft.com/v1.0/users/x%40norkgate.com/onPremisesSyncBehavior'])[0]).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/x%40(?!norkgate)\w{8}\.com\/onPremisesSyncBehavior$/,
    );
    const route = { object: 'cloud:8be74422-b0d9-47ec-b861-e7de1a9cfb20', changes: [{ attribute: 'mail', to: '<chosen by Exchange>' }] };
    expect(textOf(redact(route))).toMatch(/"cloud:[0-9a-f]{8}-.*"<chosen by Exchange>"/);
    expect(textOf(redact(route))).not.toContain('8be74422');
  });

  it('answers anything, however deep, long or odd', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        redact({ schema: 'crossprem/report@1', value });
      }),
      { numRuns: 100 },
    );
    let deep: unknown = 'x';
    for (let index = 0; index < 5000; index++) deep = [deep];
    expect(() => redact({ deep })).not.toThrow();
    for (const long of [
      '1 ',
      'a1:',
      '(0',
      '+1',
      'imceaex-',
      'CN=(',
      '%40',
      '1.',
      'a',
      '@',
      'x.',
      '\\',
      'CN=',
      "'",
      '0',
      ':',
      '/o=',
      'a@',
      '\\22',
    ])
      expect(() => redact({ note: long.repeat(Math.ceil(60_000 / long.length)) })).not.toThrow();
  });
});

function pick(value: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([key]) => keys.includes(key)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

import { FAKE_BASE, type FakeAnswer, type FakeEntry, type FakeLdap, type FakeResult, type FakeScript, fakeLdap } from './fake-ldap.js';

/** Result codes that stop a search. */
export const CODES = { sizeLimit: 4, timeLimit: 3, adminLimit: 11, referral: 10, busy: 51, unavailable: 52, unwilling: 53 } as const;

/** What Active Directory says of an account that may not sign in: hexadecimal Win32 error, by what is wrong. */
export const SIGN_IN_REFUSALS = {
  'no such user': '525',
  'wrong password': '52e',
  'not at this time': '530',
  'not from this computer': '531',
  'password expired': '532',
  disabled: '533',
  'account expired': '701',
  'must change password': '773',
  'locked out': '775',
} as const;

/** A bind result as a domain controller words it. */
export function signInRefused(data: string): FakeResult {
  return { code: 49, message: `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${data}, v4563\0` };
}

/** Plain users, `user0` and so on. */
export function fakeUsers(count: number): readonly FakeEntry[] {
  return Array.from({ length: count }, (_, i) => ({
    dn: `CN=User ${i},OU=Staff,${FAKE_BASE}`,
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      objectGUID: [guidBytes(i)],
      sAMAccountName: [`user${i}`],
      userPrincipalName: [`user${i}@contoso.com`],
      mail: [`user${i}@contoso.com`],
      proxyAddresses: [`SMTP:user${i}@contoso.com`, `smtp:user${i}@contoso.mail.onmicrosoft.com`],
    },
  }));
}

/**
 * Serves these entries page by page below the domain, and stops with `result`: at once, or after so many pages. A search without paging
 * gets the first 1,000 and size limit exceeded, as a domain controller answers.
 */
export function pagedDirectory(
  entries: readonly FakeEntry[],
  stop?: { readonly result: FakeResult; readonly afterPages: number },
): FakeScript {
  return {
    search: (search) => {
      if (search.scope === 'base' || !FAKE_BASE.endsWith(search.base)) return undefined;
      if (search.page === undefined) {
        if (stop?.afterPages === 0) return { result: stop.result };
        return entries.length > 1000 ? { entries: entries.slice(0, 1000), result: { code: CODES.sizeLimit } } : { entries };
      }
      const from = Number(search.page.cookie || 0);
      const until = from + search.page.size;
      if (stop !== undefined && from >= stop.afterPages * search.page.size) return { result: stop.result };
      return { entries: entries.slice(from, until), ...(until < entries.length ? { cookie: String(until) } : {}) };
    },
  };
}

/**
 * A group whose `member` has more values than one answer holds: `member;range=0-1499` first, the rest where it is asked for by range.
 * `member` itself comes empty beside it, as Active Directory has it.
 */
export function rangedGroup(members: readonly string[], step = 1500): FakeScript {
  const dn = `CN=Everybody,OU=Staff,${FAKE_BASE}`;
  return {
    search: (search) => {
      if (search.base === '') return undefined;
      const asked = search.attributes.map((name) => /^member;range=(\d{1,9})-(\d{1,9}|\*)$/i.exec(name)).find((match) => match !== null);
      const from = Number(asked?.[1] ?? 0);
      const wanted = asked?.[2] === undefined || asked[2] === '*' ? from + step - 1 : Math.min(Number(asked[2]), from + step - 1);
      const isLast = wanted >= members.length - 1;
      const values = members.slice(from, wanted + 1);
      const range = `member;range=${from}-${isLast ? '*' : wanted}`;
      const common = {
        objectClass: ['top', 'group'],
        objectGUID: [guidBytes(1)],
        sAMAccountName: ['everybody'],
        mail: ['everybody@contoso.com'],
      };
      return { entries: [{ dn, attributes: { ...common, member: [], [range]: values } }] };
    },
  };
}

/** An entry of what nobody expects: control characters, escape sequences, text that is not UTF-8, a huge value, very many values. */
export function hostileEntry(): FakeEntry {
  return {
    dn: `CN=\u001b[31mRed\u0007,OU=Staff,${FAKE_BASE}`,
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      objectGUID: [guidBytes(2)],
      sAMAccountName: ['red\u0000tail'],
      displayName: ['\u001b]0;owned\u0007\u202eevil\r\nSubject: x'],
      mail: [Buffer.from([0x72, 0xe9, 0x64, 0xff, 0xfe, 0x40, 0x63])],
      description: ['x'.repeat(2_000_000)],
      proxyAddresses: Array.from({ length: 20_000 }, (_, i) => `smtp:alias${i}@contoso.com`),
      extensionAttribute1: [''],
      __proto__x: ['polluted'],
      constructor: ['polluted'],
    },
  };
}

/** Two servers that each say the other has it: by reference beside the entries, or by result code 10. */
export async function referralLoop(kind: 'reference' | 'result'): Promise<readonly [FakeLdap, FakeLdap]> {
  const urls: string[] = [];
  const script = (other: number): FakeScript => ({
    search: (search): FakeAnswer | undefined => {
      if (search.base === '') return undefined;
      const target = `${urls[other]}/${search.base || FAKE_BASE}`;
      if (kind === 'result') return { result: { code: CODES.referral, message: '0000202B: RefErr: DSID-0310084A', referrals: [target] } };
      return { entries: fakeUsers(3), references: [[target]] };
    },
  });
  const first = await fakeLdap(script(1));
  const second = await fakeLdap(script(0));
  urls.push(first.url, second.url);
  return [first, second];
}

function guidBytes(number: number): Buffer {
  const bytes = Buffer.from('3b1f0c5e7a2d4f60a1b2c3d4e5f60000', 'hex');
  bytes.writeUInt32BE(number, 12);
  return bytes;
}

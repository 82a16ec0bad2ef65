import { readFileSync } from 'node:fs';
import { Client } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { activeDirectory, BED_USERS, volumeDirectory } from '../setup/active-directory.js';

const bed = await activeDirectory();
const volume = await volumeDirectory(2500);

interface Place {
  readonly ldapsUrl: string;
  readonly caFile: string;
}

async function signedIn<T>(place: Place, user: string, password: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: place.ldapsUrl, tlsOptions: { ca: readFileSync(place.caFile) } });
  try {
    await client.bind(user, password);
    return await use(client);
  } finally {
    await client.unbind();
  }
}

/** objectGUIDs and mail addresses of everyone in OU=Bulk, with how many came in all. */
async function everyone(
  client: Client,
  baseDn: string,
): Promise<{ readonly ids: number; readonly mails: Set<unknown>; readonly entries: number }> {
  const ids = new Set<string>();
  const mails = new Set<unknown>();
  let entries = 0;
  const options = { filter: '(objectCategory=person)', attributes: ['objectGUID', 'mail'], explicitBufferAttributes: ['objectGUID'] };
  const pages = client.searchPaginated(`OU=Bulk,${baseDn}`, { ...options, paged: { pageSize: 1000 } });
  for await (const page of pages) {
    for (const entry of page.searchEntries) {
      entries++;
      mails.add(entry.mail);
      if (Buffer.isBuffer(entry.objectGUID)) ids.add(entry.objectGUID.toString('hex'));
    }
  }
  return { ids: ids.size, mails, entries };
}

describe.skipIf(bed === undefined)('the shared domain controller', () => {
  if (bed === undefined) return it('needs Samba and root', () => {});

  it('answers over LDAPS by its address with every user once', async () => {
    const found = await signedIn(bed, bed.readerUpn, bed.readerPassword, (client) => everyone(client, bed.baseDn));
    expect(found).toMatchObject({ ids: BED_USERS, entries: BED_USERS });
    expect(found.mails.has('user000777@contoso.com')).toBe(true);
  });

  it('holds an Exchange organization', async () => {
    const base = `CN=Microsoft Exchange,CN=Services,${bed.configDn}`;
    const classes = await signedIn(bed, bed.readerUpn, bed.readerPassword, async (client) => {
      const found = await client.search(base, { attributes: ['objectClass'], paged: true });
      return found.searchEntries.map((entry) => [entry.objectClass].flat().at(-1));
    });
    const count = (name: string): number => classes.filter((each) => each === name).length;
    expect(count('msExchExchangeServer')).toBe(2);
    expect(count('msExchAcceptedDomain')).toBe(3);
    expect(count('msExchRoutingSMTPConnector')).toBe(2);
    expect(count('msExchSmtpReceiveConnector')).toBe(2);
    expect(count('msExchRecipientPolicy')).toBe(1);
    expect(count('msExchCoexistenceRelationship')).toBe(1);
  });

  it.each([
    ['nobody', '52e'],
    ['disabled', '533'],
    ['expired', '701'],
    ['must-change', '773'],
  ])('refuses the account %s with data %s', async (name, data) => {
    const attempt = signedIn(bed, `${name}@corp.contoso.com`, bed.readerPassword, async () => 'in');
    await expect(attempt).rejects.toThrow(`data ${data},`);
  });

  it('locks the account "locked" after wrong passwords, even for the right one', async () => {
    for (const password of ['wrong-1', 'wrong-2']) {
      await expect(signedIn(bed, 'locked@corp.contoso.com', password, async () => 'in')).rejects.toThrow(/data (?:52e|775),/);
    }
    await expect(signedIn(bed, 'locked@corp.contoso.com', bed.readerPassword, async () => 'in')).rejects.toThrow('data 775,');
  });

  it('keeps an attribute and a whole unit from the reader, not from the administrator', async () => {
    const look = (user: string, password: string) =>
      signedIn(bed, user, password, async (client) => {
        const guarded = await client.search(bed.baseDn, {
          filter: '(sAMAccountName=gina.guarded)',
          attributes: ['mail', 'proxyAddresses'],
        });
        const hidden = await client.search(bed.baseDn, { filter: '(sAMAccountName=hugo.hidden)' });
        return { entry: guarded.searchEntries[0], hidden: hidden.searchEntries.length };
      });
    const reader = await look(bed.readerUpn, bed.readerPassword);
    expect(reader.entry).toMatchObject({ mail: 'gina.guarded@contoso.com', proxyAddresses: [] });
    expect(reader.hidden).toBe(0);
    const administrator = await look(bed.bindUpn, bed.bindPassword);
    expect(administrator.entry).toMatchObject({ proxyAddresses: 'SMTP:gina.guarded@contoso.com' });
    expect(administrator.hidden).toBe(1);
  });

  it('takes further entries and runs samba-tool', async () => {
    await bed.load('dn: CN=Bed Proof,OU=Recipients,DC=X\nchangetype: add\nobjectClass: contact\nmail: bed.proof@fabrikam.com\n');
    const found = await signedIn(bed, bed.readerUpn, bed.readerPassword, (client) =>
      client.search(bed.baseDn, { filter: '(mail=bed.proof@fabrikam.com)', attributes: ['mail'] }),
    );
    expect(found.searchEntries).toHaveLength(1);
    expect(await bed.tool('user', 'list')).toContain('reader');
  });
});

describe.skipIf(volume === undefined)('the OpenLDAP bed', () => {
  if (volume === undefined) return it('needs slapd and root', () => {});

  it('gives every user by pages', async () => {
    const all = await signedIn(volume, volume.readerDn, volume.readerPassword, (client) =>
      client.search(`OU=Bulk,${volume.baseDn}`, { filter: '(objectClass=user)', attributes: ['mail'], paged: { pageSize: 500 } }),
    );
    expect(new Set(all.searchEntries.map((entry) => entry.mail)).size).toBe(volume.users);
  });

  it('holds the limit of 1,000 where there is no paging', async () => {
    const search = signedIn(volume, volume.readerDn, volume.readerPassword, (client) =>
      client.search(`OU=Bulk,${volume.baseDn}`, { filter: '(objectClass=user)', attributes: ['mail'] }),
    );
    await expect(search).rejects.toMatchObject({ code: 4 });
  });
});

import type { Json, Seed } from './seeds.js';

/** 32 hexadecimal digits of a text (FNV-1a, four times) as a GUID. */
export function guidFor(text: string): string {
  const hex = [1, 2, 3, 4]
    .map((seed) => {
      let hash = 0x811c9dc5 ^ seed;
      for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The ImmutableId of an objectGUID: base64 of its bytes, the first three groups turned round. */
export function immutableIdFor(guid: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-');
  const turned = [a, b, c].map((group) => (group.match(/../g) ?? []).reverse().join(''));
  return Buffer.from([...turned, d, e].join(''), 'hex').toString('base64');
}

const text = (record: Json, name: string): string | undefined => {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
};

/** What every object of a real directory has besides what a rule's case is about: a GUID, a name, a place; the anchor of what is synchronized. */
export function completed(seed: Seed): Seed {
  const onPrem = seed.onPrem?.map((record, index): Json => {
    const name = text(record, 'mailNickname') ?? text(record, 'displayName') ?? `object ${index}`;
    const isPerson = !/contact|group|publicfolder/i.test(JSON.stringify(record.objectClass ?? ''));
    const local =
      (text(record, 'userPrincipalName') ?? name)
        .split('@')[0]
        ?.replace(/[^a-z0-9]/gi, '')
        .slice(0, 20) || `object${index}`;
    const address = `${local}@contoso.com`;
    return {
      displayName: name,
      msExchUsageLocation: 'DE',
      mail: address,
      proxyAddresses: [`SMTP:${address}`, `smtp:${local}@contoso.mail.onmicrosoft.com`],
      distinguishedName: `CN=${name} ${index},OU=Staff,DC=contoso,DC=com`,
      objectGUID: guidFor(`${JSON.stringify(record)} ${index}`),
      ...(isPerson ? { sAMAccountName: `u${index}${name.replace(/\W/g, '').slice(0, 10)}`, userAccountControl: '512' } : {}),
      ...record,
    };
  });
  const cloud = seed.cloud?.map((record): Json => {
    const upn = text(record, 'userPrincipalName')?.toLowerCase();
    const twin = onPrem?.find((other) => upn !== undefined && text(other, 'userPrincipalName')?.toLowerCase() === upn);
    const guid = twin === undefined ? undefined : text(twin, 'objectGUID');
    const anchor = guid === undefined || record.onPremisesSyncEnabled !== true || !guid.includes('-') ? undefined : immutableIdFor(guid);
    const alias = upn?.split('@')[0];
    const exo: Record<string, unknown> | undefined = typeof record.exo === 'object' && record.exo !== null ? { ...record.exo } : undefined;
    const isMailbox = exo !== undefined && /Mailbox/.test(JSON.stringify(exo));
    const addresses = {
      mail: upn,
      proxyAddresses: exo?.EmailAddresses ?? [`SMTP:${upn ?? ''}`, `smtp:${alias ?? ''}@contoso.mail.onmicrosoft.com`],
    };
    return {
      ...(anchor === undefined ? {} : { onPremisesImmutableId: anchor }),
      ...(alias === undefined ? {} : { displayName: alias, mailNickname: alias, ...addresses }),
      ...record,
      ...(exo === undefined
        ? {}
        : {
            exo: {
              ...(alias === undefined ? {} : { Alias: alias, PrimarySmtpAddress: upn, EmailAddresses: addresses.proxyAddresses }),
              ...(isMailbox
                ? {
                    ExchangeGuid: guidFor(`mailbox ${JSON.stringify(record)}`),
                    LegacyExchangeDN: `/o=ExchangeLabs/cn=Recipients/cn=${guidFor(upn ?? 'x')}`,
                  }
                : {}),
              ...exo,
            },
          }),
    };
  });
  return {
    ...seed,
    onPrem,
    cloud,
    settings: {
      verifiedDomains: ['contoso.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
      syncedContainers: ['OU=Staff,DC=contoso,DC=com'],
      routingDomain: 'contoso.mail.onmicrosoft.com',
      ...seed.settings,
    },
  };
}

const LOCAL: ReadonlySet<unknown> = new Set(['1', '2', '4', '8', '16', '32', '128']);

/** A case that gives the on-premises side alone, with the healthy cloud user of each of its people. */
export function twinned(seed: Seed): Seed {
  if (seed.cloud !== undefined) return seed;
  // The cloud keeps every address once.
  const taken = new Set<string>();
  const cloud = (seed.onPrem ?? []).flatMap((record): readonly Json[] => {
    const [upn, guid] = [text(record, 'userPrincipalName'), text(record, 'objectGUID')];
    if (upn === undefined || guid === undefined || /contact|group|publicfolder/i.test(JSON.stringify(record.objectClass ?? ''))) return [];
    const type = record.msExchRecipientTypeDetails;
    const addresses = (Array.isArray(record.proxyAddresses) ? record.proxyAddresses : []).filter((address) => {
      const key = String(address).toLowerCase();
      return !taken.has(key) && taken.add(key).size > 0;
    });
    return [
      {
        id: guidFor(`cloud ${upn}`),
        userPrincipalName: upn,
        displayName: record.displayName,
        mailNickname: record.mailNickname ?? upn.split('@')[0],
        mail: record.mail,
        proxyAddresses: addresses,
        usageLocation: 'DE',
        userType: 'Member',
        onPremisesSyncEnabled: true,
        onPremisesImmutableId: immutableIdFor(guid),
        onPremisesProvisioningErrors: [],
        assignedPlans: [{ capabilityStatus: 'Enabled', service: 'exchange', servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0' }],
        ...(type === undefined
          ? {}
          : {
              exo: {
                RecipientTypeDetails: LOCAL.has(type) ? 'MailUser' : 'UserMailbox',
                ExchangeGuid: record.msExchMailboxGuid ?? guidFor(`mailbox ${upn}`),
                EmailAddresses: addresses,
                IsDirSynced: true,
              },
            }),
      },
    ];
  });
  return { ...seed, cloud };
}

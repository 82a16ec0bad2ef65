import { primaryAddress } from '../../facts/recipient-keys.js';
import { type RecipientRecord, readColumn } from '../../facts/recipient-record.js';
import { recipientTypeName } from '../../facts/recipient-types.js';
import type { Subject } from '../../facts/subject.js';

/** One object of a person, by the names that administrators search for. What was not read or is not set is left out. */
export interface SideIdentity {
  readonly id?: string;
  readonly dn?: string;
  readonly upn?: string;
  readonly address?: string;
  readonly type?: string;
}

export interface Identity {
  /** Stable name of the person in reports: the UPN where there is one. */
  readonly id: string;
  readonly name: string;
  readonly onprem: SideIdentity | null;
  readonly cloud: SideIdentity | null;
}

/** In: a person. Out: how reports name it. The id is the UPN of the cloud, else of on-premises, else an address, else whatever names the object. */
export function identityOf(subject: Subject): Identity {
  const onprem = subject.onPrem === undefined ? null : onPremIdentity(subject.onPrem);
  const cloud = subject.cloud === undefined ? null : cloudIdentity(subject.cloud);
  const id =
    cloud?.upn ??
    onprem?.upn ??
    cloud?.address ??
    onprem?.address ??
    onprem?.dn ??
    cloud?.id ??
    onprem?.id ??
    displayNameOf(subject) ??
    '(no name)';
  return { id, name: displayNameOf(subject) ?? id, onprem, cloud };
}

/** A person for a sentence: name and address. */
export function nameOfPerson(subject: Subject): string {
  const { id, name } = identityOf(subject);
  return name === id ? id : `${name} ${id}`;
}

/** The address by which a migration batch takes a person: that of the cloud object, for there the batch is made; else that of on-premises. */
export function batchAddress({ onprem, cloud }: Identity): string | undefined {
  return cloud?.address ?? onprem?.address;
}

function displayNameOf({ onPrem, cloud }: Subject): string | undefined {
  return (
    (onPrem === undefined ? undefined : textOf(onPrem, ['displayname', 'cn', 'name'])) ??
    (cloud === undefined ? undefined : textOf(cloud, ['displayname', 'exo.displayname', 'exo.name']))
  );
}

function onPremIdentity(record: RecipientRecord): SideIdentity {
  return sideOf(record, {
    id: textOf(record, ['objectguid', 'guid']),
    dn: textOf(record, ['distinguishedname', 'dn']),
    upn: textOf(record, ['userprincipalname']),
    type: textOf(record, ['recipienttypedetails', 'msexchrecipienttypedetails']),
  });
}

function cloudIdentity(record: RecipientRecord): SideIdentity {
  return sideOf(record, {
    id: textOf(record, ['id', 'exo.externaldirectoryobjectid', 'exo.guid']),
    dn: undefined,
    upn: textOf(record, ['userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid', 'exo.microsoftonlineservicesid']),
    type: textOf(record, ['exo.recipienttypedetails']),
  });
}

function sideOf(
  record: RecipientRecord,
  { id, dn, upn, type }: Readonly<Record<'id' | 'dn' | 'upn' | 'type', string | undefined>>,
): SideIdentity {
  const address = primaryAddress(record).value;
  return {
    ...(id === undefined ? {} : { id }),
    ...(dn === undefined ? {} : { dn }),
    ...(upn === undefined ? {} : { upn }),
    ...(typeof address === 'string' ? { address } : {}),
    ...(type === undefined ? {} : { type: recipientTypeName(type) }),
  };
}

function textOf(record: RecipientRecord, columns: readonly string[]): string | undefined {
  const { value } = readColumn(record, columns);
  const text = typeof value === 'string' ? value : value?.[0];
  return text === undefined || text === '' ? undefined : text;
}

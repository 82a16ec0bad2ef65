import type { Unreadable } from '../../evidence/snapshot.js';
import { textOf } from '../../parse/ad/values.js';
import { readEntry } from './entries.js';
import { equal } from './filters.js';
import { domainOf, isBelow, isDnsZones, normalDn } from './names.js';
import type { Root } from './root.js';
import type { Session } from './session.js';

/** A domain of the forest. */
export interface Domain {
  readonly dn: string;
  /** Lower case. */
  readonly dnsName: string;
}

const IS_DOMAIN = 2;

/** The domains of a forest, from the crossRef objects below CN=Partitions. Out: empty where they cannot be read. */
export async function readDomains(session: Session, root: Root, signal: AbortSignal): Promise<readonly Domain[]> {
  if (root.configuration === undefined) return [];
  const answer = await session.search(
    {
      base: `CN=Partitions,${root.configuration}`,
      scope: 'one',
      filter: equal('objectClass', 'crossRef'),
      attributes: ['nCName', 'dnsRoot', 'systemFlags'],
    },
    signal,
  );
  if (answer.kind === 'failed') return [];
  return answer.value.entries.flatMap((from) => {
    const { entry } = readEntry(from);
    const dn = textOf(entry, 'ncname');
    const flags = Number(textOf(entry, 'systemflags') ?? '0');
    if (dn === undefined || dn === '' || (flags & IS_DOMAIN) === 0) return [];
    return [{ dn, dnsName: (textOf(entry, 'dnsroot') ?? domainOf(dn)).toLowerCase().slice(0, 255) }];
  });
}

/** The naming contexts with people that a server holds. */
export function heldContexts(root: Root, domains: readonly Domain[]): readonly string[] {
  const known = new Set(domains.map(({ dn }) => normalDn(dn)));
  return root.namingContexts.filter((name) => {
    if (isDnsZones(name)) return false;
    if (known.size > 0) return known.has(normalDn(name));
    const own = [root.configuration, root.schema].some((other) => other !== undefined && normalDn(other) === normalDn(name));
    return !own && !/^cn=(?:config|monitor|accesslog|changelog)$/i.test(normalDn(name));
  });
}

/** Domains that none of the contexts that are read covers. */
export function otherDomains(domains: readonly Domain[], read: readonly string[]): readonly Unreadable[] {
  const held = new Set(read.map(normalDn));
  return domains
    .filter(({ dn }) => !held.has(normalDn(dn)))
    .map(({ dnsName }) => ({
      what: `The domain ${dnsName} of this forest is not read.`,
      why: 'The server that was named does not hold it.',
      next: `Name a domain controller of it too: --ldap ldaps://${dnsName}`,
    }));
}

/** True for what a search refers to and no rule wants: the configuration, the schema, and the zones of DNS. */
export function isIgnored(dn: string, root: Root): boolean {
  return (
    isDnsZones(dn) ||
    (root.configuration !== undefined && isBelow(dn, root.configuration)) ||
    /^cn=schema,cn=configuration,/i.test(dn) ||
    /^cn=configuration,dc=/i.test(dn)
  );
}

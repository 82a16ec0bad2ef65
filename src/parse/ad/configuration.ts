import type { DirectoryRecord, Unreadable } from '../../evidence/snapshot.js';
import {
  ACCEPTED_DOMAIN,
  ADDRESS_POLICY,
  EXCHANGE_SERVER,
  HYBRID_CONFIGURATION,
  MAILBOX_DATABASE,
  ORGANIZATION_RELATIONSHIP,
  RECEIVE_CONNECTOR,
  REMOTE_DOMAIN,
  SEND_CONNECTOR,
} from './configuration-objects.js';
import type { ConfigurationProperty, Properties } from './configuration-properties.js';
import { dnParts, serverOf } from './dn.js';
import type { AdEntry } from './entry.js';
import { textOf, textsOf } from './values.js';

/** A search below the configuration naming context: objects of any of these classes. */
export interface ConfigurationSearch {
  readonly name: string;
  readonly classes: readonly string[];
  readonly attributes: readonly string[];
}

export interface ConfigurationRecords {
  /** One settings object of contract/DIRECTORY.md; what was not read is not in it. */
  readonly settings: DirectoryRecord;
  readonly unreadable: readonly Unreadable[];
}

export interface ConfigurationOptions {
  /** True where the account may read an attribute (lower case) of an entry, so that one that did not come is not set. Left out: nothing is known of it. */
  readonly mayRead?: (entry: AdEntry, attribute: string) => boolean;
  /** Searches for classes that the schema does not have: nothing is said of them. */
  readonly notInSchema?: ReadonlySet<string>;
}

/** What becomes of the objects of one search. */
interface Kind {
  readonly name: string;
  readonly class: string;
  readonly properties: readonly ConfigurationProperty[];
  /** Property without which the list is of no use, for one could be missing in it. */
  readonly needs?: string;
  /** Every organization has at least one. */
  readonly isNeverNone?: true;
  /** For sentences: what the objects are, and the cmdlet that prints them. */
  readonly words: string;
  readonly cmdlet: string;
  readonly settings: (objects: readonly Properties[]) => Properties;
}

const onSide = (objects: readonly Properties[]): readonly Properties[] => objects.map((object) => ({ ...object, side: 'onprem' }));

const KINDS: readonly Kind[] = [
  {
    name: 'accepted-domains',
    class: 'msExchAcceptedDomain',
    properties: ACCEPTED_DOMAIN,
    needs: 'DomainName',
    isNeverNone: true,
    words: 'accepted domains',
    cmdlet: 'Get-AcceptedDomain',
    settings: (objects) => ({
      acceptedDomains: { onprem: objects.map((object) => ({ ...object, name: String(object.DomainName).trim().toLowerCase() })) },
    }),
  },
  {
    name: 'address-policies',
    class: 'msExchRecipientPolicy',
    properties: ADDRESS_POLICY,
    isNeverNone: true,
    words: 'e-mail address policies',
    cmdlet: 'Get-EmailAddressPolicy',
    settings: (emailAddressPolicies) => ({ emailAddressPolicies }),
  },
  {
    name: 'send-connectors',
    class: 'msExchRoutingSMTPConnector',
    properties: SEND_CONNECTOR,
    words: 'send connectors',
    cmdlet: 'Get-SendConnector',
    settings: (sendConnectors) => ({ sendConnectors }),
  },
  {
    name: 'receive-connectors',
    class: 'msExchSmtpReceiveConnector',
    properties: RECEIVE_CONNECTOR,
    isNeverNone: true,
    words: 'receive connectors',
    cmdlet: 'Get-ReceiveConnector',
    settings: (receiveConnectors) => ({ receiveConnectors }),
  },
  {
    name: 'hybrid-configuration',
    class: 'msExchCoexistenceRelationship',
    properties: HYBRID_CONFIGURATION,
    words: 'hybrid configuration',
    cmdlet: 'Get-HybridConfiguration',
    settings: ([first]) => (first === undefined ? {} : { hybridConfiguration: { onprem: first } }),
  },
  {
    name: 'servers',
    class: 'msExchExchangeServer',
    properties: EXCHANGE_SERVER,
    isNeverNone: true,
    words: 'servers',
    cmdlet: 'Get-ExchangeServer',
    settings: (servers) => ({ exchangeServers: servers.map((server) => ({ ...server, name: server.Name })) }),
  },
  {
    name: 'mailbox-databases',
    class: 'msExchPrivateMDB',
    properties: MAILBOX_DATABASE,
    words: 'mailbox databases',
    cmdlet: 'Get-MailboxDatabase',
    settings: (mailboxDatabases) => (mailboxDatabases.length === 0 ? {} : { mailboxDatabases }),
  },
  {
    name: 'remote-domains',
    class: 'msExchDomainContentConfig',
    properties: REMOTE_DOMAIN,
    needs: 'DomainName',
    isNeverNone: true,
    words: 'remote domains',
    cmdlet: 'Get-RemoteDomain',
    settings: (objects) => ({ remoteDomains: onSide(objects) }),
  },
  {
    name: 'organization-relationships',
    class: 'msExchFedSharingRelationship',
    properties: ORGANIZATION_RELATIONSHIP,
    words: 'organization relationships',
    cmdlet: 'Get-OrganizationRelationship',
    settings: (objects) => ({ organizationRelationships: onSide(objects) }),
  },
];

const ORGANIZATION = 'organization';

/** What to search for below the configuration naming context. A search for a class that the schema does not know is not to be made. */
export const CONFIGURATION_SEARCHES: readonly ConfigurationSearch[] = [
  { name: ORGANIZATION, classes: ['msExchOrganizationContainer'], attributes: ['name', 'objectVersion'] },
  ...KINDS.map(({ name, class: one, properties }) => ({
    name,
    classes: [one],
    attributes: ['name', ...properties.map(({ attribute }) => attribute)],
  })),
];

/**
 * The settings that Exchange's configuration objects stand for, with the property names of the cmdlets.
 *
 * In: the entries by the name of their search; a search that is not there was not made, or broke off.
 * Out: see `ConfigurationRecords`. An attribute that did not come is not in the settings, unless `mayRead` proves that it is not set. A kind of
 * which every organization has one, and of which none came, is unreadable. Where there is no organization there are no settings.
 * Bad input: values that are not as Exchange writes them are left out.
 */
export function configurationRecords(
  entries: ReadonlyMap<string, readonly AdEntry[]>,
  options: ConfigurationOptions = {},
): ConfigurationRecords {
  const organization = entries.get(ORGANIZATION)?.[0];
  if (organization === undefined) return { settings: {}, unreadable: [] };
  const settings: [string, unknown][] = [];
  const unreadable: Unreadable[] = [];
  const { notInSchema } = options;
  // Below the organization an account usually sees all or nothing: only where it sees these does an empty answer mean that there is none.
  const seesAll = KINDS.every(
    ({ name, isNeverNone }) => isNeverNone !== true || notInSchema?.has(name) === true || (entries.get(name)?.length ?? 0) > 0,
  );
  for (const kind of KINDS) {
    const found = entries.get(kind.name);
    if (found === undefined) continue;
    const objects = found.filter((entry) => isOfKind(kind, entry)).map((entry) => propertiesOf(entry, kind, options));
    const why = whyUnreadable(kind, objects, seesAll);
    if (why === undefined) settings.push(...Object.entries(kind.settings(objects)));
    else unreadable.push(sentences(kind, why, organization));
  }
  return { settings: Object.fromEntries(settings), unreadable };
}

/** Below a server stand objects of its transport roles, which are servers by their class. */
function isOfKind(kind: Kind, entry: AdEntry): boolean {
  return kind.name !== 'servers' || dnParts(entry.dn)[1]?.value.toLowerCase() === 'servers';
}

function propertiesOf(entry: AdEntry, kind: Kind, { mayRead }: ConfigurationOptions): Properties {
  const name = textOf(entry, 'name') ?? dnParts(entry.dn)[0]?.value ?? entry.dn;
  const server = kind.name === 'servers' ? undefined : serverOf(entry.dn);
  const own: Properties = { Name: name, Identity: server === undefined ? name : `${server}\\${name}` };
  const read = kind.properties.map(({ attribute, read, unset }): Properties => {
    const column = attribute.toLowerCase();
    const values = textsOf(entry, column);
    if (values !== undefined && values.length > 0) return read(values);
    return unset !== undefined && mayRead?.(entry, column) === true ? unset : {};
  });
  return Object.assign({}, own, server === undefined ? {} : { Server: server }, ...read);
}

function whyUnreadable(kind: Kind, objects: readonly Properties[], seesAll: boolean): string | undefined {
  const { needs } = kind;
  if (objects.length === 0) {
    if (kind.isNeverNone === true)
      return 'The search found none, and every organization has at least one, so the account may not read them.';
    return seesAll
      ? undefined
      : 'The search found none, and the account may not read other parts of the organization, so there may be some.';
  }
  if (needs !== undefined && objects.some((object) => object[needs] === undefined))
    return `The account may not read ${needs} of all of them.`;
  return undefined;
}

function sentences({ words, cmdlet }: Kind, why: string, organization: AdEntry): Unreadable {
  const name = textOf(organization, 'name') ?? dnParts(organization.dn)[0]?.value ?? organization.dn;
  return {
    what: `The ${words} of the Exchange organization ${name.slice(0, 100)} were not read.`,
    why,
    next: `Give the account read access to the organization in the configuration of the forest, or export ${cmdlet} in the Exchange Management Shell.`,
  };
}

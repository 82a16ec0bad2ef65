import type { Change, CmdletCommand, Command, Fix, Parameter } from '../../engine/rule.js';
import type { RuleSet } from '../../engine/rule-set.js';
import type { FactName, FactValue } from '../../facts/fact.js';
import type { Facts } from '../../facts/maker.js';
import type { Proposal } from '../../fixes/adoption.js';
import { CHOSEN_BY_EXCHANGE } from '../../fixes/changes.js';
import { dnOf } from './proposals.js';

/** What adopting knows beyond the facts, under names that only the fixes below ask for. */
export interface AdoptValues {
  readonly proposal: Proposal | undefined;
  readonly kind: 'Regular' | 'Shared' | 'Room' | 'Equipment';
  readonly details: string;
  readonly display: string;
  readonly remoteType: string;
  /** Addresses beside the primary and the routing one, with their prefixes: SMTP, SIP, X500. */
  readonly addresses: readonly string[];
}

const NAMES = ['name', 'sam', 'alias', 'ou', 'dn', 'kind', 'details', 'display', 'remoteType', 'archiveType', 'addresses'] as const;
type Name = (typeof NAMES)[number];
const factName = (name: Name): FactName => `adopt.${name}`;

/** The facts of a person with those values. */
export function withAdoptValues(facts: Facts, { proposal, kind, details, display, remoteType, addresses }: AdoptValues): Facts {
  const values: Readonly<Record<Name, FactValue | null>> = {
    name: proposal?.name ?? null,
    sam: proposal?.samAccountName ?? null,
    alias: proposal?.alias ?? null,
    ou: proposal?.ou ?? null,
    dn: proposal?.ou === undefined ? null : dnOf(proposal.name, proposal.ou),
    kind,
    details,
    display,
    remoteType,
    archiveType: String(Number(remoteType) | 2),
    addresses: addresses.length === 0 ? null : addresses,
  };
  const byName = new Map<FactName, FactValue | null>(NAMES.map((name) => [factName(name), values[name]]));
  return (name) => {
    const value = byName.get(name);
    return value === undefined ? facts(name) : { kind: 'known', value, evidence: [] };
  };
}

const text = (name: Name, placeholder: string, ...others: readonly FactName[]): Parameter => ({
  from: [factName(name), ...others],
  placeholder,
  type: 'text',
});
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  adoptName: text('name', 'name of the new object'),
  adoptSam: text('sam', 'sAMAccountName that is free'),
  adoptAlias: text('alias', 'alias', 'cloud.alias', 'onPrem.alias'),
  adoptDn: text('dn', 'distinguished name of the new object'),
  adoptDetails: text('details', 'msExchRecipientTypeDetails'),
  adoptDisplay: text('display', 'msExchRecipientDisplayType'),
  adoptRemoteType: text('remoteType', 'msExchRemoteRecipientType'),
  adoptArchiveType: text('archiveType', 'msExchRemoteRecipientType'),
  adoptAddresses: { from: [factName('addresses')], placeholder: 'further addresses', type: 'list' },
  syncedOu: text('ou', 'organizational unit that Entra Connect synchronizes', 'tenant.syncedContainer'),
};

/** A parameter in the text of a fix. */
const use = (name: string): string => ['$', '{', name, '}'].join('');

const onPrem = (attribute: string, to: string | readonly string[]): Change => ({ object: 'onPrem', attribute, to });

/** What a remote mailbox of the person holds, however it is made. */
const MAILBOX: readonly Change[] = [
  onPrem('mailNickname', use('adoptAlias')),
  onPrem('mail', use('primarySmtp')),
  onPrem('proxyAddresses', [`SMTP:${use('primarySmtp')}`, `smtp:${use('routingAddress')}`, use('adoptAddresses')]),
  onPrem('targetAddress', `SMTP:${use('routingAddress')}`),
  onPrem('msExchRecipientTypeDetails', use('adoptDetails')),
  onPrem('msExchRecipientDisplayType', use('adoptDisplay')),
  onPrem('msExchRemoteRecipientType', use('adoptRemoteType')),
  onPrem('legacyExchangeDN', CHOSEN_BY_EXCHANGE),
];

const ACCOUNT: readonly Change[] = [
  onPrem('objectClass', ['top', 'person', 'organizationalPerson', 'user']),
  onPrem('distinguishedName', use('adoptDn')),
  onPrem('userPrincipalName', use('cloudUpn')),
  onPrem('displayName', use('displayName')),
  onPrem('sAMAccountName', use('adoptSam')),
];

/** Only the cmdlet's parameters: the identity is the UPN of the cloud user for what is made, and the AD user's name for what is there. */
function steps(kind: AdoptValues['kind'], identity: string, make: CmdletCommand, isNew: boolean): readonly Command[] {
  const isPerson = kind === 'Regular';
  const ask: readonly Command[] =
    isNew && isPerson
      ? [
          {
            shell: 'exchange-onprem',
            run: 'Read-Host',
            with: { Prompt: 'Password of the new account' },
            switches: ['AsSecureString'],
            assign: 'password',
          },
        ]
      : [];
  return [
    ...ask,
    {
      ...make,
      ...(isNew && isPerson ? { note: 'With password hash synchronization this password replaces the cloud one after the match.' } : {}),
      with: { ...make.with, ...(isNew && isPerson ? { Password: { variable: 'password' } } : {}) },
      ...(isPerson ? {} : { switches: [kind] }),
    },
    {
      shell: 'exchange-onprem',
      run: 'Set-RemoteMailbox',
      with: { Identity: identity, EmailAddressPolicyEnabled: false, EmailAddresses: { hashtable: { add: use('adoptAddresses') } } },
      skipWithout: 'adoptAddresses',
    },
  ];
}

const NEW: CmdletCommand = {
  shell: 'exchange-onprem',
  run: 'New-RemoteMailbox',
  with: {
    Name: use('adoptName'),
    DisplayName: use('displayName'),
    UserPrincipalName: use('cloudUpn'),
    SamAccountName: use('adoptSam'),
    Alias: use('adoptAlias'),
    PrimarySmtpAddress: use('primarySmtp'),
    RemoteRoutingAddress: use('routingAddress'),
    OnPremisesOrganizationalUnit: use('syncedOu'),
  },
};
const ENABLE: CmdletCommand = {
  shell: 'exchange-onprem',
  run: 'Enable-RemoteMailbox',
  with: {
    Identity: use('user'),
    Alias: use('adoptAlias'),
    PrimarySmtpAddress: use('primarySmtp'),
    RemoteRoutingAddress: use('routingAddress'),
  },
};

// The object that an earlier step makes has no other name yet.
const ANCHOR: CmdletCommand = {
  shell: 'ad-ds',
  run: 'Set-ADUser',
  with: { Identity: use('adoptSam'), Replace: { hashtable: { 'mS-DS-ConsistencyGuid': { base64Bytes: use('cloudImmutableId') } } } },
  skipWithout: 'cloudImmutableId',
  note: 'Before the next synchronization cycle, which runs every 30 minutes: the source anchor decides before any address.',
};

/** The archive is made known together with the mailbox: it moves under a GUID of its own. */
const ARCHIVED: readonly Command[] = [
  { shell: 'exchange-onprem', run: 'Enable-RemoteMailbox', with: { Identity: use('user') }, switches: ['Archive'] },
  {
    shell: 'exchange-onprem',
    run: 'Set-RemoteMailbox',
    with: { Identity: use('user'), ExchangeGuid: use('cloudExchangeGuid'), ArchiveGuid: use('cloudArchiveGuid') },
  },
];
const ARCHIVE: readonly Change[] = [
  onPrem('msExchArchiveGUID', use('cloudArchiveGuid')),
  onPrem('msExchRemoteRecipientType', use('adoptArchiveType')),
];

/** What the fixes depend on besides the values. */
export interface Making {
  readonly kind: AdoptValues['kind'];
  /** The cloud user has an ImmutableId, and a new object has to get it. */
  readonly hasAnchor: boolean;
  /** A mailbox that is made here has an archive in the cloud. */
  readonly hasArchive: boolean;
}

/**
 * The rule set whose fixes make remote mailboxes the way adopting does: under a name that is free, in the container that was named, with the type of
 * the cloud mailbox and all its addresses, and with the source anchor that the cloud user has. Guards, checks and undo stay those of the fixes.
 */
function adoptRules(ruleSet: RuleSet, { kind, hasAnchor, hasArchive }: Making): RuleSet {
  const changed = (fix: Fix): Fix => {
    const shared = { ...fix, parameters: { ...fix.parameters, ...PARAMETERS } };
    switch (fix.id) {
      case 'create-remote-mailbox':
      case 'create-remote-resource-mailbox':
        return {
          ...shared,
          steps: [...steps(kind, use('cloudUpn'), NEW, true), ...(hasAnchor ? [ANCHOR] : [])],
          changes: [...ACCOUNT, ...MAILBOX, ...(hasAnchor ? [onPrem('mS-DS-ConsistencyGuid', use('cloudImmutableId'))] : [])],
        };
      case 'enable-remote-mailbox':
      case 'enable-remote-resource-mailbox':
        return { ...shared, steps: steps(kind, use('user'), ENABLE, false), changes: MAILBOX };
      case 'convert-mail-user-to-remote-mailbox': {
        const [disable] = fix.steps;
        return {
          ...shared,
          steps: [...(disable === undefined ? [] : [disable]), ...steps(kind, use('user'), ENABLE, false)],
          changes: MAILBOX,
        };
      }
      case 'stamp-exchange-guid':
        return hasArchive ? { ...shared, steps: ARCHIVED, changes: [...(fix.changes ?? []), ...ARCHIVE] } : fix;
      default:
        return fix;
    }
  };
  return {
    ...ruleSet,
    fix: (id) => {
      const fix = ruleSet.fix(id);
      return fix === undefined ? undefined : changed(fix);
    },
  };
}

/** `adoptRules`, made once for each combination. */
export function createAdoptRules(ruleSet: RuleSet): (making: Making) => RuleSet {
  const made = new Map<string, RuleSet>();
  return (making) => {
    const key = `${making.kind} ${making.hasAnchor} ${making.hasArchive}`;
    const known = made.get(key) ?? adoptRules(ruleSet, making);
    made.set(key, known);
    return known;
  };
}

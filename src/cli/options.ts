/** One option of the command line, for parsing and for help. */
export interface OptionSpec {
  readonly name: string;
  /** What its value is called in help; without one it is a switch. */
  readonly value?: string;
  /** May be given several times; `greedy` takes following words too, until the next option. */
  readonly many?: 'repeat' | 'greedy';
  readonly choices?: readonly string[];
  /** Options that help lists apart, below the others. */
  readonly group?: 'live';
  readonly help: string;
}

export const option = (name: string, help: string, more: Omit<OptionSpec, 'name' | 'help'> = {}): OptionSpec => ({ name, help, ...more });

export const HELP = option('help', 'show this help');
export const ONPREM = option('onprem', 'export of the on-premises side (LDIF, CSV, CLIXML, JSON; found by content)', {
  value: 'FILE',
  many: 'greedy',
});
export const CLOUD = option('cloud', 'export of the cloud side', { value: 'FILE', many: 'greedy' });
export const SETTINGS = option(
  'settings',
  'facts of the tenant: JSON, or exports of Get-AcceptedDomain, Get-InboundConnector and the like',
  {
    value: 'FILE',
    many: 'greedy',
  },
);
export const DIRECTION = option('direction', 'which way the mailbox moves', { value: 'WAY', choices: ['to-cloud', 'to-onprem'] });
export const ANSWER = option('answer', 'answer to a question, as fact=value (yes, no, a text)', { value: 'FACT=VALUE', many: 'repeat' });
export const RULES = option('rules', 'folder with rules of your own, added to the built-in ones', { value: 'DIR', many: 'repeat' });
export const FORMAT = option('format', 'how to print', { value: 'FORMAT', choices: ['text', 'json', 'ndjson', 'markdown'] });
export const JSON_SWITCH = option('json', 'the same as --format json');
export const FAIL_ON = option('fail-on', 'exit with 1 from this severity on (default error)', {
  value: 'SEVERITY',
  choices: ['blocker', 'error', 'warning', 'info', 'never'],
});
export const KIND = option('kind', 'what the input is, when it is not to be detected', {
  value: 'KIND',
  choices: ['migration-error', 'ndr', 'sync-error', 'headers', 'recipients'],
});
export const CAUSE = option('cause', 'plan the repair of this cause although it is not proven', { value: 'ID', many: 'repeat' });
export const FIX = option('fix', 'use this alternative fix, where a cause offers one', { value: 'ID', many: 'repeat' });
export const VERIFY = [
  option('verify', 'compute SPF, DKIM, DMARC and ARC of a mail message anew: the one option of this command that asks DNS'),
  option('resolver', 'with --verify: ask this DNS server instead of those of the system', { value: 'ADDRESS' }),
  option('dns', 'with --verify: take DNS records from this JSON file and ask no server', { value: 'FILE' }),
] as const;
/** How to reach services that are read live. Each connection is named here, and nothing else is opened. */
export const CONNECT = [
  option('ldap', 'read Active Directory: ldaps://HOST, or ldap://HOST (StartTLS); port 3269 is the global catalogue', {
    value: 'URL',
    many: 'repeat',
    group: 'live',
  }),
  option('ldap-user', 'account for it: UPN, DOMAIN\\name or DN; its password is asked for, or in CROSSPREM_LDAP_PASSWORD', {
    value: 'NAME',
    group: 'live',
  }),
  option('ldap-password-command', 'take the password from what this command prints', { value: 'COMMAND', group: 'live' }),
  option('ldap-ca', 'certificates (PEM) of the authority that signed the server certificate', { value: 'FILE', group: 'live' }),
  option('ldap-unverified', 'do not verify the certificate of exactly this host', { value: 'HOST', group: 'live' }),
  option('ldap-base', 'only below this DN', { value: 'DN', many: 'repeat', group: 'live' }),
  option('graph', 'read Entra ID with Microsoft Graph', { group: 'live' }),
  option('exchange-online', 'read mailboxes with the Admin API of Exchange Online', { group: 'live' }),
  option('sign-in', 'how to sign in to the cloud (default device-code)', {
    value: 'METHOD',
    choices: ['device-code', 'browser', 'secret', 'certificate', 'managed-identity', 'azure-cli'],
    group: 'live',
  }),
  option('tenant', 'tenant to sign in to', { value: 'DOMAIN|GUID', group: 'live' }),
  option('client-id', "app registration to sign in with (default: Microsoft's app for command lines, where a person signs in)", {
    value: 'GUID',
    group: 'live',
  }),
  option('client-secret-command', 'take the client secret from what this command prints (or from CROSSPREM_CLIENT_SECRET)', {
    value: 'COMMAND',
    group: 'live',
  }),
  option('client-certificate', 'certificate and private key of the app (PEM)', { value: 'FILE', group: 'live' }),
  option('national-cloud', 'cloud of the tenant (default global)', {
    value: 'CLOUD',
    choices: ['global', 'us-gov', 'us-gov-dod', 'china'],
    group: 'live',
  }),
  option('keep-sign-in', 'keep the sign-in in the cache that the operating system protects', { group: 'live' }),
  option('authority', 'another address for the sign-in (a proxy, a test)', { value: 'URL', group: 'live' }),
  option('graph-endpoint', 'another address for Graph', { value: 'URL', group: 'live' }),
  option('exchange-endpoint', 'another address for Exchange Online', { value: 'URL', group: 'live' }),
] as const;
export const SNAPSHOT = option('snapshot', 'file that crossprem collect or a collector script wrote: both sides and the settings', {
  value: 'FILE',
  many: 'repeat',
});
export const LIVE = [SNAPSHOT, ...CONNECT] as const;
export const DATA = [ONPREM, CLOUD, SETTINGS, DIRECTION, ANSWER, RULES, ...LIVE] as const;

export const SCREEN_READER = option('screen-reader', 'print plain lines for a screen reader, and draw nothing');

import { type Meanings, meanings, seen } from './code.js';

// https://learn.microsoft.com/exchange/header-firewall-exchange-2013-help
// https://techcommunity.microsoft.com/blog/exchange/demystifying-and-troubleshooting-hybrid-mail-flow-when-is-a-message-internal/1420838

export const AUTH_AS: Meanings = meanings({
  Anonymous: 'not authenticated: treated as mail from the Internet',
  Internal: 'from a member of the organization, or promoted from its other side',
  External: 'authenticated, but from outside the organization',
  Partner: 'from a partner organization, over mutual TLS',
});

// Names of codes other than 00, 04 and 10 come from public listings of the server's enumeration, not from documentation.
export const AUTH_MECHANISM: Meanings = meanings({
  '00': 'no authentication: anonymous SMTP',
  '01': seen('resolved through Sender ID'),
  '02': seen('mutual TLS with a verified certificate'),
  '03': seen('MAPI submission'),
  '04': 'secure MAPI submission: a mailbox client of the organization',
  '05': seen('secure submission by a server component'),
  '06': seen('AUTH LOGIN within TLS'),
  '07': seen('AUTH LOGIN, basic authentication'),
  '08': seen('pickup directory'),
  '09': seen('not assigned'),
  '0A': seen('Windows integrated authentication (NTLM)'),
  '0B': seen('Kerberos (GSSAPI)'),
  '0C': seen('mutual Kerberos: between Exchange servers of one organization'),
  '0D': seen('another mechanism'),
  '10': 'receive connector that is marked as externally secured: the whole connection is trusted',
  '11': seen('direct trust TLS: Edge Transport with its subscription certificate'),
  '12': seen('replay directory'),
  '14': seen('written by Exchange Online since about 2025; not published'),
  '19': seen('seen in forged headers only'),
});

/** Codes no server is known to write. */
export const FORGED_MECHANISMS: ReadonlySet<string> = new Set(['19']);

export const DIRECTIONALITY: Meanings = meanings({
  Originating: 'from a mailbox or connector of the tenant, or attributed to it',
  Incoming: 'from outside',
});

export const FROM_ENTITY: Meanings = meanings({
  Hosted: 'from a mailbox in Exchange Online',
  HybridOnPrem: 'through an inbound connector of type OnPremises of the tenant',
  Internet: 'from the Internet',
});

export const EOP_ATTRIBUTED: Meanings = meanings({
  '0': 'inbound',
  '1': seen('attributed to a tenant, outbound'),
  '2': seen('attributed to a tenant, internal'),
});

export const MAILBOX_TYPE: Meanings = meanings({ HOSTED: 'a mailbox in Exchange Online' });

export const TRUE_FALSE: Meanings = meanings({ true: seen('yes'), false: seen('no') });

export const SENDER_ID: Meanings = meanings({
  Pass: 'the address may send for the domain',
  Neutral: 'the domain says nothing about the address',
  SoftFail: 'the address should not send for the domain',
  Fail: 'the address may not send for the domain',
  None: 'the domain publishes nothing',
  TempError: 'DNS could not be asked',
  PermError: 'the record is broken',
});

export const PCL: Meanings = meanings(
  Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((level) => [String(level), seen(level < 4 ? 'neutral' : 'likely phishing')])),
);

export const RELAY: Meanings = meanings({ '0': seen('not relayed'), '1': seen('relayed through the service') });

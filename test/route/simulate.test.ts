import { describe, expect, it } from 'vitest';
import { fc } from '../setup/property.js';
import {
  ALEX,
  CERTIFICATE,
  cloudMailbox,
  cloudMailUser,
  hybrid,
  INBOUND,
  KIM,
  OUTBOUND,
  OUTSIDER,
  onPremMailbox,
  pathOf,
  RECEIVE,
  ROUTING,
  remoteMailbox,
  routeOf,
  SEND_INTERNET,
  SEND_TO_CLOUD,
} from '../setup/route.js';

const TARGET = `kim@${ROUTING}`;
const alexOnPrem = onPremMailbox(ALEX);
const alexInCloud = cloudMailUser(ALEX, ALEX);
const kimRemote = remoteMailbox(KIM, `SMTP:${TARGET}`);
const kimInCloud = cloudMailbox(KIM);

describe('from on-premises', () => {
  it('reaches a cloud mailbox over its remote mailbox, and stays internal', () => {
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [alexInCloud, kimInCloud], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'delivered', where: 'exchange-online', missing: [] });
    expect(route.steps.map((step) => [step.at, step.trust])).toEqual([
      ['on-premises', 'internal'],
      ['exchange-online', 'internal'],
    ]);
    expect(pathOf(route)).toBe(`on-premises (remote mailbox, targetAddress ${TARGET}) -> Exchange Online (mailbox) : delivered`);
    expect(route.trustLost).toBeUndefined();
    expect(route.steps[0]?.evidence.some((item) => item.path === 'targetAddress')).toBe(true);
  });

  it('returns mail for a cloud-only user that on-premises does not know (5.1.1)', () => {
    const route = routeOf({ onprem: [alexOnPrem], cloud: [alexInCloud, kimInCloud], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'on-premises', status: '5.1.1' });
    expect(route.outcome.why).toContain('RESOLVER.ADR.RecipNotFound');
    expect(route.outcome.why).toContain('Authoritative');
  });

  it('takes an AD user that is not mail-enabled for no recipient', () => {
    const user = { objectClass: ['user'], userPrincipalName: KIM, mail: KIM, mailNickname: null, msExchRecipientTypeDetails: null };
    const route = routeOf({ onprem: [alexOnPrem, user], cloud: [kimInCloud], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', status: '5.1.1' });
    expect(route.outcome.why).toContain('not mail-enabled');
  });

  it('returns mail for a remote mailbox without targetAddress', () => {
    const route = routeOf({ onprem: [alexOnPrem, remoteMailbox(KIM, null)], cloud: [kimInCloud], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'on-premises', status: '5.1.1' });
    expect(route.outcome.why).toContain('targetAddress');
  });

  it('loops where targetAddress is the on-premises address itself', () => {
    const route = routeOf({ onprem: [alexOnPrem, remoteMailbox(KIM, `SMTP:${KIM}`)], cloud: [kimInCloud], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'loop', where: 'on-premises', status: '5.4.6' });
  });

  it('follows two objects that point to each other only once', () => {
    const other = remoteMailbox('robin@contoso.com', `SMTP:${KIM}`);
    const route = routeOf({ onprem: [alexOnPrem, remoteMailbox(KIM, 'SMTP:robin@contoso.com'), other], cloud: [], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'loop', status: '5.4.6' });
  });

  it('loops where the domain is an internal relay on both sides and no side has the recipient (5.4.14)', () => {
    const settings = hybrid(
      { sendConnectors: [{ ...SEND_TO_CLOUD, AddressSpaces: [`smtp:${ROUTING};1`, 'smtp:contoso.com;1'] }, SEND_INTERNET] },
      { onprem: 'InternalRelay', cloud: 'InternalRelay' },
    );
    const route = routeOf({ onprem: [alexOnPrem], cloud: [alexInCloud], settings });
    expect(route.outcome).toMatchObject({ kind: 'loop', status: '5.4.14' });
    expect(route.steps.map((step) => step.at)).toEqual(['on-premises', 'exchange-online', 'on-premises']);
  });

  it('loops over a cloud mail user that points back', () => {
    const settings = hybrid({ sendConnectors: [{ ...SEND_TO_CLOUD, AddressSpaces: [`smtp:${ROUTING};1`] }] });
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [alexInCloud, cloudMailUser(KIM, KIM)], settings });
    expect(route.outcome).toMatchObject({ kind: 'loop', status: '5.4.14' });
    expect(pathOf(route)).toMatch(/^on-premises .* -> Exchange Online \(mail user, .*\) -> on-premises : loop \(5\.4\.14\)$/);
  });

  it('delivers on either side where both have a mailbox, and says so', () => {
    const both = { onprem: [alexOnPrem, onPremMailbox(KIM)], cloud: [cloudMailbox('robin@contoso.com'), kimInCloud], settings: hybrid() };
    const here = routeOf(both);
    expect(here.outcome).toMatchObject({ kind: 'delivered', where: 'on-premises' });
    expect(here.notes.join()).toContain('a mailbox on both sides');
    const there = routeOf({ ...both, from: 'robin@contoso.com' });
    expect(there.outcome).toMatchObject({ kind: 'delivered', where: 'exchange-online' });
    expect(there.notes.join()).toContain('a mailbox on both sides');
  });

  it('keeps mail in the Unreachable queue where no send connector covers the routing domain', () => {
    const route = routeOf({
      onprem: [alexOnPrem, kimRemote],
      cloud: [kimInCloud],
      settings: hybrid({ sendConnectors: [{ ...SEND_INTERNET, AddressSpaces: ['smtp:fabrikam.com;1'] }] }),
    });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'on-premises', status: '4.4.7' });
    expect(route.outcome.why).toContain(`No enabled send connector covers ${ROUTING}`);
  });

  it('names the send connector that is disabled', () => {
    const route = routeOf({
      onprem: [alexOnPrem, kimRemote],
      cloud: [kimInCloud],
      settings: hybrid({ sendConnectors: [{ ...SEND_TO_CLOUD, Enabled: 'False' }] }),
    });
    expect(route.outcome.kind).toBe('bounce');
    expect(route.outcome.why).toContain('"Outbound to Office 365" would, but is disabled');
  });

  it('falls back to the Internet connector, and loses its trust', () => {
    const route = routeOf({
      onprem: [alexOnPrem, kimRemote],
      cloud: [kimInCloud],
      settings: hybrid({
        sendConnectors: [
          { ...SEND_TO_CLOUD, Enabled: false },
          { ...SEND_INTERNET, TlsCertificateName: 'CN=legacy.contoso.com' },
        ],
        onpremIps: ['192.0.2.1'],
        exchangeCertificates: [{ Subject: 'CN=legacy.contoso.com', CertificateDomains: ['legacy.contoso.com'] }],
      }),
    });
    expect(route.outcome).toMatchObject({ kind: 'delivered', where: 'exchange-online' });
    expect(route.trustLost?.at).toBe('exchange-online');
  });

  it.each([
    [
      'the send connector',
      { sendConnectors: [{ ...SEND_TO_CLOUD, CloudServicesMailEnabled: false }, SEND_INTERNET] },
      'send connector "Outbound to Office 365"',
    ],
    [
      'the inbound connector',
      { inboundConnectors: [{ ...INBOUND, CloudServicesMailEnabled: 'False' }] },
      'inbound connector "Inbound from 11111111"',
    ],
  ])('loses the trust where CloudServicesMailEnabled is off on %s', (_, changes, words) => {
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings: hybrid(changes) });
    expect(route.outcome.kind).toBe('delivered');
    expect(route.trustLost?.at).toBe('exchange-online');
    expect(route.trustLost?.why).toContain('CloudServicesMailEnabled is off');
    expect(route.trustLost?.why).toContain(words);
  });

  it.each([
    ['disabled', { ...INBOUND, Enabled: false }, 'is disabled'],
    [
      'for another issuer and subject',
      { ...INBOUND, TlsSenderCertificateName: '<I>CN=Fabrikam CA, O=Fabrikam<S>CN=old.contoso.com, O=Contoso' },
      'fit no inbound connector',
    ],
  ])('counts as mail from the Internet where the inbound connector is %s', (_, inbound, words) => {
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings: hybrid({ inboundConnectors: [inbound] }) });
    expect(route.trustLost?.why).toContain(words);
    expect(route.steps.at(-1)?.trust).toBe('anonymous');
  });

  it('refuses our own domain from a server that no connector knows where Direct Send is rejected (5.7.68)', () => {
    const settings = hybrid({
      inboundConnectors: [{ ...INBOUND, Enabled: false }],
      organizationConfig: { cloud: { RejectDirectSend: true } },
    });
    expect(routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings }).outcome).toMatchObject({
      kind: 'bounce',
      status: '5.7.68',
    });
  });

  it('refuses to relay for a server that no connector knows (5.7.64)', () => {
    const settings = hybrid({
      inboundConnectors: [{ ...INBOUND, Enabled: false }],
      sendConnectors: [{ ...SEND_TO_CLOUD, AddressSpaces: ['smtp:*;1'] }],
    });
    expect(routeOf({ to: OUTSIDER, onprem: [alexOnPrem], cloud: [], settings }).outcome).toMatchObject({
      kind: 'bounce',
      where: 'exchange-online',
      status: '5.7.64',
    });
  });

  it('leaves for a foreign domain', () => {
    expect(routeOf({ to: OUTSIDER, onprem: [alexOnPrem], cloud: [alexInCloud], settings: hybrid() }).outcome).toMatchObject({
      kind: 'leaves',
      where: 'on-premises',
    });
  });

  it('goes over a gateway, which costs the trust', () => {
    const settings = hybrid({ sendConnectors: [{ ...SEND_TO_CLOUD, SmartHosts: ['gateway.contoso.com'] }] });
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings });
    expect(route.steps.map((step) => step.at)).toEqual(['on-premises', 'gateway', 'exchange-online']);
    expect(route.trustLost?.at).toBe('exchange-online');
  });

  it('finds no cloud recipient under the routing address', () => {
    const bare = { userPrincipalName: KIM, exo: { RecipientTypeDetails: 'UserMailbox', EmailAddresses: [`SMTP:${KIM}`] } };
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [bare], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'exchange-online', status: '5.1.10' });
  });
});

describe('from the cloud', () => {
  const robin = cloudMailbox('robin@contoso.com');
  const fromRobin = {
    from: 'robin@contoso.com',
    onprem: [remoteMailbox('robin@contoso.com', `SMTP:robin@${ROUTING}`), onPremMailbox(KIM)],
  };

  it('reaches an on-premises mailbox over its mail user', () => {
    const route = routeOf({ ...fromRobin, cloud: [robin, cloudMailUser(KIM, KIM)], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'delivered', where: 'on-premises' });
    expect(route.steps.at(-1)?.trust).toBe('internal');
  });

  it('returns mail for an on-premises recipient that is not synchronized (5.1.10)', () => {
    const route = routeOf({ ...fromRobin, cloud: [robin], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'exchange-online', status: '5.1.10' });
  });

  it('finds it over an internal relay', () => {
    const route = routeOf({ ...fromRobin, cloud: [robin], settings: hybrid({}, { cloud: 'InternalRelay' }) });
    expect(route.outcome).toMatchObject({ kind: 'delivered', where: 'on-premises' });
  });

  it('does not know the way where the outbound connector is disabled', () => {
    const settings = hybrid({ outboundConnectors: [{ ...OUTBOUND, Enabled: false }] }, { cloud: 'InternalRelay' });
    const route = routeOf({ ...fromRobin, cloud: [robin], settings });
    expect(route.outcome.kind).toBe('undecided');
    expect(route.outcome.why).toContain('"Outbound to 11111111" would, but is disabled');
    expect(route.outcome.missing.map((item) => item.what).join()).toContain('MX record of contoso.com');
    const known = routeOf({
      ...fromRobin,
      cloud: [robin],
      settings: { ...settings, mxRecords: { 'contoso.com': 'contoso-com.mail.protection.outlook.com' } },
    });
    expect(known.outcome).toMatchObject({ kind: 'loop', status: '5.4.14' });
  });

  it('loses the trust where on-premises does not accept mail of the cloud', () => {
    const settings = hybrid({ receiveConnectors: [{ ...RECEIVE, TlsDomainCapabilities: [] }] });
    const route = routeOf({ ...fromRobin, cloud: [robin, cloudMailUser(KIM, KIM)], settings });
    expect(route.trustLost).toMatchObject({ at: 'on-premises' });
  });

  const central = { ...OUTBOUND, RecipientDomains: ['*'], RouteAllMessagesViaOnPremises: true };

  it('goes out over on-premises with centralized transport', () => {
    const route = routeOf({ ...fromRobin, to: OUTSIDER, cloud: [robin], settings: hybrid({ outboundConnectors: [central] }) });
    expect(route.steps.map((step) => step.at)).toEqual(['exchange-online', 'on-premises']);
    expect(route.outcome).toMatchObject({ kind: 'leaves', where: 'on-premises' });
    expect(route.steps[0]?.because).toContain('Centralized transport');
  });

  it('may not relay there where the trust is lost (5.7.54)', () => {
    const settings = hybrid({ outboundConnectors: [central], receiveConnectors: [{ ...RECEIVE, TlsDomainCapabilities: [] }] });
    expect(routeOf({ ...fromRobin, to: OUTSIDER, cloud: [robin], settings }).outcome).toMatchObject({
      kind: 'bounce',
      where: 'on-premises',
      status: '5.7.54',
    });
  });

  it('goes straight out without it', () => {
    expect(routeOf({ ...fromRobin, to: OUTSIDER, cloud: [robin], settings: hybrid() }).outcome).toMatchObject({
      kind: 'leaves',
      where: 'exchange-online',
    });
  });

  it('takes mail from outside over on-premises and back with centralized transport', () => {
    const input = { from: OUTSIDER, start: 'exchange-online' as const, onprem: [kimRemote], cloud: [kimInCloud] };
    const route = routeOf({ ...input, settings: hybrid({ outboundConnectors: [central] }) });
    expect(route.steps.map((step) => step.at)).toEqual(['exchange-online', 'on-premises', 'exchange-online']);
    expect(route.outcome.kind).toBe('delivered');
    const lost = routeOf({ ...input, settings: hybrid({ outboundConnectors: [central], inboundConnectors: [] }) });
    expect(lost.outcome).toMatchObject({ kind: 'loop', status: '5.4.14' });
  });
});

describe('from outside', () => {
  it('is refused at the border where an on-premises recipient is not synchronized (5.4.1)', () => {
    const route = routeOf({ from: OUTSIDER, start: 'exchange-online', onprem: [onPremMailbox(KIM)], cloud: [], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'bounce', where: 'exchange-online', status: '5.4.1' });
    expect(route.outcome.why).toContain('edge blocking');
  });

  it('comes in where the MX record points to', () => {
    const mx = (host: string) => hybrid({ mxRecords: { 'contoso.com': host }, exchangeServers: [{ name: 'mail.contoso.com' }] });
    const input = { from: OUTSIDER, onprem: [onPremMailbox(KIM)], cloud: [cloudMailUser(KIM, KIM)] };
    expect(pathOf(routeOf({ ...input, settings: mx('contoso-com.mail.protection.outlook.com.') }))).toMatch(
      /^Internet .* -> Exchange Online .* -> on-premises \(mailbox\) : delivered$/,
    );
    expect(pathOf(routeOf({ ...input, settings: mx('mail.contoso.com') }))).toMatch(/^Internet .* -> on-premises \(mailbox\) : delivered$/);
    expect(routeOf({ ...input, settings: mx('filter.fabrikam.com') }).outcome).toMatchObject({ kind: 'undecided', where: 'gateway' });
    expect(
      routeOf({ ...input, settings: hybrid() })
        .outcome.missing.map((item) => item.how)
        .join(),
    ).toContain('nslookup -type=MX contoso.com');
  });
});

describe('what is not known', () => {
  it('stays undecided without anything, and asks where the message starts', () => {
    const route = routeOf({});
    expect(route.outcome.kind).toBe('undecided');
    expect([route.start, route.outcome.where]).toEqual([undefined, undefined]);
    expect(pathOf(route)).toBe('start not known : not decided');
    expect(route.outcome.missing.map((item) => item.how).join()).toContain('--start');
  });

  it('asks for the other side when the message comes there', () => {
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], settings: hybrid() });
    expect(route.outcome).toMatchObject({ kind: 'undecided', where: 'exchange-online' });
    expect(route.outcome.missing[0]?.how).toContain('--cloud');
  });

  it('asks for connectors, and says what the usual ones would do', () => {
    const { sendConnectors: _, inboundConnectors: __, outboundConnectors: ___, receiveConnectors: ____, ...rest } = hybrid();
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings: rest });
    expect(route.outcome).toMatchObject({ kind: 'undecided', where: 'on-premises' });
    expect(route.outcome.missing[0]?.how).toContain('Get-SendConnector');
    expect(route.likely?.outcome).toMatchObject({ kind: 'delivered', where: 'exchange-online' });
  });

  it.each([
    [
      'the type of the accepted domain',
      hybrid({ acceptedDomains: { onprem: ['contoso.com'], cloud: ['contoso.com'] } }),
      'Get-AcceptedDomain',
    ],
    [
      'Enabled of a connector',
      hybrid({ sendConnectors: [{ Name: 'A', AddressSpaces: ['*'] }] }, { onprem: 'InternalRelay' }),
      'Get-SendConnector',
    ],
    [
      'AddressSpaces of a connector',
      hybrid({ sendConnectors: [{ Name: 'A', Enabled: true }] }, { onprem: 'InternalRelay' }),
      'Get-SendConnector',
    ],
  ])('asks for %s', (_, settings, words) => {
    const route = routeOf({ onprem: [alexOnPrem], cloud: [], settings });
    expect(route.outcome).toMatchObject({ kind: 'undecided', where: 'on-premises' });
    expect(route.outcome.missing.map((item) => item.how).join()).toContain(words);
  });

  it('says that trust is not known rather than lost where the inbound connectors were not given', () => {
    const { inboundConnectors: _, ...rest } = hybrid();
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings: rest });
    expect(route.outcome.kind).toBe('delivered');
    expect(route.steps.at(-1)?.trust).toBe('unknown');
    expect(route.trustLost).toBeUndefined();
  });

  it('does not choose between two objects with one address', () => {
    const route = routeOf({ onprem: [alexOnPrem, onPremMailbox(KIM), remoteMailbox(KIM, TARGET)], cloud: [], settings: hybrid() });
    expect(route.outcome.kind).toBe('undecided');
    expect(route.outcome.why).toContain('2 objects');
  });

  it('does not start where the sender has two mailboxes', () => {
    const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [cloudMailbox(ALEX), kimInCloud], settings: hybrid() });
    expect(route.outcome.why).toContain('both sides');
    expect(
      routeOf({ start: 'on-premises', onprem: [alexOnPrem, kimRemote], cloud: [cloudMailbox(ALEX), kimInCloud], settings: hybrid() })
        .outcome.kind,
    ).toBe('delivered');
  });

  it('does not expand a group', () => {
    const group = { objectClass: ['group'], mailNickname: 'kim', proxyAddresses: [`SMTP:${KIM}`], msExchRecipientTypeDetails: '256' };
    expect(routeOf({ onprem: [alexOnPrem, group], cloud: [], settings: hybrid() }).outcome).toMatchObject({
      kind: 'undecided',
      where: 'on-premises',
    });
  });
});

describe('any input', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(CERTIFICATE),
    fc.array(fc.constantFrom('*', 'contoso.com', 'smtp:*;1', '*.com'), { maxLength: 3 }),
  );
  const connector = fc.dictionary(
    fc.constantFrom(
      'Name',
      'Enabled',
      'AddressSpaces',
      'SmartHosts',
      'RecipientDomains',
      'SenderDomains',
      'ConnectorType',
      'TlsCertificateName',
      'RouteAllMessagesViaOnPremises',
    ),
    value,
  );
  const list = fc.oneof(fc.array(fc.oneof(connector, value), { maxLength: 4 }), value);
  const side = fc.option(fc.subarray([alexOnPrem, kimRemote, onPremMailbox(KIM), remoteMailbox(KIM, `SMTP:${KIM}`)]), { nil: undefined });

  it('ends, and never throws', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            sendConnectors: list,
            inboundConnectors: list,
            outboundConnectors: list,
            receiveConnectors: list,
            acceptedDomains: value,
            mxRecords: value,
            onpremIps: value,
            exchangeServers: list,
          },
          { requiredKeys: [] },
        ),
        side,
        fc.constantFrom(undefined, 'on-premises', 'exchange-online', 'internet'),
        fc.oneof(fc.constantFrom(KIM, OUTSIDER, TARGET), fc.string()),
        (settings, onprem, start, to) => {
          const route = routeOf({ to, start, onprem, cloud: onprem === undefined ? undefined : [kimInCloud], settings });
          expect(route.steps.length).toBeLessThan(50);
          if (route.outcome.kind === 'undecided') expect(route.outcome.missing.length).toBeGreaterThan(0);
          pathOf(route);
        },
      ),
    );
  });
});

it('notes that centralized transport is not known for mail from outside', () => {
  const { outboundConnectors: _, ...rest } = hybrid();
  const route = routeOf({ from: OUTSIDER, start: 'exchange-online', cloud: [kimInCloud], settings: rest });
  expect(route.outcome.kind).toBe('delivered');
  expect(route.notes.join()).toContain('centralized transport');
});

it('takes what is said to start on-premises as submitted there', () => {
  const route = routeOf({ from: 'scanner@contoso.com', to: OUTSIDER, start: 'on-premises', onprem: [], cloud: [], settings: hybrid() });
  expect(route.outcome).toMatchObject({ kind: 'leaves', where: 'on-premises' });
  expect(route.steps[0]?.trust).toBe('unknown');
});

it('is quick with very many connectors and domains', () => {
  const many = Array.from({ length: 50_000 }, (_, index) => ({
    ...SEND_TO_CLOUD,
    Name: `C${index}`,
    AddressSpaces: [`smtp:d${index}.fabrikam.com;1`],
  }));
  const domains = Array.from({ length: 50_000 }, (_, index) => ({ name: `d${index}.contoso.com`, type: 'Authoritative' }));
  const settings = hybrid({ sendConnectors: [...many, SEND_TO_CLOUD], acceptedDomains: { onprem: domains, cloud: domains } });
  expect(routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings }).outcome.kind).toBe('delivered');
});

it('says what would come out where connectors were exported without Enabled', () => {
  const { Enabled: _, ...bare } = SEND_TO_CLOUD;
  const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings: hybrid({ sendConnectors: [bare] }) });
  expect(route.outcome).toMatchObject({ kind: 'undecided', where: 'on-premises' });
  expect(route.likely).toMatchObject({ assumed: [expect.stringContaining('enabled')], outcome: { kind: 'delivered' } });
});

it('knows that the trust is lost where no inbound connector that may fit believes the headers', () => {
  const { TlsCertificateName: _, ...bare } = SEND_TO_CLOUD;
  const settings = hybrid({ sendConnectors: [bare], inboundConnectors: [{ ...INBOUND, CloudServicesMailEnabled: false }] });
  const route = routeOf({ onprem: [alexOnPrem, kimRemote], cloud: [kimInCloud], settings });
  expect(route.trustLost).toMatchObject({ at: 'exchange-online', why: expect.stringContaining('CloudServicesMailEnabled is off') });
});

// The terminal interface with connections on which everything stands still, for the pictures: node scripts/live-stage.mjs
// Nothing is opened: a sign-in shows its code and waits, a reading stops in the middle.
import program from '../dist/interface.cjs';

const now = Date.now();
const since = new Date(now - 95_000).toISOString();
const FOREST = {
  kind: 'ldap',
  side: 'onprem',
  source: 'ldaps://dc1.corp.contoso.com',
  account: 'reader@corp.contoso.com',
  organization: 'corp.contoso.com',
  since,
  mayRead: [
    'Recipients of corp.contoso.com (DC=corp,DC=contoso,DC=com)',
    'Recipients of emea.corp.contoso.com (DC=emea,DC=corp,DC=contoso,DC=com)',
    'Exchange organization in CN=Configuration,DC=corp,DC=contoso,DC=com',
  ],
  limits: [
    {
      what: 'The domain apac.corp.contoso.com is not read.',
      why: 'Its server was not named.',
      next: 'Name it with --ldap ldaps://dc1.apac.corp.contoso.com.',
    },
  ],
};
const GRAPH = {
  kind: 'graph',
  side: 'cloud',
  source: 'https://graph.microsoft.com',
  account: 'kim@contoso.com',
  organization: 'Contoso (contoso.onmicrosoft.com)',
  since,
  mayRead: ['User.Read.All', 'GroupMember.Read.All', 'OrgContact.Read.All', 'Organization.Read.All', 'Domain.Read.All'],
  limits: [],
};
const PROGRESS = {
  parts: [
    part('Recipients of corp.contoso.com', FOREST.source, 31_204, 31_204, 'complete'),
    part('Recipients of emea.corp.contoso.com', FOREST.source, 8_120, 8_120, 'complete'),
    part('Users', GRAPH.source, 17_982, 38_911, 'reading'),
    part('Groups', GRAPH.source, 0, 2_207, 'waiting'),
    part('Contacts', GRAPH.source, 0, 318, 'waiting'),
    part('Exchange organization', FOREST.source, 1, 1, 'complete', 1),
    part('Tenant', GRAPH.source, 0, 1, 'waiting'),
  ],
  records: 57_307,
  rate: 4_180,
  waiting: undefined,
};

function part(title, source, records, expected, state, unreadable = 0) {
  return { title, source, records, expected, state, unreadable };
}

const aborted = (signal, value) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(value)));

await program.startTui(
  {
    sources: () => [],
    connections: {
      list: () => [FOREST, GRAPH],
      preview: () => ['Signs in to Entra to read, with User.Read.All.'],
      connect: (_form, { signal, onDeviceCode }) => {
        onDeviceCode({ userCode: 'F7KQ2XWCD', url: 'https://microsoft.com/devicelogin', expiresAt: now + 14 * 60_000 });
        return aborted(signal, { kind: 'ok', value: [] });
      },
      disconnect: async () => undefined,
      collect: ({ signal, onProgress, path }) => {
        onProgress(PROGRESS);
        return aborted(signal, { kind: 'ok', value: { records: 0, path, isComplete: false, notes: [] } });
      },
    },
  },
  { colour: true },
);

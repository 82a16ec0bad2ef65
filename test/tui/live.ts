import type { Result } from '../../src/evidence/problem.js';
import { ok } from '../../src/evidence/problem.js';
import type { Collected, CollectProgress, CollectRequest, ConnectForm, ConnectHooks, Connections } from '../../src/ports/connections.js';
import type { ConnectionAbout } from '../../src/ports/live.js';
import { createTestSession, type TestSession } from './session.js';

export const PASSWORD = 'Tr0ub4dor&3';

export const FOREST: ConnectionAbout = {
  kind: 'ldap',
  side: 'onprem',
  source: 'ldaps://dc1.corp.contoso.com',
  account: 'CORP\\svc-read',
  organization: 'corp.contoso.com',
  since: '2026-11-23T01:14:07.123Z',
  mayRead: [
    'DC=corp,DC=contoso,DC=com',
    'CN=Configuration,DC=corp,DC=contoso,DC=com',
    'DC=emea,DC=corp,DC=contoso,DC=com',
    'DC=apac,DC=corp,DC=contoso,DC=com',
  ],
  limits: [
    {
      what: 'Deleted objects were not read.',
      why: 'The account may not list the container of deleted objects.',
      next: 'Use an account with the right to read it; nothing else depends on that.',
    },
  ],
};
export const GRAPH: ConnectionAbout = {
  kind: 'graph',
  side: 'cloud',
  source: 'https://graph.microsoft.com',
  account: 'admin@contoso.com',
  organization: 'Contoso (contoso.onmicrosoft.com)',
  since: '2026-11-23T01:15:00Z',
  mayRead: ['User.Read.All', 'Group.Read.All', 'Domain.Read.All', 'Organization.Read.All', 'OnPremDirectorySynchronization.Read.All'],
  limits: [],
};
export const EXCHANGE: ConnectionAbout = {
  ...GRAPH,
  kind: 'exchange-online',
  source: 'https://outlook.office365.com',
  mayRead: ['Exchange.ManageAsApp'],
  limits: Array.from({ length: 12 }, (_, index) => ({
    what: `Get-Thing${index + 1} is not allowed.`,
    why: 'The role of the account does not hold it.',
    next: 'Give it the role View-Only Organization Management.',
  })),
};

export const PROGRESS: CollectProgress = {
  parts: [
    { title: 'Recipients of corp.contoso.com', source: FOREST.source, records: 12_004, expected: 12_004, state: 'complete', unreadable: 0 },
    {
      title: 'Configuration of corp.contoso.com',
      source: FOREST.source,
      records: 310,
      expected: undefined,
      state: 'partial',
      unreadable: 3,
    },
    { title: 'Users', source: GRAPH.source, records: 10_786, expected: 50_000, state: 'reading', unreadable: 0 },
    { title: 'Groups', source: GRAPH.source, records: 0, expected: undefined, state: 'waiting', unreadable: 0 },
  ],
  records: 23_100,
  rate: 1240.4,
  waiting: undefined,
};

/** One attempt to connect, or one reading, as the test steers it. */
interface Attempt<T, I> {
  readonly input: I;
  readonly end: (result: Result<T>) => void;
}

export interface TestConnections extends Connections {
  readonly signIns: Attempt<readonly ConnectionAbout[], { readonly form: ConnectForm; readonly hooks: ConnectHooks }>[];
  readonly readings: Attempt<Collected, CollectRequest>[];
  readonly previewed: ConnectForm[];
  readonly closed: string[];
}

/** Connections in memory that behave as the real ones: nothing ends before the test says so, or the signal is aborted. */
export function createConnections(open: readonly ConnectionAbout[] = []): TestConnections {
  const list = [...open];
  const signIns: TestConnections['signIns'] = [];
  const readings: TestConnections['readings'] = [];
  const previewed: ConnectForm[] = [];
  const closed: string[] = [];
  return {
    signIns,
    readings,
    previewed,
    closed,
    list: () => [...list],
    preview: (form) => {
      previewed.push(form);
      return form.kind === 'ldap' ? ['Reads DC=corp,DC=contoso,DC=com', 'Asks for nothing more.'] : ['User.Read.All', 'Group.Read.All'];
    },
    connect: (form, hooks) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
        const end = (result: Result<readonly ConnectionAbout[]>): void => {
          if (result.kind === 'ok') list.push(...result.value);
          resolve(result);
        };
        signIns.push({ input: { form, hooks }, end });
      }),
    disconnect: async (source) => {
      closed.push(source);
      const kept = list.filter((one) => one.source !== source);
      list.splice(0, list.length, ...kept);
    },
    collect: (request) =>
      new Promise((resolve) => {
        request.signal.addEventListener('abort', () =>
          resolve(ok({ records: 23_100, path: request.path, isComplete: false, notes: ['Users: stopped after 10,786 of 50,000.'] })),
        );
        readings.push({ input: request, end: resolve });
      }),
  };
}

export interface LiveSession extends TestSession {
  readonly connections: TestConnections;
}

export function liveSession(open: readonly ConnectionAbout[] = []): LiveSession {
  return { ...createTestSession(), connections: createConnections(open) };
}

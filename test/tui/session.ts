import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMailReader } from '../../src/app/mail-reader.js';
import { createSession, type SessionPorts } from '../../src/app/session.js';
import { ok, problem } from '../../src/evidence/problem.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { parseSettingsFiles } from '../../src/parse/settings.js';
import type { Session } from '../../src/ports/session.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { repositoryRuleSet } from '../setup/rules.js';

/** A message whose tenant took Direct Send from a stranger: its settings decide. */
export const SPOOF = readFileSync(join(import.meta.dirname, '../../samples/header/spoof-own-domain/headers.txt'), 'utf8');

export const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';
export const ERROR = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'. --> Cannot find a recipient that has mailbox GUID '${GUID}'.`;

/** A remote mailbox without ExchangeGuid, and its cloud mailbox. */
export const ON_PREM = [
  {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    objectGUID: 'DfOw3cNx4ECG+XXGimiXZQ==',
    distinguishedName: 'CN=Kim Alder,OU=Staff,DC=contoso,DC=com',
    sAMAccountName: 'kalder',
    userPrincipalName: 'kim.alder@contoso.com',
    displayName: 'Kim Alder',
    mailNickname: 'kim.alder',
    proxyAddresses: ['SMTP:kim.alder@contoso.com', 'smtp:kim.alder@contoso.mail.onmicrosoft.com'],
    targetAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
    msExchRecipientTypeDetails: '2147483648',
    msExchRemoteRecipientType: '1',
  },
];
export const CLOUD = [
  {
    id: '37469162-e7b3-44af-91d2-a20d444c9b3a',
    userPrincipalName: 'kim.alder@contoso.com',
    onPremisesImmutableId: 'DfOw3cNx4ECG+XXGimiXZQ==',
    onPremisesSyncEnabled: true,
    exo: {
      RecipientTypeDetails: 'UserMailbox',
      Alias: 'kim.alder',
      ExchangeGuid: GUID,
      PrimarySmtpAddress: 'kim.alder@contoso.com',
      EmailAddresses: ['SMTP:kim.alder@contoso.com', 'smtp:kim.alder@contoso.mail.onmicrosoft.com'],
      IsDirSynced: true,
    },
  },
];

export interface TestSession extends Session {
  /** What was written, by name. */
  readonly saved: ReadonlyMap<string, string>;
}

/** The session over the real rules, whose files are given as values instead of lying on a disk. */
export function createTestSession(
  files: {
    readonly directories?: Readonly<Record<string, readonly unknown[]>>;
    readonly texts?: Readonly<Record<string, string>>;
    /** Settings files as text. */
    readonly settings?: Readonly<Record<string, string>>;
    readonly ports?: Pick<SessionPorts, 'wholePath' | 'isDevice' | 'readSnapshot'> | undefined;
    /** Where the built-in sample lies, with the settings that are its own; without it the demo is the two files and the error. */
    readonly sample?: { readonly folder: string; readonly settings: string } | undefined;
  } = {},
): TestSession {
  const { sample } = files;
  const pathOf = (name: string): string => (sample === undefined ? name : `${sample.folder}/${name}`);
  const own = (file: string): string => pathOf(`migration/cloud-only-user/${file}`);
  const directories = {
    'onprem.json': ON_PREM,
    'cloud.json': CLOUD,
    [own('onprem.ldf')]: ON_PREM,
    [own('cloud.json')]: CLOUD,
    ...files.directories,
  };
  const texts: Readonly<Record<string, string>> = { 'error.txt': ERROR, [own('error.txt')]: ERROR, ...files.texts };
  const settings: Readonly<Record<string, string>> = files.settings ?? {};
  const saved = new Map<string, string>();
  const missing = (path: string) => problem('The file does not exist.', path, 'Check the path and the spelling.');
  const session = createSession({
    ruleSet: repositoryRuleSet(),
    readMail: createMailReader(),
    readDirectory: async (path, side) => {
      const records = Object.entries(directories).find(([name]) => name === path)?.[1];
      return records === undefined ? missing(path) : { kind: 'table', table: { ...readJsonValues(records, side, path), format: 'json' } };
    },
    readInput: async (path) => {
      const text = texts[path];
      return text === undefined
        ? missing(path)
        : ok({ text, name: path, encoding: 'utf-8', bytes: text.length, isTruncated: false, notes: [] });
    },
    readSettingsFile: async (path) => {
      const text = path === own('settings.json') ? sample?.settings : settings[path];
      return text === undefined ? missing(path) : ok({ text, source: path });
    },
    settingsParser: async () => parseSettingsFiles,
    save: async (name, text) => {
      saved.set(name, text);
      return ok(`/tmp/${name}`);
    },
    write: async (path, text, replaces) => {
      if (saved.has(path) && !replaces) return { kind: 'exists', path };
      saved.set(path, text);
      return { kind: 'written', path: `/folder/${path}` };
    },
    samplePath: pathOf,
    ...files.ports,
    version: 'test',
    now: () => '2026-11-22T12:00:00Z',
    exportTools: async () => ({
      clock: () => 0,
      isThere: (path) => saved.has(path),
      isSameFile: (one, other) => one === other,
      openOutput: (path) => {
        let text = '';
        return ok({
          write: (piece: string) => {
            text += piece;
          },
          close: () => {
            saved.set(path, text);
            return ok(`/folder/${path}`);
          },
        });
      },
      html: async () => ({ script: '', style: '', hashOf: () => 'sha256-x', draw: async (charts) => charts.map(() => '<svg></svg>') }),
    }),
  });
  if (sample !== undefined) return { ...session, saved };
  return {
    ...session,
    saved,
    demo: async () => {
      await session.load('onprem.json', 'onprem');
      await session.load('cloud.json', 'cloud');
      return ok({ name: 'sample.txt', text: ERROR });
    },
  };
}

/** The interface without a terminal, whose clock goes on a minute each time that it is asked. */
export function openRuntime(session: TestSession): Runtime {
  let now = Date.parse('2026-11-23T10:00:00Z');
  return createRuntime(initialState({ columns: 100, rows: 30 }, false), {
    session,
    write: () => undefined,
    environment: { TERM: 'xterm' },
    exit: () => undefined,
    fail: (error) => {
      throw error;
    },
    now: () => (now += 60_000),
  });
}

import type { LiveContext } from './cli/context.js';
import { ok, problem } from './evidence/problem.js';
import { wantedColumns } from './facts/wanted.js';
import type { CollectProgress } from './ports/connections.js';
import type { CloudTarget, DeviceCode, LdapTarget, LiveConnection, LiveTarget, LiveTools } from './ports/live.js';

declare const __VERSION__: string;

/** What live services need of the program that uses them. */
export interface LiveSurroundings {
  readonly onDeviceCode: (code: DeviceCode) => void;
  /** True once Ctrl-C was pressed while a service was read. */
  readonly onInterrupt: () => void;
}

/** Wires the adapters of live services and snapshots; each is loaded when it is first used. */
export function createLiveContext(surroundings: LiveSurroundings): LiveContext {
  let wait: { readonly until: number; readonly source: string; readonly why: string } | undefined;
  const now = (): number => Date.now();
  const tools: LiveTools = {
    wanted: columnsToRead,
    now,
    onDeviceCode: surroundings.onDeviceCode,
    onWait: ({ source, why, seconds }) => {
      wait = { source, why, until: now() + seconds * 1000 };
    },
  };
  const waiting = (): CollectProgress['waiting'] => {
    const left = wait === undefined ? 0 : Math.ceil((wait.until - now()) / 1000);
    return wait === undefined || left <= 0 ? undefined : { source: wait.source, why: wait.why, seconds: left };
  };
  return {
    preview: async (targets) => {
      const { previewScopes } = await import('./adapters/entra/preview.js');
      return previewTargets(targets, previewScopes);
    },
    async connect(targets, signal) {
      const open: LiveConnection[] = [];
      const closeAll = () => Promise.allSettled(open.map((one) => one.close()));
      for (const target of targets.filter(isLdap)) {
        const { connectLdap } = await import('./adapters/ldap/connect.js');
        const connection = await connectLdap(target, tools, signal);
        if (connection.kind === 'problem') {
          await closeAll();
          return connection;
        }
        open.push(connection.value);
      }
      const cloud = targets.filter(isCloud);
      if (cloud.length > 0) {
        const { connectCloud } = await import('./adapters/cloud/connect.js');
        const connections = await connectCloud(cloud, tools, signal);
        if (connections.kind === 'problem') {
          await closeAll();
          return connections;
        }
        open.push(...connections.value);
      }
      return ok(open);
    },
    async *examine(targets, signal) {
      for (const target of targets.filter(isLdap)) {
        const { examineLdap } = await import('./adapters/ldap/examine.js');
        yield* examineLdap(target, tools, signal);
      }
      const cloud = targets.filter(isCloud);
      if (cloud.length === 0) return;
      const { examineCloud } = await import('./adapters/cloud/connect.js');
      yield* examineCloud(cloud, tools, signal);
    },
    interrupt: () => {
      const controller = new AbortController();
      const stop = (): void => {
        // Not at once: a prompt that listens too takes a program without other listeners for one to be killed.
        queueMicrotask(end);
        surroundings.onInterrupt();
        controller.abort(new Error('stopped by the user'));
      };
      // Ctrl-C, a polite end from outside, and a terminal that was closed. The second one ends the program at once.
      const end = (): void => {
        for (const name of STOPS) process.off(name, stop);
      };
      for (const name of STOPS) process.on(name, stop);
      return { signal: controller.signal, end };
    },
    waiting,
    openSnapshot: async (path, signal) => (await import('./adapters/snapshot/reader.js')).openSnapshot(path, signal),
    snapshotTables: async (reader, keeps, signal) =>
      (await import('./adapters/snapshot/tables.js')).readSnapshotTables(reader, {
        wanted: keeps,
        ...(signal === undefined ? {} : { signal }),
      }),
    createSnapshot: async (path, { fresh, isRedacted, sources = [] }) => {
      if (path === '') return problem('The snapshot has no name.', '--out', 'Name a file: --out snapshot.crossprem.');
      const { overwritten } = await import('./adapters/snapshot/same-file.js');
      const same = await overwritten(path, sources);
      if (same !== undefined) return problem('The copy would take the place of what is copied.', same, 'Name another file with --out.');
      const { createSnapshotWriter } = await import('./adapters/snapshot/writer.js');
      return createSnapshotWriter(path, { tool: `crossprem ${__VERSION__}`, now: () => new Date(now()).toISOString(), fresh, isRedacted });
    },
    parseSettings: async (files) => (await import('./parse/settings.js')).parseSettingsFiles(files),
    wanted: columnsToRead,
    // The global is made when it is asked for: node:crypto is large.
    seed: () => crypto.getRandomValues(new Uint8Array(32)),
    now,
  };
}

const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Beside what rules ask: what commands read of a person, and attributes that may be the source anchor. */
const ALSO: Readonly<Record<'onprem' | 'cloud', readonly string[]>> = {
  onprem: [
    'memberof',
    'member',
    'employeeid',
    'employeenumber',
    'uid',
    ...Array.from({ length: 15 }, (_, at) => `extensionattribute${at + 1}`),
  ],
  cloud: ['onpremisesextensionattributes', 'employeeid'],
};
const columnsToRead = (side: 'onprem' | 'cloud'): ReadonlySet<string> => new Set([...wantedColumns(side), ...ALSO[side]]);

const isLdap = (target: LiveTarget): target is LdapTarget => target.kind === 'ldap';
const isCloud = (target: LiveTarget): target is CloudTarget => target.kind !== 'ldap';

/** What will be asked for, before anything is opened. In: what names the scopes of services of the cloud. */
export function previewTargets(
  targets: readonly LiveTarget[],
  previewScopes: (kinds: readonly CloudTarget['kind'][]) => readonly string[],
): readonly string[] {
  const cloud = targets.filter(isCloud);
  return [
    ...targets
      .filter(isLdap)
      .map(({ url, user }) => `Reads ${url} as ${user}: recipients, and the configuration of Exchange. Nothing is written.`),
    ...(cloud.length === 0 ? [] : scopeLines(cloud, previewScopes)),
  ];
}

/** A person who consents sees what each permission is for; an app has them already, and its log is kept short. */
function scopeLines(
  cloud: readonly CloudTarget[],
  previewScopes: (kinds: readonly CloudTarget['kind'][]) => readonly string[],
): readonly string[] {
  const lines = previewScopes(cloud.map(({ kind }) => kind));
  const method = cloud[0]?.signIn.method;
  if (method === 'device-code' || method === 'browser')
    return ['Asks Entra for these permissions, and only reads with them:', ...lines.map((line) => `  ${line}`)];
  return [`Signs in to Entra to read, with ${lines.map((line) => line.split(': reads ', 1)[0]).join(', ')}.`];
}

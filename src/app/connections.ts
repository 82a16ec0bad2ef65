import { ok, type Result } from '../evidence/problem.js';
import type { PartHead } from '../evidence/snapshot.js';
import { unreadableNotes } from '../evidence/unreadable.js';
import type { ConnectForm, Connections } from '../ports/connections.js';
import type { DeviceCode, EntraSignIn, LiveConnection, LiveTarget } from '../ports/live.js';
import type { PartWriter, SnapshotWriter } from '../ports/snapshot.js';
import { type CollectOutcome, collect, type PartSink } from './collect.js';
import { createTableSink, type LiveTables } from './live-tables.js';

/** What connections of the interface need of the world. */
export interface ConnectionPorts {
  readonly connect: (
    targets: readonly LiveTarget[],
    signal: AbortSignal,
    onDeviceCode: (code: DeviceCode) => void,
  ) => Promise<Result<readonly LiveConnection[]>>;
  readonly preview: (targets: readonly LiveTarget[]) => readonly string[];
  readonly createSnapshot: (path: string) => Promise<Result<SnapshotWriter>>;
  readonly wanted: (side: 'onprem' | 'cloud') => ReadonlySet<string>;
  readonly waiting: () => { readonly source: string; readonly why: string; readonly seconds: number } | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** In: the world, and what takes what was read. Out: the connections of one sitting. */
export function createConnections(ports: ConnectionPorts, take: (tables: LiveTables) => Promise<Result<null>>): Connections {
  const open: LiveConnection[] = [];
  return {
    list: () => open.map(({ about }) => about),
    preview: (form) => ports.preview(targetsOf(form)),
    async connect(form, { signal, onDeviceCode }) {
      const connected = await ports.connect(targetsOf(form), signal, onDeviceCode);
      if (connected.kind === 'problem') return connected;
      for (const connection of connected.value) {
        const known = open.findIndex(({ about }) => about.source === connection.about.source);
        if (known >= 0) await open.splice(known, 1)[0]?.close();
        open.push(connection);
      }
      return ok(connected.value.map(({ about }) => about));
    },
    async disconnect(source) {
      const known = open.findIndex(({ about }) => about.source === source);
      if (known >= 0) await open.splice(known, 1)[0]?.close();
    },
    async collect({ path, signal, onProgress }) {
      const writer = path === undefined ? undefined : await ports.createSnapshot(path);
      if (writer?.kind === 'problem') return writer;
      const memory = createTableSink(ports.wanted);
      const outcome = await collect(open, writer === undefined ? memory : both(memory, writer.value), {
        signal,
        now: ports.now,
        onProgress,
        waiting: ports.waiting,
        endsPartial: true,
      });
      const file = await fileOf(writer?.value, outcome, ports.now);
      if (file.kind === 'problem') return file;
      const taken = await take(memory.tables());
      if (taken.kind === 'problem') return taken;
      const isComplete = !outcome.wasStopped && outcome.problems.length === 0;
      const notes = [
        ...outcome.problems.map(({ what, where, next }) => `${where}: ${what} ${next}`),
        ...unreadableNotes(outcome.unreadable),
        ...(file.value?.note === undefined ? [] : [file.value.note]),
      ];
      return ok({ records: outcome.records, path: file.value?.path, isComplete, notes });
    },
  };
}

async function fileOf(
  writer: SnapshotWriter | undefined,
  { wasStopped, limits }: CollectOutcome,
  now: () => number,
): Promise<Result<{ readonly path: string; readonly note?: string } | undefined>> {
  if (writer === undefined) return ok(undefined);
  if (wasStopped) {
    const { path } = await writer.suspend();
    return ok({ path, note: `${path} is not finished; crossprem collect --out with the same name goes on with it.` });
  }
  const finished = await writer.finish(new Date(now()).toISOString(), limits);
  return finished.kind === 'problem' ? finished : ok({ path: finished.value.path });
}

/** Writes into both. The memory starts empty, so a part starts anew in the file too. */
function both(memory: PartSink, file: SnapshotWriter): PartSink {
  return {
    resumeOf: () => ({ kind: 'new' }),
    async begin(head: PartHead, startedAt) {
      const [kept, written] = [await memory.begin(head, startedAt), await file.begin(head, startedAt)];
      if (kept.kind === 'problem') return kept;
      if (written.kind === 'problem') return written;
      const writers: readonly PartWriter[] = [kept.value, written.value];
      const all = async (act: (writer: PartWriter) => Promise<Result<null>>): Promise<Result<null>> => {
        for (const writer of writers) {
          const done = await act(writer);
          if (done.kind === 'problem') return done;
        }
        return ok(null);
      };
      return ok({
        write: (records, cursor) => all((writer) => writer.write(records, cursor)),
        unreadable: (unreadable) => {
          for (const writer of writers) writer.unreadable(unreadable);
        },
        restart: () => {
          for (const writer of writers) writer.restart();
        },
        bookmark: (bookmark) => {
          for (const writer of writers) writer.bookmark(bookmark);
        },
        end: (state, endedAt) => all((writer) => writer.end(state, endedAt)),
      });
    },
  };
}

function targetsOf(form: ConnectForm): readonly LiveTarget[] {
  if (form.kind === 'ldap') {
    const { url, user, password, caFile } = form;
    const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
    return [
      {
        kind: 'ldap',
        url,
        user,
        password: async () => ok(password),
        caFile: caFile === '' ? undefined : caFile,
        unverifiedHost: undefined,
        bases: [],
        namedHosts: [host],
      },
    ];
  }
  const signIn: EntraSignIn = {
    method: form.method,
    tenant: form.tenant === '' ? undefined : form.tenant,
    clientId: form.clientId === '' ? undefined : form.clientId,
    secret: form.method === 'secret' ? async () => ok(form.secret) : undefined,
    certificateFile: form.certificateFile === '' ? undefined : form.certificateFile,
    cloud: form.cloud,
    keepsSignIn: false,
    authority: undefined,
  };
  const graph = { kind: 'graph' as const, signIn, endpoint: undefined };
  return form.withExchangeOnline ? [graph, { ...graph, kind: 'exchange-online' as const }] : [graph];
}

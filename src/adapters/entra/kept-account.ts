import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type AuthenticationRecord,
  useIdentityPlugin as addPlugin,
  deserializeAuthenticationRecord,
  type IdentityPlugin,
  serializeAuthenticationRecord,
} from '@azure/identity';
import { isObject } from '../../evidence/is-object.js';
import { ok, problem, type Result } from '../../evidence/problem.js';

const PLUGIN = '@azure/identity-cache-persistence';

/**
 * Makes the identity library keep its tokens in the store that the operating system protects. The plugin has parts in machine code and is no part
 * of crossprem: it is loaded from beside it. Out: a problem where it is not installed.
 */
export function loadPersistence(load: (name: string) => unknown = createRequire(import.meta.filename)): Result<null> {
  let plugin: unknown;
  try {
    plugin = load(PLUGIN);
  } catch {
    plugin = undefined;
  }
  const found = isObject(plugin) ? plugin.cachePersistencePlugin : undefined;
  if (!isPlugin(found)) {
    return problem(
      'The sign-in cannot be kept: the store of the operating system is reached through a package that is not installed.',
      PLUGIN,
      `Install it beside crossprem (npm install -g ${PLUGIN}), or sign in each time.`,
    );
  }
  addPlugin(found);
  return ok(null);
}

function isPlugin(value: unknown): value is IdentityPlugin {
  return typeof value === 'function';
}

/** Whose tokens the store is asked for. It holds ids and the account's name, no secret. */
export interface AccountKey {
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
}

function pathOf({ authority, tenant, clientId }: AccountKey): string {
  const folder =
    process.env.XDG_STATE_HOME ??
    (process.platform === 'win32' ? process.env.LOCALAPPDATA : undefined) ??
    join(homedir(), '.local', 'state');
  const name = createHash('sha256').update(`${authority}\n${tenant}\n${clientId}`).digest('hex').slice(0, 24);
  return join(folder, 'crossprem', `account-${name}.json`);
}

/** The account that signed in last; undefined where none was kept, or the file is not what it was. */
export async function keptAccount(key: AccountKey): Promise<AuthenticationRecord | undefined> {
  try {
    return deserializeAuthenticationRecord(await readFile(pathOf(key), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps whose tokens to ask for. A folder that cannot be written costs a sign-in next time, nothing else. */
export async function keepAccount(key: AccountKey, record: AuthenticationRecord): Promise<void> {
  const path = pathOf(key);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, serializeAuthenticationRecord(record), { mode: 0o600 });
  } catch {
    // As said above.
  }
}

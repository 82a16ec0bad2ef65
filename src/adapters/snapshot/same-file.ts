import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The one of `sources` that writing a snapshot to `path` would destroy; undefined: none. A path that leads nowhere is no source. */
export async function overwritten(path: string, sources: readonly string[]): Promise<string | undefined> {
  const targets = new Set([...(await namesOf(path)), ...(await namesOf(`${path}.partial`)), ...(await namesOf(`${path}.partial.lock`))]);
  for (const source of sources) if ((await namesOf(source)).some((name) => targets.has(name))) return source;
  return undefined;
}

/** A file that is not there yet is known by its folder. */
async function namesOf(path: string): Promise<readonly string[]> {
  const real = await realpath(path).catch(() => undefined);
  const folder = await realpath(dirname(path)).catch(() => undefined);
  return [real, folder === undefined ? undefined : join(folder, basename(path))].filter((name) => name !== undefined);
}

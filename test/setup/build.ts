import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds dist/ where it is missing or older than what it is made from. `npm test` has built it already. */
export function setup(): void {
  const built = modified(join(ROOT, 'dist/start.cjs'));
  if (built > newest(['src', 'rules', 'scripts', 'package.json'])) return;
  const run = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the build failed:\n${run.stdout}${run.stderr}`);
}

function newest(names: readonly string[]): number {
  let latest = 0;
  for (const name of names) {
    const path = join(ROOT, name);
    latest = Math.max(latest, modified(path));
    if (!statSync(path).isDirectory()) continue;
    for (const inner of readdirSync(path, { recursive: true, encoding: 'utf8' })) latest = Math.max(latest, modified(join(path, inner)));
  }
  return latest;
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bedFolder } from './active-directory.js';

const SCRIPTS = { samba: 'samba-ad.sh', slapd: 'openldap-ad.sh' };

/**
 * Names this process as the owner of the directories that tests start, and stops them at the end. Where it cannot (kill -9), each bed's own
 * watcher does when the process is gone.
 */
export function setup(): () => void {
  process.env.CROSSPREM_BEDS_OWNER = String(process.pid);
  removeStale();
  return stopAll;
}

function stopAll(): void {
  const folder = bedFolder(process.pid);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const script = name.startsWith('samba') ? SCRIPTS.samba : name.startsWith('slapd') ? SCRIPTS.slapd : undefined;
    if (script === undefined) continue;
    const path = fileURLToPath(new URL(`../testbed/${script}`, import.meta.url));
    spawnSync(path, ['reset'], { env: { ...process.env, TESTBED_DIR: join(folder, name), TESTBED_IP: '127.0.0.1' } });
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Folders of runs that ended without cleaning; their servers have been stopped by their watchers. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^crossprem-beds-(\d{1,10})$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// Makes docs/pictures from the real program in a real terminal: node scripts/pictures.mjs (needs tmux and fonts-dejavu-core).
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './read-rules.mjs';

const SHOTS = [
  { name: 'home', columns: 100, rows: 28, keys: [] },
  { name: 'result', columns: 110, rows: 40, keys: ['s'] },
  { name: 'fix', columns: 110, rows: 40, keys: ['s', 's', 's', 's', 's'] },
];
const tmux = (...words) => execFileSync('tmux', ['-L', 'crossprem-pictures', ...words], { encoding: 'utf8' });

await mkdir(join(root, 'docs/pictures'), { recursive: true });
for (const { name, columns, rows, keys } of SHOTS) {
  tmux(
    'new-session',
    '-d',
    '-s',
    name,
    '-x',
    String(columns),
    '-y',
    String(rows),
    `cd '${root}' && env -u NO_COLOR '${process.execPath}' bin/crossprem.cjs`,
  );
  try {
    await until(() => tmux('capture-pane', '-p', '-t', name).includes('crossprem'));
    for (const key of keys) {
      const before = tmux('capture-pane', '-p', '-t', name);
      tmux('send-keys', '-t', name, key);
      await until(() => tmux('capture-pane', '-p', '-t', name) !== before).catch(() => undefined);
    }
    await wait(300);
    const file = join(tmpdir(), `crossprem-${name}.ansi`);
    await writeFile(file, tmux('capture-pane', '-e', '-p', '-t', name));
    execFileSync(process.execPath, [
      join(root, 'scripts/picture.mjs'),
      '--columns',
      String(columns),
      '--rows',
      String(rows),
      file,
      join(root, `docs/pictures/${name}.png`),
    ]);
  } finally {
    tmux('kill-session', '-t', name);
  }
}

/** Waits for a screen, not for a time; gives up after three seconds. */
async function until(isThere) {
  for (let tries = 0; tries < 60; tries++) {
    if (isThere()) return;
    await wait(50);
  }
  throw new Error('the screen did not come');
}

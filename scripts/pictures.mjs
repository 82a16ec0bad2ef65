// Makes docs/pictures from the real program in a real terminal: node scripts/pictures.mjs [NAME...] (needs tmux and fonts-dejavu-core).
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { importTypeScript } from './bundle.mjs';
import { root } from './read-rules.mjs';

const { SPOOFED } = await importTypeScript(join(root, 'test/tui/mail.ts'));
const wave = (file) => `samples/readiness/first-wave/${file}`;
const READINESS = [
  'd',
  'p',
  wave('onprem.ldf'),
  'Enter',
  'c',
  wave('cloud.json'),
  'Enter',
  's',
  wave('settings.json'),
  'Enter',
  'm',
  'Enter',
];
const SHOTS = [
  { name: 'home', columns: 100, rows: 28, keys: [] },
  { name: 'result', columns: 110, rows: 40, keys: ['s'] },
  { name: 'fix', columns: 110, rows: 40, keys: ['s', 's', 's', 's', 's'] },
  { name: 'message', columns: 100, rows: 40, paste: SPOOFED, keys: ['Enter', '2'] },
  { name: 'path', columns: 100, rows: 28, paste: SPOOFED, keys: ['Enter', '3', 'Down'] },
  { name: 'fields', columns: 100, rows: 34, paste: SPOOFED, keys: ['Enter', '4', '/', 's', 'p', 'f', 'Enter'] },
  { name: 'readiness-table', columns: 120, rows: 28, keys: [...READINESS, 'Down'] },
  {
    name: 'readiness-person',
    columns: 120,
    rows: 40,
    keys: [...READINESS, 'Down', 'Down', 'Down', 'Down', 'Enter', 'shows Findings', 's', 's', 'shows Both sides'],
  },
  { name: 'raw', columns: 100, rows: 34, paste: SPOOFED, keys: ['Enter', '5', '/', 's', 'p', 'f', 'Enter', 'n'] },
];
// Read from no server: see live-stage.mjs.
const STAGE = 'scripts/live-stage.mjs';
SHOTS.push(
  { name: 'connections', columns: 100, rows: 24, program: STAGE, keys: ['l', 'shows Microsoft Graph'] },
  {
    name: 'device-code',
    columns: 100,
    rows: 24,
    program: STAGE,
    keys: ['l', 'c', 'C-d', 'shows Nothing was opened', 'Enter', 'shows Enter this code'],
  },
  {
    name: 'collecting',
    columns: 100,
    rows: 24,
    program: STAGE,
    keys: ['l', 'r', 'shows Snapshot file', 'm', 'o', 'n', 'd', 'a', 'y', '.', 'c', 'r', 'o', 's', 's', 'p', 'r', 'e', 'm'],
    last: 'Enter',
  },
);
const tmux = (...words) => execFileSync('tmux', ['-L', 'crossprem-pictures', ...words], { encoding: 'utf8' });

// Names of pictures to make; all without any.
const only = process.argv.slice(2);
await mkdir(join(root, 'docs/pictures'), { recursive: true });
for (const { name, columns, rows, paste, keys, last, program = 'bin/crossprem.cjs' } of SHOTS.filter(
  (shot) => only.length === 0 || only.includes(shot.name),
)) {
  tmux(
    'new-session',
    '-d',
    '-s',
    name,
    '-x',
    String(columns),
    '-y',
    String(rows),
    `cd '${root}' && env -u NO_COLOR '${process.execPath}' ${program}`,
  );
  try {
    await until(() => tmux('capture-pane', '-p', '-t', name).includes('crossprem'));
    if (paste !== undefined) {
      const pasted = join(tmpdir(), `crossprem-${name}.txt`);
      // tmux makes a carriage return of each line feed.
      await writeFile(pasted, paste.replaceAll('\r\n', '\n'));
      tmux('load-buffer', '-b', name, pasted);
      tmux('paste-buffer', '-d', '-p', '-b', name, '-t', name);
      await until(() => / [1-9][0-9]* lines?,/.test(tmux('capture-pane', '-p', '-t', name)));
    }
    for (const key of keys) {
      // No key, but what the screen has to hold before the next one.
      if (key.startsWith('shows ')) {
        await until(() => tmux('capture-pane', '-p', '-t', name).includes(key.slice(6)));
        continue;
      }
      const before = tmux('capture-pane', '-p', '-t', name);
      tmux('send-keys', '-t', name, key);
      await until(() => tmux('capture-pane', '-p', '-t', name) !== before).catch(() => undefined);
      // What is being read, or being checked, takes no keys.
      await until(() => !/^ … |Esc stop/m.test(tmux('capture-pane', '-p', '-t', name)));
    }
    // What goes on for ever, and takes no keys.
    if (last !== undefined) tmux('send-keys', '-t', name, last);
    await wait(last === undefined ? 300 : 1500);
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

/** Waits for a screen, not for a time; gives up after six seconds. */
async function until(isThere) {
  for (let tries = 0; tries < 120; tries++) {
    if (isThere()) return;
    await wait(50);
  }
  throw new Error('the screen did not come');
}

// Makes docs/pictures from the real program in a real terminal: node scripts/pictures.mjs [NAME...] (needs tmux, fonts-dejavu-core and Chromium).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Resvg } from '@resvg/resvg-js';
import { chromium } from 'playwright-core';
import { importTypeScript } from './bundle.mjs';
import { indexedPng } from './indexed-png.mjs';
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
const GUID = 'a75da30a-1493-4a27-b1bd-7a21c65f5aec';
/** All that somebody has who begins with nothing. */
const ERROR = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'.\n`;
const IN_CLOUD = `RecipientTypeDetails      : UserMailbox
ExchangeGuid              : ${GUID}
ArchiveGuid               : 00000000-0000-0000-0000-000000000000
EmailAddresses            : {SMTP:jan.novak@contoso.com, smtp:jan.novak@contoso.mail.onmicrosoft.com}
Alias                     : jan.novak
ExternalDirectoryObjectId : 0c7ad2c5-6d0c-4d3f-a3ef-6e51e5d0b1c7
`;
const ASKED = ['Enter', 'shows not decided', 'a', 'shows Question 1'];
const INPUTS = [
  'migration/stale-homemdb/error.txt',
  'migration/stale-homemdb/onprem.ldf',
  'migration/stale-homemdb/cloud.json',
  'ndr/loop/ndr.txt',
  'ndr/imceaex-x500/ndr.txt',
  'header/spoof-own-domain/headers.txt',
].map((name) => `samples/${name}`);
const SESSION = { columns: 110, rows: 26, words: ['open', ...INPUTS], keys: ['shows 2 Inputs (4)'] };
const FIND = ['C-p', 'shows Type a part'];
const SHOTS = [
  { name: 'home', columns: 100, rows: 28, keys: [] },
  { name: 'result', columns: 110, rows: 40, keys: ['s', 'shows you can repair it'] },
  { name: 'fix', columns: 110, rows: 40, keys: ['s', 'shows you can repair it', 's', 's', 's'] },
  { name: 'result-light', columns: 100, rows: 26, isLight: true, keys: ['s', 'shows you can repair it'] },
  { name: 'question', columns: 100, rows: 30, paste: ERROR, keys: ASKED },
  { name: 'answered', columns: 100, rows: 34, paste: ERROR, keys: [...ASKED, { paste: IN_CLOUD }, 'shows Question 2'] },
  { ...SESSION, name: 'session' },
  { ...SESSION, name: 'inputs', keys: [...SESSION.keys, '2'] },
  { name: 'palette', columns: 100, rows: 26, keys: ['s', 'shows you can repair it', ...FIND, 'dana', 'shows person'] },
  {
    name: 'recipient',
    columns: 120,
    rows: 34,
    keys: [...READINESS, 'shows 1 of 12', ...FIND, '@sol', 'shows person', 'Enter', 'shows Both sides'],
  },
  { name: 'rule', columns: 110, rows: 34, keys: ['s', 'shows you can repair it', 'i', 'shows Causes'] },
  { name: 'save', columns: 100, rows: 24, keys: ['s', 'shows you can repair it', 'R', 'shows Web page'] },
  {
    name: 'sources',
    columns: 100,
    rows: 20,
    keys: ['d', 'p', wave('onprem.ldf'), 'Enter', 'shows 11 objects', 'c', wave('cloud.json'), 'Enter', 'shows json'],
  },
  { name: 'message', columns: 100, rows: 40, paste: SPOOFED, keys: ['Enter', '2'] },
  { name: 'path', columns: 100, rows: 28, paste: SPOOFED, keys: ['Enter', '3', 'Down'] },
  { name: 'fields', columns: 100, rows: 34, paste: SPOOFED, keys: ['Enter', '4', '/', 'spf', 'Enter'] },
  { name: 'raw', columns: 100, rows: 34, paste: SPOOFED, keys: ['Enter', '5', '/', 'spf', 'Enter', 'n'] },
  { name: 'readiness-table', columns: 120, rows: 28, keys: [...READINESS, 'Down'] },
  { name: 'readiness-causes', columns: 120, rows: 26, keys: [...READINESS, '2', 'Down'] },
  {
    name: 'readiness-person',
    columns: 120,
    rows: 40,
    keys: [...READINESS, 'Down', 'Down', 'Down', 'Down', 'Enter', 'shows Findings', 's', 's', 'shows Both sides'],
  },
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
    keys: ['l', 'r', 'shows Snapshot file', 'monday.crossprem'],
    last: 'Enter',
  },
);
const CASE = 'samples/migration/cloud-only-user';
/** Pages, as a browser shows them. */
const PAGES = [
  {
    name: 'report-html',
    height: 900,
    words: ['report', `${CASE}/error.txt`, '--onprem', `${CASE}/onprem.ldf`, '--cloud', `${CASE}/cloud.json`],
  },
  {
    name: 'readiness-html',
    height: 980,
    words: [
      'readiness',
      '--onprem',
      wave('onprem.ldf'),
      '--cloud',
      wave('cloud.json'),
      '--settings',
      wave('settings.json'),
      '--direction',
      'to-cloud',
      '--format',
      'html',
    ],
  },
];
const tmux = (...words) => execFileSync('tmux', ['-L', 'crossprem-pictures', ...words], { encoding: 'utf8' });

const screenOf = (name) => tmux('capture-pane', '-p', '-t', name);

// Names of pictures to make; all without any.
const only = process.argv.slice(2);
const isWanted = ({ name }) => only.length === 0 || only.includes(name);
await mkdir(join(root, 'docs/pictures'), { recursive: true });
// With a session of its own the server stays from picture to picture.
tmux('new-session', '-d', '-s', 'open', 'cat');
try {
  for (const shot of SHOTS.filter(isWanted)) await drawTerminal(shot);
} finally {
  tmux('kill-session', '-t', 'open');
}
const pages = PAGES.filter(isWanted);
if (pages.length > 0) await drawPages(pages);

async function drawTerminal({ name, columns, rows, paste, keys, last, program = 'bin/crossprem.cjs', words = [], isLight = false }) {
  const command = [process.execPath, program, ...words].map((word) => `'${word}'`).join(' ');
  tmux(
    'new-session',
    '-d',
    '-s',
    name,
    '-x',
    String(columns),
    '-y',
    String(rows),
    `cd '${root}' && env -u NO_COLOR CROSSPREM_THEME=${isLight ? 'light' : 'dark'} ${command}`,
  );
  try {
    await until(() => screenOf(name).includes('crossprem'));
    if (paste !== undefined) {
      await pasteInto(name, paste);
      await until(() => / [1-9][0-9]* lines?,/.test(screenOf(name)));
    }
    for (const key of keys) await press(name, key);
    // What goes on for ever, and takes no keys.
    if (last !== undefined) tmux('send-keys', '-t', name, last);
    await wait(last === undefined ? 300 : 1500);
    const file = join(tmpdir(), `crossprem-${name}.ansi`);
    await writeFile(file, tmux('capture-pane', '-e', '-p', '-t', name));
    const look = ['--columns', String(columns), '--rows', String(rows), ...(isLight ? ['--light'] : [])];
    execFileSync(process.execPath, [join(root, 'scripts/picture.mjs'), ...look, file, pictureOf(name)]);
  } finally {
    tmux('kill-session', '-t', name);
  }
}

/** Presses a key or types a word; "shows ..." is no key, but what the screen has to hold before the next one. */
async function press(name, key) {
  if (typeof key !== 'string') return pasteInto(name, key.paste);
  if (key.startsWith('shows ')) return until(() => screenOf(name).includes(key.slice(6)));
  const before = screenOf(name);
  tmux('send-keys', '-t', name, key);
  await until(() => screenOf(name) !== before).catch(() => undefined);
  // What is being read, or being checked, takes no keys.
  await until(() => !/^ … |Esc stop/m.test(screenOf(name)));
}

async function pasteInto(name, text) {
  const file = join(tmpdir(), `crossprem-${name}.txt`);
  // tmux makes a carriage return of each line feed.
  await writeFile(file, text.replaceAll('\r\n', '\n'));
  tmux('load-buffer', '-b', name, file);
  tmux('paste-buffer', '-d', '-p', '-b', name, '-t', name);
}

async function drawPages(all) {
  const executablePath =
    ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? '';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const { name, height, words } of all) {
      const file = join(tmpdir(), `crossprem-${name}.html`);
      // 1: something was found, as it should be.
      const { status } = spawnSync(process.execPath, ['bin/crossprem.cjs', ...words, '--out', file], { cwd: root, stdio: 'ignore' });
      if (status !== 0 && status !== 1) throw new Error(`crossprem ${words[0]} made no page`);
      const page = await browser.newPage({ viewport: { width: 1100, height }, colorScheme: 'light' });
      await page.goto(`file://${file}`);
      await writeFile(pictureOf(name), indexedPng(pixelsOf(await page.screenshot(), 1100, height)));
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

/** What a PNG shows, pixel by pixel. */
function pixelsOf(png, width, height) {
  const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${png.toString('base64')}"/>`;
  return new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`).render();
}

function pictureOf(name) {
  return join(root, `docs/pictures/${name}.png`);
}

/** Waits for a screen, not for a time; gives up after six seconds. */
async function until(isThere) {
  for (let tries = 0; tries < 120; tries++) {
    if (isThere()) return;
    await wait(50);
  }
  throw new Error('the screen did not come');
}

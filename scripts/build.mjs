// Makes dist/: the bundled program and the packed rules. Needs Node 22 for the tools; runs where dependencies are installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { parse } from 'yaml';
import { importTypeScript } from './bundle.mjs';
import { readRuleFiles, root } from './read-rules.mjs';
import { writeSuffixTable } from './suffixes.mjs';

// Made aside and put in place at the end, so that a program that runs meanwhile finds a whole folder.
const finished = join(root, 'dist');
const dist = `${finished}.${process.pid}`;
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { files, cmdlets } = await readRuleFiles();
const { loadRules } = await importTypeScript(join(root, 'src/engine/load.ts'));
const { compileRules } = await importTypeScript(join(root, 'src/engine/compiled.ts'));
const loaded = loadRules(files, cmdlets);
if (loaded.problems.length > 0) {
  for (const { path, line, message } of loaded.problems) console.error(`rules/${path}:${line} ${message}`);
  process.exit(1);
}
const version = createHash('sha256')
  .update(files.map((file) => `${file.path}\n${file.text}`).join('\n'))
  .digest('hex')
  .slice(0, 12);
const packed = compileRules(loaded, version);
await writeFile(join(dist, 'rules-index.json'), packed.index);
await writeFile(join(dist, 'rules.jsonl'), packed.values);
await writeFile(
  join(dist, 'rule-files.json'),
  JSON.stringify(files.map(({ path, text }) => ({ path, value: parse(text, { maxAliasCount: 50 }) }))),
);
await writeFile(join(dist, 'cmdlets.json'), JSON.stringify(Object.fromEntries(cmdlets)));

const { openSuffixTable } = await importTypeScript(join(root, 'src/message/suffix-table.ts'));
await writeSuffixTable(root, dist, openSuffixTable);

const { version: packageVersion } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
// What a short diagnosis never needs stays out of the main bundle: parsing it would cost more than the diagnosis.
// `isAlone`: it carries all that it needs in its one file, for it works on many rows or is wanted at once; the others share files.
const LAZY = {
  // One file with the whole program; made below.
  'tui/start.js': { loader: 'interface.cjs' },
  'adapters/files/read-directory.js': { entry: 'src/adapters/files/read-directory.ts', out: 'read-directory.cjs', isAlone: true },
  'adapters/files/look-at.js': { entry: 'src/adapters/files/look-at.ts', out: 'look-at.cjs', isAlone: true },
  'adapters/html/page-tools.js': { entry: 'src/adapters/html/page-tools.ts', out: 'page-tools.cjs' },
  'adapters/cloud/connect.js': { entry: 'src/adapters/cloud/connect.ts', out: 'cloud.cjs' },
  'adapters/ldap/connect.js': { entry: 'src/adapters/ldap/connect.ts', out: 'ldap.cjs' },
  'adapters/ldap/examine.js': { entry: 'src/adapters/ldap/examine.ts', out: 'ldap-examine.cjs' },
  'adapters/mail/read-message.js': { entry: 'src/adapters/mail/read-message.ts', out: 'read-message.cjs' },
  'adapters/mail/read-msg.js': { entry: 'src/adapters/mail/read-msg.ts', out: 'read-msg.cjs' },
  'adapters/mail/verify.js': { entry: 'src/adapters/mail/verify.ts', out: 'verify.cjs' },
  'adapters/snapshot/reader.js': { entry: 'src/adapters/snapshot/reader.ts', out: 'snapshot-reader.cjs', isAlone: true },
  'adapters/snapshot/tables.js': { entry: 'src/adapters/snapshot/tables.ts', out: 'snapshot-tables.cjs', isAlone: true },
  'adapters/snapshot/writer.js': { entry: 'src/adapters/snapshot/writer.ts', out: 'snapshot-writer.cjs', isAlone: true },
  'adapters/terminal/secrets.js': { entry: 'src/adapters/terminal/secrets.ts', out: 'secrets.cjs' },
  'adapters/workers/crew.js': { entry: 'src/adapters/workers/crew.ts', out: 'crew.cjs', isAlone: true },
  'crew-thread.js': { entry: 'src/crew-thread.ts', out: 'crew-thread.cjs', isAlone: true },
  'adapters/rules/rule-folders.js': { entry: 'src/adapters/rules/rule-folders.ts', out: 'rule-folders.cjs' },
  'app/diagnose-live.js': { entry: 'src/app/diagnose-live.ts', out: 'diagnose-live.cjs' },
  'app/help-topics.js': { entry: 'src/app/help-topics.ts', out: 'help-topics.cjs', isAlone: true },
  'app/intake.js': { entry: 'src/app/intake.ts', out: 'intake.cjs', isAlone: true },
  'app/take-output.js': { entry: 'src/app/take-output.ts', out: 'take-output.cjs', isAlone: true },
  'app/report.js': { entry: 'src/app/report.ts', out: 'report.cjs' },
  'app/search-people.js': { entry: 'src/app/search-people.ts', out: 'search-people.cjs', isAlone: true },
  'app/recipient-view.js': { entry: 'src/app/recipient-view.ts', out: 'recipient-view.cjs', isAlone: true },
  'app/session-report.js': { entry: 'src/app/session-report.ts', out: 'session-report.cjs', isAlone: true },
  'app/mail-reader.js': { entry: 'src/app/mail-reader.ts', out: 'mail-reader.code.cjs', loader: 'mail-reader.cjs', isAlone: true },
  'app/prove.js': { entry: 'src/app/prove.ts', out: 'prove.cjs' },
  'app/readiness-report.js': { entry: 'src/app/readiness-report.ts', out: 'readiness-report.cjs', isAlone: true },
  'app/readiness-session.js': { entry: 'src/app/readiness-session.ts', out: 'readiness-session.cjs', isAlone: true },
  'cli/commands/adopt.js': { entry: 'src/cli/commands/adopt.ts', out: 'adopt-command.cjs' },
  'cli/commands/collect.js': { entry: 'src/cli/commands/collect.ts', out: 'collect-command.cjs' },
  'cli/commands/completion.js': { entry: 'src/cli/commands/completion.ts', out: 'completion-command.cjs' },
  'cli/commands/doctor.js': { entry: 'src/cli/commands/doctor.ts', out: 'doctor-command.cjs' },
  'cli/commands/load-live.js': { entry: 'src/cli/commands/load-live.ts', out: 'load-live.cjs' },
  'cli/commands/match.js': { entry: 'src/cli/commands/match.ts', out: 'match-command.cjs' },
  'cli/commands/readiness.js': { entry: 'src/cli/commands/readiness.ts', out: 'readiness-command.cjs', isAlone: true },
  'cli/commands/report.js': { entry: 'src/cli/commands/report.ts', out: 'report-command.cjs' },
  'cli/commands/route.js': { entry: 'src/cli/commands/route.ts', out: 'route-command.cjs' },
  'cli/commands/rules.js': { entry: 'src/cli/commands/rules.ts', out: 'rules-command.cjs' },
  'cli/commands/snapshot.js': { entry: 'src/cli/commands/snapshot.ts', out: 'snapshot-command.cjs' },
  'engine/load.js': { entry: 'src/engine/load.ts', out: 'load-rules.cjs' },
  'parse/settings.js': { entry: 'src/parse/settings.ts', out: 'settings.cjs', isAlone: true },
};

/** `inside`: paths of LAZY that become part of the file all the same. */
const keepLazyOutside = (inside) => ({
  name: 'keep-lazy-outside',
  setup(plugin) {
    plugin.onResolve({ filter: /\.js$/ }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const lazy = Object.entries(LAZY).find(([path]) => join(args.resolveDir, args.path).endsWith(join('src', path)));
      return lazy === undefined || inside.includes(lazy[0]) ? undefined : { path: `./${lazy[1].loader ?? lazy[1].out}`, external: true };
    });
  },
});
// The Public Suffix List is a large table, and to set up the whole of it takes longer than to read a message. The text of the build answers
// for plain names; tldts itself is loaded for the first that is not.
const lateSuffixList = {
  name: 'late-suffix-list',
  setup(plugin) {
    plugin.onResolve({ filter: /^tldts$/ }, () => ({ path: 'tldts', namespace: 'late' }));
    plugin.onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      contents: `
import { readFileSync } from 'node:fs';
import { openSuffixTable } from ${JSON.stringify(join(root, 'src/message/suffix-table.ts'))};
let table;
export const getDomain = (name, options) => {
  table ??= openSuffixTable(readFileSync(import.meta.dirname + '/public-suffix.txt', 'latin1'));
  const domain = table(name);
  return domain === undefined ? require('./public-suffix.cjs').getDomain(name, options) : domain;
};`,
      loader: 'js',
      resolveDir: root,
    }));
    plugin.onResolve({ filter: /^\.\/public-suffix\.cjs$/ }, (args) => ({ path: args.path, external: true }));
  },
};
// Read and set up when the first page of markdown is, which a start without one need not wait for.
const lateMarkdown = {
  name: 'late-markdown',
  setup(plugin) {
    plugin.onResolve({ filter: /^markdown-it$/ }, () => ({ path: 'markdown-it', namespace: 'late-markdown' }));
    plugin.onLoad({ filter: /.*/, namespace: 'late-markdown' }, () => ({
      contents: `export default function MarkdownIt(options) { return new (require('./markdown-it.cjs').default)(options); }`,
      loader: 'js',
      resolveDir: root,
    }));
    plugin.onResolve({ filter: /^\.\/markdown-it\.cjs$/ }, (args) => ({ path: args.path, external: true }));
  },
};
// Ink and Yoga wait at the top of their modules, which a script with a code cache cannot: Ink for the React developer tools, which are no part of
// the program, Yoga for its WebAssembly, which is small enough to be set up at once.
const inkWithoutWaiting = {
  name: 'ink-without-waiting',
  setup(plugin) {
    plugin.onLoad({ filter: /node_modules.ink.build.reconciler\.js$/ }, async ({ path }) => ({
      contents: replaced(await readFile(path, 'utf8'), /process\.env\['DEV'\] === 'true'/g, 'false'),
    }));
    plugin.onLoad({ filter: /yoga-layout.dist.binaries.yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: replaced(await takeYogaBinary(await readFile(path, 'utf8')), /import\.meta\.url/, 'undefined'),
    }));
    plugin.onLoad({ filter: /yoga-layout.dist.src.index\.js$/ }, async ({ path }) => ({
      contents: replaced(await readFile(path, 'utf8'), /await loadYoga\(\)/, 'yogaAtOnce()') + YOGA_AT_ONCE,
    }));
  },
};
const YOGA_AT_ONCE = `
import { readFileSync } from 'node:fs';
function yogaAtOnce() {
  const assembly = {
    instantiateWasm: (imports, done) => {
      done(new WebAssembly.Instance(new WebAssembly.Module(readFileSync(__dirname + '/yoga.wasm')), imports));
      return {};
    },
  };
  loadYoga(assembly);
  return assembly;
}`;

/** Puts the WebAssembly that the text carries into a file of its own, and gives the text without it. */
async function takeYogaBinary(text) {
  const binary = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;
  const rest = replaced(text, binary, '');
  await writeFile(join(dist, 'yoga.wasm'), Buffer.from(binary.exec(text)[1], 'base64'));
  return rest;
}

function replaced(text, pattern, by) {
  if (text.search(pattern) < 0) throw new Error(`${pattern} is not in a package that the build changes`);
  return text.replace(pattern, () => by);
}
// Vega looks for the package canvas, which only pictures of pixels need: the charts are drawn as SVG.
const noCanvas = {
  name: 'no-canvas',
  setup(plugin) {
    plugin.onResolve({ filter: /^vega-canvas$/ }, () => ({ path: 'vega-canvas', namespace: 'no-canvas' }));
    plugin.onLoad({ filter: /.*/, namespace: 'no-canvas' }, () => ({
      contents: 'const none = () => null; export { none as canvas, none as domCanvas, none as nodeCanvas, none as image };',
    }));
  },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  // The code cache runs the program as a script, where import() has no loader.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  jsx: 'automatic',
  metafile: true,
  define: {
    'process.env.NODE_ENV': '"production"',
    __VERSION__: JSON.stringify(packageVersion),
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

/** Files that share what they have in common, in files of their own: esbuild divides only ES modules, which are made scripts afterwards. */
async function buildShared(entries) {
  const result = await build({
    ...common,
    entryPoints: entries.map(({ entry, out }) => ({ in: join(root, entry), out: out.replace(/\.cjs$/, '') })),
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'shared-[hash]',
    format: 'esm',
    splitting: true,
    supported: {},
    write: false,
    plugins: [keepLazyOutside([]), lateSuffixList, lateMarkdown, noCanvas],
  });
  for (const { path, text } of result.outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      minify: true,
      platform: 'node',
      target: common.target,
      supported: common.supported,
    });
    await writeFile(path, code);
  }
  return result;
}

const results = await Promise.all([
  build({
    ...common,
    entryPoints: [join(root, 'src/main.ts')],
    outfile: join(dist, 'main.code.cjs'),
    format: 'cjs',
    plugins: [keepLazyOutside([]), lateSuffixList],
  }),
  build({
    ...common,
    entryPoints: [join(root, 'src/main.ts')],
    outfile: join(dist, 'headers.code.cjs'),
    format: 'cjs',
    plugins: [keepLazyOutside(['app/mail-reader.js']), lateSuffixList],
  }),
  build({
    ...common,
    stdin: { contents: "export { main } from './src/main.js'; export { startTui } from './src/tui/start.js';", resolveDir: root },
    outfile: join(dist, 'interface.code.cjs'),
    format: 'cjs',
    plugins: [keepLazyOutside(['tui/start.js']), lateSuffixList, lateMarkdown, inkWithoutWaiting],
  }),
  build({
    ...common,
    entryPoints: [join(root, 'node_modules/tldts/dist/cjs/index.js')],
    outfile: join(dist, 'public-suffix.cjs'),
    format: 'cjs',
  }),
  build({
    ...common,
    stdin: { contents: "export { default } from 'markdown-it';", resolveDir: root },
    outfile: join(dist, 'markdown-it.cjs'),
    format: 'cjs',
  }),
  ...Object.values(LAZY)
    .filter(({ isAlone }) => isAlone === true)
    .map(({ entry, out }) =>
      build({
        ...common,
        entryPoints: [join(root, entry)],
        outfile: join(dist, out),
        format: 'cjs',
        plugins: [keepLazyOutside([]), lateSuffixList, lateMarkdown, noCanvas],
      }),
    ),
  buildShared(Object.values(LAZY).filter(({ entry, isAlone }) => entry !== undefined && isAlone !== true)),
]);
// The HTML report takes its script and its style from here, and names them by their hash.
for (const name of ['report-page.ts', 'report-page.css', 'document-page.ts', 'document-page.css']) {
  await build({
    entryPoints: [join(root, 'src/page', name)],
    outfile: join(dist, name.replace(/\.ts$/, '.js')),
    bundle: true,
    minify: true,
    format: name.endsWith('.ts') ? 'iife' : undefined,
    target: ['chrome110', 'firefox110', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
await writeFile(join(dist, 'LICENSES.txt'), await licences(results.flatMap((result) => Object.keys(result.metafile.inputs))));

// What start.cjs loads: as a function expression, with a loader of the plain name.
for (const name of ['main', 'headers', 'interface', 'mail-reader']) {
  const file = join(dist, `${name}.code.cjs`);
  await writeFile(file, `(function(exports,require,module,__filename,__dirname){${asciiOnly(await readFile(file, 'utf8'))}\n})`);
  await writeFile(join(dist, `${name}.cjs`), `module.exports = require('./start.cjs').load('${name}.code');\n`);
}
await copyFile(join(root, 'scripts/start.cjs'), join(dist, 'start.cjs'));
const [error, headers] = ['migration/cloud-only-user/error.txt', 'header/spoof-own-domain/headers.txt'].map((name) =>
  join(root, 'samples', name),
);
// One process for each file, so that its cache holds what its commands need and no more: taking a cache in costs by its size.
for (const runs of [[['diagnose', error]], [['headers', headers]], [['diagnose', headers]], [['open']]]) {
  const warmed = spawnSync(process.execPath, [join(root, 'scripts/code-cache.cjs'), dist, JSON.stringify(runs)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 60_000,
  });
  if (warmed.status !== 0) throw new Error('the built program failed on its own sample');
}
await rm(finished, { recursive: true, force: true });
await rename(dist, finished);

/** start.cjs reads a byte as a character, and esbuild leaves the characters of regular expressions as they are. */
function asciiOnly(code) {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Licence texts of the packages that are bundled, as their licences ask. */
async function licences(inputs) {
  // The innermost: a package can have another version of a package below it.
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]).filter((folder) => folder !== undefined),
  );
  const texts = new Map();
  for (const path of folders) {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((candidate) => /^licen[cs]e/i.test(candidate));
    const text = file === undefined ? '' : (await readFile(join(folder, file), 'utf8')).trim();
    texts.set(`${name} ${version}`, `${name} ${version} (${license})\n\n${text}\n`);
  }
  const sorted = [...texts.keys()].sort().map((name) => texts.get(name));
  return sorted.join(`\n${'-'.repeat(80)}\n\n`);
}

// Makes dist/: the bundled program and the packed rules. Needs Node 22 for the tools; runs where dependencies are installed.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { importTypeScript } from './bundle.mjs';
import { readRuleFiles, root } from './read-rules.mjs';

const dist = join(root, 'dist');
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
const version = createHash('sha256').update(files.map((file) => `${file.path}\n${file.text}`).join('\n')).digest('hex').slice(0, 12);
await writeFile(join(dist, 'rules.jsonl'), compileRules(loaded, version));
await writeFile(join(dist, 'rule-files.json'), JSON.stringify(files));
await writeFile(join(dist, 'cmdlets.json'), JSON.stringify(Object.fromEntries(cmdlets)));

const { version: packageVersion } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
await build({
  entryPoints: { main: join(root, 'src/main.ts') },
  outdir: dist,
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  minify: true,
  legalComments: 'external',
  logLevel: 'warning',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(packageVersion) },
  plugins: [
    {
      // Ink loads the React developer tools only when DEV is set; they are no part of the program.
      name: 'no-devtools',
      setup(plugin) {
        plugin.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'react-devtools-core', namespace: 'stub' }));
        plugin.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default undefined;' }));
      },
    },
  ],
  banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
});

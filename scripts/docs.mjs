// Writes what is generated from the sources: docs/rules, docs/facts.md, docs/keys.md, docs/commands.md, docs/rule.schema.json, man/. With --check it only compares.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { importTypeScript } from './bundle.mjs';
import { readRuleFiles, root } from './read-rules.mjs';

const { files, cmdlets } = await readRuleFiles();
const { loadRules } = await importTypeScript(join(root, 'src/engine/load.ts'));
const { rulePage } = await importTypeScript(join(root, 'src/render/rule-page.ts'));
const { allFacts } = await importTypeScript(join(root, 'src/facts/catalog.ts'));
const { ruleSchema } = await importTypeScript(join(root, 'src/engine/rule-schema.ts'));
const { keysAsMarkdown } = await importTypeScript(join(root, 'src/tui/key-text.ts'));
const { COMMANDS } = await importTypeScript(join(root, 'src/cli/spec.ts'));
const { commandsPage } = await importTypeScript(join(root, 'src/cli/commands-page.ts'));
const { manPage } = await importTypeScript(join(root, 'src/cli/man-page.ts'));
const loaded = loadRules(files, cmdlets);
if (loaded.problems.length > 0) throw new Error('the rule files have faults: npm run rules');

const pages = new Map(loaded.rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule, loaded.cases.get(rule.id) ?? [])]));
pages.set(
  'docs/rules/README.md',
  [
    '# Rules',
    '',
    'Written from `rules/`; never edited by hand.',
    '',
    '| rule | severity | says |',
    '|---|---|---|',
    ...loaded.rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.title} |`),
    '',
  ].join('\n'),
);
pages.set(
  'docs/facts.md',
  [
    '# Facts',
    '',
    'What rules may ask about. Written from `src/facts/catalog.ts` and `rules/questions/`; never edited by hand.',
    '',
    '| fact | type | means | read from |',
    '|---|---|---|---|',
    ...allFacts().map(
      (fact) =>
        `| \`${fact.name}\` | ${fact.type} | ${fact.title} | ${fact.attributes.map((name) => `\`${name}\``).join(', ') || 'derived'} |`,
    ),
    '',
    '## Asked facts',
    '',
    'Nothing that can be read tells them. Answer with `--answer NAME=yes`.',
    '',
    '| fact | type | question |',
    '|---|---|---|',
    ...loaded.asked.filter((fact) => fact.name.startsWith('ask.')).map((fact) => `| \`${fact.name}\` | ${fact.type} | ${fact.question} |`),
    '',
  ].join('\n'),
);
pages.set('docs/rule.schema.json', `${JSON.stringify(z.toJSONSchema(ruleSchema, { io: 'input', unrepresentable: 'any' }), null, 2)}\n`);
pages.set('docs/keys.md', keysAsMarkdown());
pages.set('docs/commands.md', commandsPage(COMMANDS));
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
// The day of the version, not of the run: the page of one version is always the same.
const released = (await readFile(join(root, 'CHANGELOG.md'), 'utf8')).match(/^## .*?(\d{4}-\d{2}-\d{2})/m)?.[1];
pages.set('man/crossprem.1', manPage(COMMANDS, version, released ?? ''));

const isCheck = process.argv.includes('--check');
const stale = [];
const known = (await readdir(join(root, 'docs/rules'), { recursive: true }).catch(() => []))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/rules/${name}`);
for (const name of known) {
  if (pages.has(name)) continue;
  stale.push(name);
  if (!isCheck) await rm(join(root, name));
}
for (const [name, text] of pages) {
  const path = join(root, name);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === text) continue;
  stale.push(name);
  if (isCheck) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
console.log(
  isCheck
    ? `${pages.size} pages, ${stale.length} stale${stale.length > 0 ? `: ${stale.slice(0, 5).join(', ')}; write them with npm run docs` : ''}`
    : `${stale.length} of ${pages.size} pages written`,
);
if (isCheck && stale.length > 0) process.exitCode = 1;

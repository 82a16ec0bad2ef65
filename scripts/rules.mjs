// Checks the rule files, and runs their cases: node scripts/rules.mjs check | test [id prefix]
import { join } from 'node:path';
import { importTypeScript } from './bundle.mjs';
import { readRuleFiles, root } from './read-rules.mjs';

const [action = 'check', prefix = ''] = process.argv.slice(2);
const { loadRules } = await importTypeScript(join(root, 'src/engine/load.ts'));
const { files, cmdlets } = await readRuleFiles();
const loaded = loadRules(files, cmdlets);
for (const { path, line, message } of loaded.problems) {
  if (path.includes(prefix) || !path.startsWith('migration')) console.log(`rules/${path}:${line} ${message}`);
}
console.log(
  `${loaded.rules.length} rules, ${loaded.fixes.length} fixes, ${loaded.asked.length} asked facts, ${loaded.problems.length} problems`,
);
if (action === 'test') {
  const { runRuleCases } = await importTypeScript(join(root, 'src/app/test-rules.ts'));
  const results = runRuleCases(loaded, prefix);
  for (const { rule, name, problem } of results.filter((result) => result.problem !== undefined))
    console.log(`FAIL ${rule} "${name}": ${problem}`);
  const failed = results.filter((result) => result.problem !== undefined).length;
  console.log(`${results.length - failed} cases passed, ${failed} failed`);
  process.exitCode = failed > 0 || loaded.problems.length > 0 ? 1 : 0;
} else process.exitCode = loaded.problems.length > 0 ? 1 : 0;

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRuleCases } from '../src/app/test-rules.js';
import { rulePage } from '../src/render/rule-page.js';
import { CATALOG_IDS, RECIPIENT_IDS } from './catalog-ids.js';
import { ROOT, repositoryRules, ruleFiles } from './setup/rules.js';

const loaded = repositoryRules();
const results = runRuleCases(loaded, '', (path) => {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
});

describe('the rule files', () => {
  it('have no fault', () => {
    expect(loaded.problems.map(({ path, line, message }) => `rules/${path}:${line} ${message}`)).toEqual([]);
  });

  it('hold every diagnosis of the catalogues', () => {
    const ids = new Set(loaded.rules.map((rule) => rule.id));
    expect(CATALOG_IDS.filter((id) => !ids.has(id))).toEqual([]);
    expect(CATALOG_IDS).toHaveLength(287);
  });

  it('hold every state of a recipient', () => {
    const ids = new Set(loaded.rules.map((rule) => rule.id));
    expect(RECIPIENT_IDS.filter((id) => !ids.has(id))).toEqual([]);
    expect(RECIPIENT_IDS).toHaveLength(67);
  });

  it('hold one rule each, and every file of a category is one', () => {
    const files = ruleFiles().filter(({ path }) => !/^(?:fixes|questions)\/|^parameters\.yaml$/.test(path));
    expect(loaded.rules.map((rule) => `${rule.id}.yaml`).sort()).toEqual(files.map(({ path }) => path).sort());
  });

  it('use every fix and every asked fact', () => {
    const text = ruleFiles()
      .map((file) => file.text)
      .join('\n');
    const used = new Set(
      loaded.rules.flatMap((rule) => rule.causes.flatMap((cause) => [cause.fix ?? [], cause.alternatives ?? []].flat())),
    );
    expect(loaded.fixes.map((fix) => fix.id).filter((id) => !used.has(id))).toEqual([]);
    // A question that answers other facts is used through them.
    const asked = loaded.asked.filter((fact) => (fact.covers ?? []).length === 0).map((fact) => fact.name);
    expect(asked.filter((name) => name.startsWith('ask.') && text.split(name).length < 3)).toEqual([]);
  });

  it('cite https pages', () => {
    const bad = [...loaded.rules, ...loaded.fixes].flatMap(({ id, sources }) =>
      sources.filter((source) => !source.startsWith('https://')).map((source) => `${id} ${source}`),
    );
    expect(bad).toEqual([]);
  });

  it('name their causes with words of their own', () => {
    expect(
      loaded.rules.flatMap((rule) => rule.causes.filter((cause) => cause.title === rule.title).map((cause) => `${rule.id} ${cause.id}`)),
    ).toEqual([]);
  });
});

describe('the cases', () => {
  it.each(loaded.rules.map((rule) => rule.id))('%s', (id) => {
    const own = results.filter((result) => result.rule === id);
    expect(own.length).toBeGreaterThanOrEqual(2);
    expect(own.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name}: ${problem}`]))).toEqual([]);
  });
});

describe('docs/rules', () => {
  it('says what the rules say (npm run docs)', () => {
    const folder = join(ROOT, 'docs/rules');
    const stale = loaded.rules.filter((rule) => {
      const path = join(folder, `${rule.id}.md`);
      return !existsSync(path) || readFileSync(path, 'utf8') !== rulePage(rule, loaded.cases.get(rule.id) ?? []);
    });
    expect(stale.map((rule) => rule.id)).toEqual([]);
  });

  it('has no page without a rule', () => {
    const pages = readdirSync(join(ROOT, 'docs/rules'), { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
    const known = new Set(loaded.rules.map((rule) => `${rule.id}.md`));
    expect(pages.filter((name) => name.endsWith('.md') && name.includes('/') && !known.has(name))).toEqual([]);
  });
});

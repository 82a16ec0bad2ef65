import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GRAPH_SCOPES } from '../src/adapters/entra/scopes.js';
import { ENDPOINTS, SCOPES } from '../src/adapters/exchange-online/documented.js';
import { ENVIRONMENT } from '../src/cli/option-text.js';
import { parseArgs } from '../src/cli/parse-args.js';
import { COMMANDS } from '../src/cli/spec.js';
import { LEAST_COLUMNS, LEAST_ROWS } from '../src/tui/model.js';
import { allPages, anchorsOf, commandOf, fencesOf, readPage, withoutFences, wordsOf, writtenPages } from './setup/pages.js';
import { ROOT } from './setup/rules.js';

/** Pages that show what a wrong command line is answered. */
const SHOWS_MISTAKES = 'docs/troubleshooting.md';

interface Link {
  readonly target: string;
  readonly line: number;
}

function linksOf(page: string): readonly Link[] {
  return withoutFences(page)
    .split('\n')
    .flatMap((line, index) =>
      [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ target, line: index + 1 })),
    );
}

describe.each(allPages())('%s', (path) => {
  const page = readPage(path);

  it('links only to what is there', () => {
    const broken = linksOf(page)
      .filter(({ target }) => !/^[a-z]+:/.test(target))
      .filter(({ target }) => {
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? path : normalize(join(dirname(path), file));
        if (linked.startsWith('..') || !existsSync(join(ROOT, linked))) return true;
        return anchor !== undefined && (statSync(join(ROOT, linked)).isDirectory() || !anchorsOf(readPage(linked)).has(anchor));
      });
    expect(broken).toEqual([]);
  });

  it('closes every fence and holds no tab', () => {
    expect((page.match(/^\s*```/gm) ?? []).length % 2).toBe(0);
    expect(page).not.toContain('\t');
  });
});

describe.each(writtenPages())('the commands of %s', (path) => {
  const page = readPage(path);

  it('are commands that exist', () => {
    for (const { text, line } of fencesOf(page)) {
      for (const [index, textLine] of text.split('\n').entries()) {
        const command = commandOf(textLine);
        if (command === undefined || (path === SHOWS_MISTAKES && textLine.startsWith('$ '))) continue;
        const parsed = parseArgs(wordsOf(command), true);
        expect([`${path}:${line + index}`, command, parsed.kind === 'usage' ? parsed.message : 'understood']).toEqual([
          `${path}:${line + index}`,
          command,
          'understood',
        ]);
      }
    }
  });

  it('and those in a sentence name commands and options that exist', () => {
    const spans = [...withoutFences(page).matchAll(/`(crossprem (?![A-Z(])[^`]+)`/g)].map(([, span = '']) => span);
    for (const span of spans) {
      const [first = '', ...words] = wordsOf(span);
      const command = COMMANDS.find(({ name }) => name === first);
      if (command === undefined) {
        expect([span, parseArgs([first, ...words], true).kind]).not.toEqual([span, 'usage']);
        continue;
      }
      const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).replace(/=.*/, ''));
      for (const name of options) expect([span, command.options.some((spec) => spec.name === name)]).toEqual([span, true]);
    }
  });
});

it('README.md begins with exactly two commands', () => {
  expect(fencesOf(readPage('README.md'))[0]?.text).toBe('npm ci && npm run demo\nnpm ci && npm test\n');
});

describe('the index of the documentation', () => {
  it('names every page', () => {
    const index = readPage('docs/README.md');
    for (const path of allPages()) {
      if (!path.startsWith('docs/') || path === 'docs/README.md') continue;
      expect(index).toContain(`](${path.slice('docs/'.length)})`);
    }
  });
});

it('docs/permissions.md names every permission and role that is asked for', () => {
  const page = readPage('docs/permissions.md');
  for (const { scope } of GRAPH_SCOPES) expect(page).toContain(`| \`${scope}\` |`);
  for (const scope of Object.values(SCOPES)) expect(page).toContain(`\`${scope}\``);
  for (const { role } of Object.values(ENDPOINTS)) expect(page).toContain(`*${role}*`);
});

/** Words that every administrator knows, and names of files. */
const EVERYDAY = new Set(
  'API CLI CI CIDR CPU CR CSP DNS HELO HTML HTTP HTTPS ID IIS IP LAPS LF MB GB MIT NET OK OSC RFC SASL SHA SIP SMTP TLS URL UTC UTF VPN XML YAML CHANGELOG CONTRIBUTING LICENSE README SECURITY FILE'.split(
    ' ',
  ),
);

it('every abbreviation of a page is one that everybody knows, or stands in the glossary', () => {
  const glossary = readPage('docs/glossary.md');
  const unknown = writtenPages().flatMap((path) =>
    [
      ...withoutFences(readPage(path))
        .replace(/`[^`]*`/g, '')
        .matchAll(/(?<![\w-])[A-Z]{2,}s?(?![\w-])/g),
    ]
      .map(([word]) => word.replace(/s$/, ''))
      .filter((word) => !EVERYDAY.has(word) && !new RegExp(`\\b${word}\\b`).test(glossary))
      .map((word) => `${path}: ${word}`),
  );
  expect([...new Set(unknown)]).toEqual([]);
});

it('the least size of the terminal is the one that the pages say', () => {
  for (const path of ['docs/terminal.md', 'docs/troubleshooting.md'])
    expect(readPage(path)).toContain(`${LEAST_COLUMNS} columns and ${LEAST_ROWS} rows`);
});

it('every variable of the environment that the program reads by its own name is told', () => {
  const src = join(ROOT, 'src');
  const text = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(src, name), 'utf8'))
    .join('\n');
  const read = new Set([...text.matchAll(/\bCROSSPREM_[A-Z_]+/g)].map(([name]) => name));
  expect(ENVIRONMENT.map(([name]) => name)).toEqual(expect.arrayContaining([...read]));
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './setup/rules.js';

/**
 * Who may import whom, by the first folder below src. A path names one file; `type:` allows only `import type`.
 * The core (above the blank line) holds no I/O, no clock, no async.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  evidence: ['evidence'],
  parse: ['parse', 'evidence'],
  message: ['message', 'parse', 'evidence'],
  facts: ['facts', 'message', 'evidence', 'parse'],
  engine: ['engine', 'facts', 'evidence'],
  findings: ['findings', 'engine', 'facts', 'evidence', 'type:parse', 'parse/error-text/extract'],
  route: ['route', 'facts', 'message', 'evidence', 'parse'],
  sync: ['sync', 'facts', 'evidence', 'parse'],
  fixes: ['fixes', 'findings', 'route', 'engine', 'facts', 'type:message', 'evidence', 'parse'],
  redact: ['redact', 'evidence', 'parse'],
  twin: ['twin', 'sync', 'fixes', 'findings', 'engine', 'facts', 'evidence', 'parse'],
  render: ['render', 'twin', 'sync', 'fixes', 'findings', 'route', 'engine', 'facts', 'message', 'evidence', 'parse'],

  ports: [
    'ports',
    'type:render',
    'type:message',
    'type:route',
    'type:fixes',
    'type:findings',
    'type:engine',
    'type:facts',
    'type:evidence',
    'type:parse',
  ],
  app: [
    'app',
    'ports',
    'render',
    'redact',
    'twin',
    'sync',
    'fixes',
    'findings',
    'route',
    'engine',
    'facts',
    'message',
    'evidence',
    'parse',
  ],
  adapters: [
    'adapters',
    'ports',
    'redact',
    'type:message',
    'parse',
    'evidence',
    'engine/packed',
    'engine/load',
    'type:engine/check',
    'type:engine/rule-set',
  ],
  // The command line prints what pure functions of the core make: those few are named one by one.
  cli: [
    'cli',
    'app',
    'render',
    'redact',
    'type:ports',
    // Names of sign-ins and clouds.
    'ports/live',
    'type:fixes',
    'type:findings',
    'type:engine',
    'type:facts',
    'type:evidence',
    'type:parse',
    'type:message',
    'type:route',
    'type:sync',
    'type:twin',
    'evidence/problem',
    'evidence/is-object',
    'engine/load',
    'evidence/nearest',
    'engine/rule-set',
    'facts/catalog',
    'fixes/script',
    'parse/recipient/guid',
  ],
  tui: [
    'tui',
    'app',
    'ports',
    'render',
    'type:twin',
    'type:sync',
    'fixes',
    'findings',
    'route',
    'engine',
    'facts',
    'message',
    'evidence',
    'parse',
  ],
  // Runs in a browser: it knows the shape of its data and nothing else.
  page: ['page', 'type:render'],
  // The script of a thread: it puts together what one thread does.
  'crew-thread.ts': ['app', 'type:ports', 'adapters', 'parse'],
  // Wires the services that are read live, for main.ts.
  'live-context.ts': ['adapters', 'parse', 'facts', 'evidence', 'type:cli', 'type:ports'],
  'main.ts': [
    'live-context',
    'app',
    'ports',
    'adapters',
    'cli',
    'tui',
    'render',
    'fixes',
    'findings',
    'engine',
    'facts',
    'evidence',
    'parse',
  ],
}; // prettier-ignore

const CORE = ['evidence', 'parse', 'message', 'facts', 'engine', 'findings', 'route', 'sync', 'fixes', 'twin', 'redact', 'render'];
const SRC = join(ROOT, 'src');

interface Import {
  readonly specifier: string;
  readonly isType: boolean;
}

interface SourceFile {
  /** With slashes, relative to src. */
  readonly path: string;
  /** Comments and the inside of strings blanked out. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .sort()
  .map((name) => {
    const text = readFileSync(join(SRC, name), 'utf8');
    return { path: name.split(sep).join('/'), code: blank(text), imports: importsOf(text) };
  });

function importsOf(text: string): readonly Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?'([^']+)'/gm)) {
    const names = /\{([^}]*)\}/
      .exec(match[0])?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    const isType = match[1] !== undefined || (names !== undefined && names.every((name) => /^\s*type\s/.test(name)));
    found.push({ specifier: match[2] ?? '', isType });
  }
  for (const match of text.matchAll(/\b(typeof\s+)?import\('([^']+)'\)/g))
    found.push({ specifier: match[2] ?? '', isType: match[1] !== undefined });
  return found;
}

/** Comments, strings and regular expressions replaced by blanks, line for line; the code inside `${}` stays. */
function blank(text: string): string {
  let out = '';
  const depths: number[] = [];
  let index = 0;
  let before = '';
  const skip = (end: number): void => {
    out += text.slice(index, end).replace(/[^\n]/g, ' ');
    index = end;
  };
  const template = (from: number): void => {
    let at = from;
    while (at < text.length && text[at] !== '`' && !(text[at] === '$' && text[at + 1] === '{')) at += text[at] === '\\' ? 2 : 1;
    if (text[at] === '$') depths.push(0);
    skip(Math.min(text.length, text[at] === '$' ? at + 2 : at + 1));
  };
  while (index < text.length) {
    const character = text[index] ?? '';
    const two = text.slice(index, index + 2);
    if (two === '//') skip(text.indexOf('\n', index) < 0 ? text.length : text.indexOf('\n', index));
    else if (two === '/*') skip(text.indexOf('*/', index) + 2);
    else if (character === "'" || character === '"') {
      let at = index + 1;
      while (at < text.length && text[at] !== character) at += text[at] === '\\' ? 2 : 1;
      skip(at + 1);
    } else if (character === '`') template(index + 1);
    else if (character === '/' && /[=(,:[!&|?{};>]$|\breturn$|^$/.test(before)) {
      let at = index + 1;
      for (let inClass = false; at < text.length && (inClass || text[at] !== '/'); at++) {
        if (text[at] === '\\') at++;
        else if (text[at] === '[') inClass = true;
        else if (text[at] === ']') inClass = false;
      }
      skip(at + 1);
      before = 'x';
      continue;
    } else {
      const depth = depths.at(-1);
      if (depth !== undefined && character === '{') depths[depths.length - 1] = depth + 1;
      if (depth !== undefined && character === '}') {
        if (depth === 0) {
          depths.pop();
          template(index + 1);
          continue;
        }
        depths[depths.length - 1] = depth - 1;
      }
      out += character;
      index++;
      if (!/\s/.test(character)) before = `${before}${character}`.slice(-8);
      continue;
    }
    if (character === "'" || character === '"' || character === '`') before = 'x';
  }
  return out;
}

function targetOf(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(SRC, join(SRC, dirname(file.path), specifier))
    .split(sep)
    .join('/');
  return path.replace(/\.jsx?$/, '');
}

function layerOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash);
}

/** `file:line: text` of every place where a pattern stands in the code. */
function places(among: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return among.flatMap(({ path, code }) =>
    code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`src/${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const coreFiles = files.filter((file) => CORE.includes(layerOf(file.path)));

describe('the architecture', () => {
  it('has no arrow that is not drawn', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const allowed = ARROWS[layerOf(file.path)];
      if (allowed === undefined) {
        wrong.push(`src/${file.path}: no such layer is drawn`);
        continue;
      }
      for (const { specifier, isType } of file.imports) {
        const target = targetOf(file, specifier);
        if (target === undefined) continue;
        const names = [layerOf(target), target];
        const isDrawn = names.some((name) => allowed.includes(name) || (isType && allowed.includes(`type:${name}`)));
        if (!isDrawn) wrong.push(`src/${file.path} -> ${target}${isType ? ' (type)' : ''}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no import cycle, types counted', () => {
    const byName = new Map(files.map((file) => [file.path.replace(/\.tsx?$/, ''), file]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (name: string, trail: readonly string[]): void => {
      const at = trail.indexOf(name);
      if (at >= 0) {
        cycles.push([...trail.slice(at), name].join(' -> '));
        return;
      }
      const file = byName.get(name);
      if (file === undefined || done.has(name)) return;
      for (const { specifier } of file.imports) {
        const target = targetOf(file, specifier);
        if (target !== undefined) visit(target, [...trail, name]);
      }
      done.add(name);
    };
    for (const name of byName.keys()) visit(name, []);
    expect(cycles).toEqual([]);
  });

  it('imports only files that are there', () => {
    const names = new Set(files.map((file) => file.path.replace(/\.tsx?$/, '')));
    const missing = files.flatMap((file) =>
      file.imports.flatMap(({ specifier }) => {
        const target = targetOf(file, specifier);
        return target === undefined || names.has(target) ? [] : [`src/${file.path} -> ${specifier}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('keeps Node out of the core', () => {
    const wrong = coreFiles.flatMap((file) =>
      file.imports
        .filter(({ specifier }) =>
          /^node:|^(?:fs|path|os|net|http|https|child_process|stream|buffer|util|crypto|url)(?:\/|$)/.test(specifier),
        )
        .map(({ specifier }) => `src/${file.path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
    expect(places(coreFiles, /\bprocess\b|\bBuffer\b|\b__dirname\b|\brequire\(|\bimport\(/)).toEqual([]);
  });

  it('keeps clock, chance, console and waiting out of the core', () => {
    expect(places(coreFiles, /\bconsole\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b|\bsetTimeout\b|\bfetch\(/)).toEqual(
      [],
    );
    expect(places(coreFiles, /\basync\b|\bawait\b|\bPromise\b/)).toEqual([]);
  });

  it('asks for the environment only in main.ts and the adapters', () => {
    expect(
      places(
        files.filter((file) => !/^(?:main\.ts|adapters\/|tui\/)/.test(file.path)),
        /\bprocess\.(?:env|exit|argv|std)|\bconsole\b/,
      ),
    ).toEqual([]);
  });

  it('has named exports only', () => {
    expect(places(files, /\bexport\s+default\b|\bas\s+default\b/)).toEqual([]);
  });

  it('has no any and no non-null assertion', () => {
    expect(places(files, /(?::|\bas|<|\||,)\s*any\b(?!\s*:)|\bany\[\]/)).toEqual([]);
    expect(places(files, /[\w)\]]!(?:[.;,)\]]|\s*$)|[\w)\]]!\[/)).toEqual([]);
  });

  it('makes the cases of its property tests in one place', () => {
    const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
    const found = tests.filter((name) => /^import .* from 'fast-check'/m.test(readFileSync(join(ROOT, 'test', name), 'utf8')));
    expect(found.map((name) => name.split(sep).join('/'))).toEqual(['setup/property.ts']);
  });

  it('sees what it is to see', () => {
    const sample = "const a: any = `x${y!.z} any`; // any\nexport default 'any';\nconst r = /any'/; const s: any = 1;";
    const code = blank(sample);
    expect(code).toContain('a: any');
    expect(code).toContain('y!.z');
    expect(code).toContain('s: any');
    expect(code).not.toContain("'any'");
    expect(code).not.toContain('// any');
    expect(files.length).toBeGreaterThan(60);
  });
});

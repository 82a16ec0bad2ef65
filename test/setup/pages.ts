import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './rules.js';

/** Pages that are written from something else, and held in step elsewhere. */
const GENERATED = ['docs/facts.md', 'docs/keys.md', 'docs/commands.md'];

/** Paths of the pages that people write, relative to the root. */
export function writtenPages(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', ...docs.filter((name) => !GENERATED.includes(name))];
}

export const allPages = (): readonly string[] => [...writtenPages(), ...GENERATED];

export const readPage = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Of its first line of text, counted from 1. */
  readonly line: number;
  /** The page above it, up to the fence before. */
  readonly above: string;
}

/** The fenced blocks of a page, in order; those within lists, too. */
export function fencesOf(page: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { language: string; line: number; indent: string; lines: string[] } | undefined;
  let above: string[] = [];
  for (const [index, text] of page.split('\n').entries()) {
    const mark = /^(\s*)```(\w*)\s*$/.exec(text);
    if (open === undefined) {
      if (mark === null) above.push(text);
      else open = { language: mark[2] ?? '', line: index + 2, indent: mark[1] ?? '', lines: [] };
    } else if (mark !== null) {
      fences.push({
        language: open.language,
        text: open.lines.map((line) => `${line}\n`).join(''),
        line: open.line,
        above: above.join('\n'),
      });
      open = undefined;
      above = [];
    } else {
      open.lines.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  }
  return fences;
}

/** A line of a fence that calls the program, as a shell takes it; undefined for any other line. */
export function commandOf(line: string): string | undefined {
  const bare = line.replace(/^\$ /, '');
  return /^(?:npx )?crossprem(?: |$)/.test(bare) || /\| crossprem\b/.test(bare) ? bare : undefined;
}

/** Words of a command as a shell parts them; redirections and what is before a pipe are left out. */
export function wordsOf(command: string): readonly string[] {
  const call = command.slice(command.search(/\bcrossprem\b/)).split(/ (?:[<>|]|2>) ?/)[0] ?? '';
  const words = call.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** What GitHub calls the headings of a page. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    anchors.add(count === 0 ? name : `${name}-${count}`);
  }
  return anchors;
}

export function withoutFences(page: string): string {
  let isInside = false;
  return page
    .split('\n')
    .map((line) => {
      const isMark = /^\s*```/.test(line);
      if (isMark) isInside = !isInside;
      return isMark || isInside ? '' : line;
    })
    .join('\n');
}

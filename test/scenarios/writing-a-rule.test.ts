import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandOf, type Fence, fencesOf, readPage } from '../setup/pages.js';
import { crossprem, folderWith, type Run } from '../setup/process.js';

/*
 * Follows the tutorial of docs/writing-rules.md as a reader does, with nothing but the page: a block of commands is run, a block below a
 * sentence that names a file is saved there, and any other block has to stand in what the command before it printed.
 */
const TUTORIAL = readPage('docs/writing-rules.md').split(/^## /m)[1] ?? '';
const RULE = 'my-rules/migration/mover-refused.yaml';

/** The file that the text above a block says to save it as. */
function fileFor({ language, above }: Fence): string | undefined {
  const named = /(?:replace all of it by this|[Ss]ave this(?: message)? as\s+`([^`]+)`):\s*$/.exec(above.trimEnd());
  if (named === null) return undefined;
  return named[1] ?? (language === 'yaml' ? RULE : undefined);
}

/** "change `a` into `b`" of the text above a block. */
const changeIn = (above: string): readonly [string, string] | undefined => {
  const match = /change `([^`]+)` into `([^`]+)`/.exec(above);
  return match?.[1] === undefined || match[2] === undefined ? undefined : [match[1], match[2]];
};

function runLine(line: string, cwd: string): Run {
  const command = commandOf(line);
  if (command === undefined) throw new Error(`no command: ${line}`);
  return crossprem(command.split(' ').slice(1), { cwd });
}

// Each command with rules of its own reads all rule files anew: on a busy machine that takes its time.
describe('Your first rule, in ten minutes', { timeout: 240_000 }, () => {
  it('works as the page says, in an empty folder', () => {
    const folder = folderWith();
    const done = { commands: 0, files: 0, outputs: 0 };
    let printed = '';
    let undo: readonly [string, string] | undefined;
    for (const fence of fencesOf(TUTORIAL)) {
      const change = changeIn(fence.above);
      if (/Change it back/.test(fence.above)) {
        edit(folder, undo);
        undo = undefined;
      }
      if (change !== undefined) {
        edit(folder, change);
        undo = [change[1], change[0]];
      }
      const lines = fence.text.trimEnd().split('\n');
      const file = fileFor(fence);
      if (file !== undefined) {
        writeFileSync(join(folder, file), fence.text);
        done.files += 1;
      } else if (lines.every((line) => commandOf(line) !== undefined)) {
        const runs = lines.map((line) => runLine(line, folder));
        printed = runs.map(({ out, err }) => err + out).join('');
        for (const run of runs) expect([fence.text, run.code === 2]).toEqual([fence.text, false]);
        done.commands += lines.length;
      } else {
        for (const line of lines) expect(printed.split('\n')).toContain(line);
        done.outputs += 1;
      }
    }
    expect(undo).toBeUndefined();
    expect(done).toEqual({ commands: 7, files: 3, outputs: 6 });
  });

  it('shows a rule that stands in for the skeleton, with a case of every kind', () => {
    const yaml = fencesOf(TUTORIAL).find(({ language }) => language === 'yaml')?.text ?? '';
    for (const kind of ['status: confirmed', 'expect: unknown', 'expect: no-match']) expect(yaml).toContain(kind);
    expect(yaml).toContain('id: migration/mover-refused\n');
  });
});

function edit(folder: string, change: readonly [string, string] | undefined): void {
  if (change === undefined) throw new Error('the page says to change something back that it never changed');
  const path = join(folder, RULE);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(change[0]);
  writeFileSync(path, before.replace(change[0], change[1]));
}

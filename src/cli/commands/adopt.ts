import { adopt } from '../../app/adopt.js';
import { adoptScripts } from '../../app/adopt-scripts.js';
import { choosePeople, type PeopleFilter, readPeopleFile } from '../../app/choose-people.js';
import { createDirectories } from '../../app/diagnose.js';
import type { Side } from '../../evidence/directory.js';
import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import type { Adoption } from '../../fixes/adoption.js';
import { adoptCsv } from '../../render/adopt/csv.js';
import { adoptJson } from '../../render/adopt/json.js';
import { adoptMarkdown } from '../../render/adopt/markdown.js';
import { adoptText, checkText } from '../../render/adopt/text.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { printable } from '../../render/printable.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { loadData } from './load.js';

/** `crossprem adopt`: makes cloud mailboxes known on-premises. Exit code 1 while somebody is not. */
export async function runAdopt(args: ParsedArgs, context: CliContext): Promise<number> {
  const failed = (fault: Problem): number => {
    tell(context, fault);
    return EXIT.failed;
  };
  const wrong = misfit(args);
  if (wrong !== undefined) return failed(wrong);
  const data = await loadData(args, context);
  if (data.kind === 'problem') return failed(data.problem);
  const { onprem, cloud } = data.value;
  if (onprem === undefined || cloud === undefined) return failed(sideMissing(onprem === undefined ? 'onprem' : 'cloud'));
  const lists = await loadLists(args, context);
  if (lists.kind === 'problem') return failed(lists.problem);
  const directories = createDirectories(onprem, cloud);
  const notes = [...data.value.notes];
  const filter: PeopleFilter = { lists: lists.value, ous: [], groups: [] };
  const adoption = adopt({
    ...data.value,
    directories,
    ou: optionOf(args, 'ou'),
    isUnreadClear: args.options.has('assume-clear'),
    choose:
      lists.value.length === 0
        ? undefined
        : (people) => {
            const choice = choosePeople(people, directories, filter);
            notes.push(...choice.notes);
            return choice.isChosen;
          },
  });
  print(adoption, notes, args, context);
  const folder = optionOf(args, 'script');
  if (folder !== undefined) {
    const written = await write(adoption, folder, context);
    if (written !== undefined) return failed(written);
  }
  if (adoption.isUnread) return EXIT.failed;
  return adoption.people.some(({ group }) => group !== 'known') ? EXIT.findings : EXIT.nothing;
}

function misfit({ options }: ParsedArgs): Problem | undefined {
  // A snapshot or a service may hold the side; that is known only when it was opened.
  const isReadElsewhere = ['snapshot', 'ldap', 'graph', 'exchange-online'].some((name) => options.has(name));
  for (const side of ['onprem', 'cloud'] as const) if (!isReadElsewhere && !options.has(side)) return sideMissing(side);
  if (options.has('check') && options.has('script'))
    return { what: 'A check after the run writes no script.', where: '--check --script', next: 'Leave one of them out.' };
  return undefined;
}

function sideMissing(side: Side): Problem {
  const [words, file, service] = side === 'onprem' ? ['on-premises', 'onprem.ldf', '--ldap'] : ['cloud', 'cloud.json', '--graph'];
  return {
    what: `The ${words} side is missing: adopting compares both.`,
    where: `--${side}`,
    next: `Give its export: --${side} ${file} (docs/exports.md says how to make it), a snapshot of both sides, or read it live with ${service}.`,
  };
}

async function loadLists(args: ParsedArgs, context: CliContext): Promise<Result<PeopleFilter['lists']>> {
  const lists: PeopleFilter['lists'][number][] = [];
  for (const path of args.options.get('users') ?? []) {
    const input = await context.readInput(path);
    if (input.kind === 'problem') return input;
    if (input.value.isTruncated) return problem('The list is longer than 32 MB.', path, 'Give it in several runs.');
    const list = readPeopleFile(path, input.value.text, false);
    if (list.kind === 'problem') return list;
    lists.push(list.value);
  }
  return ok(lists);
}

function print(adoption: Adoption, notes: readonly string[], args: ParsedArgs, context: CliContext): void {
  switch (args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text')) {
    case 'json':
      context.out(`${jsonText(adoptJson(adoption, notes, context.version), 2)}\n`);
      break;
    case 'markdown':
      context.out(adoptMarkdown(adoption, notes));
      break;
    case 'csv':
      for (const line of adoptCsv(adoption)) context.out(line);
      break;
    default: {
      const options = { paint: context.colour ? ansiPaint : plainPaint, width: context.width, isVerbose: args.options.has('verbose') };
      context.out(args.options.has('check') ? checkText(adoption, notes, options) : adoptText(adoption, notes, options));
    }
  }
}

/** Writes the scripts; the paths go to standard error, so that the result can be piped. */
async function write(adoption: Adoption, folder: string, context: CliContext): Promise<Problem | undefined> {
  if (adoption.ready.length === 0) {
    context.err('crossprem: no script was written, for nobody has a repair that is proven.\n');
    return undefined;
  }
  const written = await context.writeFiles(folder, adoptScripts(adoption));
  if (written.kind === 'problem') return written.problem;
  context.err(
    `crossprem: scripts for ${adoption.ready.length} people, to be read before they are run:\n${written.value.map((path) => `  ${printable(path)}\n`).join('')}Without -Apply a script only shows what it would do.\n`,
  );
  return undefined;
}

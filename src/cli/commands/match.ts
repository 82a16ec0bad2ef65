import { answerMatch, matchNotes } from '../../app/match.js';
import { jsonText } from '../../render/json.js';
import { matchJson, matchMarkdown, matchRows, matchText } from '../../render/match.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { loadDirectories } from './load.js';

/** `crossprem match`: one synchronization cycle. Exit code 1 where an object ends in an error, a block or a quarantine. */
export async function runMatch(args: ParsedArgs, context: CliContext): Promise<number> {
  const { identity, listed } = await splitWords(args, context);
  const data = await loadDirectories(args, context, { onprem: listed('onprem'), cloud: listed('cloud'), settings: listed('settings') });
  if (data.kind === 'problem') {
    tell(context, data.problem);
    return EXIT.failed;
  }
  const { onprem, cloud, settings, notes: read } = data.value;
  const notes = [...read];
  const answer = answerMatch({
    identity,
    onprem,
    cloud,
    settings,
    whatIf: args.options.get('what-if') ?? [],
  });
  if (answer.kind === 'problem') {
    tell(context, answer.problem);
    return EXIT.failed;
  }
  const view = answer.value;
  notes.push(...matchNotes(onprem, cloud));
  switch (args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text')) {
    case 'json':
      context.out(
        `${jsonText(view.kind === 'one' ? { ...matchJson(view), notes } : { schema: 'crossprem/match-list/1', objects: matchRows(view.results), notes }, 2)}\n`,
      );
      break;
    case 'ndjson':
      for (const line of view.kind === 'one' ? [{ ...matchJson(view), notes }] : matchRows(view.results))
        context.out(`${jsonText(line)}\n`);
      break;
    case 'markdown':
      context.out(matchMarkdown(view, notes));
      break;
    default:
      context.out(matchText(view, notes, context.width));
  }
  const results = view.kind === 'one' ? [view.result] : view.results;
  return results.some(({ outcome }) => /^(?:error|blocked|quarantine)/.test(outcome)) ? EXIT.findings : EXIT.nothing;
}

/** The identity is the positional word; else the last word that a list option took, when it looks like one and is no file of data. */
async function splitWords(
  args: ParsedArgs,
  context: CliContext,
): Promise<{ readonly identity: string | undefined; readonly listed: (name: string) => readonly string[] }> {
  const tail = args.greedyTail;
  const [named] = args.positionals;
  const isIdentity = named === undefined && tail?.value.includes('@') === true && !(await context.isDirectoryData(tail.value));
  return {
    identity: named ?? (isIdentity ? tail?.value : undefined),
    listed: (name) => {
      const values = [...(args.options.get(name) ?? [])];
      if (isIdentity && tail?.option === name) values.splice(values.lastIndexOf(tail.value), 1);
      return values;
    },
  };
}

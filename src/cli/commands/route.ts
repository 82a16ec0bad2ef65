import { answerRoute, type RouteQuestion } from '../../app/route.js';
import type { Result } from '../../evidence/problem.js';
import { jsonText } from '../../render/json.js';
import { routeJson, routeMarkdown, routeText } from '../../render/route.js';
import type { Route } from '../../route/route.js';
import { type CliContext, EXIT } from '../context.js';
import type { Opened } from '../directory-data.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { loadDirectories } from './load.js';

/** `crossprem route`: the way of one message. Exit code 1 where it loops or is returned. */
export async function runRoute(args: ParsedArgs, context: CliContext): Promise<number> {
  const data = await loadDirectories(args, context, undefined, 'asked');
  if (data.kind === 'problem') {
    tell(context, data.problem);
    return EXIT.failed;
  }
  const { onprem, cloud, settings, live } = data.value;
  const notes = [...data.value.notes];
  const question = { from: optionOf(args, 'from'), to: optionOf(args, 'to'), start: optionOf(args, 'start'), onprem, cloud, settings };
  const route = live === undefined ? answerRoute(question) : await askRoute(question, live, notes);
  if (route.kind === 'problem') {
    tell(context, route.problem);
    return EXIT.failed;
  }
  const answer = { ...route.value, notes: [...route.value.notes, ...notes] };
  switch (args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text')) {
    case 'json':
      context.out(`${jsonText(routeJson(answer), 2)}\n`);
      break;
    case 'ndjson':
      context.out(`${jsonText(routeJson(answer))}\n`);
      break;
    case 'markdown':
      context.out(routeMarkdown(answer));
      break;
    default:
      context.out(routeText(answer, context.width));
  }
  return answer.outcome.kind === 'loop' || answer.outcome.kind === 'bounce' ? EXIT.findings : EXIT.nothing;
}

/** The same with sender and recipient read live. */
async function askRoute(question: RouteQuestion, live: Opened, notes: string[]): Promise<Result<Route>> {
  try {
    const { askedNotes, createAsker } = await import('../../app/diagnose-live.js');
    const { onprem, cloud } = question;
    const asker = createAsker({ connections: live.connections, onprem, cloud, signal: live.signal });
    const result = await asker.answer((directories) => answerRoute({ ...question, directories }));
    notes.push(...askedNotes(result.asked), ...result.notes);
    return result.answer;
  } finally {
    await live.close();
  }
}

import { answerRoute } from '../../app/route.js';
import { jsonText } from '../../render/json.js';
import { routeJson, routeMarkdown, routeText } from '../../render/route.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { loadSettings, optionOf, readSide, tell } from './load.js';

/** `crossprem route`: the way of one message. Exit code 1 where it loops or is returned. */
export async function runRoute(args: ParsedArgs, context: CliContext): Promise<number> {
  const notes: string[] = [];
  const onprem = await readSide(args.options.get('onprem') ?? [], 'onprem', context, notes);
  const cloud = await readSide(args.options.get('cloud') ?? [], 'cloud', context, notes);
  const settings = await loadSettings(args.options.get('settings') ?? [], context);
  for (const result of [onprem, cloud, settings]) {
    if (result.kind === 'ok') continue;
    tell(context, result.problem);
    return EXIT.failed;
  }
  if (onprem.kind === 'problem' || cloud.kind === 'problem' || settings.kind === 'problem') return EXIT.failed;
  const route = answerRoute({
    from: optionOf(args, 'from'),
    to: optionOf(args, 'to'),
    start: optionOf(args, 'start'),
    onprem: onprem.value,
    cloud: cloud.value,
    settings: settings.value,
  });
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

import { factDefinition } from '../facts/catalog.js';
import { type Context, type Path, report, type YamlFile } from './check.js';
import type { AskedFact, CmdletCommand, OutputAnswer, PipedCmdlet } from './rule.js';

const SHOWS = new Set(['Format-List', 'Format-Table', 'Select-Object']);

/** Checks how a question's output answers it: that the property is printed, and that the answer is of the fact's type. */
export function checkAnswers(asked: AskedFact, yaml: YamlFile, context: Context): void {
  const all = answersOf(asked);
  all.forEach((answer, index) => {
    const path: Path = Array.isArray(asked.answer) ? [asked.name, 'answer', index] : [asked.name, 'answer'];
    for (const message of faultsOf(answer, asked)) report(yaml, path, `${asked.name}: ${message}`, context.problems);
  });
}

/** The ways in which an output answers a question, as a list. */
export function answersOf({ answer }: AskedFact): readonly OutputAnswer[] {
  if (answer === undefined) return [];
  return isList(answer) ? answer : [answer];
}

function isList(answer: OutputAnswer | readonly OutputAnswer[]): answer is readonly OutputAnswer[] {
  return Array.isArray(answer);
}

function faultsOf(answer: OutputAnswer, asked: AskedFact): readonly string[] {
  const { fact = asked.name, of, property, objects, notFound } = answer;
  const faults: string[] = [];
  const commands = asked.how.filter((command): command is CmdletCommand => 'run' in command);
  const own = commands.filter((command) => of === undefined || cmdletsOf(command).includes(of));
  if (fact !== asked.name && asked.covers?.includes(fact) !== true) faults.push(`the question is not about ${fact}`);
  if (own.length === 0) faults.push(of === undefined ? 'no cmdlet prints an answer' : `none of its commands runs ${of}`);
  if (property !== undefined && own.length > 0 && !own.some((command) => prints(command, property)))
    faults.push(`${property} is not among the properties that its command prints`);
  const tests = [answer.every, answer.any, answer.alike, answer.none].filter((one) => one !== undefined).length;
  if (tests > 1) faults.push('either `every`, `any`, `alike` or `none`');
  if (tests > 0 && property === undefined) faults.push('`every`, `any`, `alike` and `none` need a property');
  if (objects !== undefined && (property !== undefined || notFound !== undefined)) faults.push('`objects` stands alone');
  if (property === undefined && objects === undefined && notFound === undefined) faults.push('it says nothing');
  if (answer.only !== undefined && tests === 0 && objects === undefined) faults.push('`only` stands with a test');
  if (answer.searched !== undefined && notFound === undefined) faults.push('`searched` stands with `notFound`');
  const type = fact === asked.name ? asked.type : factDefinition(fact)?.type;
  const made = objects === 'count' ? 'number' : tests > 0 || objects !== undefined ? 'boolean' : undefined;
  if (made !== undefined && type !== made) faults.push(`${fact} is a ${type ?? 'text'}, and the answer is a ${made}`);
  if (notFound !== undefined && typeof notFound !== (type === 'boolean' || type === 'number' ? type : 'string'))
    faults.push(`${fact} is a ${type ?? 'text'}, and \`notFound\` is none`);
  return faults;
}

function cmdletsOf({ run, then }: CmdletCommand): readonly string[] {
  return [run, ...(then ?? []).map((piped) => piped.run)];
}

/** True where a command prints a property: it is named at the end, or nothing is named there. */
function prints(command: CmdletCommand, property: string): boolean {
  const shaping = (command.then ?? []).filter((piped) => SHOWS.has(piped.run));
  const named = shaping.flatMap(namesIn);
  // What is expanded may be an object, whose own properties are printed then.
  if (shaping.at(-1)?.with?.ExpandProperty !== undefined) return true;
  return named.length === 0 || named.some((name) => fits(name, property));
}

function namesIn({ properties, with: values }: PipedCmdlet): readonly string[] {
  const expanded = values?.ExpandProperty;
  return [...(properties ?? []), ...(typeof expanded === 'string' ? [expanded] : [])];
}

function fits(name: string, property: string): boolean {
  const [one, other] = [name.toLowerCase(), property.toLowerCase()];
  if (one.startsWith('*') && one.endsWith('*')) return other.includes(one.slice(1, -1));
  return one.endsWith('*') ? other.startsWith(one.slice(0, -1)) : one === other;
}

/** Pieces of a pipe that show what they are given, and lose none of it. */
const SHOWING =
  /^(?:fl|ft|fw|format-list|format-table|format-wide|format-custom|select|select-object|sort|sort-object|out-string|out-host|oh|convertto-json|convertto-csv)$/i;
/** They leave objects out, or errors. `-ea` and its longer forms. */
const HIDING =
  /\s-(?:first|last|skip|unique|expand|expandproperty|excludeproperty|ea|erroraction|errora[a-z]{0,10}|outvariable|ov)(?=[\s:])/i;

/**
 * True where a console shows all that the command finds: nothing is kept in a variable, written to a file, filtered or silenced. Only then does an empty
 * output mean that there is nothing. In: a command as it was typed. Bad input, and a command that was cut: false.
 */
export function printsAllThatItFinds(command: string): boolean {
  const bare = withoutQuoted(command);
  if (bare === undefined || /[<>;{}=$&]/.test(bare) || HIDING.test(`${bare} `)) return false;
  let depth = 0;
  for (const letter of bare) {
    if (letter === '(') depth++;
    else if (letter === ')' && --depth < 0) return false;
  }
  if (depth !== 0) return false;
  const [first = '', ...later] = bare.split('|').map((stage) => stage.trim());
  if (!/^(?:Get|Test)-[A-Za-z]/i.test(first)) return false;
  if (!later.every((stage) => SHOWING.test(stage.split(/\s/, 1)[0] ?? ''))) return false;
  // The ActiveDirectory module prints empty lines of an object that has none of the properties.
  return later.length === 0 || !/^Get-AD/i.test(first);
}

/**
 * The verbs behind pipes that leave objects out, or may: Where-Object, another cmdlet, `select -First`. In: a command as it was typed. Out: in lower
 * case; `select` for one that takes a few. A command that was cut: one that nobody knows.
 */
export function filtersOf(command: string): readonly string[] {
  const bare = withoutQuoted(command);
  if (bare === undefined) return ['...'];
  const stages = bare.split('|').slice(1);
  return stages.flatMap((stage) => {
    const verb = stage.trim().split(/\s/, 1)[0] ?? '';
    return SHOWING.test(verb) && !/\s-(?:first|last|skip|unique)(?=[\s:])/i.test(`${stage} `) ? [] : [verb.toLowerCase()];
  });
}

/** A command without what stands in quotes; undefined where a quote does not end. */
function withoutQuoted(command: string): string | undefined {
  let bare = '';
  for (let at = 0; at < command.length; at++) {
    const letter = command[at] ?? '';
    if (letter !== "'" && letter !== '"') {
      bare += letter;
      continue;
    }
    const close = command.indexOf(letter, at + 1);
    if (close < 0) return undefined;
    bare += 'x';
    at = close;
  }
  return bare;
}

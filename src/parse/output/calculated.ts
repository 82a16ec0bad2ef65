/** What a calculated property shows: the property whose value it is, or undefined where it is made of something else. */
export type Calculated = ReadonlyMap<string, string | undefined>;

const MOST = 100;

/**
 * The calculated properties of a command: `@{n='Type';e={$_.RecipientTypeDetails}}`, as Select-Object and Format-List take them.
 *
 * In: a command as it was typed, with straight quotes. Out: by the name that is printed, in lower case. A name that is made anew, as of
 * `{$_.EmailAddresses.Count}`, shows no property's value, even where it has the name of one. Bad input: what was found up to it.
 */
export function calculatedIn(command: string): Calculated {
  const found = new Map<string, string | undefined>();
  for (let at = command.indexOf('@{'); at >= 0 && found.size < MOST; at = command.indexOf('@{', at + 2)) {
    const body = bodyAt(command, at + 2);
    const name = /(?:^|[;{\s])(?:n|l|name|label)\s{0,4}=\s{0,4}(?:'([^']{1,100})'|"([^"]{1,100})"|([\w.-]{1,100}))/i.exec(
      body.slice(0, 2000),
    );
    const label = name?.[1] ?? name?.[2] ?? name?.[3];
    if (label !== undefined) found.set(label.trim().toLowerCase(), propertyOf(body));
  }
  return found;
}

/** Text between brackets that fit each other; to the end where they do not. */
function bodyAt(text: string, from: number): string {
  let depth = 1;
  const most = Math.min(text.length, from + 4000);
  for (let at = from; at < most; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(from, at);
  }
  return text.slice(from, most);
}

function propertyOf(body: string): string | undefined {
  const start = /(?:^|[;\s])(?:e|expr|expression)\s{0,4}=\s{0,4}(?:\{|(?=['"]))/i.exec(body.slice(0, 2000));
  if (start === null) return undefined;
  const rest = body.slice(start.index + start[0].length);
  const code = (start[0].endsWith('{') ? bodyAt(rest, 0) : rest).trim();
  // The name of a property in quotes stands for it as well.
  const named = /^(?:'([A-Za-z][\w-]{0,80})'|"([A-Za-z][\w-]{0,80})")\s{0,8}(?:;|$)/.exec(code);
  if (named !== null) return named[1] ?? named[2];
  const plain =
    /^\(?(?:\[string\]\s{0,4})?\$(?:_|PSItem)\.'?([A-Za-z][\w-]{0,80})'?\)?(?:\.(?:ToString\(\)|Guid|Value))?(?:\s{1,4}-join\s{1,4}['"](?:[;|]|, ?|; )['"])?$/i.exec(
      code,
    ) ?? /^"\$\(\$(?:_|PSItem)\.([A-Za-z][\w-]{0,80})\)"$/i.exec(code);
  return plain?.[1];
}

import type { DirectoryRow, DirectoryTable } from '../../evidence/directory.js';
import type { Finding } from '../../findings/finding.js';
import { subjectName } from '../../fixes/plan.js';
import { clean, cutEnd } from '../sanitize.js';

const NAMES: readonly string[] = [
  'primarysmtpaddress',
  'userprincipalname',
  'mail',
  'windowsemailaddress',
  'displayname',
  'name',
  'alias',
  'samaccountname',
];
const LONGEST_NAME = 60;

/**
 * What to say where pasted objects are of somebody else than the finding; undefined where one of them is the person it is about, or where none
 * of them has a name.
 */
export function otherPerson(tables: readonly DirectoryTable[], finding: Finding): string | undefined {
  const pasted = tables.filter(({ rows }) => rows.length > 0);
  const sources = new Set(pasted.map(({ source }) => source));
  const { onPrem, cloud } = finding.subject;
  if ([onPrem, cloud].some((record) => record?.parts.some(({ table }) => sources.has(table.source)) === true)) return undefined;
  const names = pasted.flatMap((table) => table.rows.slice(0, 1).map((row) => nameOf(table, row))).filter((name) => name !== undefined);
  const [name] = names;
  if (name === undefined) return undefined;
  const objects = pasted.reduce((sum, { rows }) => sum + rows.length, 0);
  const who = objects === 1 ? `This is ${name}` : `These are ${objects} others, ${name} first`;
  const subject = cutEnd(clean(subjectName(finding)), LONGEST_NAME);
  const isNamed = subject !== '' && (onPrem !== undefined || cloud !== undefined || finding.subject.hints.addresses.length > 0);
  return isNamed ? `${who}; the error is about ${subject}.` : `${who}; nothing read so far ties that to the error.`;
}

function nameOf({ columns }: DirectoryTable, { values }: DirectoryRow): string | undefined {
  for (const name of NAMES) {
    const value = values[columns.findIndex((column) => column === name || column === `exo.${name}`)];
    if (typeof value === 'string' && value !== '') return cutEnd(clean(value), LONGEST_NAME);
  }
  return undefined;
}

import { guidForms, readGuid } from '../../parse/recipient/guid.js';
import { jsonText } from '../../render/json.js';
import { printable } from '../../render/printable.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';

const DRESSES: Readonly<Record<string, string>> = {
  text: 'GUID text',
  'hex-bytes': 'the 16 bytes in hex',
  octets: "octets (X'...')",
  'ldap-filter': 'LDAP filter escapes',
  base64: 'Base64 of the 16 bytes: an ImmutableId, or what LDIF prints after objectGUID::',
  'base64-of-text': 'Base64 of the GUID as text: a common mistake, no ImmutableId',
  'cs-dn': 'distinguished name in the Entra connector space',
  'decimal-bytes': 'bytes as PowerShell prints them',
  'external-directory-object-id': 'ExternalDirectoryObjectId',
};

/** `crossprem guid VALUE`: one value in all its forms. Words are joined, for bytes come with blanks. */
export function runGuid(args: ParsedArgs, context: CliContext): number {
  const text = args.positionals.join(' ');
  if (text === '') {
    tell(context, { what: 'There is no value to convert.', where: 'guid', next: "For example: crossprem guid 'IkTni9mw7Ee4YefeGpz7IA=='" });
    return EXIT.failed;
  }
  const reading = readGuid(text);
  if (reading.kind === 'problem') {
    tell(context, reading.problem);
    return EXIT.failed;
  }
  const forms = guidForms(reading.guid);
  if (forms === undefined) throw new Error(`readGuid gave no canonical GUID: ${reading.guid}`);
  if (args.options.has('json') || optionOf(args, 'format') === 'json' || optionOf(args, 'format') === 'ndjson') {
    context.out(
      `${jsonText({ given: text, readAs: reading.kind, guid: reading.guid, forms, warnings: reading.warnings, alternatives: reading.alternatives }, optionOf(args, 'format') === 'ndjson' ? 0 : 2)}\n`,
    );
    return EXIT.nothing;
  }
  const lines: [string, string][] = [
    ['Read as', DRESSES[reading.kind] ?? reading.kind],
    ['GUID', forms.text],
    ['ImmutableId', forms.immutableId],
    ['Bytes, hex', forms.hexBytes],
    ['LDAP filter', forms.ldapFilter],
    ['Connector DN', forms.csDn],
    ['Bytes, decimal', forms.powershellBytes],
    ['Bytes swapped', `${forms.swapped}  (this GUID means a wrong byte order)`],
    ['Big-endian', `${forms.wrongBigEndianBase64}  (Base64 that no directory uses)`],
  ];
  for (const [label, value] of lines) context.out(`${label.padEnd(15)} ${printable(value)}\n`);
  for (const warning of reading.warnings) context.out(`Warning         ${printable(warning)}\n`);
  for (const { guid, when } of reading.alternatives) context.out(`Or              ${guid}, if ${printable(when)}\n`);
  return EXIT.nothing;
}

import type { HeaderField } from '../parse/header/field.js';
import { parseTags } from '../parse/header/key-values.js';
import { areAligned, domainOf } from './alignment.js';
import type { DkimSignature, MessageTools } from './message.js';

/** In: DKIM-Signature fields, top first, and the domain of From. */
export function readSignatures(
  fields: readonly HeaderField[],
  fromDomain: string | undefined,
  tools: MessageTools,
): readonly DkimSignature[] {
  return fields.map((field) => {
    const tags = parseTags(field.value);
    const domain = domainOf(tags.get('d'));
    return { field, domain, selector: tags.get('s'), tags, isAligned: areAligned(domain, fromDomain, tools) };
  });
}

import type { Evidence } from '../../evidence/evidence.js';
import { isUnder as isHostUnder } from '../../message/hosts.js';
import { isInRanges, parseRanges } from '../../message/ip.js';
import type { Message } from '../../message/message.js';
import type { HeaderField, Mailbox } from '../../parse/header/field.js';
import type { Fact, FactType, FactValue } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';

const QUOTE_LENGTH = 400;

/** A fact about the message; unknown where the input holds no headers. */
export function headerFact(
  type: FactType,
  title: string,
  read: (message: Message, sources: FactSources, facts: Facts) => Fact,
): DefinedFact {
  return {
    type,
    title,
    make: (sources, facts) =>
      sources.message === undefined ? unknown('the input holds no message headers') : read(sources.message, sources, facts),
  };
}

/** A text that a field gives; not set where the field is not there and the block is whole. */
export function textFact(
  title: string,
  read: (message: Message) => { readonly value: string | number | undefined; readonly field: HeaderField | undefined },
): DefinedFact {
  return headerFact('text', title, (message, sources) => {
    const { value, field } = read(message);
    return value === undefined || value === '' ? notThere(message) : said(sources, value, field);
  });
}

export function numberFact(
  title: string,
  read: (message: Message) => { readonly value: number | undefined; readonly field: HeaderField | undefined },
): DefinedFact {
  return { ...textFact(title, read), type: 'number' };
}

/** A claim about the message: true and false are known, undefined is not. */
export function claim(
  title: string,
  read: (message: Message, sources: FactSources, facts: Facts) => boolean | undefined,
  fieldsOf: (message: Message) => readonly (HeaderField | undefined)[] = () => [],
  why = 'the headers do not show it',
): DefinedFact {
  return headerFact('boolean', title, (message, sources, facts) => {
    const value = read(message, sources, facts);
    if (value === undefined) return unknown(why);
    return known(value, () => evidenceOf(sources, fieldsOf(message)));
  });
}

export function said(sources: FactSources, value: FactValue, ...fields: readonly (HeaderField | undefined)[]): Fact {
  return known(value, () => evidenceOf(sources, fields));
}

export function evidenceOf(sources: FactSources, fields: readonly (HeaderField | undefined)[]): readonly Evidence[] {
  return fields
    .filter((field) => field !== undefined)
    .slice(0, 4)
    .map((field) => quoteField(sources, field));
}

export function quoteField({ placeOf }: Pick<FactSources, 'placeOf'>, field: HeaderField): Evidence {
  const text = field.value.length > QUOTE_LENGTH ? `${field.value.slice(0, QUOTE_LENGTH)} …` : field.value;
  const { line, column } = placeOf(field.start);
  return { source: 'input', path: field.name, text, line, column };
}

/** The block holds all that the message had, as far as it can be seen: what it does not hold is not set. */
export function isWhole({ block, hops }: Message): boolean {
  return hops.length > 0 && !block.quirks.isCutAtStart && !block.quirks.isCutAtEnd;
}

/** A field that is not there: not set in a whole block, unknown in a part of one. */
export function notThere(message: Message): Fact {
  return isWhole(message) ? known(null) : unknown('only a part of the headers was given');
}

/** A claim that is false because a field is not there. */
export function unlessPart(message: Message, value: boolean): boolean | undefined {
  return value || isWhole(message) ? value : undefined;
}

export const field = (message: Message, key: string): HeaderField | undefined => message.fieldsOf(key)[0];

/** Three-valued "or" of claims that are made in code. */
export function anyOf(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

/** True where the domain is the other or lies below it. */
export function isUnder(domain: string | undefined, parent: string | undefined): boolean {
  if (domain === undefined || parent === undefined || parent === '') return false;
  return isHostUnder(domain, parent);
}

export function domainOf(mailbox: Mailbox | undefined): string | undefined {
  return mailbox?.domain === '' ? undefined : mailbox?.domain;
}

/** True where an address is one of the addresses and ranges of a list. */
export function isListed(ip: string, list: readonly string[]): boolean {
  return isInRanges(ip, parseRanges(list));
}

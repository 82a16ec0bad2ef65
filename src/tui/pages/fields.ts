import type { DecodedField, Message } from '../../message/message.js';
import { TRUST_MARKS } from '../../render/message-text.js';
import { codesInWords } from '../../render/message-words.js';
import { isSpoken, type Span, span } from '../lines.js';
import type { ListedField, Page } from '../model.js';
import { nameHidden } from '../sanitize.js';
import { TRUST_TONES, TRUST_WORDS } from '../words.js';
import { createPage } from './builder.js';

/** More are found with the filter; nobody reads on for that long. */
const MOST_FIELDS = 400;
const MOST_CODES = 40;

/** Every decoded field with its words, for the filter. To be made once: a block may hold many. */
export function listFields(message: Message): readonly ListedField[] {
  return message.decoded().map((decoded) => ({
    decoded,
    words: `${decoded.field.name}\n${decoded.about}\n${codesInWords(decoded).join('\n')}\n${decoded.field.value}`.toLowerCase(),
  }));
}

/** The fields that hold what was typed; all without a filter. */
export function filterFields(listed: readonly ListedField[], filter: string): readonly ListedField[] {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' ? listed : listed.filter(({ words }) => words.includes(wanted));
}

/** The decoded fields in the order of the block, each with what it is, its codes in words, and who wrote it. */
export function fieldsPage(
  shown: readonly ListedField[],
  options: { readonly text: string; readonly columns: number; readonly filter: string; readonly total: number },
): Page {
  const { text, columns, filter, total } = options;
  const page = createPage(columns);
  if (shown.length === 0) {
    page.blank();
    page.text(total === 0 ? 'No field with a known meaning is in these headers.' : 'No field holds this.', { tone: 'strong' });
    page.text(
      total === 0 ? '5 shows the text as it was pasted.' : 'x takes the filter away; 5 shows the text, where / searches everything.',
      {
        tone: 'quiet',
      },
    );
    return page.done();
  }
  for (const { decoded } of shown.slice(0, MOST_FIELDS)) {
    const { field, trust, about } = decoded;
    page.field(field, text.slice(field.start, field.end), () => {
      const mark = span(`${TRUST_MARKS[trust.forgeable]} `, TRUST_TONES[trust.forgeable]);
      const title = nameHidden(field.name).slice(0, 200);
      const who = isSpoken(columns) ? [span(`, ${TRUST_WORDS[trust.forgeable]}`)] : [];
      page.spans([...marked(title, filter, 'strong'), ...who], { indent: 3, lead: [mark] });
      page.spans([span(nameHidden(about), 'quiet')], { indent: 5 });
      for (const code of shownCodes(decoded)) page.spans(codeSpans(code, filter), { indent: 7, hanging: 2 });
    });
    page.blank();
  }
  if (shown.length > MOST_FIELDS)
    page.text(`and ${shown.length - MOST_FIELDS} more fields: / finds them by any word.`, { tone: 'caution' });
  return page.done();
}

function shownCodes(decoded: DecodedField): readonly string[] {
  const codes = codesInWords(decoded).map(nameHidden);
  return codes.length <= MOST_CODES
    ? codes
    : [...codes.slice(0, MOST_CODES), `and ${codes.length - MOST_CODES} more: Enter shows the field`];
}

/** `CIP=` stands out, the rest is read. */
export function codeSpans(code: string, filter: string): readonly Span[] {
  const name = /^[\w.-]{1,60}=/.exec(code)?.[0] ?? '';
  return [...marked(name, filter, 'accent'), ...marked(code.slice(name.length), filter, 'plain')];
}

/** The text with what was typed marked. */
export function marked(text: string, typed: string, tone: Span['tone']): readonly Span[] {
  const wanted = typed.trim().toLowerCase();
  const folded = text.toLowerCase();
  if (wanted === '' || text === '' || folded.length !== text.length) return [span(text, tone)];
  const spans: Span[] = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    if (at > from) spans.push(span(text.slice(from, at), tone));
    from = at + wanted.length;
    spans.push(span(text.slice(at, from), 'match'));
  }
  if (from < text.length) spans.push(span(text.slice(from), tone));
  return spans;
}

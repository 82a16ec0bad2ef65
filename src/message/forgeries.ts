import { decodeEncodedWords } from '../parse/header/encoded-words.js';
import type { HeaderField, Mailbox } from '../parse/header/field.js';
import type { Forgery } from './message.js';

/** So many fields with hostile bytes are named; more say nothing new. */
const MOST_HOSTILE = 50;

// Controls but TAB, CR and LF. Raw text has no use for marks that turn its direction; in decoded names some mail of right-to-left
// languages carries them, but never the overrides.
const HOSTILE_RAW = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const HOSTILE_DECODED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202d\u202e]/;

/** Fields with control characters, in what stands there or in its encoded words. */
export function findHostileBytes(fields: readonly HeaderField[]): readonly Forgery[] {
  const found: Forgery[] = [];
  for (const field of fields) {
    if (found.length === MOST_HOSTILE) {
      break;
    }
    if (HOSTILE_RAW.test(field.value)) {
      found.push({ kind: 'control-characters', field, why: `${field.name} holds control characters.` });
    } else if (field.value.includes('=?') && HOSTILE_DECODED.test(decodeEncodedWords(field.value))) {
      found.push({ kind: 'control-characters', field, why: `${field.name} hides control characters in encoded words.` });
    }
  }
  return found;
}

const SINGLE = ['from', 'sender', 'message-id', 'subject'];

/** More than one From, Sender, Message-ID or Subject, or several authors without a Sender (RFC 5322, section 3.6). */
export function findDuplicateOriginators(
  fieldsOf: (key: string) => readonly HeaderField[],
  from: readonly Mailbox[],
  sender: Mailbox | undefined,
): readonly Forgery[] {
  const repeated = SINGLE.flatMap((key) => fieldsOf(key).slice(1, 2)).map(
    (field): Forgery => ({ kind: 'originator-fields', field, why: `${field.name} stands more than once.` }),
  );
  const [author] = fieldsOf('from');
  const authors = from.filter(({ address }) => address !== undefined).length;
  return authors > 1 && sender === undefined && author !== undefined && fieldsOf('from').length === 1
    ? [...repeated, { kind: 'originator-fields', field: author, why: `${author.name} names several authors, and there is no Sender.` }]
    : repeated;
}

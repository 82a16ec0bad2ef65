import { lazy } from '../evidence/lazy.js';
import { keptLabels } from './vocabulary.js';

/** Names that the results of a report know to be somebody's, so that they are found wherever they stand. */
export interface Personal {
  /** A value that is an organization's: whole, and of a person word by word. */
  add(value: string, isPerson?: boolean): void;
  /** A text in which addresses and accounts stand. */
  look(text: string): void;
  /** One word alone is a name. */
  isName(word: string): boolean;
  /** How many words from this one on are a name of several words; 0 for none. `words` in lower case. */
  phraseAt(words: readonly string[], at: number): number;
}

/** Stands for any account in texts of this program. */
export const PLACEHOLDER = 'DOMAIN\\user';
const LONGEST_PHRASE = 8;
const MOST = 500_000;
export const WORD = /[\p{L}\p{M}\p{N}]+/gu;

export function createPersonal(): Personal {
  const names = new Set<string>();
  const phrases = new Map<string, Set<string>>();
  const add = (value: string, isPerson: boolean): void => {
    const words = (value.slice(0, 4000).match(WORD) ?? []).map((word) => word.toLowerCase());
    if (isPerson && names.size < MOST) for (const word of words) if (isTelling(word)) names.add(word);
    const [first] = words;
    if (first === undefined || value.includes('=') || words.length < 2 || words.length > LONGEST_PHRASE || phrases.size >= MOST) return;
    const known = phrases.get(first);
    if (known === undefined) phrases.set(first, new Set([words.join(' ')]));
    else known.add(words.join(' '));
  };
  return {
    add: (value, isPerson = true) => add(ownPart(value), isPerson),
    look(text) {
      if (!text.includes('@') && !text.includes('\\')) return;
      for (const piece of text.split(/[\s"'<>()[\]{},;|=:‘’“”]+/)) {
        const at = piece.lastIndexOf('@');
        if (at > 0 && at < piece.length - 1) add(ownPart(piece), true);
        else if (/^[A-Za-z][\w.-]{0,62}\\[\w.$-]{1,64}$/.test(piece) && piece !== PLACEHOLDER) add(piece, true);
      }
    },
    isName: (word) => names.has(word.toLowerCase()),
    phraseAt(words, at) {
      const known = phrases.get(words[at] ?? '');
      if (known === undefined) return 0;
      let joined = words[at] ?? '';
      let found = 0;
      for (let length = 2; length <= LONGEST_PHRASE && at + length <= words.length; length++) {
        joined = `${joined} ${words[at + length - 1] ?? ''}`;
        if (known.has(joined)) found = length;
      }
      return found;
    },
  };
}

/** Of an address what stands before its domain; of a host what is not everybody's, as `com` and `onmicrosoft.com` are. */
function ownPart(value: string): string {
  const at = value.lastIndexOf('@');
  if (at > 0) return value.slice(value.lastIndexOf(':', at) + 1, at);
  if (!/^[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){1,20}$/u.test(value)) return value;
  const labels = value.split('.');
  return labels.slice(0, labels.length - keptLabels(labels)).join('.');
}

/** What no list of product words decides: names that are common words, too, and numbers of people. All else is replaced because nobody knows it. */
function isTelling(word: string): boolean {
  return /^\d+$/.test(word) ? word.length > 4 : COMMON_NAMES().has(word);
}

/** Given and family names that are words of the language, or of the products. */
const COMMON_NAMES = lazy(
  () =>
    new Set(
      `mark will grant may rose bill page case field fields banks bank hill price stone long short young black white green brown gray grey king bishop carter baker cook mason hunter
 fisher parker porter potter shepherd miller smith taylor turner walker ward wood woods frank jack drew rob bob don ray art gene dean earl guy iris ivy joy june april august
 summer dawn faith grace hope lance miles nick pat penny pierce reed rich robin sandy sky sterling sue van victor wade max sam dana kim alex dan ben tim tom jim ian amy ann
 eva adam eden chase clay cliff cole colt dale forest gale glen heath jade jay kit lane lee leo lily lori major mark marks mercy nova olive pearl rex rod roman ruby sage
 sharp skip star storm stuart swift trace troy vance wells west weiss winter wolf wright page bell best bird bond booth bush castle chambers church cross day english
 fox french gates gold golden good hall hand hart head home house hurst kay key keys knight lamb land little love lord mills moon moss newman nash noble north paige park pope post power
 powers quick rice rivers root rush sands savage self shaw silver singer small snow sparks speed spring stein street strong sun temple thorn waters webb weeks welch wild wise
 anderson allen`.split(/\s+/),
    ),
);

import { parseAuthResults } from '../parse/header/authentication.js';
import type { AuthResults, HeaderField } from '../parse/header/field.js';
import { parseTags } from '../parse/header/key-values.js';
import { wholeNumber } from './codes/code.js';
import type { ArcChain, ArcSet } from './message.js';

/** RFC 8617: instances run from 1 to 50. */
const MOST = 50;

/** Tags that are read here: a signature is long, and nobody looks into it. */
const OF_SEAL: ReadonlySet<string> = new Set(['i', 'cv', 'd', 's']);
const OF_SIGNATURE: ReadonlySet<string> = new Set(['i']);

type Draft = { -readonly [K in keyof ArcSet]: ArcSet[K] };

interface Fields {
  readonly seals: readonly HeaderField[];
  readonly signatures: readonly HeaderField[];
  readonly results: readonly HeaderField[];
}

function isComplete(set: ArcSet, place: number): boolean {
  return set.instance === place + 1 && set.seal !== undefined && set.hasSignature && set.results !== undefined;
}

/** In: the three kinds of ARC fields, top first. Out: the chain; of two fields with one number the upper holds. */
export function readArc({ seals, signatures, results }: Fields): ArcChain {
  const sets = new Map<number, Draft>();
  const setOf = (instance: number | undefined): Draft | undefined => {
    if (instance === undefined || instance < 1 || instance > MOST) {
      return undefined;
    }
    const set = sets.get(instance) ?? { instance, seal: undefined, hasSignature: false, results: undefined };
    sets.set(instance, set);
    return set;
  };
  for (const field of seals) {
    const tags = parseTags(field.value, OF_SEAL);
    const set = setOf(wholeNumber(tags.get('i'), 1, MOST));
    if (set !== undefined) {
      set.seal ??= { field, cv: tags.get('cv')?.toLowerCase(), domain: tags.get('d')?.toLowerCase(), selector: tags.get('s') };
    }
  }
  for (const field of signatures) {
    const set = setOf(wholeNumber(parseTags(field.value, OF_SIGNATURE).get('i'), 1, MOST));
    if (set !== undefined) {
      set.hasSignature = true;
    }
  }
  for (const field of results) {
    const found: AuthResults = parseAuthResults(field);
    const set = setOf(found.instance);
    if (set !== undefined) {
      set.results ??= found;
    }
  }
  const chain = [...sets.values()].sort((a, b) => a.instance - b.instance);
  return {
    sets: chain,
    isIncomplete: !chain.every(isComplete),
    lastCv: chain.at(-1)?.seal?.cv,
  };
}

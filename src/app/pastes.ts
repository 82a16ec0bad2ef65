import { ok, type Result } from '../evidence/problem.js';
import type { Question } from '../findings/questions.js';
import type { OutputHints, OutputReading } from '../ports/output.js';
import { HIGHEST_KEPT, type SavedOutput } from '../ports/saved-session.js';
import type { LiveTables } from './live-tables.js';

/** The pasted outputs of a session. Each has a number, which stands in the names of what was read out of it. */
export interface Pastes {
  /** Reads one and keeps it. Numbers rise; one that a session file gives is taken where that goes. */
  readonly take: (text: string, hints: PasteHints) => Promise<Result<TakenPaste>>;
  /** What a session file needs to read them again. */
  readonly saved: () => readonly SavedOutput[];
  /** Forgets those of which nothing is loaded any more. */
  readonly keepOnly: (numbers: ReadonlySet<number>) => void;
}

export type PasteHints = Partial<OutputHints>;

export interface TakenPaste {
  readonly reading: OutputReading;
  readonly number: number;
}

/** In: what loads the tables and settings of a paste, under its number. */
export function createPastes(load: (tables: LiveTables, number: number) => Promise<Result<null>>): Pastes {
  const kept = new Map<number, SavedOutput>();
  let last = 0;
  const take: Pastes['take'] = async (text, hints) => {
    const { looksLikeOutput, readOutput } = await import('./take-output.js');
    // Another one can be pasted while this one is read: it gets the next number.
    const before = last;
    const given = hints.number ?? 0;
    const number = Math.max(given > HIGHEST_KEPT ? 0 : given, before + 1);
    last = number;
    const reading = await readOutput(text, { ...hints, number });
    if (reading.kind !== 'outputs') {
      if (last === number) last = before;
      // Of an error with output beside it, the error comes first.
      const isBeside = reading.kind === 'side' && hints.question === undefined && !looksLikeOutput(text);
      return ok({ reading: isBeside ? { kind: 'nothing', why: ALONE } : reading, number });
    }
    const tables: LiveTables = {
      onprem: reading.tables.filter(({ side }) => side === 'onprem'),
      cloud: reading.tables.filter(({ side }) => side === 'cloud'),
      settings: reading.settings,
    };
    const loaded = await load(tables, number);
    if (loaded.kind === 'problem') return loaded;
    // What only answers stands among the answers.
    if (reading.tables.length + reading.settings.length > 0) kept.set(number, savedOutput(text, number, reading, hints));
    const isBeside = hints.question === undefined && !looksLikeOutput(text);
    return ok({ reading: isBeside ? { ...reading, share: 0 } : reading, number });
  };
  return {
    take,
    saved: () => [...kept.values()],
    keepOnly: (numbers) => {
      for (const number of kept.keys()) if (!numbers.has(number)) kept.delete(number);
    },
  };
}

const ALONE = 'The output beside the text says nothing of its side: paste it alone.';

function savedOutput(
  text: string,
  number: number,
  { tables }: Extract<OutputReading, { kind: 'outputs' }>,
  { side, question }: PasteHints,
): SavedOutput {
  // What told the side may be the question, which is not found again where its finding is another one.
  const [only, ...others] = new Set(tables.map((table) => table.side));
  const told = side ?? (others.length === 0 ? only : undefined);
  return {
    number,
    text,
    ...(told === undefined ? {} : { side: told }),
    ...(question === undefined ? {} : { question: savedQuestion(question) }),
  };
}

function savedQuestion({ asked, finding }: Question): NonNullable<SavedOutput['question']> {
  const { guid, addresses } = finding.subject.hints;
  return { fact: asked.name, rule: finding.ruleId, ...(guid === undefined ? {} : { guid }), addresses };
}

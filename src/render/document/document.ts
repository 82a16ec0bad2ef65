import { number } from '../digits.js';
import type { Chart } from '../readiness/page-data.js';

/** A report before it is HTML or markdown. Texts stand in it as they are: each writer makes them safe for where they go. */
export interface ReportDocument {
  readonly title: string;
  /** One sentence: what came out. */
  readonly summary: string;
  readonly tone: Tone;
  /** For who has half a minute: whom it is about, what to do, what is not known. */
  readonly brief: readonly Brief[];
  /** About the run. */
  readonly facts: readonly Pair[];
  readonly sections: readonly Section[];
  /** Sentences at the end. */
  readonly footer: readonly string[];
}

export type Tone = 'bad' | 'warn' | 'good' | 'plain';
export type Pair = readonly [name: string, value: Line];

export interface Brief {
  readonly name: string;
  /** Several are steps, in their order. */
  readonly lines: readonly Line[];
  /** How many more there are, in words. */
  readonly more?: string | undefined;
}

export interface Section {
  readonly title: string;
  /** Stands before the title: the number of a step. */
  readonly number?: number | undefined;
  /** Letters, digits and dashes; no two sections have the same. */
  readonly anchor?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  /** `finding`: found by the search box as a whole. `step`: a step of a repair. */
  readonly kind?: 'finding' | 'step' | undefined;
  /** Closed at first: there are many of them, or few look at it. */
  readonly isFolded?: boolean | undefined;
  readonly blocks: readonly Block[];
  readonly sections?: readonly Section[] | undefined;
}

export interface Tag {
  readonly text: string;
  readonly tone: Tone;
}

/** A piece of a line: plain, or marked as what it is. */
export type Inline =
  | string
  | { readonly kind: 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'link'; readonly href: string }
  /** Leads to the section with this anchor. */
  | { readonly kind: 'jump'; readonly text: string; readonly anchor: string };
export type Line = string | readonly Inline[];

/** Quoted text with the place where it stands. */
export interface Quote {
  readonly place: string;
  readonly text: string;
}

export interface Command {
  readonly shell: string;
  readonly text: string;
  readonly note?: string | undefined;
  readonly hasPlaceholders?: boolean | undefined;
  /** A sentence for a person, not for a shell. */
  readonly isManual?: boolean | undefined;
}

/** What one side holds of an attribute. */
export interface SideCell {
  readonly text: string;
  /** Words of ours in the place of a value: "not set". */
  readonly isAbsent?: boolean | undefined;
  /** What this side calls it. */
  readonly note?: string | undefined;
}

/** One attribute on both sides. */
export interface SideRow {
  readonly name: string;
  readonly onprem: SideCell;
  readonly cloud: SideCell;
  readonly isDifferent?: boolean | undefined;
}

export type SideName = 'onprem' | 'cloud';
export const SIDE_NAMES: Readonly<Record<SideName, string>> = { onprem: 'on-premises', cloud: 'cloud' };
export const BOTH_SIDES: readonly SideName[] = ['onprem', 'cloud'];
export type SidePlaces = Readonly<Partial<Record<SideName, string | undefined>>>;

export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** One stop of a way, with what happened there. */
export interface Stop {
  readonly title: Line;
  readonly tags?: readonly Tag[];
  readonly lines: readonly Line[];
  readonly quotes?: readonly Quote[];
  /** What came between this stop and the one before: "3 s". */
  readonly gap?: Tag | undefined;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Line; readonly isDim?: boolean }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'quotes'; readonly quotes: readonly Quote[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly Line[])[] }
  | {
      readonly kind: 'sides';
      readonly caption: string;
      readonly rows: readonly SideRow[];
      /** The columns: both, or the one of which there is something to say. */
      readonly sides: readonly SideName[];
      /** Of which file the values are. */
      readonly places?: SidePlaces | undefined;
    }
  | { readonly kind: 'commands'; readonly label: string; readonly commands: readonly Command[] }
  | { readonly kind: 'stops'; readonly label: string; readonly stops: readonly Stop[] }
  | { readonly kind: 'chart'; readonly chart: Chart; readonly unit: string }
  /** `short`: what a ticket has of it, as a list. */
  | { readonly kind: 'fold'; readonly title: string; readonly blocks: readonly Block[]; readonly short?: readonly Line[] | undefined };

export const code = (text: string): Inline => ({ kind: 'code', text });
export const strong = (text: string): Inline => ({ kind: 'strong', text });
export const link = (href: string): Inline => ({ kind: 'link', href });
export const tagged = (tag: Tag): Inline => ({ kind: 'tag', tag });
export const paragraph = (text: Line): Block => ({ kind: 'paragraph', text });
export const dim = (text: Line): Block => ({ kind: 'paragraph', text, isDim: true });

/** What a table of ours has for a key of a stranger: nothing for `constructor`, which every object has. */
export const wordFor = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const SEVERITY_TONES: Readonly<Record<string, Tone>> = { blocker: 'bad', error: 'bad', warning: 'warn', info: 'plain' };
const STATUS_TONES: Readonly<Record<string, Tone>> = { confirmed: 'bad', possible: 'warn', 'ruled-out': 'plain' };

export const severityTag = (severity: string): Tag => ({ text: severity, tone: wordFor(SEVERITY_TONES, severity) ?? 'plain' });
/** Of a cause or a finding. */
export const statusTag = (status: string): Tag => ({
  text: status === 'ruled-out' ? 'ruled out' : status,
  tone: wordFor(STATUS_TONES, status) ?? 'plain',
});

/** "49 blockers, 1 error". */
export function counted(counts: readonly (readonly [count: number, word: string])[]): string {
  return counts.flatMap(([count, word]) => (count === 0 ? [] : [`${number(count)} ${word}${count === 1 ? '' : 's'}`])).join(', ');
}

/** A block, or nothing where there is nothing in it. */
export const listOf = (items: readonly Line[]): readonly Block[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);
export const commandsOf = (label: string, commands: readonly Command[]): readonly Block[] =>
  commands.length === 0 ? [] : [{ kind: 'commands', label, commands }];
export const sectionOf = (title: string, blocks: readonly Block[]): readonly Section[] => (blocks.length === 0 ? [] : [{ title, blocks }]);

/** Charts of a document, in the order in which they stand in it. */
export function chartsOf({ sections }: Pick<ReportDocument, 'sections'>): readonly Chart[] {
  return sections.flatMap((section) => [...chartsIn(section.blocks), ...chartsOf({ sections: section.sections ?? [] })]);
}

function chartsIn(blocks: readonly Block[]): readonly Chart[] {
  return blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : block.kind === 'fold' ? chartsIn(block.blocks) : []));
}

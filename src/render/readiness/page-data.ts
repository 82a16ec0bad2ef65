/** What the script of the page reads from its data blocks. Short names, for there are thousands of each. */
export interface PageData {
  readonly checks: readonly { readonly id: string; readonly title: string; readonly severity: string; readonly why: string }[];
  readonly verdicts: readonly string[];
  readonly people: readonly PageRow[];
  /** People in each block of details. */
  readonly chunk: number;
}

export interface PageRow {
  readonly name: string;
  readonly id: string;
  /** Index of the verdict. */
  readonly v: number;
  /** Indexes of the checks, worst first; those that are only possible as -1 - index. */
  readonly c: readonly number[];
  /** Checks that were not decided. */
  readonly o: number;
}

/** What is shown when a person is opened. */
export interface PageDetail {
  readonly joinedBy: string;
  /** One attribute on both sides; `null`: not set, not there: not read. */
  readonly attributes: readonly PageAttribute[];
  /** Sides that were read and hold no object of the person. */
  readonly absent?: readonly ('a' | 'b')[];
  readonly findings: readonly PageFinding[];
  readonly steps: readonly PageStep[];
  readonly open: readonly string[];
}

export interface PageAttribute {
  readonly name: string;
  readonly a?: string | null;
  readonly b?: string | null;
  /** Both are known, and they differ. */
  readonly d?: true;
}

export interface PageFinding {
  /** Index of the check. */
  readonly c: number;
  readonly possible?: true;
  readonly evidence: readonly string[];
  readonly causes: readonly string[];
}

export interface PageStep {
  readonly title: string;
  readonly risk: string;
  readonly commands: readonly PageCommand[];
  readonly verify: readonly PageCommand[];
  readonly rollback: readonly PageCommand[];
}

/** `isManual`: a sentence for a person. */
export type PageCommand = readonly [shell: string, text: string, isManual?: true];

/** Bars, one for each row. */
export interface Chart {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly count: number; readonly kind: string }[];
  /** Kinds with their colours, which have to be told apart on light and dark. */
  readonly colours: Readonly<Record<string, string>>;
}

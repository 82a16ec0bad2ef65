import type { Chart } from '../render/readiness/page-data.js';

/** What a page needs besides its data. */
export interface HtmlTools {
  /** Script and style of the page, as they were built. */
  readonly script: string;
  readonly style: string;
  /** `sha256-…` of a text, as a content security policy names it. */
  readonly hashOf: (text: string) => string;
  /** Draws charts, each to one `<svg>` element without script, in the order given. */
  readonly draw: (charts: readonly Chart[]) => Promise<readonly string[]>;
}

import { createContext } from 'react';
import type { KeyBinding } from '../key-binding.js';
import type { Line } from '../lines.js';
import type { Theme } from '../theme.js';

/** One screen, ready to be shown: row by row for those who see it, part by part for those who hear it. */
export interface Drawn {
  readonly lines: readonly Line[];
  readonly theme: Theme;
  readonly columns: number;
  readonly rows: number;
  readonly spoken: SpokenParts;
}

export interface SpokenParts {
  readonly title: string;
  /** What stands beside the title. */
  readonly aside: string;
  /** Of several pages the shown one: "2 Causes". */
  readonly page: string;
  readonly body: readonly Line[];
  /** Where the view stands in the whole; empty where there is nothing to say. */
  readonly position: string;
  readonly notice: string;
  readonly keys: readonly KeyBinding[];
}

/** Takes each screen as it is drawn. */
export interface Surface {
  readonly show: (drawn: Drawn) => void;
}

export const SurfaceContext = createContext<Surface>({ show: () => undefined });

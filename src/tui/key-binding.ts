import type { Place, State } from './model.js';

/** What a key does. */
export type Action =
  | 'quit'
  | 'help'
  | 'back'
  | 'diagnose'
  | 'newline'
  | 'write'
  | 'clear'
  | 'erase'
  | 'erase-line'
  | 'open'
  | 'sources'
  | 'demo'
  | 'last-result'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom'
  | 'next-finding'
  | 'previous-finding'
  | 'next-item'
  | 'previous-item'
  | 'next-section'
  | 'previous-section'
  | 'copy'
  | 'copy-all'
  | 'copy-report'
  | 'save-copy'
  | 'answer'
  | 'take-back'
  | 'ruled-out'
  | 'rule-page'
  | 'person-page'
  | 'load-onprem'
  | 'load-cloud'
  | 'load-settings'
  | 'unload'
  | 'submit'
  | 'apply'
  | 'yes'
  | 'no'
  | 'view-findings'
  | 'view-message'
  | 'view-path'
  | 'view-fields'
  | 'view-raw'
  | 'next-view'
  | 'previous-view'
  | 'details'
  | 'in-text'
  | 'find'
  | 'clear-find'
  | 'next-match'
  | 'previous-match'
  | 'readiness'
  | 'start'
  | 'last-table'
  | 'stop'
  | 'view-people'
  | 'view-causes'
  | 'view-organization'
  | 'view-open'
  | 'view-units'
  | 'filter'
  | 'next-verdict'
  | 'next-order'
  | 'choose'
  | 'next-person'
  | 'previous-person'
  | 'prove'
  | 'export'
  | 'connections'
  | 'connect-onprem'
  | 'connect-cloud'
  | 'disconnect'
  | 'collect'
  | 'next-choice'
  | 'previous-choice'
  | 'copy-url'
  | 'palette'
  | 'session'
  | 'view-all'
  | 'view-inputs'
  | 'view-history'
  | 'next-input'
  | 'previous-input'
  | 'close-input'
  | 'save'
  | 'save-session'
  | 'toggle-redact'
  | 'toggle-all'
  | 'skip'
  | 'mouse'
  | 'suspend';

/** One row of the key table: handlers, footer, help and docs/keys.md come from it. */
export interface KeyBinding {
  /** Names as key-name.ts gives them; the first one is shown. */
  readonly keys: readonly string[];
  readonly action: Action;
  readonly places: readonly Place[];
  /** One or two words for the footer. */
  readonly label: string;
  /** A sentence for help. */
  readonly help: string;
  /** Place in the footer, lowest first; without it the key stands in help only. */
  readonly footer?: number;
  /** Why the key does nothing now; undefined while it works. */
  readonly unless?: (state: State) => string | undefined;
}

/** A binding of the given places; keys are separated by blanks. */
export function row(
  places: readonly Place[],
  keys: string,
  action: Action,
  label: string,
  help: string,
  footer?: number,
  unless?: KeyBinding['unless'],
): KeyBinding {
  return {
    keys: keys.split(' '),
    action,
    places,
    label,
    help,
    ...(footer === undefined ? {} : { footer }),
    ...(unless === undefined ? {} : { unless }),
  };
}

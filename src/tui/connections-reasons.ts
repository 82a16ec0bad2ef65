import { isChoice, markedField } from './connect-form.js';
import type { State } from './model.js';

/** Each says why a key does nothing now, or undefined while it works. */

export const needsConnections = ({ connections }: State): string | undefined =>
  connections === undefined ? 'This crossprem was started without live connections.' : undefined;
export const needsOpen = ({ connections }: State): string | undefined =>
  connections !== undefined && connections.open.length > 0 ? undefined : 'Nothing is connected: p or c connects first.';
export const needsCode = ({ connections }: State): string | undefined =>
  connections?.signIn?.code === undefined ? 'There is no code to enter now.' : undefined;
export const needsChoice = ({ connections }: State): string | undefined => {
  const form = connections?.forms[connections.form];
  return form !== undefined && isChoice(markedField(form)) ? undefined : 'This line is typed; there is nothing to choose.';
};

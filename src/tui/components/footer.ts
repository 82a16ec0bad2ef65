import type { KeyBinding } from '../key-binding.js';
import { keySign } from '../key-text.js';
import { keysOf } from '../keys.js';
import { type Line, line, type Span, span } from '../lines.js';
import { placeOf, type State } from '../model.js';
import { cutEnd, widthOf } from '../sanitize.js';

type FooterKey = KeyBinding & { readonly footer: number };

/** The keys of the screen that do something now, most useful first. */
export function footerKeys(state: State): readonly FooterKey[] {
  const keys = keysOf(placeOf(state)).filter(
    (binding): binding is FooterKey => binding.footer !== undefined && binding.unless?.(state) === undefined,
  );
  return [...keys].sort((a, b) => a.footer - b.footer);
}

/** As many of the keys as fit; those that do nothing now are left to the help. A click on one presses it. */
export function keysLine(state: State): Line {
  const ordered = footerKeys(state);
  const last = ordered.filter((binding) => binding.footer >= 20);
  const spans: Span[] = [span(' ')];
  let room = state.columns - 2 - last.reduce((sum, binding) => sum + widthOfKey(binding), 0);
  for (const binding of ordered) {
    if (binding.footer < 20) {
      if (widthOfKey(binding) > room) continue;
      room -= widthOfKey(binding);
    }
    const key = binding.keys[0] ?? '';
    spans.push({ ...span(keySign(key), 'accent'), key }, { ...span(` ${binding.label}`, 'quiet'), key }, span('   ', 'quiet'));
  }
  return line(...spans);
}

function widthOfKey({ keys, label }: KeyBinding): number {
  return widthOf(keySign(keys[0] ?? '')) + label.length + 4;
}

/** What was said last: what is being waited for, a problem with its next step, or the outcome of the last key. */
export function noticeLine(state: State): Line {
  const { busy, notice, columns } = state;
  // The prompt shows the whole of it.
  const problem = placeOf(state) === 'prompt' ? undefined : state.problem;
  const room = columns - 3;
  if (busy !== undefined && notice === undefined) return line(span(' '), span(cutEnd(`… ${busy}`, room), 'accent'));
  if (problem !== undefined) return line(span(' '), span(cutEnd(`! ${problem.what} (${problem.where})`, room), 'caution'));
  if (notice === undefined) return line();
  const mark = notice.tone === 'good' ? '✓ ' : notice.tone === 'caution' ? '! ' : '';
  return line(span(' '), span(cutEnd(`${mark}${notice.text}`, room), notice.tone === 'plain' ? 'plain' : notice.tone));
}

/** The same in full and without marks, for reading aloud. */
export function noticeText(state: State): string {
  const { busy, notice } = state;
  const problem = placeOf(state) === 'prompt' ? undefined : state.problem;
  if (busy !== undefined && notice === undefined) return busy;
  if (problem !== undefined) return `${problem.what} ${problem.where}. ${problem.next}`;
  return notice?.text ?? '';
}

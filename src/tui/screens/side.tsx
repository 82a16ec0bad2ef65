import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import type { State } from '../model.js';
import type { Theme } from '../theme.js';

/** Asks which side directory data is of, where it does not say so itself. */
export function SideScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const wrapped = (text: string, tone: 'strong' | 'quiet'): readonly Line[] =>
    wrapText(text, state.columns - 4).map((row) => line(span('  '), span(row, tone)));
  const body: readonly Line[] = [
    BLANK,
    ...wrapped(`Where was this read: ${state.pendingSide?.what ?? ''}?`, 'strong'),
    BLANK,
    line(span('    p', 'chosen'), span('   on-premises: Exchange Management Shell, Active Directory')),
    line(span('    c', 'chosen'), span('   in the cloud: Exchange Online PowerShell, Microsoft Graph')),
    BLANK,
    ...wrapped('Nothing in it tells. The same name stands for other things on both sides, so crossprem does not guess.', 'quiet'),
  ];
  return <Frame state={state} theme={theme} title="which side" body={body} />;
}

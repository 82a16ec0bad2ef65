import { useInput, usePaste, useWindowSize } from 'ink';
import { type ReactElement, useLayoutEffect, useSyncExternalStore } from 'react';
import { keyName } from './key-name.js';
import { SPOKEN_COLUMNS } from './lines.js';
import { isTooSmall, LEAST_ROWS, type State } from './model.js';
import type { Runtime } from './runtime.js';
import { AnswerScreen } from './screens/answer.js';
import { ExportScreen } from './screens/export.js';
import { HelpScreen } from './screens/help.js';
import { HomeScreen } from './screens/home.js';
import { LiveScreens } from './screens/live.js';
import { MailScreen } from './screens/mail.js';
import { MoveScreen } from './screens/move.js';
import { PaletteScreen } from './screens/palette.js';
import { PersonScreen } from './screens/person.js';
import { PromptScreen } from './screens/prompt.js';
import { ReadingScreen } from './screens/reading.js';
import { ResultScreen } from './screens/result.js';
import { RunScreen } from './screens/run.js';
import { SaveScreen } from './screens/save.js';
import { SessionScreen } from './screens/session.js';
import { SideScreen } from './screens/side.js';
import { SourcesScreen } from './screens/sources.js';
import { TableScreen } from './screens/table.js';
import { TooSmallScreen } from './screens/too-small.js';
import type { Theme } from './theme.js';

/** Hands keys, pastes and the window's size to the runtime, and draws its state. */
export function App({ runtime, theme }: { readonly runtime: Runtime; readonly theme: Theme }): ReactElement | null {
  const state = useSyncExternalStore(runtime.subscribe, runtime.state);
  const size = useWindowSize();
  const { columns, rows } = state.linear ? spokenSize(size) : size;
  useLayoutEffect(() => {
    const shown = runtime.state();
    if (shown.columns !== columns || shown.rows !== rows) runtime.dispatch({ kind: 'resize', columns, rows });
  }, [runtime, columns, rows]);
  usePaste((text) => runtime.dispatch({ kind: 'paste', text }));
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    const name = keyName(input, key);
    if (name === undefined) return;
    if (name === input && [...input].length > 1) runtime.dispatch({ kind: 'text', text: input });
    else runtime.dispatch({ kind: 'key', key: name });
  });
  // What was laid out for the window would be read aloud row by row.
  return state.columns < columns && state.linear ? null : <Screen state={state} theme={theme} />;
}

/** Of lines that are read aloud: rows of any length, and as many at a time as the window mostly holds once it has wrapped them. */
function spokenSize({ rows }: { readonly rows: number }): { readonly columns: number; readonly rows: number } {
  return { columns: SPOKEN_COLUMNS, rows: Math.max(LEAST_ROWS, Math.min(MOST_SPOKEN_ROWS, Math.ceil((rows * 2) / 3))) };
}

const MOST_SPOKEN_ROWS = 24;

function Screen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  if (isTooSmall(state)) return <TooSmallScreen state={state} theme={theme} />;
  const screen = state.screens.at(-1);
  switch (screen) {
    case 'result':
      if (state.result?.mail !== undefined && state.result.view !== 'findings')
        return <MailScreen state={state} theme={theme} result={state.result} mail={state.result.mail} view={state.result.view} />;
      return state.result === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <ResultScreen state={state} theme={theme} result={state.result} />
      );
    case 'prompt':
      return <PromptScreen state={state} theme={theme} />;
    case 'sources':
      return <SourcesScreen state={state} theme={theme} />;
    case 'answer':
      return state.answer === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <AnswerScreen state={state} theme={theme} answer={state.answer} />
      );
    case 'move':
      return <MoveScreen state={state} theme={theme} />;
    case 'run':
      return <RunScreen state={state} theme={theme} />;
    case 'table':
      return state.readiness === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <TableScreen state={state} theme={theme} readiness={state.readiness} />
      );
    case 'person':
      return state.readiness?.person === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <PersonScreen state={state} theme={theme} readiness={state.readiness} person={state.readiness.person} />
      );
    case 'export':
      return state.readiness === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <ExportScreen state={state} theme={theme} readiness={state.readiness} />
      );
    case 'connections':
    case 'connection':
    case 'connect':
    case 'preview':
    case 'signing-in':
    case 'collect':
    case 'collecting':
    case 'collected':
      return state.connections === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <LiveScreens state={state} theme={theme} connections={state.connections} screen={screen} />
      );
    case 'session':
      return <SessionScreen state={state} theme={theme} />;
    case 'palette':
      return state.palette === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <PaletteScreen state={state} theme={theme} palette={state.palette} />
      );
    case 'reading':
      return state.reading === undefined ? (
        <HomeScreen state={state} theme={theme} />
      ) : (
        <ReadingScreen state={state} theme={theme} reading={state.reading} />
      );
    case 'save':
      return <SaveScreen state={state} theme={theme} />;
    case 'side':
      return <SideScreen state={state} theme={theme} />;
    case 'help':
      return <HelpScreen state={state} theme={theme} />;
    default:
      return <HomeScreen state={state} theme={theme} />;
  }
}

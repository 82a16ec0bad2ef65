import { isTooSmall, type Outcome, placeOf, type State } from '../model.js';
import { burstAnswer, pasteAnswer, typeAnswer } from './answer.js';
import { typeConnect } from './connect-form.js';
import { typeCollect } from './connections.js';
import { typeFind } from './find.js';
import { appendDraft, typeDraft } from './home.js';
import { typePalette } from './palette.js';
import { typePrompt } from './small.js';
import { typeSeek } from './table.js';

type Press = (state: State, key: string) => Outcome;

const still = (state: State): Outcome => ({ state, effects: [] });

/** Letters that belong into a field are no keys there. */
export function typeCharacter(state: State, key: string): Outcome | undefined {
  const character = key === 'space' ? ' ' : key;
  if ([...character].length !== 1) return undefined;
  switch (placeOf(state)) {
    case 'write':
      return still(typeDraft(state, character));
    case 'prompt':
      return still(typePrompt(state, character));
    case 'answer':
      return typeAnswer(state, character);
    case 'find':
      return still(typeFind(state, character));
    case 'seek':
      return still(typeSeek(state, character));
    case 'connect':
      return typeConnect(state, character);
    case 'collect':
      return typeCollect(state, character);
    case 'palette':
      return typePalette(state, character);
    default:
      return undefined;
  }
}

/** A burst of characters: keys pressed fast, or a paste in a terminal that does not mark pastes. */
export function typeText(state: State, text: string, press: Press): Outcome {
  const pressEach = (next: State, keys: string): Outcome => pressAll(next, keys, press);
  const place = placeOf(state);
  if (!isTooSmall(state) && state.busy !== undefined && [...text].length >= SHORTEST_PASTE) return still(notTaken(state));
  if (!isTooSmall(state) && place === 'home' && [...text].length >= SHORTEST_PASTE) return still(appendDraft(state, text, true));
  if (!isTooSmall(state) && place === 'write') {
    // Typed fast, the line ends are presses of Enter; in the middle of a paste they are text.
    const body = text.replace(/\r+$/, '');
    if (body.includes('\r') || body.includes('\n')) return still(appendDraft(state, text, true));
    const typed = appendDraft(state, body, true);
    return pressEach(typed, text.slice(body.length));
  }
  if (!isTooSmall(state) && place === 'seek') {
    // At once: each letter on its own would look through everyone.
    const body = text.replace(/[\r\n]+$/, '');
    return pressEach(typeSeek(state, body), text.slice(body.length));
  }
  if (!isTooSmall(state) && state.busy === undefined && place === 'answer') return burstAnswer(state, text, pressEach);
  // A line end in it is no press of Enter here: nothing is to be handed on half typed.
  if (!isTooSmall(state) && state.busy === undefined && place === 'connect') return typeConnect(state, text);
  if (!isTooSmall(state) && state.busy === undefined && place === 'collect') return typeCollect(state, text);
  return pressEach(state, text);
}

function pressAll(state: State, text: string, press: Press): Outcome {
  let current = state;
  const effects: Outcome['effects'][number][] = [];
  for (const character of text) {
    const key = character === '\r' || character === '\n' ? 'enter' : character === '\t' ? 'tab' : character === ' ' ? 'space' : character;
    const outcome = press({ ...current, notice: undefined }, key);
    current = outcome.state;
    effects.push(...outcome.effects);
  }
  return { state: current, effects };
}

/** So many characters at once are no keys that were pressed fast. */
const SHORTEST_PASTE = 4;

/** What comes while something is read goes nowhere, and is not lost without a word; that stays true after the waiting. */
function notTaken(state: State): State {
  return { ...state, notice: { tone: 'plain', text: 'What you pasted meanwhile was not taken. Paste it again.' } };
}

/** A marked paste: text to diagnose where nothing is typed, and what goes into a field elsewhere. */
export function paste(state: State, text: string): Outcome {
  if (isTooSmall(state)) return still(state);
  if (state.busy !== undefined) return still(notTaken(state));
  switch (placeOf(state)) {
    case 'home':
    case 'write':
      return still(appendDraft(state, text, false));
    case 'prompt':
      return still(typePrompt(state, text));
    case 'answer':
      return pasteAnswer(state, text);
    case 'connect':
      return typeConnect(state, text);
    case 'collect':
      return typeCollect(state, text);
    case 'find':
      return still(typeFind(state, text.trim()));
    case 'result':
    case 'message':
    case 'path':
    case 'fields':
    case 'raw':
    case 'field':
      return still(pasteAtHome(state, text));
    case 'seek':
      return still(typeSeek(state, text.trim()));
    case 'palette':
      return typePalette(state, text.trim());
    case 'all':
    case 'inputs':
    case 'history':
    case 'reading':
    case 'sources':
      return still(pasteAtHome(state, text));
    default:
      return still({ ...state, notice: { tone: 'caution', text: 'There is nothing to paste into here. Esc goes back.' } });
  }
}

/** A paste where something is read is the next text to diagnose. */
function pasteAtHome(state: State, pasted: string): State {
  const home = appendDraft({ ...state, screens: ['home'], draft: { ...state.draft, isDone: true } }, pasted, false);
  const text = state.result === undefined ? 'A new text. Enter takes it.' : 'A new text. Enter takes it; r goes back to the last result.';
  return { ...home, notice: { tone: 'plain', text } };
}

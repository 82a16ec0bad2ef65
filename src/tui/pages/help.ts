import { keySign, PLACE_TITLES, PLACES, spokenKey } from '../key-text.js';
import { keysOf } from '../keys.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import { type Place, placeOf, type State } from '../model.js';

const COLUMN = 20;

/** The keys of the screen that help was called from, then those of the others. A key that does nothing now says why. */
export function helpLines(state: State): readonly Line[] {
  const from = placeOf({ ...state, screens: state.screens.filter((screen) => screen !== 'help') });
  const others = PLACES.filter((place) => place !== from);
  const lines = [from, ...others].flatMap((place, index) => [...(index === 0 ? [] : [BLANK]), ...section(state, place, place === from)]);
  return lines;
}

function section(state: State, place: Place, isCurrent: boolean): readonly Line[] {
  const rows = keysOf(place).flatMap((binding): readonly Line[] => {
    const reason = isCurrent ? binding.unless?.({ ...state, screens: state.screens.filter((screen) => screen !== 'help') }) : undefined;
    const signs = binding.keys
      .map(keySign)
      .join('  ')
      .padEnd(COLUMN - 2);
    const first = binding.help;
    const says = reason === undefined ? first : `${first} Not now: ${reason}`;
    return wrapText(says, state.columns - COLUMN - 4).map((text, index) => ({
      ...line(
        span('    '),
        span(index === 0 ? signs : ' '.repeat(COLUMN - 2), reason === undefined ? 'accent' : 'quiet'),
        span(text, reason === undefined ? 'plain' : 'quiet'),
      ),
      spoken: index === 0 ? `${binding.keys.map(spokenKey).join(' or ')}: ${says}` : '',
    }));
  });
  return [line(span('  '), span(PLACE_TITLES[place], 'heading'), span(isCurrent ? '   where you came from' : '', 'quiet')), ...rows];
}

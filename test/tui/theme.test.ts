import { describe, expect, it } from 'vitest';
import { VERDICT_MARKS, VERDICT_NAMES } from '../../src/tui/people-words.js';
import { chooseTheme } from '../../src/tui/theme.js';
import { RISK_WORDS, SEVERITY_TONES, STATUS_MARKS, STATUS_TONES, STATUS_WORDS, TRUST_WORDS } from '../../src/tui/words.js';

const isDark = (colorFgBg: string | undefined, wanted?: string): boolean => chooseTheme(true, colorFgBg, wanted).accent.color === 'cyan';

describe('the theme', () => {
  it.each([
    [undefined, true],
    ['15;0', true],
    ['0;15', false],
    ['0;default;15', false],
    ['0;7', false],
    ['15;8', true],
    ['12;4', true],
    ['0;11', false],
    ['', true],
    ['0;default', true],
    ['0;99', true],
    ['0;-1', true],
    ['0; 15', true],
    [`${'9;'.repeat(100_000)}15`, false],
  ])('takes COLORFGBG %j', (value, dark) => {
    expect(isDark(value)).toBe(dark);
  });

  it('follows CROSSPREM_THEME before anything else, and takes what it does not know for not set', () => {
    expect(isDark('15;0', 'light')).toBe(false);
    expect(isDark('0;15', ' DARK ')).toBe(true);
    expect(isDark('0;15', 'solarized')).toBe(false);
    expect(isDark(undefined, '')).toBe(true);
  });

  it('styles nothing without colours', () => {
    for (const wanted of ['light', 'dark', undefined])
      expect(Object.values(chooseTheme(false, '0;15', wanted)).every((look) => Object.keys(look).length === 0)).toBe(true);
  });

  it('uses colours that every terminal has, and on white none that is hard to read there', () => {
    for (const wanted of ['light', 'dark']) {
      const colours = Object.values(chooseTheme(true, undefined, wanted)).flatMap(({ color }) => color ?? []);
      const known = wanted === 'light' ? ['red', 'blue', 'magenta'] : ['red', 'green', 'yellow', 'cyan', 'magenta'];
      expect([...new Set(colours)].filter((colour) => !known.includes(colour))).toEqual([]);
    }
  });

  it('leaves every state a word or a mark of its own, so that no colour is needed to tell it', () => {
    for (const words of [STATUS_WORDS, STATUS_MARKS, RISK_WORDS, TRUST_WORDS, VERDICT_MARKS, VERDICT_NAMES]) {
      const values = Object.values(words);
      expect(new Set(values).size).toBe(values.length);
      expect(values.every((word) => word.trim() !== '')).toBe(true);
    }
    // A severity and a status is written out beside its tone.
    expect(Object.keys(SEVERITY_TONES)).toEqual(['blocker', 'error', 'warning', 'info']);
    expect(Object.keys(STATUS_TONES)).toEqual(Object.keys(STATUS_WORDS));
  });
});

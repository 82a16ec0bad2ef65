import { describe, expect, it } from 'vitest';
import { isBehind, readBuild, speaksGraph } from '../../src/facts/exchange-builds.js';
import { fc } from '../setup/property.js';

const TODAY = 20_261_122;

function build(text: string) {
  const read = readBuild(text);
  if (read === undefined) throw new Error(`no build in ${text}`);
  return read;
}

describe('a build', () => {
  it.each([
    ['15.2.2562.17', 'Exchange Server SE', undefined],
    ['15.02.2562.017', 'Exchange Server SE', undefined],
    ['Version 15.2 (Build 1748.10)', 'Exchange 2019', 20_251_014],
    ['Version 15.1 (Build 2507.6)', 'Exchange 2016', 20_251_014],
    ['15.0.1497.48', 'Exchange 2013', 20_230_411],
    ['Version 14.3 (Build 123.4)', 'Exchange 2010', 20_201_013],
    ['EX01 15.2.2561.99', 'Exchange 2019', 20_251_014],
  ])('%s is of %s', (text, product, supportEnds) => {
    expect(readBuild(text)).toMatchObject({ product, supportEnds });
  });

  it('is none in other texts, and in builds of Exchange Online', () => {
    expect(readBuild('Exchange 2019')).toBeUndefined();
    expect(readBuild('10.0.0.1')).toBeUndefined();
    expect(readBuild('15.20.9321.12')).toBeUndefined();
  });

  it('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readBuild(text);
        expect(read === undefined || [true, false, undefined].includes(isBehind(read, TODAY))).toBe(true);
      }),
    );
  });
});

describe('whether a build is behind', () => {
  it.each([
    ['15.2.2562.53', false],
    ['15.2.2562.49', false],
    ['15.2.2562.46', true],
    ['15.2.2562.20', true],
    // Get-ExchangeServer shows this one whatever updates are installed.
    ['15.2.2562.17', undefined],
    ['15.2.1748.10', undefined],
    ['15.2.1544.48', false],
    ['15.2.1258.39', true],
    ['15.1.2507.75', false],
    ['15.1.2507.55', true],
    // No updates came out for this one any more.
    ['15.1.2375.7', true],
    ['15.0.1497.48', false],
    ['15.0.847.32', true],
    ['14.3.513.0', true],
    // Newer than the table: nothing is held against it.
    ['15.2.2650.3', false],
    ['15.2.2562.99', false],
  ])('%s: %s', (text, verdict) => {
    expect(isBehind(build(text), TODAY)).toBe(verdict);
  });

  it('goes by the day', () => {
    expect(isBehind(build('15.2.2562.17'), 20_250_720)).toBe(false);
    expect(isBehind(build('15.2.2562.37'), 20_260_520)).toBe(false);
    expect(isBehind(build('15.2.2562.37'), 20_260_610)).toBe(true);
    expect(isBehind(build('15.1.1979.3'), 20_200_101)).toBeUndefined();
  });
});

it('speaks Graph from the update of May 2026 on', () => {
  expect(speaksGraph(build('15.2.2562.41'))).toBe(true);
  expect(speaksGraph(build('15.2.2562.37'))).toBe(false);
  expect(speaksGraph(build('15.2.2562.17'))).toBeUndefined();
  expect(speaksGraph(build('15.2.1748.53'))).toBe(false);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cycle } from './world.js';

interface MatchCase {
  readonly id: string;
  readonly onprem: Record<string, unknown>;
  readonly cloud: readonly Record<string, unknown>[];
  readonly settings: Record<string, unknown>;
  readonly expect: string;
  readonly match?: string;
  readonly conflict?: string;
  readonly quarantined?: readonly string[];
  readonly result_upn?: string;
  readonly surface_error?: string;
  readonly error_text?: string;
  readonly also?: string;
  readonly unverified?: boolean;
}

const catalogue: { readonly default_settings: Record<string, unknown>; readonly cases: readonly MatchCase[] } = parse(
  readFileSync(join(import.meta.dirname, 'match-cases.yaml'), 'utf8'),
);
const cases = catalogue.cases.map((one) => [one.id, one] as const);

describe('the match cases', () => {
  it('are all there', () => {
    expect(cases.length).toBe(92);
  });

  describe.each([
    ['with the default settings', catalogue.default_settings],
    ['with the settings of the case alone', {}],
  ])('%s', (_, defaults) => {
    it.each(cases)('%s', (_id, { onprem, cloud, settings, ...wanted }) => {
      const result = cycle([onprem], cloud, { ...defaults, ...settings });
      expect(result.outcome, result.why).toBe(wanted.expect);
      expect(result.with).toBe(wanted.match);
      if (wanted.conflict !== undefined) expect(result.conflict).toBe(wanted.conflict);
      if (wanted.surface_error !== undefined) expect(result.surfaceError).toBe(wanted.surface_error);
      if (wanted.error_text !== undefined) expect(result.errorText).toBe(wanted.error_text);
      if (wanted.quarantined !== undefined) expect(result.quarantined.map(({ value }) => value)).toEqual(wanted.quarantined);
      if (wanted.result_upn !== undefined && Object.keys(defaults).length > 0) expect(result.resultUpn).toBe(wanted.result_upn);
      if (wanted.also !== undefined) expect(result.also.length).toBeGreaterThan(0);
      expect(result.why).toMatch(/^\S.*\.$/);
      expect(result.steps.length).toBeGreaterThan(0);
    });
  });
});

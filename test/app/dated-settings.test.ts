import { expect, it } from 'vitest';
import { datedSettings } from '../../src/app/dated-settings.js';

it('gives settings the time where they say none', () => {
  expect(datedSettings({ tenantId: 'x' }, '2026-11-22T08:00:00.000Z')).toEqual({ tenantId: 'x', date: '2026-11-22T08:00:00.000Z' });
  expect(datedSettings({ date: null }, '2026-11-22')).toEqual({ date: '2026-11-22' });
});

it('leaves a date alone, and settings that were not given', () => {
  expect(datedSettings({ date: '2025-01-01' }, '2026-11-22')).toEqual({ date: '2025-01-01' });
  expect(datedSettings(undefined, '2026-11-22')).toBeUndefined();
  expect(datedSettings({}, undefined)).toEqual({});
});

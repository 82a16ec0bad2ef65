import { describe, expect, it } from 'vitest';
import { person, run, view } from '../../setup/readiness.js';

/** A group that every domain has. */
const builtIn = (name: string): Readonly<Record<string, unknown>> => ({
  objectClass: ['top', 'group'],
  distinguishedName: `CN=${name},CN=Builtin,DC=contoso,DC=com`,
  sAMAccountName: name,
  isCriticalSystemObject: 'TRUE',
});

describe('the causes of a readiness run', () => {
  it('name what somebody has to repair before what is as it should be, however often that is found', () => {
    const { causes } = view(run([...['Users', 'Guests', 'Administrators'].map(builtIn), person('kim', { sAMAccountName: 'kim' })]));
    const ids = causes.map(({ id }) => id);
    const system = ids.indexOf('readiness/out-of-scope-system-object');
    expect(causes[system]).toMatchObject({ severity: 'blocker', confirmed: 3 });
    expect(ids.indexOf('readiness/upn-suffix-unverified')).toBeLessThan(system);
    const repairable = causes.slice(0, system).map(({ severity }) => severity);
    expect(repairable).toContain('blocker');
  });

  it('name it in its place where somebody cannot move because of it', () => {
    const { causes } = view(run([...['Users', 'Guests'].map(builtIn), person('kim')]));
    const ids = causes.map(({ id }) => id);
    expect(ids.indexOf('readiness/out-of-scope-system-object')).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import { createUnits } from '../../src/app/people-units.js';
import { joinPeople } from '../../src/facts/people.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';

function unitsOf(dns: readonly (string | undefined)[]) {
  const records = dns.map((dn, index) => ({
    objectClass: ['user'],
    displayName: `Person ${index}`,
    userPrincipalName: `p${index}@contoso.com`,
    ...(dn === undefined ? {} : { distinguishedName: dn }),
  }));
  const people = joinPeople(createDirectories([readJsonValues(records, 'onprem', 'onprem.json')], undefined));
  const units = createUnits(people.length);
  for (let index = 0; index < people.length; index++) units.add(index, people.subject(index));
  return units;
}

describe('organizational units', () => {
  it('are named as Exchange names them, and count those below them', () => {
    const units = unitsOf([
      'CN=A,OU=Berlin,OU=Staff,DC=contoso,DC=com',
      'CN=B, OU=Staff, DC=contoso, DC=com',
      'CN=C,CN=Users,DC=fabrikam,DC=com',
    ]);
    expect(units.all().map(({ name, people }) => [name, people])).toEqual([
      ['contoso.com', 2],
      ['contoso.com/Staff', 2],
      ['contoso.com/Staff/Berlin', 1],
      ['fabrikam.com', 1],
      ['fabrikam.com/Users', 1],
    ]);
  });

  it('hold whoever is in them or below, whatever the case', () => {
    const units = unitsOf([
      'CN=A,OU=Berlin,OU=Staff,DC=contoso,DC=com',
      'CN=B,ou=STAFF,dc=contoso,dc=com',
      'CN=C,OU=BigStaff,DC=contoso,DC=com',
    ]);
    const test = units.test('ou=staff,dc=contoso,dc=com');
    expect([0, 1, 2].map(test)).toEqual([true, true, false]);
    expect([0, 1, 2].map(units.test('ou=nowhere'))).toEqual([false, false, false]);
  });

  it('keep a comma that belongs to a name, and count whose place was not read', () => {
    const units = unitsOf(['CN=Dale\\, Cy,OU=Sales\\, West,DC=contoso,DC=com', undefined, '']);
    expect(units.all().map(({ name }) => name)).toContain('contoso.com/Sales, West');
    expect(units.unplaced()).toBe(2);
  });

  it('are not shaken by names of thousands of parts', () => {
    const units = unitsOf([`CN=A${',OU=x'.repeat(50_000)},DC=contoso,DC=com`, ',,,,', '=,=,=', '\\']);
    expect(units.all().length).toBeLessThan(60);
  });
});

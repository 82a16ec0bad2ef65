import { describe, expect, it } from 'vitest';
import { lookupPlan, sentPath } from '../../../src/parse/graph/lookup-requests.js';
import { fc } from '../../setup/property.js';

const SELECT = { users: ['id', 'mail'], groups: ['id'], contacts: ['id'] };
const GUID = '4e7d9c21-0b3a-4f68-8c5e-1a2b3c4d5e6f';

function filters(kind: string, value: string): readonly string[] {
  const plan = lookupPlan(kind, value, SELECT);
  if (plan.kind === 'unanswered') throw new Error(plan.why);
  return plan.requests.map((request) => new URL(`https://x/${sentPath(request)}`).searchParams.get('$filter') ?? '');
}

describe('how Graph is asked for a key', () => {
  it('an address: as primary and as other address, and as mail, of users, groups and contacts', () => {
    const all = filters('address', "o'neill@contoso.com");
    expect(all).toHaveLength(3);
    expect(all[0]).toBe(
      "proxyAddresses/any(p:p eq 'smtp:o''neill@contoso.com') or proxyAddresses/any(p:p eq 'SMTP:o''neill@contoso.com') or mail eq 'o''neill@contoso.com'",
    );
  });

  it('a source anchor: as Base64 of its bytes, and as it stands', () => {
    expect(filters('anchor', GUID)).toEqual([`onPremisesImmutableId eq '${GUID}' or onPremisesImmutableId eq 'IZx9TjoLaE+MXhorPE1ebw=='`]);
  });

  it('properties that Graph keeps in its index alone: through it', () => {
    for (const kind of ['immutableId', 'anchor', 'sam']) {
      const plan = lookupPlan(kind, 'x', SELECT);
      expect(plan.kind === 'requests' && plan.requests.every((request) => sentPath(request).endsWith('&$count=true'))).toBe(true);
    }
  });

  it('a SID in capitals, as SIDs are written', () => {
    expect(filters('sid', 's-1-5-21-1')[0]).toBe("onPremisesSecurityIdentifier eq 'S-1-5-21-1'");
  });

  it.each(['exchangeGuid', 'archiveGuid', 'legacyDn', 'targetAddress', 'dn', 'domain', 'consistencyGuid', 'nonsense'])(
    'not at all: %s',
    (kind) => {
      expect(lookupPlan(kind, GUID, SELECT).kind).toBe('unanswered');
    },
  );

  it('never with more than the value in its place', () => {
    const kinds = fc.constantFrom('objectId', 'upn', 'address', 'proxy', 'mail', 'immutableId', 'anchor', 'sid', 'alias', 'sam', 'name');
    fc.assert(
      fc.property(kinds, fc.string({ unit: 'binary' }), (kind, value) => {
        const plan = lookupPlan(kind, value, SELECT);
        if (plan.kind === 'unanswered') return;
        for (const request of plan.requests) {
          const url = new URL(`https://graph.microsoft.com/v1.0/${sentPath(request)}`);
          expect(url.host).toBe('graph.microsoft.com');
          for (const name of url.searchParams.keys()) expect(['$filter', '$select', '$top', '$count']).toContain(name);
          // Outside of literals nothing of the value is left.
          const bare = (url.searchParams.get('$filter') ?? '').replaceAll("''", '').replace(/'[^']*'/g, '?');
          expect(
            bare.replace(
              /\b(?:eq|or|any|p|id|mail|proxyAddresses|displayName|mailNickname|userPrincipalName|onPremises\w+)\b|[ /(:)?]/g,
              '',
            ),
          ).toBe('');
        }
      }),
    );
  });

  it('not for what is no key', () => {
    for (const value of ['', 'x'.repeat(2000)]) expect(lookupPlan('upn', value, SELECT).kind).toBe('unanswered');
    for (const value of ['abc', '../me', `${GUID}/x`]) expect(lookupPlan('objectId', value, SELECT).kind).toBe('unanswered');
  });
});

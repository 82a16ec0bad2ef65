import { describe, expect, it } from 'vitest';
import { wrongEncoding } from '../../../src/facts/recipient/anchor-facts.js';
import { guidForms } from '../../../src/parse/recipient/guid.js';
import { fc } from '../../setup/property.js';
import { peopleFacts, value } from './people.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ANCHOR = 'IkTni9mw7Ee4YefeGpz7IA==';
const OTHER = '00112233-4455-6677-8899-aabbccddeeff';
const OTHER_ANCHOR = 'MyIRAFVEd2aImaq7zN3u/w==';
const ad = (more: object) => [{ objectClass: ['user'], userPrincipalName: 'kim@contoso.com', objectGUID: GUID, ...more }];
const user = (more: object) => [{ id: OTHER, userPrincipalName: 'kim@contoso.com', ...more }];

describe('pair.anchorDiffers', () => {
  it('compares the ConsistencyGuid, else the objectGUID', () => {
    expect(value(peopleFacts(ad({}), user({ onPremisesImmutableId: ANCHOR })), 'pair.anchorDiffers')).toBe(false);
    expect(value(peopleFacts(ad({}), user({ onPremisesImmutableId: OTHER_ANCHOR })), 'pair.anchorDiffers')).toBe(true);
    const both = ad({ 'mS-DS-ConsistencyGuid': OTHER });
    expect(value(peopleFacts(both, user({ onPremisesImmutableId: OTHER_ANCHOR })), 'pair.anchorDiffers')).toBe(false);
  });

  it('does not say which of two anchors counts where nobody told the attribute', () => {
    const both = ad({ 'mS-DS-ConsistencyGuid': OTHER });
    const cloud = user({ onPremisesImmutableId: ANCHOR });
    expect(value(peopleFacts(both, cloud), 'pair.anchorDiffers')).toBe('unknown');
    expect(value(peopleFacts(both, cloud, { sourceAnchorAttribute: 'mS-DS-ConsistencyGuid' }), 'pair.anchorDiffers')).toBe(true);
    expect(value(peopleFacts(both, cloud, { sourceAnchorAttribute: 'objectGUID' }), 'pair.anchorDiffers')).toBe(false);
    expect(
      value(peopleFacts(ad({}), user({ onPremisesImmutableId: 'E4711' }), { sourceAnchorAttribute: 'employeeID' }), 'pair.anchorDiffers'),
    ).toBe('unknown');
  });

  it('is unknown where the anchor was not read', () => {
    const withoutGuid = [{ objectClass: ['user'], userPrincipalName: 'kim@contoso.com' }];
    expect(value(peopleFacts(withoutGuid, user({ onPremisesImmutableId: OTHER_ANCHOR }), {}, true), 'pair.anchorDiffers')).toBe('unknown');
    expect(value(peopleFacts(ad({})), 'pair.anchorDiffers')).toBe('unknown');
  });

  it('finds the cloud user by its SID where nothing else agrees', () => {
    const people = peopleFacts(
      [{ objectClass: ['user'], userPrincipalName: 'kim.new@contoso.com', objectGUID: GUID, objectSid: 'S-1-5-21-1-2-3-1104' }],
      user({ onPremisesImmutableId: OTHER_ANCHOR, onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1104' }),
    );
    expect(value(people, 'pair.sameSid')).toBe(true);
    expect(value(people, 'pair.anchorDiffers')).toBe(true);
  });
});

describe('wrongEncoding', () => {
  it('names each wrong dress of a GUID, and is silent about the right one and about others', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (guid, stranger) => {
        const forms = guidForms(guid);
        if (forms === undefined) throw new Error(guid);
        expect(wrongEncoding(forms.immutableId, guid)).toBeUndefined();
        expect(wrongEncoding(guid.toUpperCase(), guid)).toBeDefined();
        expect(wrongEncoding(btoa(guid), guid)).toBe('Base64 of the GUID text');
        if (forms.wrongBigEndianBase64 !== forms.immutableId)
          expect(wrongEncoding(forms.wrongBigEndianBase64, guid)).toBe('Base64 of big-endian bytes');
        const other = guidForms(stranger);
        if (other !== undefined && stranger !== guid && other.swapped !== guid)
          expect(wrongEncoding(other.immutableId, guid)).toBeUndefined();
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => typeof (wrongEncoding(text, GUID) ?? '') === 'string'));
    expect(wrongEncoding('A'.repeat(2_000_000), GUID)).toBeUndefined();
  });
});

describe('cloud.anchorHolder', () => {
  it('is the AD object with the anchor, not set where nobody has it', () => {
    expect(value(peopleFacts(ad({}), user({ onPremisesImmutableId: ANCHOR })), 'cloud.anchorHolder')).toBe('kim@contoso.com');
    const people = peopleFacts(ad({}), [{ id: OTHER, userPrincipalName: 'tom@contoso.com', onPremisesImmutableId: OTHER_ANCHOR }]);
    expect(value(people, 'cloud.anchorHolder', 1)).toBeNull();
  });

  it('is unknown where on-premises was not read, or shows no GUIDs', () => {
    const cloud = user({ onPremisesImmutableId: OTHER_ANCHOR });
    expect(value(peopleFacts(undefined, cloud), 'cloud.anchorHolder')).toBe('unknown');
    expect(value(peopleFacts([{ mail: 'tom@contoso.com' }], cloud, {}, true), 'cloud.anchorHolder', 1)).toBe('unknown');
  });
});

import { describe, expect, it } from 'vitest';
import { detectKinds } from '../../../src/parse/error-text/detect.js';

const MIGRATION =
  "Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'.";
const NDR = `Delivery has failed to these recipients or groups:\n\nkim@contoso.com\n\nDiagnostic information for administrators:\nGenerating server: AM0.prod.outlook.com\nkim@contoso.com\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'\n`;
const SYNC =
  'Unable to update this object because the following attributes associated with this object have values that may already be associated with another object. InvalidSoftMatch';
const HEADERS =
  'Received: from a (192.0.2.1) by b with SMTP; Mon, 1 Jan 2026 00:00:00 +0000\r\nFrom: a@contoso.com\r\nTo: b@contoso.com\r\nSubject: x\r\nAuthentication-Results: spf=pass\r\n\r\n';

describe('detectKinds', () => {
  it.each([
    ['a migration error', MIGRATION, ['migration-error']],
    [
      'a localized migration error with its English class',
      'Fehler: MigrationPermanentException: Es wurde kein Empf\u00e4nger gefunden.',
      ['migration-error'],
    ],
    ['a move request report', 'StatusDetail : FailedOther\nPercentComplete : 20\nFailureType : MapiExceptionNoAccess', ['migration-error']],
    ['a non-delivery report', NDR, ['ndr']],
    ['a synchronization error', SYNC, ['sync-error']],
    ['message headers', HEADERS, ['headers']],
    ['an LDIF export', 'dn: CN=Kim,DC=contoso,DC=com\nobjectClass: user\n', ['recipients']],
    ['a shopping list', 'milk, bread, 3 eggs', []],
    ['nothing', '', []],
  ])('tells %s', (_, text, kinds) => {
    expect(detectKinds(text)[0]).toBe(kinds[0]);
    if (kinds.length === 0) expect(detectKinds(text)).toEqual([]);
  });

  it('names several kinds where a text is of several', () => {
    expect(new Set(detectKinds(`${NDR}\n${HEADERS}`))).toEqual(new Set(['ndr', 'headers']));
    expect(detectKinds(`${HEADERS}\nThe move failed with ${MIGRATION}`)).toEqual(expect.arrayContaining(['migration-error', 'headers']));
  });

  it('finds the error at the end of a long log', () => {
    const log = `${'10:00:00 [server] Item copied.\n'.repeat(100_000)}${MIGRATION}\n`;
    expect(detectKinds(log)).toContain('migration-error');
  });

  it('is not led astray by prose about mail', () => {
    expect(detectKinds('Dear all, the migration of the web shop is done. Kind regards')).not.toContain('migration-error');
  });
});

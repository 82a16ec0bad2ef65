import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { looksLikeOutput } from '../../../src/parse/output/looks.js';
import { fc } from '../../setup/property.js';

const REMOTE = `RunspaceId           : b7a7b1d2-1a0f-4b0e-8f31-5e7a2f6c9d10
RemoteRoutingAddress : SMTP:kim@contoso.mail.onmicrosoft.com
ExchangeGuid         : 00000000-0000-0000-0000-000000000000
PrimarySmtpAddress   : kim@contoso.com
RecipientTypeDetails : RemoteUserMailbox`;

describe('looksLikeOutput', () => {
  it.each([
    ['Format-List of a remote mailbox', REMOTE],
    ['the same with its command', `[PS] C:\\>Get-RemoteMailbox kim | fl\n\n\n${REMOTE}\n\n\n[PS] C:\\>`],
    ['a record of ldifde', 'dn: CN=Kim,DC=contoso,DC=com\nobjectClass: user\nmail: kim@contoso.com\n'],
    [
      'a user of Graph',
      '{"id": "37469162-e7b3-44af-91d2-a20d444c9b3a", "userPrincipalName": "kim@contoso.com", "onPremisesSyncEnabled": null}',
    ],
    [
      'a connector',
      'Name                  : Inbound from Contoso\nConnectorType         : OnPremises\nSenderDomains         : {smtp:*;1}\nTlsSenderCertificateName : *.contoso.com',
    ],
  ])('is true for %s', (_, text) => {
    expect(looksLikeOutput(text)).toBe(true);
  });

  it.each([
    [
      'statistics of a migration user',
      'Identity        : kim@contoso.com\nBatchId         : Wave1\nStatus          : Failed\nError           : Cannot find a recipient that has mailbox GUID',
    ],
    [
      'a move request',
      'DisplayName     : Kim\nExchangeGuid    : 2dcb23c9-4179-4fec-b556-659ce21780e6\nStatusDetail    : FailedOther\nPercentComplete : 95',
    ],
    [
      'headers',
      'Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\nFrom: kim@contoso.com\nTo: lee@contoso.com\nSubject: Name : value\n',
    ],
    ['an error', "The operation couldn't be performed because object 'kim' couldn't be found on 'DC01.contoso.com'."],
    [
      'a user with errors',
      '[{"userPrincipalName": "kim@contoso.com", "onPremisesProvisioningErrors": [{"category": "PropertyConflict", "value": "kim@contoso.com"}]}]',
    ],
    ['a list for a batch', 'EmailAddress\nkim@contoso.com\nlee@contoso.com\n'],
    ['prose', 'Kim : I ran Get-RemoteMailbox kim | fl and it says nothing.\nLee : which server?'],
    ['nothing', ''],
  ])('is false for %s', (_, text) => {
    expect(looksLikeOutput(text)).toBe(false);
  });

  it('is false for every text of the samples that is to be diagnosed', () => {
    const root = join(import.meta.dirname, '../../../samples');
    const texts = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /(?:error|headers|ndr|bounce|report|message)[^/\\]*\.(?:txt|eml)$/i.test(name) && statSync(join(root, name)).isFile(),
    );
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter((name) => looksLikeOutput(readFileSync(join(root, name), 'utf8')))).toEqual([]);
  });

  it('is false for every text that a rule shows', () => {
    const rules = join(import.meta.dirname, '../../../rules');
    const inputs = readdirSync(rules, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(?:migration|ndr|sync|header)[/\\].*\.yaml$/.test(name))
      .flatMap((name) => {
        const value: { readonly cases?: readonly { readonly input?: string }[] } = parse(readFileSync(join(rules, name), 'utf8'));
        return (value.cases ?? []).flatMap(({ input }) => input ?? []);
      });
    expect(inputs.length).toBeGreaterThan(300);
    // These two are all of what a command printed, and hold no error.
    const isData = (input: string): boolean => /^ConnectorType : Partner$|"onPremisesProvisioningErrors": \[\]/m.test(input);
    expect(inputs.filter((input) => looksLikeOutput(input) && !isData(input))).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void looksLikeOutput(text)));
  });
});

import { describe, expect, it } from 'vitest';
import { printsAllThatItFinds } from '../../../src/parse/output/printing.js';
import { fc } from '../../setup/property.js';

describe('a command whose empty output says that there is nothing', () => {
  it.each([
    "Get-ADObject -LDAPFilter '(|(mail=a>b)(mail=c;d))' -Properties *",
    'Get-Recipient kim@contoso.com | Format-List RecipientTypeDetails, ExchangeGuid',
    'Get-Mailbox -Arbitration | select Name,Database | ft',
    'get-moverequest kim',
  ])('%s', (command) => {
    expect(printsAllThatItFinds(command)).toBe(true);
  });

  it.each([
    '$a = Get-ADObject kim',
    'Get-ADObject kim > out.txt',
    'Get-ADObject kim 2>$null',
    'Get-ADObject kim | Export-Csv a.csv',
    'Get-ADObject kim | Where-Object mail',
    'Get-ADObject kim | select -First 0',
    'Get-Mailbox kim | select -ExpandProperty ArchiveName',
    'Get-ADObject kim; cls',
    'Get-ADObject kim -ea 0',
    'Get-ADObject kim -ErrorAction:Ignore',
    '(Get-Mailbox kim).ArchiveName',
    "'kim' | Get-ADUser",
    "Get-ADObject -LDAPFilter '(mail=kim",
    'Get-ADObject -LDAPFilter (mail=kim',
    'Get-ADUser kim | fl msExchMailboxGuid',
    'Set-ADUser kim',
    '',
  ])('not %j', (command) => {
    expect(printsAllThatItFinds(command)).toBe(false);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void printsAllThatItFinds(text)));
    expect(printsAllThatItFinds(`Get-Mailbox ${'('.repeat(2_000_000)}`)).toBe(false);
  });
});

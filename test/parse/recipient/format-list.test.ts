import { describe, expect, it } from 'vitest';
import { looksLikeFormatList, readFormatList } from '../../../src/parse/recipient/format-list.js';
import { valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';

const TEXT = `

Name                 : Kim Berg
ExchangeGuid         : 8be74422-b0d9-47ec-b861-e7de1a9cfb20
ArchiveGuid          : 00000000-0000-0000-0000-000000000000
EmailAddresses       : {SMTP:kim@contoso.com, smtp:k@contoso.com,
                       smtp:kim@contoso.mail.onmicrosoft.com}
LegacyExchangeDN     : /o=Contoso/ou=Exchange Administrative Group
                       (FYDIBOHF23SPDLT)/cn=Recipients/cn=kim-0f8fad5bd9cb4
                       69fa16570867728950e
ForwardingAddress    :
InPlaceHolds         : {}

Name                 : Jo Lind
ExchangeGuid         : 0f8fad5b-d9cb-469f-a165-70867728950e
EmailAddresses       : {SMTP:jo@contoso.com, smtp:j@contoso.com...}
`;

describe('readFormatList', () => {
  it('reads blocks, wrapped values and cut lists', () => {
    const table = readFormatList(TEXT, { source: 'f.txt', side: 'cloud' });
    expect(table.origin).toBe('exchange');
    expect(table.rows.map((row) => row.line)).toEqual([3, 14]);
    const all = (column: string): readonly unknown[] => table.rows.map((row) => valueIn(table, row, column));
    expect(all('exo.name')).toEqual(['Kim Berg', 'Jo Lind']);
    expect(all('exo.archiveguid')).toEqual([null, null]);
    expect(all('exo.emailaddresses')).toEqual([
      ['SMTP:kim@contoso.com', 'smtp:k@contoso.com', 'smtp:kim@contoso.mail.onmicrosoft.com'],
      undefined,
    ]);
    expect(all('exo.legacyexchangedn')).toEqual([
      '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=kim-0f8fad5bd9cb469fa16570867728950e',
      null,
    ]);
    expect(all('exo.forwardingaddress')).toEqual([null, null]);
    expect(all('exo.inplaceholds')).toEqual([null, null]);
    expect(all('exo.database')).toEqual([undefined, undefined]);
    expect(table.notes[0]).toContain('cut by PowerShell');
  });

  it('is recognised, and a CSV or prose is not', () => {
    expect(looksLikeFormatList(TEXT)).toBe(true);
    expect(looksLikeFormatList('mail,cn\na@contoso.com,A\n')).toBe(false);
    expect(looksLikeFormatList('Dear all,\nthis : is a letter\n')).toBe(false);
  });

  it('begins a block where a name comes again', () => {
    expect(readFormatList('Alias : a\nAlias : b\n', { source: 'f', side: 'onprem' }).rows).toHaveLength(2);
  });

  it('takes a list that lost its indentation for one, and a value with a strange line behind it for unread', () => {
    const table = readFormatList(
      'Alias          : kim\nEmailAddresses : {SMTP:kim@contoso.com,\nsmtp:k@contoso.com}\nDisplayName    : Kim\nAlder of Sales\nOffice         : {Rome,\n',
      { source: 'f', side: 'onprem' },
    );
    const [row] = table.rows;
    const cell = (column: string) => (row === undefined ? 'no row' : valueIn(table, row, column));
    expect(cell('emailaddresses')).toEqual(['SMTP:kim@contoso.com', 'smtp:k@contoso.com']);
    expect(cell('displayname')).toBeUndefined();
    expect(cell('office')).toBeUndefined();
    expect(cell('alias')).toBe('kim');
  });

  it('reads octets, and no type names in place of values', () => {
    const table = readFormatList(
      'mail                  : kim@contoso.com\nmsExchMailboxGuid     : {201, 35, 203, 45, 121, 65, 236, 79, 181, 86, 101, 156, 226, 23, 128, 230}\nms-DS-ConsistencyGuid : {201, 35...}\nassignedPlans         : {Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan}\n',
      { source: 'f', side: 'onprem' },
    );
    const [row] = table.rows;
    const cell = (column: string) => (row === undefined ? 'no row' : valueIn(table, row, column));
    expect(cell('msexchmailboxguid')).toBe('2dcb23c9-4179-4fec-b556-659ce21780e6');
    expect(cell('ms-ds-consistencyguid')).toBeUndefined();
    expect(cell('assignedplans')).toBeUndefined();
  });

  it('takes what is missing of a whole AD object for not set, and of a part of one for unread', () => {
    const whole =
      'CanonicalName : contoso.com/Kim\nCN : Kim\ninstanceType : 4\nObjectCategory : CN=Person\nObjectClass : user\nObjectGUID : c3b0f30d-71c3-40e0-86f9-75c68a689765\nuSNChanged : 9\nwhenCreated : 03.02.2025\n';
    const absent = (text: string) => {
      const table = readFormatList(text, { source: 'f', side: 'onprem' });
      return table.rows.map((row) => valueIn(table, row, 'msexchmailboxguid'));
    };
    expect(absent(whole)).toEqual([null]);
    expect(absent(whole.replace(/^whenCreated.*\n/m, ''))).toEqual([undefined]);
    expect(absent(whole.replace(/^CN .*\n/m, ''))).toEqual([undefined]);
    expect(absent(whole.replace('ObjectCategory', 'WARNING: x\nObjectCategory'))).toEqual([undefined]);
  });

  it('never throws', () => {
    const words = fc.constantFrom('Name : x', 'Name   :', '\n', '\n\n', '         more', ' : ', '{a, b...}', 'a : {', '\r\n');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ maxLength: 10 })), { maxLength: 40 }),
        (parts) => void readFormatList(parts.join(''), { source: 'f', side: 'onprem' }),
      ),
    );
  });
});

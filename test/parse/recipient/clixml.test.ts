import { describe, expect, it } from 'vitest';
import type { Side } from '../../../src/evidence/directory.js';
import { type ClixmlResult, createClixmlReader, flattenClixml } from '../../../src/parse/recipient/clixml.js';
import { valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';

const MAILBOXES = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0">
    <TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox</T><T>System.Object</T></TN>
    <ToString>Kim Berg</ToString>
    <Props>
      <S N="Name">Kim &amp; Berg_x000D__x000A_2</S>
      <G N="ExchangeGuid">8be74422-b0d9-47ec-b861-e7de1a9cfb20</G>
      <G N="ArchiveGuid">00000000-0000-0000-0000-000000000000</G>
      <Nil N="ForwardingAddress" />
      <B N="IsDirSynced">true</B>
      <I32 N="Count">7</I32>
      <Obj N="EmailAddresses" RefId="1">
        <TN RefId="1"><T>Deserialized.Microsoft.Exchange.Data.ProxyAddressCollection</T></TN>
        <LST><S>SMTP:kim@contoso.com</S><S>smtp:k@contoso.com</S></LST>
      </Obj>
      <Obj N="RecipientTypeDetails" RefId="2">
        <TN RefId="2"><T>Deserialized.Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails</T></TN>
        <ToString>UserMailbox</ToString><I32>1</I32>
      </Obj>
      <Obj N="PrimarySmtpAddress" RefId="3">
        <TN RefId="3"><T>Deserialized.Microsoft.Exchange.Data.SmtpAddress</T></TN>
        <ToString>kim@contoso.com</ToString><Props><S N="Local">kim</S></Props>
      </Obj>
      <Obj N="InPlaceHolds" RefId="4"><TNRef RefId="1" /><LST /></Obj>
      <BA N="NetID">AQID</BA>
      <SS N="Password">0100</SS>
    </Props>
    <MS><S N="PSComputerName">outlook.office365.com</S></MS>
  </Obj>
  <Obj RefId="5">
    <TNRef RefId="0" />
    <Props>
      <S N="Name">Jo Lind</S>
      <Obj N="EmailAddresses" RefId="6"><TNRef RefId="1" /><LST><S>SMTP:jo@contoso.com</S></LST></Obj>
      <Ref N="PrimarySmtpAddress" RefId="3" />
    </Props>
  </Obj>
</Objs>`;

function read(text: string, side: Side = 'cloud', pieces: readonly string[] = [text]): ClixmlResult {
  const reader = createClixmlReader({ source: 'f.xml', side });
  for (const piece of pieces) reader.write(piece);
  return reader.end();
}

function all({ table }: ClixmlResult, column: string): readonly unknown[] {
  return table.rows.map((row) => valueIn(table, row, column));
}

describe('createClixmlReader', () => {
  it('reads mailboxes of Exchange Online', () => {
    const result = read(MAILBOXES);
    expect(result.table.origin).toBe('exchange');
    expect(result.table.rows.map((row) => row.line)).toEqual([2, 30]);
    expect(all(result, 'exo.name')).toEqual(['Kim & Berg\r\n2', 'Jo Lind']);
    expect(all(result, 'exo.exchangeguid')).toEqual(['8be74422-b0d9-47ec-b861-e7de1a9cfb20', null]);
    expect(all(result, 'exo.archiveguid')).toEqual([null, null]);
    expect(all(result, 'exo.isdirsynced')).toEqual(['True', null]);
    expect(all(result, 'exo.emailaddresses')).toEqual([['SMTP:kim@contoso.com', 'smtp:k@contoso.com'], ['SMTP:jo@contoso.com']]);
    expect(all(result, 'exo.recipienttypedetails')).toEqual(['UserMailbox', null]);
    expect(all(result, 'exo.primarysmtpaddress')).toEqual(['kim@contoso.com', 'kim@contoso.com']);
    expect(all(result, 'exo.inplaceholds')).toEqual([null, null]);
    expect(all(result, 'exo.pscomputername')).toEqual(['outlook.office365.com', null]);
    expect(all(result, 'exo.netid')).toEqual(['AQID', null]);
    expect(all(result, 'exo.database')).toEqual([undefined, undefined]);
  });

  it('keeps plain names on-premises, and reads AD objects with bytes', () => {
    const text = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Microsoft.ActiveDirectory.Management.ADUser</T></TN><Props><S N="SamAccountName">kim</S><G N="ObjectGUID">8be74422-b0d9-47ec-b861-e7de1a9cfb20</G><BA N="mS-DS-ConsistencyGuid">IkTni9mw7Ee4YefeGpz7IA==</BA><Obj N="SID" RefId="1"><TN RefId="1"><T>System.Security.Principal.SecurityIdentifier</T></TN><ToString>S-1-5-21-1-2-3-1000</ToString><Props><S N="Value">S-1-5-21-1-2-3-1000</S></Props></Obj><S N="thumbnailPhoto">x</S></Props></Obj></Objs>`;
    const result = read(text, 'onprem');
    expect(result.table.origin).toBe('ad');
    expect(all(result, 'ms-ds-consistencyguid')).toEqual(['8be74422-b0d9-47ec-b861-e7de1a9cfb20']);
    expect(all(result, 'objectsid')).toEqual(['S-1-5-21-1-2-3-1000']);
  });

  it('reads an array given as one object, a hashtable, and Graph plans', () => {
    const objs = (inner: string): string =>
      `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;
    const list = objs(
      '<Obj RefId="0"><TN RefId="0"><T>System.Object[]</T></TN><LST><Obj RefId="1"><MS><S N="Alias">a</S></MS></Obj><Obj RefId="2"><MS><S N="Alias">b</S></MS></Obj></LST></Obj>',
    );
    expect(all(read(list, 'onprem'), 'alias')).toEqual(['a', 'b']);
    const table = objs(
      '<Obj RefId="0"><TN RefId="0"><T>System.Collections.Hashtable</T></TN><DCT><En><S N="Key">mail</S><S N="Value">a@contoso.com</S></En></DCT></Obj>',
    );
    expect(all(read(table, 'onprem'), 'mail')).toEqual(['a@contoso.com']);
    const plan = objs(
      '<Obj RefId="0"><TN RefId="0"><T>Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser</T></TN><Props><S N="Id">8be74422-b0d9-47ec-b861-e7de1a9cfb20</S><Obj N="AssignedPlans" RefId="1"><LST><Obj RefId="2"><ToString>Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan</ToString><Props><S N="CapabilityStatus">Enabled</S><S N="Service">exchange</S><S N="ServicePlanId">p</S></Props></Obj></LST></Obj></Props></Obj>',
    );
    expect(read(plan).table.origin).toBe('graph');
    expect(all(read(plan), 'assignedplans')).toEqual([['exchange/p/Enabled']]);
  });

  it('refuses a DOCTYPE and never expands an entity', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Objs><Obj><Props><S N="Name">&b;</S></Props></Obj></Objs>`;
    const result = read(bomb);
    expect(result).toMatchObject({ refused: true, stopped: expect.stringContaining('DOCTYPE') });
    expect(result.table.rows).toHaveLength(0);
  });

  it('uses what stands before a break, and says where it is', () => {
    const half = MAILBOXES.slice(0, MAILBOXES.indexOf('Jo Lind'));
    const result = read(half);
    expect(result.table.rows).toHaveLength(1);
    expect(result.table.truncated).toBe(true);
    expect(result.stopped).toMatch(/^f\.xml, line 33: /);
    expect(read('<html><body/></html>')).toMatchObject({ refused: true });
    expect(read('<Objs></Objs>')).toMatchObject({ refused: false, table: { rows: [] } });
  });

  it('stops at nesting without end', () => {
    expect(read(`<Objs>${'<Obj><Props>'.repeat(5000)}`).stopped).toContain('deeper');
  });

  it('gives the same table wherever the pieces are cut', () => {
    const expected = read(MAILBOXES).table;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 }), (sizes) => {
        const pieces: string[] = [];
        let from = 0;
        for (const size of sizes) {
          pieces.push(MAILBOXES.slice(from, from + size));
          from += size;
        }
        pieces.push(MAILBOXES.slice(from));
        expect(read('', 'cloud', pieces).table).toEqual(expected);
      }),
    );
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      '<Objs>',
      '</Objs>',
      '<Obj RefId="0">',
      '</Obj>',
      '<S N="a">',
      '</S>',
      '<LST>',
      '</LST>',
      '&amp;',
      '&x;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '<Ref RefId="0"/>',
      '<',
      '>',
      '\0',
      '<DCT><En>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 50 }), (parts) => {
        read('', 'cloud', parts);
        flattenClixml(parts.join(''));
      }),
      { numRuns: 500 },
    );
  });
});

describe('flattenClixml', () => {
  it('gives every simple value with its path', () => {
    const { leaves, stopped } = flattenClixml(MAILBOXES);
    expect(stopped).toBeUndefined();
    expect(leaves.find((leaf) => leaf.name === 'ExchangeGuid')).toEqual({
      name: 'ExchangeGuid',
      path: '[0].ExchangeGuid',
      value: '8be74422-b0d9-47ec-b861-e7de1a9cfb20',
      line: 7,
    });
    expect(leaves.filter((leaf) => leaf.path.startsWith('[0].EmailAddresses')).map((leaf) => leaf.value)).toEqual([
      'SMTP:kim@contoso.com',
      'smtp:k@contoso.com',
    ]);
    expect(leaves.some((leaf) => leaf.name === 'Password')).toBe(false);
  });
});

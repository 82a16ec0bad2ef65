import { describe, expect, it } from 'vitest';
import { readFields } from '../../../src/parse/error-text/fields.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';

describe('readFields', () => {
  it('reads Format-List text', () => {
    const fields = readFields(
      `RunspaceId         : 5a1f\r\nIdentity           : kim@contoso.com\r\nBatchId            : Wave 3\r\nStatus             : Failed\r\nExchangeGuid       : ${GUID}\r\nPercentComplete    : 20\r\nErrorSummary       : Cannot find: a recipient\r\n`,
    );
    expect(Object.fromEntries(fields)).toMatchObject({
      Identity: 'kim@contoso.com',
      BatchId: 'Wave 3',
      Status: 'Failed',
      ExchangeGuid: GUID,
      PercentComplete: '20',
      ErrorSummary: 'Cannot find: a recipient',
    });
    expect(fields.has('RunspaceId')).toBe(false);
  });

  it('reads ConvertTo-Json', () => {
    const fields = readFields(`{"Identity": "kim@contoso.com", "PercentComplete": 20, "Status": "Failed", "ExchangeGuid":"${GUID}"}`);
    expect(Object.fromEntries(fields)).toMatchObject({
      Identity: 'kim@contoso.com',
      PercentComplete: '20',
      Status: 'Failed',
      ExchangeGuid: GUID,
    });
  });

  it('reads Export-Clixml, leaves and objects', () => {
    const fields = readFields(
      `<Objs><Obj RefId="0"><Props><S N="BatchId">Wave 3</S><I32 N="PercentComplete">20</I32><G N="ExchangeGuid">${GUID}</G><Obj N="Identity" RefId="1"><TN RefId="1"><T>Deserialized.X</T></TN><ToString>kim@contoso.com</ToString></Obj><Obj N="Status" RefId="2"><TNRef RefId="1" /><ToString>Failed</ToString><I32>5</I32></Obj></Props></Obj></Objs>`,
    );
    expect(Object.fromEntries(fields)).toMatchObject({
      BatchId: 'Wave 3',
      PercentComplete: '20',
      ExchangeGuid: GUID,
      Identity: 'kim@contoso.com',
      Status: 'Failed',
    });
  });

  it('keeps the first of a name, whatever its case, and a value that PowerShell cut', () => {
    const fields = readFields('identity : first\nIdentity : second\nMessage : Error: something that is too lo...\n');
    expect(fields.get('Identity')).toBe('first');
    expect(fields.get('Message')).toBe('Error: something that is too lo...');
  });

  it('takes no empty value, and no other line', () => {
    expect(readFields('Identity :\nStatus : \nhttps://x : y\nTotal: 5\n').size).toBe(0);
    expect(readFields('').size).toBe(0);
  });

  it.each(['Identity : ', '{"Identity":"', '<Obj N="Identity" RefId="1">', ' N="', '"\\', 'Status:\t'])(
    'stays quick on a megabyte of %j',
    (unit) => {
      readFields(unit.repeat(Math.ceil(1_000_000 / unit.length)));
    },
  );
});

import { describe, expect, it } from 'vitest';
import { decodeCodes } from '../../src/message/decode.js';
import * as headers from '../setup/headers.js';

const codes = (name: string, value: string) => {
  const [field] = headers.blockOf([[name, value]]).fields;
  return field === undefined ? [] : decodeCodes(field);
};
const meaningOf = (name: string, value: string, code: string) => codes(name, value).find((found) => found.code === code);

describe('decodeCodes', () => {
  it.each([
    ['X-Forefront-Antispam-Report', 'SFV:SPM;', 'SFV', 'spam'],
    ['X-Forefront-Antispam-Report', 'CAT:HPHISH;', 'CAT', 'high confidence'],
    ['X-Forefront-Antispam-Report', 'SFTY:9.25;', 'SFTY', 'first contact'],
    ['X-Forefront-Antispam-Report', 'IPV:CAL;', 'IPV', 'Allow List'],
    ['X-Forefront-Antispam-Report', 'SCL:-1;', 'SCL', 'skipped'],
    ['X-Forefront-Antispam-Report-Untrusted', 'DIR:OUT;', 'DIR', 'outbound'],
    ['X-Forefront-Antispam-Report', 'SRV:BULK;', 'SRV', 'bulk'],
    ['X-Microsoft-Antispam', 'BCL:8;', 'BCL', 'many complaints'],
    ['X-Microsoft-Antispam', 'BCL:3;', 'BCL', 'few complaints'],
    ['X-CustomSpam', 'SPF Record Fail', 'setting', 'hard fail'],
    ['Authentication-Results', 'spf=softfail smtp.mailfrom=a.example', 'spf', '~all'],
    ['Authentication-Results', 'dmarc=fail action=oreject header.from=a.example', 'action', 'reject'],
    ['Authentication-Results', 'compauth=fail reason=601', 'reason', 'own'],
    ['Authentication-Results', 'compauth=none reason=377', 'reason', 'not checked'],
    ['Authentication-Results', 'compauth=none reason=477', 'reason', 'bypassed'],
    ['Authentication-Results', 'compauth=fail reason=677', 'reason', 'own'],
    ['Authentication-Results', 'compauth=none reason=977', 'reason', 'bypassed'],
    ['X-MS-Exchange-Organization-AuthAs', 'internal', 'value', 'member'],
    ['X-MS-Exchange-CrossTenant-AuthAs', 'Anonymous', 'value', 'not authenticated'],
    ['X-MS-Exchange-CrossPremises-AuthMechanism', '0a', 'value', 'NTLM'],
    ['X-MS-Exchange-CrossTenant-FromEntityHeader', 'HybridOnPrem', 'value', 'OnPremises'],
    ['ARC-Seal', 'i=2; cv=fail; d=microsoft.com; b=abc', 'cv', 'broken'],
  ])('%s %s: %s', (name, value, code, part) => {
    expect(meaningOf(name, value, code)?.meaning).toContain(part);
  });

  it.each([
    ['X-Forefront-Antispam-Report', 'SFV:XYZ;', 'SFV'],
    ['X-Forefront-Antispam-Report', 'CAT:constructor;', 'CAT'],
    ['X-Forefront-Antispam-Report', 'QQ:1;', 'QQ'],
    ['Authentication-Results', 'compauth=fail reason=877', 'reason'],
    ['X-Microsoft-Antispam', 'BCL:99;', 'BCL'],
    ['X-MS-Exchange-Organization-AuthMechanism', '77', 'value'],
  ])('keeps %s %s, without a meaning', (name, value, code) => {
    expect(meaningOf(name, value, code)).toMatchObject({ code, meaning: undefined, isUnverified: false });
  });

  it('marks what was only observed', () => {
    expect(meaningOf('X-Microsoft-Antispam-Mailbox-Delivery', 'ucf:0;jmr:1;dest:J;OFR:CustomRules;', 'jmr')).toMatchObject({
      isUnverified: true,
    });
    expect(meaningOf('Authentication-Results', 'compauth=none reason=451', 'reason')).toMatchObject({ isUnverified: true });
    expect(meaningOf('X-MS-Exchange-Organization-AuthMechanism', '04', 'value')).toMatchObject({ isUnverified: false });
  });

  it('splits a report at the first colon and drops empty keys', () => {
    expect(codes('X-Forefront-Antispam-Report', 'CIP:2001:db8::1;CTRY:;H:a').map(({ code, value }) => `${code}=${value}`)).toEqual([
      'CIP=2001:db8::1',
      'H=a',
    ]);
  });

  it('reads protocol, encryption and build of a hop', () => {
    const [, value] = headers.onPremHop('a.example', '192.0.2.1', 'ex01.contoso.com', 0, '15.1.2507.39');
    expect(codes('Received', value).map(({ code, meaning }) => [code, meaning])).toEqual([
      ['with', expect.stringContaining('Exchange')],
      ['tls', 'current'],
      ['cipher', 'current'],
      ['id', 'Exchange Server 2016'],
    ]);
  });

  it('reads the build of a mapi hop, whose parts are padded with zeros', () => {
    const value =
      'from ex01.contoso.com ([fe80::1]) by ex01.contoso.com ([fe80::1%4]) with mapi id 15.02.2562.017; Wed, 18 Nov 2026 10:04:14 +0100';
    expect(meaningOf('Received', value, 'id')?.meaning).toContain('2019');
  });
});

describe('decoded', () => {
  it('shows every known field of a message, once, in the order of the block', () => {
    const message = headers.messageOf([...headers.tenantToTenant(), ['X-Unheard-Of', '1']]);
    const shown = message.decoded().map(({ field }) => field.index);
    expect(shown).toEqual(message.block.fields.slice(0, -1).map(({ index }) => index));
    expect(message.decoded()).toBe(message.decoded());
  });

  it.each([
    'X-MS-Exchange-Organization-Some-New-Name',
    'X-MS-Exchange-Forest-IndexAgent-0',
    'X-Proofpoint-GUID',
    'X-Barracuda-Spam-Score',
    'IronPort-SDR',
  ])('knows the family of %s', (name) => {
    expect(headers.messageOf([[name, '1']]).decoded()).toHaveLength(1);
  });
});

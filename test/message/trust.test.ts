import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/message/message.js';
import * as headers from '../setup/headers.js';

const forgeable = (message: Message, name: string, which = 0): string | undefined => {
  const field = message.fieldsOf(name.toLowerCase())[which];
  return field && message.trustOf(field).forgeable;
};

describe('trustOf', () => {
  it.each([
    ['Authentication-Results', 'no'],
    ['Received-SPF', 'no'],
    ['X-Forefront-Antispam-Report', 'no'],
    ['X-MS-Exchange-Organization-AuthAs', 'no'],
    ['X-MS-Exchange-CrossTenant-FromEntityHeader', 'no'],
    ['DKIM-Signature', 'no'],
    ['Return-Path', 'no'],
    ['From', 'yes'],
    ['Subject', 'yes'],
  ])('%s of mail in Exchange Online: %s', (name, expected) => {
    expect(forgeable(headers.messageOf(headers.internetToExo()), name)).toBe(expected);
  });

  it('names the server that wrote a line', () => {
    const message = headers.messageOf(headers.internetToExo());
    const [line] = message.fieldsOf('authentication-results');
    expect(line && message.trustOf(line).addedBy).toBe('DB1PEPF000033F1.mail.protection.outlook.com');
    const [door, sender] = message.fieldsOf('received').slice(3);
    expect(door && message.trustOf(door)).toMatchObject({ forgeable: 'no', addedBy: 'DB1PEPF000033F1.mail.protection.outlook.com' });
    expect(sender && message.trustOf(sender).forgeable).toBe('yes');
  });

  it('takes stamps of Microsoft in a Gmail mailbox for left-overs', () => {
    const message = headers.messageOf(headers.exoToGmail());
    expect(forgeable(message, 'X-Forefront-Antispam-Report')).toBe('yes');
    expect(forgeable(message, 'Authentication-Results', 0)).toBe('no');
    expect(forgeable(message, 'Authentication-Results', 1)).toBe('yes');
    expect(message.antispam).toMatchObject({ forefront: undefined, scl: undefined });
  });

  it('believes promoted headers only beside AuthAs and attribution', () => {
    expect(forgeable(headers.messageOf(headers.onPremToExo(true)), 'X-CrossPremisesHeadersPromoted')).toBe('no');
    const lonely = [...headers.internetToExo(), ['X-CrossPremisesHeadersPromoted', 'DB1.prod.outlook.com']] as const;
    expect(forgeable(headers.messageOf(lonely), 'X-CrossPremisesHeadersPromoted')).toBe('yes');
    expect(forgeable(headers.messageOf(headers.onPremToExo(false)), 'X-OrganizationHeadersPreserved')).toBe('yes');
  });

  it('does not decide about an Outlook copy what its missing fields would decide', () => {
    const copy = headers.onPremToExo(true).filter(([name]) => !name.startsWith('X-MS-Exchange-Organization-'));
    expect(forgeable(headers.messageOf(copy), 'X-CrossPremisesHeadersPromoted')).toBe('unknown');
  });

  it("believes a gateway's fields as far as its place in the path goes", () => {
    expect(forgeable(headers.messageOf(headers.viaMimecast()), 'X-MC-Unique')).toBe('unknown');
    expect(forgeable(headers.messageOf([...headers.internetToExo(), ['X-MC-Unique', 'a']]), 'X-MC-Unique')).toBe('yes');
  });

  it('is unknown without a path, and where the top of the block is missing', () => {
    const partial = headers.messageOf([headers.report('SFV:SPM;SCL:5;'), ['X-MS-Exchange-Organization-AuthAs', 'Internal']]);
    expect([forgeable(partial, 'X-Forefront-Antispam-Report'), forgeable(partial, 'X-MS-Exchange-Organization-AuthAs')]).toEqual([
      'unknown',
      'unknown',
    ]);
    const cut = headers.messageOf(headers.internetToExo(), headers.NOBODY, { isCutAtStart: true });
    expect(forgeable(cut, 'X-Forefront-Antispam-Report')).toBe('unknown');
  });

  it('takes only the first of a repeated stamp', () => {
    const message = headers.messageOf([...headers.internetToExo(), headers.report('SFV:SKN;SCL:-1;')]);
    expect([forgeable(message, 'X-Forefront-Antispam-Report', 0), forgeable(message, 'X-Forefront-Antispam-Report', 1)]).toEqual([
      'no',
      'unknown',
    ]);
    expect(message.antispam.forefront?.values.get('SFV')).toBe('NSPM');
  });
});

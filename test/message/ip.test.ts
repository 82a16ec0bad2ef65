import { describe, expect, it } from 'vitest';
import { isInRanges, isPrivateIp, isSameNetwork, isServiceOutboundIp, parseIp, parseRanges } from '../../src/message/ip.js';

describe('addresses', () => {
  it.each([
    ['203.0.113.5', '203.0.113.0/24', true],
    ['203.0.114.5', '203.0.113.0/24', false],
    ['203.0.113.5', '203.0.113.5', true],
    ['::ffff:203.0.113.5', '203.0.113.0/28', true],
    ['2001:db8:1::9', '2001:db8::/32', true],
    ['2001:db9::9', '2001:db8::/32', false],
    ['2001:db8::1%12', '2001:db8:0:0:0:0:0:1', true],
    ['203.0.113.5', '0.0.0.0/0', true],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['host', '0.0.0.0/0', false],
  ])('%s in %s: %s', (ip, range, expected) => {
    expect(isInRanges(ip, parseRanges([range]))).toBe(expected);
  });

  it.each(['', '1.2.3', '1.2.3.256', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::1', '1.2.3.4.5', ':::', '12345::1'])(
    'is no address: %s',
    (text) => {
      expect(parseIp(text)).toBeUndefined();
    },
  );

  it.each(['10.0.0.0/33', 'x/8', '10.0.0.0/', '10.0.0.0/-1'])('leaves out the range %s', (text) => {
    expect(parseRanges([text])).toEqual([]);
  });

  it('knows private and Microsoft addresses', () => {
    expect(['10.1.1.1', '172.31.0.1', '192.168.1.1', 'fe80::1', '::1'].every(isPrivateIp)).toBe(true);
    expect(['172.32.0.1', '198.51.100.1', '2603:10a6::1', 'x'].some(isPrivateIp)).toBe(false);
    expect([isServiceOutboundIp('40.107.3.4'), isServiceOutboundIp('40.108.3.4')]).toEqual([true, false]);
    expect([
      isSameNetwork('198.51.100.1', '198.51.100.9'),
      isSameNetwork('10.0.0.1', '10.0.0.2'),
      isSameNetwork('198.51.100.1', '198.51.101.1'),
    ]).toEqual([true, false, false]);
  });
});

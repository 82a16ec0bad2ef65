import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../src/parse/ndr/meaning.js';
import { fc } from '../../setup/property.js';

describe('what the words of a reply mean', () => {
  it.each([
    ['550 5.1.8 <scan@contoso.local>: Sender address rejected: Domain not found', 'sender-domain'],
    ['550 5.2.1 The user is receiving mail at a rate that prevents further messages', 'receiving-rate'],
    ['550 5.2.1 Message deleted by the transport rules agent', 'rule'],
    ['421 4.7.0 Messages from 192.0.2.1 temporarily deferred due to unexpected volume', 'sending-rate'],
    ['421 4.7.26 This mail has been rate limited because it is unauthenticated', 'sending-rate'],
    ['525 5.7.13 Disabled recipient address', 'mailbox-closed'],
    ['550 5.1.0 <pat@fabrikam.com>: Recipient unknown', 'user-unknown'],
    ['550 5.6.0 Lone CR or LF in headers', 'line-ends'],
    ['550 5.1.4 Recipient address reserved by RFC 2606', 'reserved-domain'],
    ['554 5.4.4 ROUTING.NoConnectorForAddressType; unable to route for address type', 'unroutable'],
    ['550 5.7.1 Recipient not authorized, your IP has been found on a block list', 'blocked-address'],
    ['450 4.4.317 Cannot connect to remote server [Message=SocketError: TimedOut]', 'timeout'],
    ['550 5.1.0 Sender denied', undefined],
    ['550 5.1.8 Access denied, bad outbound sender', undefined],
    ['550 5.1.0 Address rejected', undefined],
    ['554 5.2.0 STOREDRV.Deliver; Corrupt message content', undefined],
    ['', undefined],
  ])('%s', (sentence, meaning) => {
    expect(meaningOf(sentence)).toBe(meaning);
  });

  it('never throws, and does not look at what stands far behind', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(meaningOf(`${'-'.repeat(600)}${text} user unknown`)).toBeUndefined();
        meaningOf(text);
      }),
    );
  });
});

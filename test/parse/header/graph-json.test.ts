import { describe, expect, it } from 'vitest';
import { headersOfGraphJson } from '../../../src/parse/header/graph-json.js';

const message = {
  id: 'AAMk',
  internetMessageHeaders: [
    { name: 'Received', value: 'from a by b\r\n with c' },
    { name: 'From', value: 'kim@contoso.com' },
  ],
};

describe('headers out of Graph JSON', () => {
  it.each([
    ['a message', message],
    ['a page of messages', { value: [{ id: '1' }, message] }],
    ['a batch answer', { responses: [{ body: message }] }],
  ])('reads %s', (_, value) => {
    expect(headersOfGraphJson(JSON.stringify(value, null, 2))).toBe('Received: from a by b\n with c\nFrom: kim@contoso.com\n');
  });

  it.each([
    'internetMessageHeaders',
    '{"internetMessageHeaders": [',
    '{"internetMessageHeaders": []}',
    '{"internetMessageHeaders": [1, {"name": 2, "value": 3}]}',
    '{"internetMessageHeaders": "x"}',
    'From: kim@contoso.com',
  ])('leaves %s alone', (text) => {
    expect(headersOfGraphJson(text)).toBeUndefined();
  });
});

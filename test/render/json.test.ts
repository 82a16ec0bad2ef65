import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/render/json.js';

describe('jsonText', () => {
  it('says everything, and nothing that a terminal obeys', () => {
    const value = { subject: 'a\u009b2Jb\u202egnp.exe\u0000\u001b[31m\u200f', list: ['\u2028', 'Größe', '東京'] };
    const text = jsonText(value, 2);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
    expect(text).toContain('\\u009b2J');
    expect(text).toContain('Größe');
    expect(JSON.parse(text)).toEqual(value);
  });
});

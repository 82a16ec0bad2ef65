import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/render/json.js';
import { plainPaint } from '../../src/render/lines.js';
import { toMarkdown } from '../../src/render/markdown.js';
import { toReport } from '../../src/render/report.js';
import { toText } from '../../src/render/text.js';
import { diagnoseWith } from '../setup/diagnose.js';
import { schemaFaults } from '../setup/process.js';
import { fc } from '../setup/property.js';
import { ROOT, repositoryRuleSet } from '../setup/rules.js';

const rules = repositoryRuleSet();
const block = readFileSync(join(ROOT, 'samples/header/spoof-own-domain/headers.txt'), 'utf8');
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

const PIECES = [
  '\u001b]0;x\u0007',
  '\u0000',
  '\u202e',
  '<script>',
  '=?utf-8?q?=1B?=',
  '((((',
  '"',
  ';',
  '\r\n ',
  '\r\n',
  ':',
  '|',
  '`',
  '>',
  '[::1]',
  '[IPv6:2001:db8::1]',
  '99:99:99',
  'Received: ',
  '\u00a0',
];

/** The block with pieces put in, taken out, and cut, anywhere. */
const damaged = fc
  .array(
    fc.record({ at: fc.nat(block.length), cut: fc.nat(40), piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 20 })) }),
    { maxLength: 12 },
  )
  .map((edits) => edits.reduce((text, { at, cut, piece }) => text.slice(0, at) + piece + text.slice(at + cut), block));

describe('damaged and hostile headers', () => {
  it('are read, judged and shown without harm, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ maxLength: 2000, unit: 'binary' })), (text) => {
        const diagnosis = diagnoseWith(rules, { text });
        const shown = toText(diagnosis, { paint: plainPaint, width: 90, isVerbose: true });
        expect(shown).not.toMatch(OBEYED);
        expect(toMarkdown(diagnosis)).not.toMatch(OBEYED);
        expect(schemaFaults(JSON.parse(jsonText(toReport(diagnosis, 'test'))))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

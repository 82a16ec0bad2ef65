import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/engine/load.js';
import { cmdletReference } from '../setup/rules.js';

const cmdlets = cmdletReference();

function problems(answer: string, type = 'boolean'): readonly string[] {
  const text = `ask.example:
  type: ${type}
  question: Is it so?
  covers: [cloud.moveStatus]
  answer: ${answer}
  how:
    - { shell: exchange-online, run: Get-MoveRequest, then: [{ run: Format-List, properties: [Status, "*Version*"] }] }
    - { shell: exchange-online, run: Get-MigrationUser }
`;
  return loadRules([{ path: 'questions/example.yaml', text }], cmdlets).problems.map(({ line, message }) => `${line} ${message}`);
}

describe('the answer of a question', () => {
  it.each([
    ['{ property: Status, every: Completed }', 'boolean'],
    ['{ property: SourceVersion, any: ["Version 15.0*", "Version 14*"] }', 'boolean'],
    ['{ of: Get-MigrationUser, property: BatchId, alike: "" }', 'boolean'],
    ['{ property: Status, none: Failed, only: no }', 'boolean'],
    ['{ property: Status }', 'text'],
    ['{ objects: count }', 'number'],
    ['[{ objects: some }, { fact: cloud.moveStatus, property: Status }]', 'boolean'],
    ['{ notFound: false, searched: [mail] }', 'boolean'],
  ])('may be %s', (answer, type) => {
    expect(problems(answer, type)).toEqual([]);
  });

  it.each([
    ['of a property that is not printed', '{ of: Get-MoveRequest, property: Direction, every: Push }', /^5 .*Direction is not among/],
    ['of a cmdlet that is not run', '{ of: Get-Mailbox, objects: some }', /^5 .*none of its commands runs Get-Mailbox/],
    ['of a fact that is not asked for', '{ fact: cloud.exists, objects: some }', /^5 .*not about cloud.exists/],
    ['of another type', '{ objects: count }', /^5 .*is a boolean, and the answer is a number/],
    ['with a value of another type', '{ notFound: none }', /^5 .*`notFound` is none/],
    ['with two tests', '{ property: Status, every: a, any: b }', /^5 .*either `every`/],
    ['with a test of nothing', '{ any: b }', /^5 .*need a property/],
    ['with half of nothing', '{ property: Status, only: yes }', /^5 .*`only` stands with a test/],
    ['empty', '{ of: Get-MoveRequest }', /^5 .*says nothing/],
    ['with a search that states nothing', '{ objects: some, searched: [mail] }', /^5 .*stands with `notFound`/],
    ['with an unknown key', '{ some: b }', /^5 unknown key "some"/],
  ])('may not be %s', (_, answer, message) => {
    expect(problems(answer).join('\n')).toMatch(message);
  });
});

import { describe, expect, it } from 'vitest';
import type { Cause, Fix } from '../../src/engine/rule.js';
import { diagnoseWith, type Given, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import { repositoryRuleSet, repositoryRules } from '../setup/rules.js';

const TEXT = "The frobnicator of 'kim@contoso.com' is out of order.";

const fixOf = (id: string, more: Partial<Fix> = {}): Fix => ({
  id,
  title: `Repair ${id}`,
  risk: 'safe',
  steps: [{ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: '${user}' } }],
  verify: [],
  rollback: [{ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: '${user}' } }],
  sources: ['https://learn.microsoft.com/exchange'],
  ...more,
});
const PARAMETERS = {
  user: { from: ['input.address'], placeholder: 'user', type: 'text' },
  guid: { from: ['cloud.exchangeGuid'], placeholder: 'GUID', type: 'guid' },
} as const;

function plan(causes: readonly Cause[], fixes: readonly Fix[], given: Given = {}) {
  const rules = ruleSetOf([ruleOf({ id: 'migration/x', causes })], fixes, { parameters: PARAMETERS });
  const diagnosis = diagnoseWith(rules, { text: TEXT, ...given });
  return { ...diagnosis.plan, allNotes: diagnosis.notes, ids: diagnosis.plan.steps.map((step) => step.id), questions: diagnosis.questions };
}

const proven = (fix: string | readonly string[]): Cause => ({ id: 'a', title: 'A', when: 'recognised', fix });
const GUARD = { id: 'g', blockedWhen: { fact: 'ask.blocked', is: true }, why: 'It is blocked.' } as const;

describe('planFixes', () => {
  it('orders by `after`, whatever the order of the causes', () => {
    const fixes = [fixOf('third', { after: ['second', 'first'] }), fixOf('second', { after: ['first'] }), fixOf('first')];
    expect(plan([proven(['third', 'second', 'first'])], fixes).ids).toEqual(['first', 'second', 'third']);
    expect(plan([proven(['third', 'first'])], fixes).ids).toEqual(['first', 'third']);
  });

  it('clears before it makes, makes before it writes, writes before one cycle, and moves last', () => {
    const cycle = { shell: 'entra-connect', run: 'Start-ADSyncSyncCycle', with: { PolicyType: 'Delta' } } as const;
    const stages = [
      fixOf('move', { steps: [{ shell: 'exchange-online', run: 'Start-MigrationUser', with: { Identity: '${user}' } }] }),
      fixOf('run-delta-sync', { steps: [cycle] }),
      fixOf('stamp', { changes: [{ object: 'onPrem', attribute: 'msExchMailboxGuid', to: '8be74422-b0d9-47ec-b861-e7de1a9cfb20' }] }),
      fixOf('make', { steps: [{ shell: 'exchange-onprem', run: 'Enable-RemoteMailbox', with: { Identity: '${user}' } }] }),
      fixOf('clear', {
        changes: [{ object: 'onPrem', of: 'CN=Tom,DC=contoso,DC=com', attribute: 'proxyAddresses', remove: ['smtp:kim@contoso.com'] }],
      }),
    ];
    expect(plan([proven(stages.map(({ id }) => id))], stages).ids).toEqual(['clear', 'make', 'stamp', 'run-delta-sync', 'move']);
  });

  it('runs one cycle where a step before ends with one and nothing is written since', () => {
    const cycle = { shell: 'entra-connect', run: 'Start-ADSyncSyncCycle', with: { PolicyType: 'Delta' } } as const;
    const write = { shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: '${user}' } } as const;
    const fixes = [fixOf('match', { steps: [write, cycle] }), fixOf('run-delta-sync', { steps: [cycle] }), fixOf('stamp')];
    expect(plan([proven(['match', 'run-delta-sync'])], fixes).ids).toEqual(['match']);
    expect(plan([proven(['stamp', 'match', 'run-delta-sync'])], fixes).ids).toEqual(['stamp', 'match']);
    expect(plan([proven(['match', 'stamp', 'run-delta-sync'])], fixes).ids).toEqual(['match', 'stamp', 'run-delta-sync']);
  });

  it('says what a list holds when several changes of a fix write it, and which object a change of another is about', () => {
    const [step] = plan(
      [proven('one')],
      [
        fixOf('one', {
          changes: [
            { object: 'onPrem', attribute: 'proxyAddresses', primary: '${user}' },
            { object: 'onPrem', attribute: 'proxyAddresses', add: ['smtp:k@contoso.com'] },
            { object: 'onPrem', attribute: 'userAccountControl', mask: 2, bits: '2' },
            { object: 'onPrem', of: 'CN=Tom', attribute: 'isDeleted', to: 'TRUE' },
          ],
        }),
      ],
      { onPrem: [{ objectClass: ['user'], mail: 'kim@contoso.com', proxyAddresses: ['SMTP:old@contoso.com'], userAccountControl: '512' }] },
    ).steps;
    expect(step?.isModelled).toBe(true);
    expect(step?.changes.map(({ to }) => to)).toEqual([
      ['SMTP:kim@contoso.com', 'smtp:old@contoso.com'],
      ['SMTP:kim@contoso.com', 'smtp:old@contoso.com', 'smtp:k@contoso.com'],
      '514',
      'TRUE',
    ]);
    expect(step?.changes.at(-1)).toMatchObject({ object: 'onprem:CN=Tom', isOther: true });
  });

  it('survives fixes that wait for each other', () => {
    expect(plan([proven(['a', 'b'])], [fixOf('a', { after: ['b'] }), fixOf('b', { after: ['a'] })]).ids).toHaveLength(2);
  });

  it('plans what is confirmed', () => {
    expect(
      plan([proven('one'), { id: 'b', title: 'B', when: { fact: 'ask.x', is: true }, fix: 'two' }], [fixOf('one'), fixOf('two')]).ids,
    ).toEqual(['one']);
  });

  it('plans the only cause that is left, and asks for judgement', () => {
    const { steps } = plan([{ id: 'a', title: 'A', when: { fact: 'ask.x', is: true }, fix: 'one' }], [fixOf('one')]);
    expect(steps.map((step) => [step.id, step.confidence])).toEqual([['one', 'needs-judgement']]);
  });

  it('plans nothing while two causes are open, unless the user picks one', () => {
    const causes: Cause[] = [
      { id: 'a', title: 'A', when: { fact: 'ask.x', is: true }, fix: 'one' },
      { id: 'b', title: 'B', when: { fact: 'ask.y', is: true }, fix: 'two' },
    ];
    const fixes = [fixOf('one'), fixOf('two')];
    expect(plan(causes, fixes).ids).toEqual([]);
    expect(plan(causes, fixes, { chosen: ['b'] }).ids).toEqual(['two']);
    // The last one left, and nothing speaks for it.
    expect(plan(causes, fixes, { answers: { 'ask.x': false } }).ids).toEqual([]);
    expect(plan(causes, fixes, { answers: { 'ask.x': false, 'ask.y': false }, chosen: ['a'] }).ids).toEqual([]);
  });

  it('plans the last cause that is left only where something speaks for it', () => {
    const causes: Cause[] = [
      { id: 'a', title: 'A', when: { fact: 'ask.x', is: true }, fix: 'one' },
      {
        id: 'b',
        title: 'B',
        when: {
          all: [
            { fact: 'ask.seen', is: true },
            { fact: 'ask.y', is: true },
          ],
        },
        fix: 'two',
      },
    ];
    const fixes = [fixOf('one'), fixOf('two')];
    expect(plan(causes, fixes, { answers: { 'ask.x': false, 'ask.seen': true } }).ids).toEqual(['two']);
    expect(plan(causes, fixes, { answers: { 'ask.x': false } }).ids).toEqual([]);
  });

  it('plans no mere guess for what another finding explains, or for a possible finding', () => {
    const guess: Cause = { id: 'a', title: 'A', when: { fact: 'ask.x', is: true }, fix: 'one' };
    const symptom = ruleOf({
      id: 'migration/symptom',
      recognise: { text: ['the second sentence stands here'] },
      causes: [guess],
      symptomOf: ['migration/root'],
    });
    const root = ruleOf({ id: 'migration/root', recognise: { text: ['the first sentence stands here'] } });
    const ids = (text: string): readonly string[] =>
      diagnoseWith(ruleSetOf([symptom, root], [fixOf('one')]), { text }).plan.steps.map((step) => step.id);
    expect(ids('The second sentence stands here.')).toEqual(['one']);
    expect(ids('The second sentence stands here. The first sentence stands here.')).toEqual([]);
    const weak = ruleOf({
      id: 'migration/weak',
      recognise: { text: [{ text: 'the second sentence stands here', weak: true }] },
      causes: [guess],
    });
    expect(diagnoseWith(ruleSetOf([weak], [fixOf('one')]), { text: 'The second sentence stands here.' }).plan.steps).toEqual([]);
  });

  it('withholds what a guard blocks, and says why', () => {
    const blocked = plan([proven('one')], [fixOf('one', { guards: [GUARD] })], { answers: { 'ask.blocked': true } });
    expect(blocked.ids).toEqual([]);
    expect(blocked.allNotes.join(' ')).toContain('It is blocked.');
  });

  it('leaves out without a word what a quiet guard blocks', () => {
    const blocked = plan([proven('one')], [fixOf('one', { guards: [{ ...GUARD, quiet: true }] })], { answers: { 'ask.blocked': true } });
    expect(blocked.ids).toEqual([]);
    expect(blocked.allNotes).toEqual([]);
  });

  it('keeps an open guard in sight: its precheck first, judgement, a question', () => {
    const guard = { ...GUARD, precheck: [{ shell: 'graph', run: 'Get-MgUser', with: { UserId: '${user}' } }] } as const;
    const asked = [{ name: 'ask.blocked', type: 'boolean', question: 'Is it blocked?', how: [] }] as const;
    const rules = ruleSetOf(
      [ruleOf({ id: 'migration/x', causes: [proven('one')] })],
      [fixOf('one', { guards: [guard], precheck: [{ shell: 'ad-ds', run: 'Get-ADUser' }] })],
      { parameters: PARAMETERS, asked },
    );
    const diagnosis = diagnoseWith(rules, { text: TEXT });
    const [step] = diagnosis.plan.steps;
    expect(step?.confidence).toBe('needs-judgement');
    expect(step?.precheck.map((command) => command.text)).toEqual(["Get-MgUser -UserId 'kim@contoso.com'", 'Get-ADUser']);
    expect(diagnosis.questions.map((question) => question.fact)).toEqual(['ask.blocked']);
  });

  it('drops the precheck of a guard that is clear', () => {
    const guard = { ...GUARD, precheck: [{ shell: 'graph', run: 'Get-MgUser' }] } as const;
    const { steps } = plan([proven('one')], [fixOf('one', { guards: [guard] })], { answers: { 'ask.blocked': false } });
    expect(steps[0]?.precheck).toEqual([]);
    expect(steps[0]?.confidence).toBe('exact');
  });

  it('plans one fix once for one recipient, and once for each of several', () => {
    expect(plan([proven(['one', 'one'])], [fixOf('one')]).ids).toEqual(['one']);
    const two = plan([proven('one')], [fixOf('one')], { text: `${TEXT}\nThe frobnicator of 'tom@contoso.com' is out of order.` });
    expect(two.ids).toEqual(['one', 'one-2']);
    expect(two.steps.map((step) => step.commands[0]?.text)).toEqual([
      "Set-RemoteMailbox -Identity 'kim@contoso.com'",
      "Set-RemoteMailbox -Identity 'tom@contoso.com'",
    ]);
  });

  it('says what it would change, from what, and leaves out what it cannot know', () => {
    const changes = [{ object: 'onPrem', attribute: 'msExchMailboxGuid', to: '${guid}' }] as const;
    const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
    const given: Given = {
      onPrem: [{ userPrincipalName: 'kim@contoso.com', distinguishedName: 'CN=Kim', msExchMailboxGuid: null }],
      cloud: [{ id: GUID, userPrincipalName: 'kim@contoso.com', exo: { ExchangeGuid: GUID, RecipientTypeDetails: 'UserMailbox' } }],
    };
    expect(plan([proven('one')], [fixOf('one', { changes })], given).steps[0]?.changes).toEqual([
      { object: 'onprem:CN=Kim', attribute: 'msExchMailboxGuid', from: null, to: GUID },
    ]);
    expect(plan([proven('one')], [fixOf('one', { changes })]).steps[0]?.changes).toEqual([]);
  });

  it('marks a command whose value is not known', () => {
    const { steps } = plan(
      [proven('one')],
      [fixOf('one', { steps: [{ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { ExchangeGuid: '${guid}' } }] })],
    );
    expect(steps[0]?.confidence).toBe('has-placeholders');
    expect(steps[0]?.commands[0]).toMatchObject({ text: "Set-RemoteMailbox -ExchangeGuid '<GUID>'", hasPlaceholders: true });
  });
});

describe('the repository', () => {
  it('has no fixes that wait for each other', () => {
    const { fixes } = repositoryRules();
    const byId = new Map(fixes.map((fix) => [fix.id, fix]));
    const cycles: string[] = [];
    const visit = (id: string, trail: readonly string[]): void => {
      if (trail.includes(id)) cycles.push([...trail, id].join(' -> '));
      else for (const before of byId.get(id)?.after ?? []) visit(before, [...trail, id]);
    };
    for (const { id } of fixes) visit(id, []);
    expect(cycles).toEqual([]);
  });

  it('checks the hardening of 2026 before a hard match is advised', () => {
    const fix = repositoryRuleSet().fix('hard-match-consistency-guid');
    expect(fix?.guards?.map((guard) => guard.id)).toEqual(
      expect.arrayContaining(['object-identifier-mapped', 'privileged-role', 'hard-match-blocked']),
    );
    expect(fix?.retired).toMatch(/Msol/);
  });
});

const evidence = [{ source: 'onprem', path: 'mail', text: 'mira@contoso.com', file: 'onprem.ldf' }];
const command = { shell: 'exchange-onprem', text: 'Enable-RemoteMailbox -Identity mira' };

const MATCH = {
  schema: 'crossprem/match/1',
  object: 'mira@contoso.com',
  type: 'user',
  outcome: 'error:AttributeValueMustBeUnique',
  why: 'Another object has the address',
  isCertain: true,
  steps: [{ stage: 'anchor', looked: 'the source anchor', found: 'No object has it.', evidence }],
  changes: [{ object: 'cloud', attribute: 'mail', from: null, to: ['mira@contoso.com'] }],
  next: ['Take the address away.'],
  notes: [],
};
/** A small result of every kind, and texts that its report must hold. */
export const RESULTS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['match', MATCH, ['Synchronization of mira@contoso.com', 'anchor: the source anchor', '>not set</td>', 'Take the address away.']],
  [
    'all objects of match',
    { schema: 'crossprem/match-list/1', objects: [MATCH, { ...MATCH, outcome: 'no-op' }], notes: [] },
    ['One synchronization cycle for 2 on-premises objects: 1 end', 'Objects by outcome'],
  ],
  [
    'route',
    {
      schema: 'crossprem/route/1',
      from: 'a@contoso.com',
      to: 'b@contoso.com',
      path: 'Exchange Online -> on-premises : delivered',
      steps: [{ at: 'on-premises', recipient: 'b@contoso.com', what: 'mailbox', because: 'It is there.', evidence, trust: 'internal' }],
      outcome: { kind: 'delivered', where: 'on-premises', why: 'The mailbox is there.', missing: [] },
      notes: [],
    },
    ['The way of a message from a@contoso.com to b@contoso.com', 'It is delivered', 'on-premises: mailbox'],
  ],
  [
    'adopt',
    {
      schema: 'crossprem/adopt/1',
      headline: '1 cloud mailbox is not known on-premises.',
      counts: { create: 1 },
      people: [
        {
          id: 'mira@contoso.com',
          name: 'Mira',
          group: 'create',
          why: ['On-premises holds no object.'],
          compared: [{ attribute: 'mail', onPrem: null, cloud: 'mira@contoso.com', state: 'free', note: null }],
          steps: [{ title: 'Create it', risk: 'review', commands: [command] }],
        },
      ],
    },
    ['Mira (mira@contoso.com)', 'to be created', 'What must be equal', 'Enable-RemoteMailbox'],
  ],
  [
    'doctor',
    {
      schema: 'crossprem/doctor/1',
      lines: [{ endpoint: 'ldaps://dc1', check: 'reach', verdict: 'failed', says: 'Nothing listens.', next: 'Check the name.' }],
    },
    ['1 of 1 checks failed.', 'ldaps://dc1', 'Check the name.'],
  ],
  [
    'two snapshots',
    {
      schema: 'crossprem/snapshot-difference/1',
      before: { path: 'a.crossprem', createdAt: '2026-11-22T10:00:00Z' },
      after: { path: 'b.crossprem' },
      sides: [
        {
          side: 'cloud',
          added: [{ key: 'x', label: 'New one' }],
          removed: [],
          changed: [{ key: 'y', label: 'Mira', changes: [{ attribute: 'mail', before: ['a'], after: [] }] }],
        },
      ],
    },
    ['0 objects went, 1 changed, 1 came.', 'New one', '>(not set)</td>', '2026-11-22 10:00:00 UTC'],
  ],
  [
    'a snapshot',
    {
      schema: 'crossprem/snapshot/1',
      path: 'a.crossprem',
      parts: [{ title: 'Users', side: 'cloud', source: 'Graph', records: 1200, state: 'complete', unreadable: [] }],
      unreadable: [{ what: 'Holds.', why: 'No role.', next: 'Ask for it.' }],
    },
    ['1,200 records in 1 part', 'Users', 'Holds. No role. Ask for it.'],
  ],
  [
    'readiness',
    {
      schema: 'crossprem/report@1',
      tool: { version: '1' },
      input: { kind: 'recipients' },
      findings: [],
      readiness: {
        headline: 'Of 1 recipient, 1 can move.',
        direction: 'to-cloud',
        verdicts: { ready: 1 },
        causes: [{ id: 'a/b', title: 'A cause', severity: 'warning', confirmed: 1, possible: 1, action: 'Do it' }],
        people: [
          {
            id: 'mira@contoso.com',
            name: 'Mira',
            verdict: 'ready',
            onprem: { type: 'UserMailbox' },
            cloud: null,
            findings: [{ id: 'a/b', status: 'possible', severity: 'warning' }],
          },
        ],
        toDecide: [{ source: 'Exchange Online', checks: ['a/b'], people: 1, how: [command], then: 'then: --cloud' }],
      },
    },
    ['Readiness to move to Exchange Online', 'Of 1 recipient', 'People by verdict', '>UserMailbox</td>', 'Exchange Online: 1 check'],
  ],
];

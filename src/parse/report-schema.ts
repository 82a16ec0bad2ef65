import * as z from 'zod';

// Results of later versions may say more: what is not named here is kept. What is named has its type, or the file is refused.
const text = z.string();
const maybe = text.nullish();
const count = z.number();
const texts = z.array(text);
const none = <T>(): T[] => [];

const commandSchema = z.looseObject({
  shell: text,
  text,
  note: text.optional(),
  hasPlaceholders: z.boolean().optional(),
  manual: z.boolean().optional(),
});
const commandsSchema = z.array(commandSchema).default(none);
const evidenceSchema = z.looseObject({
  source: text,
  text,
  path: text.optional(),
  line: count.optional(),
  column: count.optional(),
  file: text.optional(),
});
const evidencesSchema = z.array(evidenceSchema).default(none);
export const toolSchema = z.looseObject({ version: text.default(''), rules: count.optional(), ruleSet: text.optional() });

const sideStates = z.array(z.looseObject({ side: text, state: text })).default(none);
/** `a` on-premises, `b` in the cloud; null: not set; not there: not read, or what `without` says of that side. */
const attributeSchema = z.looseObject({
  name: text,
  a: maybe,
  b: maybe,
  d: z.boolean().optional(),
  without: sideStates,
  notes: z.array(z.looseObject({ side: text, note: text })).default(none),
});
const causeSchema = z.looseObject({
  id: text,
  title: text,
  status: text,
  evidence: evidencesSchema,
  missing: texts.default(none),
  steps: texts.default(none),
  why: text.optional(),
  repairBy: text.optional(),
  unverified: z.boolean().optional(),
  /** What both sides hold of the attributes that decided it. */
  sides: z.looseObject({ attributes: z.array(attributeSchema) }).optional(),
});
const findingSchema = z.looseObject({
  id: text,
  title: text,
  severity: text,
  status: text,
  subject: z.looseObject({ kind: text, id: text }).optional(),
  evidence: evidencesSchema,
  causes: z.array(causeSchema).default(none),
  references: texts.default(none),
  why: text.optional(),
  repairBy: text.optional(),
  missing: texts.default(none),
  explainedBy: texts.default(none),
  /** Both sides of the recipient, beside each other; `objects`: what is known of a side that has none. */
  sides: z.looseObject({ joinedBy: maybe, objects: sideStates, attributes: z.array(attributeSchema) }).optional(),
});
const questionSchema = z.looseObject({
  fact: text,
  why: text.default(''),
  how: commandsSchema,
  question: text.optional(),
  answers: texts.default(none),
});
const guardSchema = z.looseObject({ id: text.optional(), state: text, why: text });
const stepSchema = z.looseObject({
  id: text,
  title: text,
  finding: text.default(''),
  subject: text.optional(),
  cause: text.optional(),
  risk: text,
  confidence: text.optional(),
  precheck: commandsSchema,
  commands: commandsSchema,
  verify: commandsSchema,
  rollback: commandsSchema,
  guards: z.array(guardSchema).default(none),
  retired: text.optional(),
});
const proofSchema = z.looseObject({ subject: text.default(''), result: text, why: text });

const addressSchema = z.looseObject({ address: maybe, display: maybe });
const hopSchema = z.looseObject({
  index: count,
  from: maybe,
  by: maybe,
  with: maybe,
  ip: maybe,
  timestamp: maybe,
  unreadableDate: maybe,
  delaySeconds: count.nullish(),
  premises: maybe,
  vendor: maybe,
  tls: z.looseObject({ version: maybe, cipher: maybe }).nullish(),
  skew: z.boolean().optional(),
  trusted: z.boolean().optional(),
});
const checkSchema = z.looseObject({
  result: maybe,
  domain: maybe,
  ip: maybe,
  reason: maybe,
  meaning: maybe,
  headerFrom: maybe,
  action: maybe,
});
const messageSchema = z.looseObject({
  from: addressSchema.optional(),
  returnPath: addressSchema.optional(),
  replyTo: addressSchema.optional(),
  to: z.array(addressSchema).default(none),
  subject: maybe,
  date: maybe,
  messageId: maybe,
  hops: z.array(hopSchema),
  totalDelaySeconds: count.nullish(),
  authentication: z.record(text, checkSchema.nullish()).default({}),
  antispam: z.record(text, z.union([text, count]).nullish()).default({}),
  exchange: z.record(text, z.unknown()).default({}),
  forgeries: z.array(z.looseObject({ kind: text, field: text, why: text })).default(none),
  gateways: z.array(z.looseObject({ vendor: text })).default(none),
  signatures: z.array(z.looseObject({ domain: maybe, selector: maybe, aligned: z.boolean().nullish() })).default(none),
  decoded: z
    .array(
      z.looseObject({
        field: text,
        about: text,
        codes: z.array(z.looseObject({ code: text, value: text, meaning: maybe, unverified: z.boolean().optional() })),
      }),
    )
    .default(none),
});

const stopSchema = z.looseObject({
  at: text,
  recipient: text,
  what: text,
  because: text,
  evidence: evidencesSchema,
  trust: text.optional(),
});
const missingSchema = z.array(z.looseObject({ what: text, how: text })).default(none);
const outcomeSchema = z.looseObject({ kind: text, where: maybe, status: maybe, why: text, missing: missingSchema });
export const routeSchema = z.looseObject({
  from: text,
  to: text,
  path: text,
  steps: z.array(stopSchema),
  outcome: outcomeSchema,
  trustLost: z.looseObject({ at: text, why: text }).nullish(),
  notes: texts.default(none),
  likely: z.looseObject({ assumed: texts, path: text, outcome: outcomeSchema }).nullish(),
});

const computedSchema = z.looseObject({ result: text, domain: maybe, why: text });
export const reportSchema = z.looseObject({
  tool: toolSchema,
  input: z.looseObject({ name: maybe, kind: text, bytes: count.optional(), truncated: z.boolean().optional() }),
  message: messageSchema.nullish(),
  findings: z.array(findingSchema),
  questions: z.array(questionSchema).default(none),
  plan: z.array(stepSchema).default(none),
  proofs: z.array(proofSchema).default(none),
  route: routeSchema.optional(),
  verification: z
    .looseObject({
      spf: computedSchema,
      dkim: z.array(computedSchema),
      dmarc: computedSchema,
      arc: computedSchema,
      notes: texts.default(none),
    })
    .optional(),
  notes: texts.default(none),
});

const sideSchema = z.looseObject({ type: maybe, upn: maybe, address: maybe }).nullish();
const hitSchema = z.looseObject({ id: text, status: text, severity: text });
const personSchema = z.looseObject({
  id: text,
  name: text.default(''),
  verdict: text,
  onprem: sideSchema,
  cloud: sideSchema,
  joinedBy: maybe,
  findings: z.array(hitSchema).default(none),
  notDecided: texts.default(none),
});
const summarySchema = z.looseObject({
  direction: maybe,
  headline: text,
  verdicts: z.record(text, count),
  counts: z.record(text, count).default({}),
  listed: maybe,
  causes: z
    .array(z.looseObject({ id: text, title: text, severity: text, confirmed: count, possible: count, action: text.default('') }))
    .default(none),
  toDecide: z
    .array(
      z.looseObject({ source: text, checks: texts.default(none), people: count.default(0), how: commandsSchema, then: text.default('') }),
    )
    .default(none),
  comparison: z
    .looseObject({ fixed: count, new: count, same: count, undecided: count.default(0), added: count.default(0), gone: count.default(0) })
    .optional(),
});
export const readinessReportSchema = reportSchema.extend({ readiness: summarySchema.extend({ people: z.array(personSchema) }) });
export const readinessLineSchema = summarySchema.extend({
  tool: toolSchema.optional(),
  notes: texts.default(none),
  organizationFindings: z.array(findingSchema).default(none),
});
export const personLineSchema = personSchema.extend({
  details: z.array(findingSchema).default(none),
  plan: z.array(stepSchema).default(none),
});

const values = z.union([text, texts]).nullish();
export const matchBase = z.looseObject({
  object: text,
  type: text,
  outcome: text,
  with: maybe,
  why: text,
  isCertain: z.boolean(),
});
const matchOne = matchBase.extend({
  missing: missingSchema,
  steps: z.array(z.looseObject({ stage: text, looked: text, found: text, evidence: evidencesSchema })).default(none),
  changes: z.array(z.looseObject({ object: text, attribute: text, from: values, to: values })).default(none),
  also: texts.default(none),
  lost: texts.default(none),
  next: texts.default(none),
  notes: texts.default(none),
});
export const matchSchema = matchOne.extend({ whatIf: z.looseObject({ assignments: texts, before: matchOne }).optional() });
export const matchListSchema = z.looseObject({ objects: z.array(matchBase), notes: texts.default(none) });

const adopteeSchema = z.looseObject({
  id: text,
  name: text,
  group: text,
  why: texts.default(none),
  questions: texts.default(none),
  compared: z.array(z.looseObject({ attribute: text, onPrem: maybe, cloud: maybe, state: text, note: maybe })).default(none),
  candidates: z.array(z.looseObject({ object: text, verdict: maybe, keys: texts.default(none) })).default(none),
  match: z.looseObject({ outcome: text, why: text, certain: z.boolean().optional() }).nullish(),
  cloudGroups: texts.nullish(),
  steps: z.array(z.looseObject({ title: text, risk: text, commands: commandsSchema })).default(none),
  proof: proofSchema.nullish(),
  notes: texts.default(none),
});
export const adoptSchema = z.looseObject({
  version: text.default(''),
  headline: text,
  counts: z.record(text, count),
  whole: z.looseObject({ isProven: z.boolean(), why: text }).optional(),
  people: z.array(adopteeSchema),
  notes: texts.default(none),
});

const doctorLineSchema = z.looseObject({ endpoint: text, check: text, verdict: text, says: text, next: text.optional() });
export const doctorSchema = z.looseObject({ lines: z.array(doctorLineSchema) });

const snapshotAbout = z.looseObject({ path: text, createdAt: text.default(''), notes: texts.default(none) });
const namedSchema = z.looseObject({ label: text, key: text.default('') });
export const differenceSchema = z.looseObject({
  before: snapshotAbout,
  after: snapshotAbout,
  sides: z.array(
    z.looseObject({
      side: text,
      notCompared: text.optional(),
      added: z.array(namedSchema).default(none),
      removed: z.array(namedSchema).default(none),
      changed: z
        .array(namedSchema.extend({ changes: z.array(z.looseObject({ attribute: text, before: texts, after: texts })) }))
        .default(none),
    }),
  ),
});
const unreadableSchema = z.array(z.looseObject({ what: text, why: text, next: text })).default(none);
export const snapshotSchema = snapshotAbout.extend({
  parts: z.array(
    z.looseObject({ title: text, side: text, source: text, account: maybe, records: count, state: text, unreadable: unreadableSchema }),
  ),
  unreadable: unreadableSchema,
});

export type SavedCommand = z.output<typeof commandSchema>;
export type SavedEvidence = z.output<typeof evidenceSchema>;
export type SavedCause = z.output<typeof causeSchema>;
export type SavedFinding = z.output<typeof findingSchema>;
export type SavedAttribute = z.output<typeof attributeSchema>;
export type SavedStep = z.output<typeof stepSchema>;
export type SavedQuestion = z.output<typeof questionSchema>;
export type SavedMessage = z.output<typeof messageSchema>;
export type SavedRoute = z.output<typeof routeSchema>;
export type SavedReport = z.output<typeof reportSchema>;
export type SavedPerson = z.output<typeof personSchema>;
export type SavedSummary = z.output<typeof summarySchema>;
export type SavedMatch = z.output<typeof matchOne>;
export type SavedAdoption = z.output<typeof adoptSchema>;
export type SavedDifference = z.output<typeof differenceSchema>;
export type SavedSnapshot = z.output<typeof snapshotSchema>;
export type SavedDoctorLine = z.output<typeof doctorLineSchema>;

export interface SavedReadiness {
  readonly kind: 'readiness';
  readonly tool: z.output<typeof toolSchema> | undefined;
  readonly summary: SavedSummary;
  readonly people: readonly SavedPerson[];
  readonly findings: readonly SavedFinding[];
  readonly plan: readonly SavedStep[];
  readonly notes: readonly string[];
}

/** What a command printed with `--format json` or `ndjson`, read back. */
export type SavedResult =
  | { readonly kind: 'report'; readonly report: SavedReport }
  | SavedReadiness
  | { readonly kind: 'match'; readonly match: z.output<typeof matchSchema> }
  | { readonly kind: 'matches'; readonly rows: readonly z.output<typeof matchBase>[]; readonly notes: readonly string[] }
  | { readonly kind: 'route'; readonly route: SavedRoute }
  | { readonly kind: 'adoption'; readonly adoption: SavedAdoption }
  | { readonly kind: 'doctor'; readonly lines: readonly SavedDoctorLine[] }
  | { readonly kind: 'difference'; readonly difference: SavedDifference }
  | { readonly kind: 'snapshot'; readonly snapshot: SavedSnapshot };

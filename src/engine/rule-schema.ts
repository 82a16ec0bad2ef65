import * as z from 'zod';
import { REPAIRERS, RISKS, SEVERITIES, SHELLS } from './rule.js';

/**
 * The rule files' shape, as zod schemas; scripts/docs writes the JSON Schema for editors from them.
 * Strict: an unknown key is an error. What a schema cannot say (fact names, cmdlets, cases) is checked in load.ts.
 */

const id = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'kebab-case');
const ruleId = z.string().regex(/^[a-z]+\/[a-z0-9.-]+$/, 'category/name');
const sentence = z.string().min(3);
const url = z.url({ protocol: /^https?$/ });

const factCondition = z.strictObject({
  fact: z.string(),
  is: z.union([z.enum(['present', 'absent', 'known']), z.boolean()]).optional(),
  equals: z.union([z.string(), z.number()]).optional(),
  oneOf: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .optional(),
  contains: z.string().optional(),
  endsWith: z.string().optional(),
  equalsFact: z.string().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

export const conditionSchema: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ text: z.string().min(4), otherwise: z.boolean().optional() }),
    factCondition,
  ]),
);

const commandValue: z.ZodType = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(commandValue),
    z.strictObject({ hashtable: z.record(z.string(), commandValue) }),
    z.strictObject({ guidBytes: z.string() }),
    z.strictObject({ base64Bytes: z.string() }),
    z.strictObject({ variable: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/) }),
    z.strictObject({ null: z.literal(true) }),
    z.strictObject({ opath: z.strictObject({ property: z.string(), op: z.enum(['eq', 'ne', 'like']), value: z.string() }) }),
    z.strictObject({
      ldapFilter: z.strictObject({
        attribute: z.string(),
        guid: z.string().optional(),
        text: z.string().optional(),
        or: z.strictObject({ attribute: z.string(), text: z.string() }).optional(),
      }),
    }),
    z.strictObject({ uri: z.string() }),
    z.strictObject({ json: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
  ]),
);

const values = z.record(z.string(), commandValue);

const pipedCmdlet = z.strictObject({
  run: z.string(),
  with: values.optional(),
  switches: z.array(z.string()).optional(),
  properties: z.array(z.string().regex(/^[A-Za-z*][A-Za-z0-9.*-]*$/)).optional(),
});

export const commandSchema = z.union([
  z.strictObject({
    shell: z.enum(SHELLS),
    run: z.string(),
    with: values.optional(),
    switches: z.array(z.string()).optional(),
    then: z.array(pipedCmdlet).optional(),
    skipWithout: z.string().optional(),
    assign: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9]*$/)
      .optional(),
    note: z.string().optional(),
    otherwise: z.literal(true).optional(),
  }),
  z.strictObject({
    shell: z.enum(['windows', 'entra-connect', 'ad-ds', 'exchange-onprem']),
    program: z.string(),
    args: z.array(z.string()).optional(),
    note: z.string().optional(),
  }),
  z.strictObject({ shell: z.enum(SHELLS), say: sentence }),
]);

const parameterSchema = z.strictObject({
  from: z.array(z.string()),
  placeholder: z.string(),
  type: z.enum(['text', 'guid', 'address', 'domain', 'list', 'number']),
});

export const parametersSchema = z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), parameterSchema);

export const fixSchema = z.strictObject({
  id,
  title: sentence,
  risk: z.enum(RISKS),
  why: z.string().optional(),
  parameters: parametersSchema.optional(),
  guards: z
    .array(
      z.strictObject({
        id,
        quiet: z.boolean().optional(),
        blockedWhen: conditionSchema,
        why: sentence,
        precheck: z.array(commandSchema).optional(),
      }),
    )
    .optional(),
  precheck: z.array(commandSchema).optional(),
  steps: z.array(commandSchema).min(1),
  verify: z.array(commandSchema),
  rollback: z.array(commandSchema),
  changes: z
    .array(
      z.strictObject({
        object: z.enum(['onPrem', 'cloud']),
        of: z.string().optional(),
        attribute: z.string(),
        to: z.union([z.string(), z.null(), z.array(z.string())]).optional(),
        primary: z.string().optional(),
        mask: z.int().positive().optional(),
        bits: z.string().optional(),
        orUnknown: z.boolean().optional(),
        skipWithout: z.string().optional(),
        byCycle: z.boolean().optional(),
        add: z.array(z.string()).min(1).optional(),
        remove: z.array(z.string()).min(1).optional(),
      }),
    )
    .optional(),
  synchronizes: z.boolean().optional(),
  after: z.array(id).optional(),
  coveredBy: z.array(id).optional(),
  retired: z.string().optional(),
  sources: z.array(url).min(1),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const expectedValue = z.union([scalar, z.array(scalar).min(1)]);

const answerSchema = z.strictObject({
  fact: z.string().optional(),
  of: z.string().optional(),
  property: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
    .optional(),
  every: expectedValue.optional(),
  any: expectedValue.optional(),
  alike: expectedValue.optional(),
  none: expectedValue.optional(),
  objects: z.enum(['some', 'none', 'count']).optional(),
  only: z.enum(['yes', 'no']).optional(),
  notFound: scalar.optional(),
  searched: z.array(z.string()).min(1).optional(),
});

export const questionsSchema = z.record(
  z.string().regex(/^(?:ask|onPrem|cloud|pair|guid|input|tenant|derived|header|ndr|connector|sync)\.[a-z][A-Za-z0-9]*$/),
  z.strictObject({
    type: z.enum(['boolean', 'text', 'number']),
    question: sentence,
    covers: z.array(z.string()).optional(),
    how: z.array(commandSchema).min(1),
    setting: z.string().optional(),
    answer: z.union([answerSchema, z.array(answerSchema).min(1)]).optional(),
  }),
);

const record = z.record(z.string(), z.unknown());
const causeStatus = z.enum(['confirmed', 'possible', 'ruled-out']);

export const caseSchema = z.strictObject({
  name: z.string(),
  input: z.string().optional(),
  sample: z.string().optional(),
  onPrem: z.array(record).optional(),
  cloud: z.array(record).optional(),
  settings: record.optional(),
  /** What the user says that the input is. */
  kind: z.enum(['migration-error', 'ndr', 'sync-error', 'headers', 'recipients']).optional(),
  direction: z.enum(['to-cloud', 'to-onprem']).optional(),
  answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  expect: z.union([
    z.enum(['match', 'no-match', 'unknown']),
    z.strictObject({
      finding: z.enum(['confirmed', 'possible', 'none']).optional(),
      cause: z.string().optional(),
      status: causeStatus.optional(),
      causes: z.record(z.string(), causeStatus).optional(),
    }),
  ]),
});

export type RuleCase = z.infer<typeof caseSchema>;

export const ruleSchema = z.strictObject({
  id: ruleId,
  title: sentence,
  severity: z.enum(SEVERITIES),
  status: z.enum(['draft', 'stable', 'deprecated']).optional(),
  unverified: z.boolean().optional(),
  aboutInput: z.boolean().optional(),
  subject: z.enum(['recipient', 'message', 'tenant', 'organization', 'connector', 'endpoint', 'batch']).optional(),
  direction: z.array(z.enum(['to-cloud', 'to-onprem'])).optional(),
  why: sentence,
  recognise: z.strictObject({
    text: z.array(z.union([z.string().min(4), z.strictObject({ text: z.string().min(4), weak: z.boolean().optional() })])).optional(),
    unlessText: z.array(z.string().min(4)).optional(),
    status: z
      .array(
        z
          .string()
          .regex(/^[245]\.(?:x\.x|\d{1,3}\.(?:x|\d{1,3}(?:-\d{1,3})?))$/, 'a status code such as 5.7.64, 5.7.606-649, 4.4.x or 4.x.x'),
      )
      .min(1)
      .optional(),
    statusDecides: z.boolean().optional(),
    when: conditionSchema.optional(),
    possibleWhen: conditionSchema.optional(),
  }),
  symptomOf: z.array(ruleId).optional(),
  causes: z.array(
    z.strictObject({
      id,
      title: sentence,
      when: z.union([conditionSchema, z.literal('recognised')]).optional(),
      unverified: z.boolean().optional(),
      why: z.string().optional(),
      repairBy: z.enum(REPAIRERS).optional(),
      fix: z.union([id, z.array(id)]).optional(),
      alternatives: z.array(id).optional(),
    }),
  ),
  repairBy: z.enum(REPAIRERS).optional(),
  showsRoute: z.boolean().optional(),
  falsePositives: z.string().optional(),
  sources: z.array(url).min(1),
  cases: z.array(caseSchema),
});

import * as z from 'zod';
import { problem, type Result } from '../evidence/problem.js';
import { sessionVersion } from './intake/session-text.js';

const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no time');
const answer = z.union([z.string(), z.number(), z.boolean()]);
const side = z.enum(['onprem', 'cloud']);
const place = z.int().min(0).max(1_000_000);
const number = z.int().min(1).max(1_000_000_000);

/** Longer than any path: Windows has up to 32,767 characters. */
const PATH = 40_000;

/**
 * A session file; what later versions add is left out. Counts are bounded, for the file may come from a stranger; each bound is above what this
 * program writes, or a session that was saved could not be opened again.
 */
const sessionSchema = z.object({
  schema: z.literal('crossprem/session@1'),
  version: z.string().max(100),
  savedAt: time,
  sample: z.boolean().optional(),
  shown: place.optional(),
  inputs: z
    .array(
      z.object({
        number: number.optional(),
        name: z.string().max(PATH).optional(),
        text: z.string(),
        at: time,
        answers: z.record(z.string().max(200), answer),
        given: z.array(z.array(z.string().max(200)).max(1000)).max(10_000),
        skipped: z.array(z.string().max(200)).max(1000),
        selected: place.optional(),
      }),
    )
    .max(10_000),
  sources: z
    .array(
      z.object({
        path: z.string().max(PATH),
        side: z.enum(['onprem', 'cloud', 'settings']),
        kind: z.enum(['file', 'snapshot', 'live']),
        sample: z.boolean().optional(),
        without: z
          .array(z.string().max(2 * PATH))
          .max(1000)
          .optional(),
      }),
    )
    .max(1000),
  pasted: z
    .array(
      z.object({
        number: number.optional(),
        text: z.string(),
        side: side.optional(),
        question: z
          .object({
            fact: z.string().max(200),
            rule: z.string().max(400),
            guid: z.string().max(200).optional(),
            addresses: z.array(z.string().max(2000)).max(10_000),
          })
          .optional(),
      }),
    )
    .max(10_000),
  history: z
    .array(
      z.object({
        at: time,
        text: z.string().max(2 * PATH),
        what: z.enum(['input', 'data', 'answer', 'readiness', 'file']).optional().catch(undefined),
        input: place.optional(),
      }),
    )
    .max(10_000),
});

/** As ports/saved-session.ts says. */
export type ReadSession = z.infer<typeof sessionSchema>;

/** In: the text of a session file, and its name for messages. Out: the session. Bad input: a problem that says where it is broken. */
export function readSavedSession(text: string, source: string): Result<ReadSession> {
  const version = sessionVersion(text);
  if (version !== undefined && version !== '1')
    return problem('The session was written by a later version of crossprem.', source, 'Open it with that version, or a later one.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return problem(
      'The session file is no whole JSON: it was cut, or changed.',
      source,
      'Save the session again, or take a copy of the file.',
    );
  }
  const parsed = sessionSchema.safeParse(value);
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : issue.path.join('.');
  return problem(
    `The session file cannot be used: ${where} ${issue?.message ?? ''}`.trim().slice(0, 300),
    source,
    'Save the session again.',
  );
}

import type { Result } from '../evidence/problem.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import type { Message } from '../message/message.js';
import type { DnsChoice, VerifyInput, VerifyMessage } from '../ports/verify.js';

/**
 * Adds what SPF, DKIM, DMARC and ARC come to today. The session is the one in which the final receiver took the mail from outside, for that line the
 * receiver wrote itself.
 *
 * Bad input: without headers, or without the bytes of the message, a note says why nothing was computed; a resolver that cannot be used is a problem.
 */
export async function verified(
  diagnosis: Diagnosis,
  raw: Uint8Array | undefined,
  dns: DnsChoice,
  verify: VerifyMessage,
): Promise<Result<Diagnosis>> {
  const { message } = diagnosis;
  if (message === undefined) return withNote(diagnosis, 'Nothing was verified: the input holds no headers.');
  if (raw === undefined)
    return withNote(diagnosis, 'Nothing was verified: the bytes of the message as it travelled are not there. Save it as .eml.');
  const result = await verify(sessionOf(message, raw), dns);
  if (result.kind === 'problem') return result;
  return { kind: 'ok', value: withGetters(diagnosis, { verification: result.value, notes: [...diagnosis.notes, ...result.value.notes] }) };
}

function withNote(diagnosis: Diagnosis, note: string): Result<Diagnosis> {
  return { kind: 'ok', value: withGetters(diagnosis, { notes: [...diagnosis.notes, note] }) };
}

/** The diagnosis with some values replaced; its kinds are worked out when they are asked for, and stay so. */
function withGetters(diagnosis: Diagnosis, more: Partial<Diagnosis>): Diagnosis {
  return Object.defineProperties(Object.create(null), {
    ...Object.getOwnPropertyDescriptors(diagnosis),
    ...Object.getOwnPropertyDescriptors(more),
  });
}

function sessionOf(message: Message, raw: Uint8Array): VerifyInput {
  const received = message.ingress?.received;
  return {
    raw,
    ip: received?.ip ?? message.authentication.spf?.ip,
    helo: received?.helo ?? received?.from,
    sender: message.isReturnPathNull ? '' : (message.returnPath?.address ?? message.authentication.spf?.domain),
  };
}

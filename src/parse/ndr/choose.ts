import type { FoundReply } from './replies.js';

/**
 * The reply that tells the cause: not that the message expired, when another line tells what it waited for; one with an enhanced code before
 * others. In: the masked text, and the replies about one recipient in order. Out: undefined where there are none.
 */
export function chooseReply(shown: string, replies: readonly FoundReply[]): FoundReply | undefined {
  if (replies.length < 2) return replies[0];
  const failures = replies.filter(({ status, code }) => (status ?? code)?.value.startsWith('2') !== true);
  const told = (failures.length > 0 ? failures : replies).slice(0, 50);
  const full = told.filter(({ status }) => status !== undefined);
  const second = full[1];
  // `#5.0.0 smtp; 5.1.0 - ...`, `dsn=5.0.0, ... said: 550 5.1.1 ...`: the code of the report, then the reply itself.
  const isLead = second !== undefined && second.start - (full[0]?.codesEnd ?? 0) < 12;
  const first = full.find(({ code, isWhole }) => code !== undefined || isWhole === true) ?? (isLead ? second : full[0]) ?? told[0];
  if (first === undefined || !isExpired(shown, first, told[told.indexOf(first) + 1]?.start ?? first.codesEnd + 200)) return first;
  const lineEnd = lineEndOf(shown, first);
  const cause = full.find(
    (reply, index) =>
      reply.start > (lineEnd < 0 ? first.codesEnd + 2000 : lineEnd) &&
      !isExpired(shown, reply, full[index + 1]?.start ?? reply.codesEnd + 200),
  );
  return cause ?? first;
}

/** Where a line of a history ends; of one that lost its line ends, before the date of the next. */
function lineEndOf(shown: string, reply: FoundReply): number {
  const next = /['"\u2019\u201d]\s{1,9}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ ,T]/.exec(shown.slice(reply.codesEnd, reply.codesEnd + 1500));
  const end = shown.indexOf('\n', reply.codesEnd);
  if (next === null) return end;
  return end < 0 ? reply.codesEnd + next.index : Math.min(end, reply.codesEnd + next.index);
}

/** Whether a reply says no more than that the message waited too long. */
export function isExpired(shown: string, reply: FoundReply, until: number): boolean {
  return (
    /^[45]\.4\.7$/.test(reply.status?.value ?? '') || /expired/i.test(shown.slice(reply.codesEnd, Math.min(until, reply.codesEnd + 120)))
  );
}

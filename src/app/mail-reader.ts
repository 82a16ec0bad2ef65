import { finish, type Steps } from '../evidence/steps.js';
import { analyzeMessage } from '../message/analyze.js';
import type { Message, MessageTools, OwnOrganization } from '../message/message.js';
import { organizationalDomain } from '../message/public-suffix.js';
import { mayHoldReport } from '../parse/error-text/detect.js';
import { findBlocks } from '../parse/header/block.js';
import type { HeaderBlock } from '../parse/header/field.js';
import { readReportInSteps } from '../parse/ndr/read.js';
import type { DeliveryReport } from '../parse/ndr/report.js';
import type { SyncErrorEntry } from '../parse/sync-error/entry.js';
import { readSyncErrors } from '../parse/sync-error/read.js';
import type { Route, RouteInput } from '../route/route.js';
import { simulateRoute } from '../route/simulate.js';

export { answerRoute } from './route.js';

/** What mail there is in a text. */
export interface MailReading {
  /** Every header block, in the order of the text. */
  readonly blocks: readonly HeaderBlock[];
  /** The message that is analyzed: the returned one of a delivery report, else the first. */
  readonly message: Message | undefined;
  readonly report: DeliveryReport | undefined;
  /** The text with its header blocks blanked out, so that offsets stay; empty where nothing else is there. */
  readonly body: string;
  readonly notes: readonly string[];
}

/** Reads headers, delivery reports and synchronization errors out of a text. Pure; loaded where a text may hold them (mayHoldMail). */
export interface MailReader {
  readonly read: (text: string, own: OwnOrganization) => MailReading;
  /** The same, one pass over the text at each step. */
  readonly readInSteps: (text: string, own: OwnOrganization) => Steps<MailReading>;
  /** The directory-synchronization errors of a text. */
  readonly syncErrors: (text: string) => readonly SyncErrorEntry[];
  /** The way of a message over the modelled organization, for findings whose cause is routing. */
  readonly route: (input: RouteInput) => Route;
}

export function createMailReader(): MailReader {
  const tools: MessageTools = { organizationalDomain: remembered(organizationalDomain) };
  return {
    read: (text, own) => finish(read(text, own, tools)),
    readInSteps: (text, own) => read(text, own, tools),
    syncErrors: readSyncErrors,
    route: simulateRoute,
  };
}

const MOST_REMEMBERED = 2000;

/** The same few names are looked up again and again within a message. */
function remembered(lookUp: MessageTools['organizationalDomain']): MessageTools['organizationalDomain'] {
  const known = new Map<string, string | null>();
  return (domain) => {
    const found = known.get(domain);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const made = lookUp(domain);
    known.set(domain, made);
    return made;
  };
}

function* read(text: string, own: OwnOrganization, tools: MessageTools): Steps<MailReading> {
  const blocks = findBlocks(text);
  yield;
  // What a header says is the header rules' business: a subject line that quotes an error is no error.
  const body = withoutBlocks(text, blocks);
  // A body beside headers is mostly a letter.
  const report = body === '' || (blocks.length > 0 && !mayHoldReport(body)) ? undefined : yield* readReportInSteps(body);
  const block = choose(blocks, report);
  const notes =
    blocks.length > 1 && block !== undefined
      ? [
          `The input holds ${blocks.length} blocks of headers. ${block.isReturned ? 'That of the returned message' : 'The first one'} was analyzed.`,
        ]
      : [];
  return { blocks, message: block === undefined ? undefined : analyzeMessage(block, tools, own), report, body, notes };
}

function choose(blocks: readonly HeaderBlock[], report: DeliveryReport | undefined): HeaderBlock | undefined {
  const returned = report === undefined ? undefined : blocks.find((block) => block.isReturned);
  return returned ?? blocks.find(hasPath) ?? blocks[0];
}

function hasPath({ fields }: HeaderBlock): boolean {
  return fields.some(({ key }) => key === 'received');
}

function withoutBlocks(text: string, blocks: readonly HeaderBlock[]): string {
  if (blocks.length === 0) return text;
  const outside: string[] = [];
  let from = 0;
  for (const { start, end } of blocks) {
    outside.push(text.slice(from, start));
    from = Math.max(from, end);
  }
  outside.push(text.slice(from));
  if (outside.every((part) => !/\S/.test(part))) return '';
  return outside.map((part, index) => part + ' '.repeat(Math.max(0, (blocks[index]?.end ?? 0) - (blocks[index]?.start ?? 0)))).join('');
}

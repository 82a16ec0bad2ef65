import { parseAuthResults, parseReceivedSpf } from '../parse/header/authentication.js';
import type { AuthMethod, AuthResults, HeaderField, ReceivedSpf } from '../parse/header/field.js';
import { readIp } from '../parse/header/ip.js';
import { areAligned, domainOf } from './alignment.js';
import { compauthReason } from './codes/authentication.js';
import { isGmailHost, isServiceHost } from './hosts.js';
import type { ArcChain, Authentication, Hop } from './message.js';
import type { Surroundings } from './own.js';
import type { Regions } from './regions.js';

export interface AuthenticationInput {
  readonly fieldsOf: (key: string) => readonly HeaderField[];
  readonly hops: readonly Hop[];
  readonly regions: Regions;
  readonly arc: ArcChain;
  readonly fromDomain: string | undefined;
  readonly around: Surroundings;
}

/** The name is of the organization that received. */
function namesReceiver(name: string | undefined, { hops, around }: AuthenticationInput): boolean {
  const newest = hops.at(-1);
  if (newest?.kind === 'gmail') {
    return isGmailHost(name);
  }
  // The server that took the mail, and the one that keeps the mailbox.
  const border = hops.find(({ isTrusted }) => isTrusted);
  return [newest, border].some((hop) => around.isSameOrganization(name, hop?.received.by));
}

const methodOf = (results: AuthResults, name: string): AuthMethod | undefined => results.methods.find(({ method }) => method === name);

/** Exchange Online judged mail that came in; what it writes on outbound mail has neither SPF nor compauth. */
function isInboundVerdict(results: AuthResults): boolean {
  return results.authservId === undefined && (methodOf(results, 'spf') !== undefined || methodOf(results, 'compauth') !== undefined);
}

/** The newest ARC set of Microsoft tells for whose recipient it checked. False where that is another organization's. */
function isForUs({ arc, around }: AuthenticationInput): boolean {
  const newest = arc.sets.findLast(({ results }) => results?.authservId?.toLowerCase() === 'mx.microsoft.com')?.results;
  const domain = newest?.methods.map(({ properties }) => properties.get('smtp.rcpttodomain')).find((value) => value !== undefined);
  return around.isOwnDomain(domain) !== false;
}

/**
 * A mailbox of Exchange that is read over IMAP or EWS may give its fields in an order of its own: all Received lines, the author's fields, then
 * what the service wrote, in lower case. Believed where the block looks so throughout and the line speaks of the very peer.
 */
function findReordered(lines: readonly AuthResults[], { hops, fieldsOf }: AuthenticationInput): AuthResults | undefined {
  const [line, second] = lines;
  const [oldest, newest] = [hops[0], hops.at(-1)];
  const border = hops.find((hop) => hop.isTrusted);
  if (line === undefined || second !== undefined || oldest === undefined || newest === undefined || border?.kind !== 'exo-frontend') {
    return undefined;
  }
  const isOneRun = oldest.field.index - newest.field.index === hops.length - 1;
  const isLower = [line.field, ...fieldsOf('received-spf')].every(({ name, key }) => name === key);
  const spf = methodOf(line, 'spf');
  const ip = spf === undefined ? undefined : spfOfResults(spf).ip;
  return isOneRun && isLower && isInboundVerdict(line) && ip !== undefined && ip === border.received.ip ? line : undefined;
}

/** In: all lines, top first. Out: the first that is the final receiver's, as far as its place can show that. */
function findBelieved(lines: readonly AuthResults[], input: AuthenticationInput): AuthResults | undefined {
  const regionOf = (line: AuthResults) => input.regions.regionOf(line.field);
  const certain = lines.find((line) => regionOf(line) === 'inside') ?? lines.find((line) => regionOf(line) === 'unknown');
  return (
    certain ??
    lines.find((line) => regionOf(line) === 'beneath' && namesReceiver(line.authservId, input)) ??
    lines.find((line) => regionOf(line) === 'relay' && isInboundVerdict(line) && isForUs(input)) ??
    findReordered(lines, input)
  );
}

/**
 * Some receivers write one line a method: lines of one checker between the same two hops are one, where none repeats another. Where the
 * sender could have put a line below that of the receiver, the first stands alone.
 */
function groupOf(first: AuthResults, lines: readonly AuthResults[], { regions, hops }: AuthenticationInput): readonly AuthResults[] {
  const group = [first];
  const isOpen = regions.regionOf(first.field) !== 'inside' && (first.authservId === undefined || hops.at(-1)?.kind === 'gmail');
  if (isOpen) {
    return group;
  }
  const seen = new Set(first.methods.map(({ method }) => method));
  for (const line of lines.slice(lines.indexOf(first) + 1)) {
    const isSameChecker = line.authservId?.toLowerCase() === first.authservId?.toLowerCase();
    if (!isSameChecker || !regions.isSameGap(first.field, line.field)) {
      break;
    }
    if (line.methods.some(({ method }) => seen.has(method) && (method !== 'dkim' || line.authservId === undefined))) {
      break;
    }
    for (const { method } of line.methods) {
      seen.add(method);
    }
    group.push(line);
  }
  return group;
}

/** "sender IP is 192.0.2.1", "domain of x designates 192.0.2.1 as permitted sender": the first address of a comment. */
function ipInComment(comment: string | undefined): string | undefined {
  for (const word of comment?.slice(0, 400).split(/[\s,;=]/, 60) ?? []) {
    const ip = word.includes('.') || word.includes(':') ? readIp(word) : undefined;
    if (ip !== undefined) {
      return ip;
    }
  }
  return undefined;
}

type Spf = NonNullable<Authentication['spf']>;

function spfOfResults({ result, comment, properties }: AuthMethod): Spf {
  return {
    result,
    ip: ipInComment(comment) ?? readIp(properties.get('smtp.client-ip') ?? ''),
    domain: domainOf(properties.get('smtp.mailfrom') ?? properties.get('smtp.mail') ?? properties.get('smtp.helo')),
  };
}

function spfOfField({ result, comment, properties }: ReceivedSpf): Spf {
  const domain = domainOf(properties.get('envelope-from')?.replace(/^<|>$/g, '')) ?? domainInComment(comment);
  return { result, ip: readIp(properties.get('client-ip') ?? '') ?? ipInComment(comment), domain };
}

/** "... domain of contoso.com designates ..." */
function domainInComment(comment: string | undefined): string | undefined {
  const words = comment?.slice(0, 400).split(/\s/, 60) ?? [];
  const at = words.findIndex((word, index) => word === 'of' && words[index - 1] === 'domain');
  const word = at < 0 ? undefined : words[at + 1];
  return word?.includes('.') === true ? domainOf(word) : undefined;
}

/** `receiver=`, else the name before the colon of the comment: "(google.com: domain of ...)". */
function checkerOf({ properties, comment }: ReceivedSpf): string | undefined {
  const colon = comment?.slice(0, 255).indexOf(':') ?? -1;
  return properties.get('receiver') ?? (colon < 0 ? undefined : comment?.slice(0, colon).trim());
}

function findReceivedSpf(fields: readonly ReceivedSpf[], input: AuthenticationInput): ReceivedSpf | undefined {
  const regionOf = (line: ReceivedSpf) => input.regions.regionOf(line.field);
  return (
    fields.find((line) => regionOf(line) === 'inside') ??
    fields.find((line) => regionOf(line) === 'unknown') ??
    fields.find((line) => regionOf(line) === 'beneath' && namesReceiver(checkerOf(line), input)) ??
    fields.find((line) => regionOf(line) === 'relay' && isServiceHost(checkerOf(line)) && isForUs(input))
  );
}

function dkimOf(methods: readonly AuthMethod[]): Authentication['dkim'] {
  const all = methods.filter(({ method }) => method === 'dkim');
  const chosen = all.find(({ result }) => result === 'pass') ?? all[0];
  if (chosen === undefined) {
    return undefined;
  }
  return { result: chosen.result, domain: signerOf(chosen), reason: chosen.comment ?? chosen.properties.get('reason'), all };
}

const signerOf = ({ properties }: AuthMethod): string | undefined => domainOf(properties.get('header.d') ?? properties.get('header.i'));

function dmarcOf(method: AuthMethod | undefined): Authentication['dmarc'] {
  return method === undefined
    ? undefined
    : { result: method.result, action: method.properties.get('action'), headerFrom: domainOf(method.properties.get('header.from')) };
}

function compauthOf(method: AuthMethod | undefined): Authentication['compauth'] {
  const reason = method?.properties.get('reason');
  return method === undefined ? undefined : { result: method.result, reason, meaning: compauthReason(reason) };
}

function dkimAlignment(dkim: Authentication['dkim'], { fromDomain, around }: AuthenticationInput): boolean | undefined {
  const answers = (dkim?.all ?? [])
    .filter(({ result }) => result === 'pass')
    .map((method) => areAligned(signerOf(method), fromDomain, around.tools));
  return answers.includes(true) ? true : answers.includes(undefined) || answers.length === 0 ? undefined : false;
}

const ORIGINALS = ['authentication-results-original', 'x-ms-exchange-authentication-results'];

/** The receiver's verdict: which lines are believed is decided by their place, never by what they say. */
export function readAuthentication(input: AuthenticationInput): Authentication {
  const { fieldsOf, fromDomain, around } = input;
  const lines = fieldsOf('authentication-results').map(parseAuthResults);
  const receivedSpf = fieldsOf('received-spf').map(parseReceivedSpf);
  const first = findBelieved(lines, input);
  const group = new Set(first === undefined ? [] : groupOf(first, lines, input));
  const methods = [...group].flatMap((line) => line.methods);
  const method = (name: string): AuthMethod | undefined => methods.find((candidate) => candidate.method === name);
  const spfMethod = method('spf');
  const spfField = spfMethod === undefined ? findReceivedSpf(receivedSpf, input) : undefined;
  const spf = spfMethod === undefined ? spfField && spfOfField(spfField) : spfOfResults(spfMethod);
  const dkim = dkimOf(methods);
  const arc = method('arc');
  return {
    believed: first === undefined ? undefined : { ...first, methods },
    spf,
    dkim,
    dmarc: dmarcOf(method('dmarc')),
    compauth: compauthOf(method('compauth')),
    arc: arc === undefined ? undefined : { result: arc.result, comment: arc.comment },
    others: lines.filter((line) => !group.has(line)),
    original: ORIGINALS.flatMap(fieldsOf).map(parseAuthResults),
    receivedSpf,
    isSpfAligned: spf?.result === 'pass' ? areAligned(spf.domain, fromDomain, around.tools) : undefined,
    isDkimAligned: dkimAlignment(dkim, input),
  };
}

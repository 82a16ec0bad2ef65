import type { Evidence } from '../evidence/evidence.js';
import type { Token } from '../parse/error-text/extract.js';
import type { Fact, FactName, FactValue } from './fact.js';
import { type FactMaker, type FactSources, unknown } from './maker.js';

/** Facts that the pasted text itself gives. What it does not say is unknown: a paste may be cut anywhere. */
export const inputFacts: Readonly<Record<FactName, FactMaker>> = {
  'input.direction': direction,
  'input.saidToBeHeaders': ({ kind }) => ({ kind: 'known', value: kind === 'headers', evidence: [] }),
  'input.hasHeaders': ({ message }) => ({ kind: 'known', value: message !== undefined, evidence: [] }),
  'input.isReport': ({ report }) => ({ kind: 'known', value: report !== undefined, evidence: [] }),
  'input.guid': (sources) => captured(sources, ['guid']) ?? first(sources.extracted.guids) ?? unknown('the text names no GUID'),
  'input.address': (sources) => {
    const named = sources.subject.hints.addresses[0] ?? sources.subject.hints.otherAddresses[0];
    return named === undefined ? unknown('the text names no address') : said(named);
  },
  'input.identity': (sources) =>
    captured(sources, ['identity', 'address', 'name']) ??
    fieldFact(sources, 'Identity') ??
    fieldFact(sources, 'DisplayName') ??
    unknown('the text names nobody'),
  'input.server': (sources) =>
    captured(sources, ['server', 'host']) ??
    first(sources.extracted.servers.filter((token) => !MICROSOFT_SERVER.test(token.value))) ??
    fieldFact(sources, 'RemoteHostName') ??
    unknown('the text names no server'),
  'input.batch': (sources) =>
    captured(sources, ['batch']) ?? fieldFact(sources, 'BatchId') ?? fieldFact(sources, 'BatchName') ?? unknown('the text names no batch'),
  'input.exceptions': (sources) => list(sources.extracted.exceptions, 'the text names no exception class'),
  'input.commonFailure': commonFailure,
  'input.hresults': (sources) => list(sources.extracted.hresults, 'the text names no HRESULT'),
  'input.httpStatuses': (sources) => list(sources.extracted.httpStatuses, 'the text names no HTTP status'),
  'input.cmdlets': (sources) => list(sources.extracted.cmdlets, 'the text names no cmdlet'),
  'input.hasInner': hasInner,
  'input.status': (sources) => fieldFact(sources, 'Status') ?? unknown('the text shows no Status'),
  'input.statusDetail': (sources) => fieldFact(sources, 'StatusDetail') ?? unknown('the text shows no StatusDetail'),
  'input.percentComplete': (sources) => {
    const text = sources.fields.get('PercentComplete');
    return text !== undefined && /^\d{1,3}$/.test(text) ? said(Number(text)) : unknown('the text shows no PercentComplete');
  },
  'input.retrying': (sources) =>
    says(sources, /the system will retry|will be retried|will retry \(/i, 'the text does not say that it will retry'),
  'input.completed': (sources) =>
    says(
      sources,
      /request is complete\b|move has completed|Status\s{0,20}:\s{0,4}Completed\b/i,
      'the text does not say that the request is complete',
    ),
};

/** Hosts of the service itself: never the administrator's endpoint. */
const MICROSOFT_SERVER = /\.(?:outlook\.com|office365\.com|office\.com|microsoft\.com|microsoftonline\.com)$/;

function said(value: FactValue, token?: Token): Fact {
  const evidence: Evidence[] = token === undefined ? [] : [{ source: 'input', text: token.value }];
  return { kind: 'known', value, evidence };
}

function first(tokens: readonly Token[]): Fact | undefined {
  const token = tokens[0];
  return token === undefined ? undefined : said(token.value, token);
}

function list(tokens: readonly Token[], why: string): Fact {
  return tokens.length === 0
    ? unknown(why)
    : {
        kind: 'known',
        value: tokens.map((token) => token.value),
        evidence: tokens.slice(0, 3).map((token) => ({ source: 'input', text: token.value })),
      };
}

function captured({ captures }: FactSources, names: readonly string[]): Fact | undefined {
  for (const name of names) {
    const capture = captures.get(name);
    if (capture !== undefined && capture.value !== '') {
      return {
        kind: 'known',
        value: capture.value,
        evidence: [{ source: 'input', path: name, text: capture.value, line: capture.line, column: capture.column }],
      };
    }
  }
  return undefined;
}

function fieldFact({ fields }: FactSources, name: string): Fact | undefined {
  const value = fields.get(name);
  return value === undefined ? undefined : { kind: 'known', value, evidence: [{ source: 'input', path: name, text: value }] };
}

function says({ text }: FactSources, pattern: RegExp, why: string): Fact {
  const match = pattern.exec(text);
  return match === null ? unknown(why) : { kind: 'known', value: true, evidence: [{ source: 'input', text: match[0] }] };
}

const TO_CLOUD =
  /\bDirection\W{1,12}Onboarding\b|\bonboarding (?:move|migration|batch)\b|-TargetDeliveryDomain\s{1,4}\S{1,80}\.mail\.onmicrosoft\.com/i;
const TO_ONPREM = /\bDirection\W{1,12}Offboarding\b|\boffboarding (?:move|migration|batch)\b|\s-Outbound\b|-RemoteTargetDatabase\b/i;

function direction({ direction: given, text }: FactSources): Fact {
  if (given !== undefined) return { kind: 'known', value: given, evidence: [{ source: 'settings', path: 'direction', text: given }] };
  const cloud = TO_CLOUD.exec(text);
  const onPrem = TO_ONPREM.exec(text);
  if (cloud !== null && onPrem === null)
    return { kind: 'known', value: 'to-cloud', evidence: [{ source: 'input', text: cloud[0].trim() }] };
  if (onPrem !== null && cloud === null)
    return { kind: 'known', value: 'to-onprem', evidence: [{ source: 'input', text: onPrem[0].trim() }] };
  return unknown('the text does not say in which direction the mailbox moves');
}

function commonFailure({ text }: FactSources): Fact {
  const match = /most common failure is\s{1,8}['"\u2018\u201c]?\s{0,4}([A-Za-z0-9]{4,120})/i.exec(text);
  return match?.[1] === undefined
    ? unknown('the text names no most common failure')
    : { kind: 'known', value: match[1], evidence: [{ source: 'input', text: match[0] }] };
}

const ARROW = /\s{0,8}(?:-{2,3}>|-{2,3}&gt;|\u2013>|\u2014>|\u2192|-->|-{1,3}\\u003e)\s{0,8}/;

/** True where something other than a repetition of the outer message follows an arrow. */
function hasInner({ text }: FactSources): Fact {
  const window = text.length > 200_000 ? text.slice(-200_000) : text;
  const parts = window.split(ARROW);
  if (parts.length < 2) return unknown('no inner exception follows');
  const messages = parts.map((part) => part.trim().replace(/^[A-Za-z]{3,100}Exception:\s{0,4}/, ''));
  for (let index = 1; index < messages.length; index++) {
    const inner = (messages[index] ?? '').slice(0, 60);
    if (inner.length > 5 && !(messages[index - 1] ?? '').includes(inner.slice(0, 40)))
      return { kind: 'known', value: true, evidence: [{ source: 'input', text: inner }] };
  }
  return { kind: 'known', value: false, evidence: [] };
}

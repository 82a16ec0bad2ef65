import { isObject } from '../../evidence/is-object.js';

/** An error as Graph tells it. `code` is a word of Graph's; `message` is text from a server, cut. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const LONGEST = 300;

/** In: a status and the body that came with it, whatever it is. Out: the error; code and message are empty where the body does not say. */
export function refusalOf(status: number, body: unknown): Refusal {
  const error = isObject(body) && isObject(body.error) ? body.error : undefined;
  return { status, code: text(error?.code), message: text(error?.message) };
}

function text(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value;
}

/** True for a filter that Graph does only through its index. */
export function needsAdvancedQuery({ status, code }: Refusal): boolean {
  return status === 400 && code === 'Request_UnsupportedQuery';
}

/** True where the tenant lacks the licence of a service: there is nothing to consent to. */
export function lacksLicence({ code, message }: Refusal): boolean {
  return code === 'AadPremiumLicenseRequired' || message.includes('AadPremiumLicenseRequired');
}

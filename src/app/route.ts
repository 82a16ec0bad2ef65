import type { DirectoryTable } from '../evidence/directory.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import { indexSide, smtpAddress } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { Route } from '../route/route.js';
import { simulateRoute } from '../route/simulate.js';

/** What a caller asks: words as they were typed. */
export interface RouteQuestion {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly start?: string | undefined;
  /** Undefined: the side was not given. */
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  readonly settings: Settings | undefined;
  /** Sides that are asked live, in place of the tables. */
  readonly directories?: Directories;
}

const STARTS = ['on-premises', 'exchange-online', 'internet'] as const;

/** Simulates one message. Bad input: a problem that names the address or the place. */
export function answerRoute({ from, to, start, onprem, cloud, settings, directories: asked }: RouteQuestion): Result<Route> {
  const sender = smtpAddress(from ?? '');
  const recipient = smtpAddress(to ?? '');
  const next =
    'For example: crossprem route --from kim@contoso.com --to alex@contoso.com --onprem onprem.ldf --cloud cloud.json --settings settings.json';
  if (sender === undefined) return problem('The sender is no address.', `from: ${describe(from)}`, next);
  if (recipient === undefined) return problem('The recipient is no address.', `to: ${describe(to)}`, next);
  const place = STARTS.find((one) => one === start);
  if (start !== undefined && place === undefined)
    return problem('There is no such place to start from.', `start: ${describe(start)}`, `It is one of ${STARTS.join(', ')}.`);
  const directories = asked ?? {
    onprem: onprem === undefined ? undefined : indexSide('onprem', onprem),
    cloud: cloud === undefined ? undefined : indexSide('cloud', cloud),
  };
  return ok(simulateRoute({ from: sender, to: recipient, start: place, directories, settings }));
}

function describe(text: string | undefined): string {
  return text === undefined || text === '' ? 'missing' : text.slice(0, 100);
}

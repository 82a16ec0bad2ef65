import { createDirectories } from '../../src/app/diagnose.js';
import { assessAll, type ReadinessOptions } from '../../src/app/readiness.js';
import type { Readiness } from '../../src/fixes/readiness.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { type ReadinessView, type ViewOptions, viewOf } from '../../src/render/readiness/view.js';
import { repositoryRuleSet } from './rules.js';

export const SETTINGS = { verifiedDomains: ['contoso.com'], routingDomain: 'contoso.mail.onmicrosoft.com', date: '2026-11-16' };

/** A mailbox on-premises whose UPN is in no verified domain: blocked. */
export function person(name: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    displayName: name,
    userPrincipalName: `${name}@contoso.local`,
    mail: `${name}@contoso.com`,
    proxyAddresses: [`SMTP:${name}@contoso.com`],
    msExchRecipientTypeDetails: '1',
    ...more,
  };
}

/** A readiness run over inline records. */
export function run(onprem: readonly unknown[], cloud: readonly unknown[] = [], more: Partial<ReadinessOptions> = {}): Readiness {
  return assessAll({
    ruleSet: repositoryRuleSet(),
    directories: createDirectories([readJsonValues(onprem, 'onprem', 'onprem')], [readJsonValues(cloud, 'cloud', 'cloud')]),
    settings: SETTINGS,
    direction: 'to-cloud',
    answers: new Map(),
    ...more,
  });
}

export function view(readiness: Readiness, more: Partial<ViewOptions> = {}): ReadinessView {
  return viewOf(readiness, { verdicts: [], checks: [], comparison: undefined, ...more });
}

import { z } from 'zod';
import { nearestWord } from '../evidence/nearest.js';
import { ok, problem, type Result } from '../evidence/problem.js';

const names = z.array(z.union([z.string(), z.looseObject({})]));
const flag = z.union([z.boolean(), z.string(), z.null()]);

/** The settings of contract/DIRECTORY.md. Keys that are not known yet are kept: later versions and the user's own rules may read them. */
const settingsSchema = z.looseObject({
  blockSoftMatchEnabled: flag.optional(),
  blockCloudObjectTakeoverThroughHardMatchEnabled: flag.optional(),
  softMatchOnUpnEnabled: flag.optional(),
  allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: flag.optional(),
  exchangeHybridWriteback: flag.optional(),
  verifiedDomains: names.optional(),
  acceptedDomains: z.looseObject({ onprem: names.optional(), cloud: names.optional() }).optional(),
  initialDomain: z.string().nullable().optional(),
  routingDomain: z.string().nullable().optional(),
  sourceAnchorAttribute: z.string().nullable().optional(),
  syncedContainers: z.array(z.string()).optional(),
  exchangeServers: z.array(z.looseObject({})).optional(),
  inScope: z.boolean().optional(),
});

/** All settings of the contract, also those that later versions read: a near miss of one is a misspelling. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(settingsSchema.shape),
  'quarantineUponUpnConflictEnabled',
  'quarantineUponProxyAddressesConflictEnabled',
  'federatedDomains',
  'targetProhibitSendReceiveQuota',
  'onpremIps',
  'inboundConnectors',
  'outboundConnectors',
  'sendConnectors',
  'receiveConnectors',
  'tenantId',
  'date',
  'joinedTo',
  'cloudSourceAnchor',
]);

/** In: the text of a settings file and its name. Out: the settings, or a problem that names the key. */
export function parseSettings(text: string, source: string): Result<Readonly<Record<string, unknown>>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(
      `The settings are no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      source,
      'Give one JSON object, as docs/settings.md shows.',
    );
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    const misspelt = Object.keys(parsed.data).flatMap((key) => {
      const near = KNOWN.has(key) ? undefined : nearestWord(key, KNOWN);
      return near === undefined ? [] : [[key, near] as const];
    });
    const [first] = misspelt;
    if (first === undefined) return ok(parsed.data);
    return problem(
      `There is no setting ${first[0]}; the nearest is ${first[1]}.`,
      source,
      'Mend the name; docs/settings.md lists all settings.',
    );
  }
  const issue = parsed.error.issues[0];
  return problem(
    `The setting ${issue?.path.join('.') || '(all)'} cannot be used: ${issue?.message ?? 'unknown fault'}.`,
    source,
    'Mend the value; docs/settings.md lists all settings.',
  );
}

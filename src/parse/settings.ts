import { z } from 'zod';
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
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return problem(
    `The setting ${issue?.path.join('.') || '(all)'} cannot be used: ${issue?.message ?? 'unknown fault'}.`,
    source,
    'Mend the value; docs/settings.md lists all settings.',
  );
}

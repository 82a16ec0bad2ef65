import * as z from 'zod';
import { isObject } from '../evidence/is-object.js';
import { nearestWord } from '../evidence/nearest.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import { kindOf } from './connector/kind.js';
import { mergeSettings, type SettingsPart, settingsOfRecords } from './connector/merge.js';
import { clixmlRecords, csvRecords, formatListRecords, jsonRecords, settingsFormat } from './connector/records.js';

const names = z.array(z.union([z.string(), z.looseObject({})]));
/** ConvertTo-Json writes a list of one as the object alone. */
const objects = z.union([z.array(z.looseObject({})), z.looseObject({})]);
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
  exchangeCertificates: objects.optional(),
  inboundConnectors: objects.optional(),
  outboundConnectors: objects.optional(),
  sendConnectors: objects.optional(),
  receiveConnectors: objects.optional(),
  remoteDomains: objects.optional(),
  hybridConfiguration: z.looseObject({}).nullable().optional(),
  organizationConfig: z.looseObject({}).nullable().optional(),
  transportConfig: z.looseObject({}).nullable().optional(),
  onpremIps: names.optional(),
  inScope: z.boolean().optional(),
});

/** All settings of the contract, also those that later versions read: a near miss of one is a misspelling. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(settingsSchema.shape),
  'quarantineUponUpnConflictEnabled',
  'quarantineUponProxyAddressesConflictEnabled',
  'federatedDomains',
  'targetProhibitSendReceiveQuota',
  'mxRecords',
  'tenantId',
  'date',
  'checks',
  'organization',
  'onPremisesSyncEnabled',
  'onPremisesLastSyncDateTime',
  'connectVersion',
  'adSyncScheduler',
  'syncRules',
  'connectorAttributes',
  'deletionThreshold',
  'pendingDeletions',
  'scripts',
  'scopes',
  'roles',
  'emailAddressPolicies',
  'organizationRelationships',
  'authServers',
  'settingOverrides',
  'hybridApp',
  'hybridAppGraphPermissions',
  'oauth',
  'schemaAttributes',
  'serverBuilds',
  'rejectDirectSend',
  'dns',
  'joinedTo',
  'cloudSourceAnchor',
  'syncTool',
  'exchangeOnlyHolders',
  'synchronizeUpnForManagedUsersEnabled',
  'inScope',
  'blockExchangeProvisioningFromOnPremEnabled',
  'webServicesVirtualDirectories',
  'migrationEndpoints',
  'migrationConfig',
  'maxMRSConnections',
  'testResult',
  'credentials',
  'publishingRules',
  'certificate',
  'endpointCertificate',
  'endpointHost',
  'extendedProtection',
  'sslBridging',
  'hybridAgent',
  'targetDatabases',
  'mailboxDatabases',
  'minimumTargetVersion',
  'targetDeliveryDomain',
  'batch',
  'targetArchiveQuota',
  'retentionPolicies',
  'migrationUsers',
  'plannedBatch',
  'batchMembers',
  'anchorIsToBeWritten',
  'targetAcceptedDomains',
  'onpremAuthoritativeDomains',
  'formerLegacyExchangeDN',
]);

/** Properties of cmdlets that may stand in the object of settings as they are named there. An object that holds only these is an export. */
const PROPERTIES: ReadonlySet<string> = new Set([
  'BlockExchangeProvisioningFromOnPremEnabled',
  'StagingModeEnabled',
  'EwsEnabled',
  'EwsAllowedAppIDs',
  'RejectDirectSend',
  'RouteAllMessagesViaOnPremises',
  'MRSProxyEnabled',
  'WSSecurityAuthentication',
  'WindowsAuthentication',
  'BasicAuthentication',
  'MigrationEndpoint',
  'MaxConcurrentMigrations',
  'ACLableSyncedObjectEnabled',
]);

/**
 * The settings of one file.
 *
 * In: the text and the name of the file. The text is one JSON object as docs/settings.md shows, or an export of Get-InboundConnector,
 * Get-AcceptedDomain and the like: CLIXML, JSON, CSV or Format-List text, told by its content.
 * Out: the settings by the contract's keys. Bad input: a problem that names the key, or says what the export lacks.
 */
export function parseSettings(text: string, source: string): Result<SettingsPart> {
  switch (settingsFormat(text)) {
    case 'clixml':
      return fromRecords(clixmlRecords(text, source), source);
    case 'csv':
      return fromRecords(csvRecords(text, source), source);
    case 'format-list':
      return settingsOfRecords(formatListRecords(text, source), source);
    default:
      return parseJson(text, source);
  }
}

/** The settings of several files as one. Bad input: the first problem, also where two files contradict each other. */
export function parseSettingsFiles(files: readonly { readonly text: string; readonly source: string }[]): Result<SettingsPart> {
  const parts: { source: string; settings: SettingsPart }[] = [];
  for (const { text, source } of files) {
    const part = parseSettings(text, source);
    if (part.kind === 'problem') return part;
    parts.push({ source, settings: part.value });
  }
  return mergeSettings(parts);
}

function fromRecords(records: ReturnType<typeof clixmlRecords>, source: string): Result<SettingsPart> {
  return records.kind === 'problem' ? records : settingsOfRecords(records.value, source);
}

function parseJson(text: string, source: string): Result<SettingsPart> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return problem(
      `The settings are no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      source,
      'Give one JSON object, as docs/settings.md shows, or an export of Get-InboundConnector and the like.',
    );
  }
  return isExport(value) ? settingsOfRecords(jsonRecords(value), source) : checkedSettings(value, source);
}

/** True for what ConvertTo-Json makes of objects of a cmdlet; an object with a key of the contract is none. */
function isExport(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isObject);
  if (!isObject(value) || Object.keys(value).some((key) => KNOWN.has(key))) return false;
  return Array.isArray(value.value) ? value.value.some(isObject) : jsonRecords(value).some((record) => kindOf(record) !== undefined);
}

/** An object of the contract's shape, or a problem that names the key. */
function checkedSettings(value: unknown, source: string): Result<SettingsPart> {
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    const misspelt = Object.keys(parsed.data).flatMap((key) => {
      const near = KNOWN.has(key) || PROPERTIES.has(key) ? undefined : nearestWord(key, KNOWN);
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

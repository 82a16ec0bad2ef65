import { literal } from '../../fixes/script.js';
import { FINISH, nameList, OUTPUT, PARTS, SETTINGS, START, scriptText, VALUES } from './common.js';
import { cloudMailboxProperties, cloudRecipientProperties, SETTING_PROPERTIES, type SettingKey, STATISTICS } from './names.js';

export const EXCHANGE_ONLINE_NAME = 'Collect-ExchangeOnline.ps1';

const HEAD = `# .SYNOPSIS
#   Reads what crossprem needs of Exchange Online into one file. It reads only: every cmdlet of Exchange in it is a Get-.
# .DESCRIPTION
#   Run it in PowerShell after Connect-ExchangeOnline, as a Global Reader or a member of View-Only Organization Management.
#   It asks for no password and keeps none: it uses the session that you opened. Nothing is sent anywhere.
#   The file holds names, addresses and settings, one JSON object on each line. Look into it before you pass it on.
# .PARAMETER Out
#   The file to write. It must not be there, unless -Resume is given.
# .PARAMETER Resume
#   Goes on with a file that an earlier run left unfinished. Lists are read again from their start, but what is in the file is not written twice.
# .PARAMETER PageSize
#   Records in one chunk. An interrupted run loses at most one chunk.
# .PARAMETER WithStatistics
#   Sizes of mailboxes and archives, too: one call for each mailbox, which takes about an hour for 5,000.
[CmdletBinding()]
param(
  [string]$Out = 'crossprem-exchange-online.ndjson',
  [ValidateRange(1, 10000)][int]$PageSize = 1000,
  [switch]$Resume,
  [switch]$WithStatistics,
  [ValidateRange(1, 20)][int]$Retries = 5,
  [ValidateRange(0, 60000)][int]$DelayMilliseconds = 200
)`;

const ACCOUNT = `function Get-Account {
  if (-not (Get-Command Get-ConnectionInformation -ErrorAction SilentlyContinue)) { throw 'Install the module ExchangeOnlineManagement 3 or later, and run Connect-ExchangeOnline first.' }
  foreach ($one in @(Get-ConnectionInformation -ErrorAction Stop)) {
    # Security and Compliance, which has no mailboxes.
    if ([string]$one.Name -like 'ExchangeOnlineProtection*') { continue }
    if ($one.UserPrincipalName) { return [string]$one.UserPrincipalName }
    return [string]$one.AppId
  }
  throw 'Run Connect-ExchangeOnline first.'
}`;

/** One call for each mailbox and each archive; what is in the file already is not asked for again. */
const SIZES = `function Read-Size {
  $part = 'cloud/exo-statistics'
  $missed = 0
  $inARow = 0
  Get-EXOMailbox -ResultSize Unlimited -PropertySets Minimum, StatisticsSeed, Archive -ErrorAction Stop | ForEach-Object {
    $mailbox = $_
    foreach ($guid in @([string]$mailbox.ExchangeGuid, [string]$mailbox.ArchiveGuid)) {
      if (-not $guid -or $guid -eq [string][guid]::Empty -or $Seen[$part].Contains($guid)) { continue }
      try {
        if ($guid -eq [string]$mailbox.ExchangeGuid) {
          Get-EXOMailboxStatistics -ExchangeGuid $guid -ErrorAction Stop
        } else {
          Get-EXOMailboxStatistics -ExchangeGuid ([string]$mailbox.ExchangeGuid) -Archive -ErrorAction Stop
        }
        $inARow = 0
      } catch {
        $inARow = $inARow + 1
        # A mailbox that nobody has opened yet has none; many in a row are a fault of the service.
        if ((Test-Missing $_) -or $inARow -ge 20) { throw }
        $missed = $missed + 1
      }
    }
  }
  if ($missed -gt 0) { Write-Unreadable $part ('The sizes of {0} mailboxes or archives were not read.' -f $missed) 'Exchange Online gave none for them.' 'Ask for one with Get-EXOMailboxStatistics to see why.' }
}`;

const EXTRA = `function Test-True($Record, [string]$Name) {
  $Record.Contains($Name) -and [string]$Record[$Name] -eq 'True'
}

# Each key once: two values of one key would contradict each other.
function Get-First([string]$Key, $Found, [string]$Flag, [string]$Name) {
  foreach ($one in $Found) {
    if ((-not $Flag -or (Test-True $one $Flag)) -and $one.Contains($Name)) {
      New-Pair $Key $one[$Name]
      return
    }
  }
}

function Get-Extra([string]$Key, $Found) {
  if ($Key -eq 'acceptedDomains') {
    Get-First 'initialDomain' $Found 'InitialDomain' 'name'
    Get-First 'routingDomain' $Found 'IsCoexistenceDomain' 'name'
  }
  if ($Key -eq 'organizationConfig') { Get-First 'BlockExchangeProvisioningFromOnPremEnabled' $Found '' 'BlockExchangeProvisioningFromOnPremEnabled' }
}`;

const RECIPIENTS: readonly (readonly [name: string, title: string, properties: 'mailbox' | 'recipient', call: string])[] = [
  ['mailboxes', 'Mailboxes of Exchange Online', 'mailbox', 'Get-EXOMailbox -ResultSize Unlimited -PropertySets All -ErrorAction Stop'],
  [
    'deleted-mailboxes',
    'Soft-deleted and inactive mailboxes of Exchange Online',
    'mailbox',
    'Get-EXOMailbox -SoftDeletedMailbox -ResultSize Unlimited -PropertySets All -ErrorAction Stop; Get-EXOMailbox -InactiveMailboxOnly -ResultSize Unlimited -PropertySets All -ErrorAction Stop',
  ],
  ['mail-users', 'Mail users of Exchange Online', 'recipient', 'Get-MailUser -ResultSize Unlimited -ErrorAction Stop'],
  [
    'other-recipients',
    'Contacts, groups and public folders of Exchange Online',
    'recipient',
    'Get-Recipient -ResultSize Unlimited -RecipientTypeDetails MailContact, MailUniversalDistributionGroup, MailUniversalSecurityGroup, MailNonUniversalGroup, DynamicDistributionGroup, GroupMailbox, RoomList, PublicFolder -ErrorAction Stop',
  ],
];

const SETTING_CALLS: readonly (readonly [key: SettingKey, shape: string, mark: string, call: string])[] = [
  ['acceptedDomains', 'sides', '', 'Get-AcceptedDomain -ResultSize Unlimited -ErrorAction Stop'],
  ['inboundConnectors', 'list', '', 'Get-InboundConnector -ErrorAction Stop'],
  ['outboundConnectors', 'list', '', 'Get-OutboundConnector -IncludeTestModeConnectors $true -ErrorAction Stop'],
  ['organizationConfig', 'side', '', 'Get-OrganizationConfig -ErrorAction Stop'],
  ['remoteDomains', 'list', 'cloud', 'Get-RemoteDomain -ErrorAction Stop'],
  ['transportConfig', 'side', '', 'Get-TransportConfig -ErrorAction Stop'],
  ['organizationRelationships', 'list', 'cloud', 'Get-OrganizationRelationship -ErrorAction Stop'],
  ['onPremisesOrganizations', 'list', '', 'Get-OnPremisesOrganization -ErrorAction Stop'],
  ['intraOrganizationConnectors', 'list', 'cloud', 'Get-IntraOrganizationConnector -ErrorAction Stop'],
  ['retentionPolicies', 'sides', '', 'Get-RetentionPolicy -ErrorAction Stop'],
  ['migrationEndpoints', 'list', '', 'Get-MigrationEndpoint -ErrorAction Stop'],
  ['migrationConfig', 'one', '', 'Get-MigrationConfig -ErrorAction Stop'],
  ['migrationBatches', 'list', '', 'Get-MigrationBatch -ErrorAction Stop'],
  ['migrationUsers', 'list', '', 'Get-MigrationUser -ResultSize Unlimited -ErrorAction Stop'],
];

/** The collector for Exchange Online. In: the version of crossprem, and the cloud columns that any rule reads (`exo.` for Exchange Online's). */
export function exchangeOnlineScript(version: string, wanted: ReadonlySet<string>): string {
  const names = { mailbox: '$MailboxProperties', recipient: '$RecipientProperties' } as const;
  return scriptText([
    HEAD,
    START,
    `$Tool = ${literal(`${EXCHANGE_ONLINE_NAME} ${version}`)}`,
    "$Source = 'Exchange Online PowerShell'",
    "$SideName = 'cloud'",
    "$SettingsPart = 'settings/exchange-online'",
    "$SettingsTitle = 'Settings of Exchange Online'",
    `$MailboxProperties = ${nameList(cloudMailboxProperties(wanted))}`,
    `$RecipientProperties = ${nameList(cloudRecipientProperties(wanted))}`,
    '',
    OUTPUT,
    '',
    VALUES,
    '',
    PARTS,
    '',
    SETTINGS,
    '',
    ACCOUNT,
    '',
    SIZES,
    '',
    EXTRA,
    '',
    '$Account = Get-Account',
    "if (Test-Mixed 'Get-OutboundConnector' 'Get-ExchangeServer' 'Get-MailUser') { throw 'This session is connected to on-premises Exchange, too, and Get-MailUser may read there. Run the script in a PowerShell with Connect-ExchangeOnline alone.' }",
    'Open-Output',
    'try {',
    ...RECIPIENTS.map(
      ([name, title, properties, call]) =>
        `  Read-Part -Name ${literal(`cloud/exo-${name}`)} -Side 'cloud' -Title ${literal(title)} -Source $Source -Properties ${names[properties]} -From { ${call} }`,
    ),
    '  if ($WithStatistics) {',
    `    Read-Part -Name 'cloud/exo-statistics' -Side 'cloud' -Title 'Sizes of mailboxes of Exchange Online' -Source $Source -Properties ${nameList(STATISTICS)} -From { Read-Size }`,
    '  }',
    ...SETTING_CALLS.map(
      ([key, shape, mark, call]) =>
        `  Read-Setting -Key '${key}' -Shape '${shape}' -Mark '${mark}' -Properties ${nameList(SETTING_PROPERTIES[key])} -From { ${call} }`,
    ),
    '  Complete-Settings',
    FINISH,
  ]);
}

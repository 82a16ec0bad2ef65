import { literal } from '../../fixes/script.js';
import { FINISH, nameList, OUTPUT, PARTS, SETTINGS, START, scriptText, VALUES } from './common.js';
import { ldapAttributes, onPremisesProperties, SETTING_PROPERTIES, type SettingKey, STATISTICS, securityAttributes } from './names.js';

export const ON_PREMISES_NAME = 'Collect-OnPremises.ps1';

const HEAD = `# .SYNOPSIS
#   Reads what crossprem needs of Active Directory and on-premises Exchange into one file. It reads only: every cmdlet of Exchange in it is a Get-.
# .DESCRIPTION
#   Run it in the Exchange Management Shell of an on-premises server, as a member of View-Only Organization Management.
#   It asks for no password and keeps none: it uses the session that it runs in. Nothing is sent anywhere.
#   The file holds names, addresses and settings, one JSON object on each line. Look into it before you pass it on.
# .PARAMETER Out
#   The file to write. It must not be there, unless -Resume is given.
# .PARAMETER Resume
#   Goes on with a file that an earlier run left unfinished. The directory is read again from its start, but what is in the file is not written twice.
# .PARAMETER PageSize
#   Records in one chunk. An interrupted run loses at most one chunk.
# .PARAMETER Domain
#   DNS names of the domains to read; without it, all domains of the forest.
# .PARAMETER WithStatistics
#   Sizes of mailboxes and archives, too.
# .PARAMETER WithSecurity
#   Access lists of users and mailboxes, too. They make the file about ten times as large.
[CmdletBinding()]
param(
  [string]$Out = 'crossprem-on-premises.ndjson',
  [ValidateRange(1, 10000)][int]$PageSize = 1000,
  [switch]$Resume,
  [string[]]$Domain,
  [switch]$WithStatistics,
  [switch]$WithSecurity,
  [ValidateRange(1, 20)][int]$Retries = 5,
  [ValidateRange(0, 60000)][int]$DelayMilliseconds = 50
)`;

/** Active Directory by the classes of .NET: no module is needed, and the connection is signed and sealed as the one who runs the script. */
const DIRECTORY = `function Read-RootDse([string]$Name) {
  $root = New-Object System.DirectoryServices.DirectoryEntry 'LDAP://RootDSE'
  [string]$root.Properties[$Name].Value
}

# The names that the schema knows: what is not in it was not read.
function Select-Attribute([string[]]$Names) {
  $schema = Read-RootDse 'schemaNamingContext'
  $root = New-Object System.DirectoryServices.DirectoryEntry -ArgumentList ('LDAP://' + $schema)
  $clauses = ($Names | ForEach-Object { '(lDAPDisplayName=' + $_ + ')' }) -join ''
  $searcher = New-Object System.DirectoryServices.DirectorySearcher -ArgumentList $root, ('(&(objectClass=attributeSchema)(|' + $clauses + '))'), ([string[]]@('lDAPDisplayName'))
  $searcher.PageSize = 500
  $known = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::OrdinalIgnoreCase)
  $results = $searcher.FindAll()
  try {
    foreach ($result in $results) { $null = $known.Add([string]$result.Properties['lDAPDisplayName'][0]) }
  } finally {
    $results.Dispose()
  }
  foreach ($one in $Names) { if ($known.Contains($one)) { $one } }
}

function ConvertTo-Entry($Result, [string[]]$Names) {
  $record = New-Object System.Collections.Specialized.OrderedDictionary
  foreach ($one in $Names) {
    $values = $Result.Properties[$one]
    if ($null -eq $values -or $values.Count -eq 0) { continue }
    if ($one -eq 'objectGUID') {
      $record[$one] = (New-Object guid -ArgumentList (, [byte[]]$values[0])).ToString()
    } elseif ($values.Count -eq 1) {
      Add-Value $record $one $values[0]
    } else {
      Add-Value $record $one @($values)
    }
  }
  # A server gives very long lists in ranges: such a list is not whole.
  $cut = @($Result.Properties.PropertyNames | Where-Object { $_ -like '*;range=*' } | ForEach-Object { ($_ -split ';')[0] })
  if ($cut.Count -gt 0) { $record['@notReadable'] = [string[]]$cut }
  $record
}

function Read-Directory([string]$Server, [string]$Base, [string[]]$Names) {
  $root = New-Object System.DirectoryServices.DirectoryEntry -ArgumentList ('LDAP://' + $Server + '/' + $Base)
  $searcher = New-Object System.DirectoryServices.DirectorySearcher -ArgumentList $root, $Filter, $Names
  $searcher.PageSize = 1000
  $searcher.CacheResults = $false
  $searcher.ReferralChasing = 'None'
  if ($WithSecurity) { $searcher.SecurityMasks = 'Owner, Group, Dacl' }
  $results = $searcher.FindAll()
  try {
    foreach ($result in $results) { ConvertTo-Entry $result $Names }
  } finally {
    $results.Dispose()
    $searcher.Dispose()
  }
}`;

// Users, contacts and groups, whatever else holds an address, and computers that are protected or serve Exchange: as the LDAP adapter asks.
const FILTER =
  '(|(objectCategory=person)(objectCategory=group)(proxyAddresses=*)(mailNickname=*)(mail=*)(targetAddress=*)(&(objectCategory=computer)(|(adminCount=1)(servicePrincipalName=exchange*))))';

/**
 * What is asked for server by server, database by database. The list comes first and whole: the Exchange Management Shell runs no cmdlet inside
 * another one's pipeline.
 */
const EACH = `function Read-Certificate {
  foreach ($server in @(Get-ExchangeServer -ErrorAction Stop | Where-Object { [string]$_.ServerRole -ne 'Edge' })) {
    try {
      Get-ExchangeCertificate -Server ([string]$server.Name) -ErrorAction Stop
    } catch {
      if (Test-Missing $_) { throw }
      Write-Unreadable $SettingsPart ('The certificates of {0} were not read.' -f $server.Name) $_.Exception.Message 'Run the script again when the server answers.'
    }
  }
}

# Authentication and Extended Protection stand in IIS, which is asked on each server. With -ADPropertiesOnly the cmdlet gives defaults for them.
function Read-VirtualDirectory {
  foreach ($server in @(Get-ExchangeServer -ErrorAction Stop | Where-Object { [string]$_.ServerRole -ne 'Edge' })) {
    try {
      Get-WebServicesVirtualDirectory -Server ([string]$server.Name) -ErrorAction Stop
    } catch {
      if (Test-Missing $_) { throw }
      Write-Unreadable $SettingsPart ('The authentication of the EWS virtual directories of {0} was not read.' -f $server.Name) $_.Exception.Message 'Run the script again when the server answers.'
      foreach ($directory in @(Get-WebServicesVirtualDirectory -Server ([string]$server.Name) -ADPropertiesOnly -ErrorAction Stop)) {
        ConvertTo-Setting $directory @('Name', 'Identity', 'Guid', 'DistinguishedName', 'Server', 'InternalUrl', 'ExternalUrl', 'MRSProxyEnabled') ''
      }
    }
  }
}

function Read-Size {
  # A recovery database holds older copies of mailboxes that are elsewhere.
  foreach ($database in @(Get-MailboxDatabase -ErrorAction Stop | Where-Object { [string]$_.Recovery -ne 'True' })) {
    try {
      Get-MailboxStatistics -Database ([string]$database.Guid) -ErrorAction Stop | Where-Object { $null -eq $_.PSObject.Properties['DisconnectReason'] -or -not $_.DisconnectReason }
    } catch {
      if (Test-Missing $_) { throw }
      Write-Unreadable 'onprem/exchange/statistics' ('The sizes in {0} were not read.' -f $database.Name) $_.Exception.Message 'Run the script again when the database is mounted.'
    }
  }
}`;

const EXTRA = `function Get-Extra([string]$Key, $Found) {
  if ($Key -ne 'organizationConfig') { return }
  foreach ($one in $Found) {
    if ($one.Contains('ACLableSyncedObjectEnabled')) { New-Pair 'ACLableSyncedObjectEnabled' $one['ACLableSyncedObjectEnabled'] }
  }
}`;

const RECIPIENTS: readonly (readonly [name: string, title: string, call: string])[] = [
  ['mailboxes', 'Mailboxes of on-premises Exchange', 'Get-Mailbox -ResultSize Unlimited -IgnoreDefaultScope -ErrorAction Stop'],
  ['remote-mailboxes', 'Remote mailboxes', 'Get-RemoteMailbox -ResultSize Unlimited -IgnoreDefaultScope -ErrorAction Stop'],
  ['mail-users', 'Mail users of on-premises Exchange', 'Get-MailUser -ResultSize Unlimited -IgnoreDefaultScope -ErrorAction Stop'],
  ['mail-contacts', 'Mail contacts of on-premises Exchange', 'Get-MailContact -ResultSize Unlimited -IgnoreDefaultScope -ErrorAction Stop'],
  ['groups', 'Groups of on-premises Exchange', 'Get-DistributionGroup -ResultSize Unlimited -IgnoreDefaultScope -ErrorAction Stop'],
];

const SETTING_CALLS: readonly (readonly [key: SettingKey, shape: string, mark: string, call: string])[] = [
  ['acceptedDomains', 'sides', '', 'Get-AcceptedDomain -ErrorAction Stop'],
  ['emailAddressPolicies', 'list', '', 'Get-EmailAddressPolicy -ErrorAction Stop'],
  ['sendConnectors', 'list', '', 'Get-SendConnector -ErrorAction Stop'],
  ['receiveConnectors', 'list', '', 'Get-ReceiveConnector -ErrorAction Stop'],
  ['hybridConfiguration', 'one', '', 'Get-HybridConfiguration -ErrorAction Stop'],
  ['exchangeServers', 'list', '', 'Get-ExchangeServer -ErrorAction Stop'],
  ['exchangeCertificates', 'list', '', 'Read-Certificate'],
  ['organizationRelationships', 'list', 'onprem', 'Get-OrganizationRelationship -ErrorAction Stop'],
  ['remoteDomains', 'list', 'onprem', 'Get-RemoteDomain -ErrorAction Stop'],
  ['transportConfig', 'side', '', 'Get-TransportConfig -ErrorAction Stop'],
  ['organizationConfig', 'side', '', 'Get-OrganizationConfig -ErrorAction Stop'],
  ['webServicesVirtualDirectories', 'list', '', 'Read-VirtualDirectory'],
  ['mailboxDatabases', 'list', '', 'Get-MailboxDatabase -ErrorAction Stop'],
  ['retentionPolicies', 'sides', '', 'Get-RetentionPolicy -ErrorAction Stop'],
  ['authServers', 'list', '', 'Get-AuthServer -ErrorAction Stop'],
  ['settingOverrides', 'list', '', 'Get-SettingOverride -ErrorAction Stop'],
  ['intraOrganizationConnectors', 'list', 'onprem', 'Get-IntraOrganizationConnector -ErrorAction Stop'],
];

/** The collector for Active Directory and on-premises Exchange. In: the version of crossprem, and the on-premises columns that any rule reads. */
export function onPremisesScript(version: string, wanted: ReadonlySet<string>): string {
  const properties = onPremisesProperties(wanted);
  return scriptText([
    HEAD,
    START,
    `$Tool = ${literal(`${ON_PREMISES_NAME} ${version}`)}`,
    '$Account = [Environment]::UserDomainName + [string][char]92 + [Environment]::UserName',
    "$Source = 'Exchange Management Shell on ' + [Environment]::MachineName",
    "$SideName = 'onprem'",
    "$SettingsPart = 'settings/exchange-on-premises'",
    "$SettingsTitle = 'Settings of on-premises Exchange'",
    `$Filter = ${literal(FILTER)}`,
    `$Wanted = ${nameList(ldapAttributes(wanted))}`,
    `if ($WithSecurity) { $Wanted = $Wanted + ${nameList(securityAttributes(wanted))} }`,
    `$Properties = ${nameList(properties)}`,
    '',
    OUTPUT,
    '',
    VALUES,
    '',
    PARTS,
    '',
    SETTINGS,
    '',
    DIRECTORY,
    '',
    EACH,
    '',
    EXTRA,
    '',
    "if (-not (Get-Command Get-ExchangeServer -ErrorAction SilentlyContinue)) { Write-Warning 'This is no Exchange Management Shell: only Active Directory can be read.' }",
    "if (Test-Mixed 'Get-ExchangeServer' 'Get-OutboundConnector' 'Get-Mailbox') { throw 'This session is connected to Exchange Online, too, and Get-Mailbox may read there. Run the script in an Exchange Management Shell without Connect-ExchangeOnline.' }",
    'Open-Output',
    'try {',
    '  $DomainNames = $Domain',
    '  if (-not $DomainNames) {',
    '    $DomainNames = @([System.DirectoryServices.ActiveDirectory.Forest]::GetCurrentForest().Domains | ForEach-Object { [string]$_.Name })',
    '  }',
    '  $Attributes = @(Select-Attribute $Wanted)',
    '  foreach ($DomainName in $DomainNames) {',
    "    $DomainDn = 'DC=' + $DomainName.Replace('.', ',DC=')",
    "    Read-Part -Name ('onprem/objects/' + $DomainName.ToLowerInvariant()) -Side 'onprem' -Title ('Objects of ' + $DomainName) -Source ('ldap://' + $DomainName) -Properties $Attributes -From { Read-Directory $DomainName $DomainDn $Attributes }",
    '  }',
    ...RECIPIENTS.map(
      ([name, title, call]) =>
        `  Read-Part -Name ${literal(`onprem/exchange/${name}`)} -Side 'onprem' -Title ${literal(title)} -Source $Source -Properties $Properties -From { ${call} }`,
    ),
    '  if ($WithStatistics) {',
    `    Read-Part -Name 'onprem/exchange/statistics' -Side 'onprem' -Title 'Sizes of on-premises mailboxes' -Source $Source -Properties ${nameList(STATISTICS)} -From { Read-Size }`,
    '  }',
    ...SETTING_CALLS.map(
      ([key, shape, mark, call]) =>
        `  Read-Setting -Key '${key}' -Shape '${shape}' -Mark '${mark}' -Properties ${nameList(SETTING_PROPERTIES[key])} -From { ${call} }`,
    ),
    '  Complete-Settings',
    FINISH,
  ]);
}

/**
 * The PowerShell that every bulk script carries: reading, the journal, one step at a time. No value of anybody is in it.
 *
 * Written for Windows PowerShell 5.1 and PowerShell 7, with single-quoted strings alone: nothing is ever expanded.
 */

/** Parameters of a script that repairs, and of one that takes back. */
export const PARAMETERS = {
  repair: `param(
  [switch]$Apply,
  [switch]$Yes,
  [int[]]$Phase,
  [string[]]$DoneByHand,
  [ValidateSet('Ask', 'Generate')][string]$NewSecrets = 'Ask',
  [switch]$SynchronizeAgain,
  [string]$Journal
)`,
  rollback: `param(
  [switch]$Apply,
  [switch]$Yes,
  [string[]]$Person,
  [switch]$AfterSynchronization,
  [string]$Journal
)`,
} as const;

/** Sets up the run; `$Shell` was set before. */
export const START = `$ErrorActionPreference = 'Stop'
$Here = if ($PSScriptRoot) { $PSScriptRoot } else { (Get-Location).ProviderPath }
if (-not $Journal) { $Journal = Join-Path $Here 'journal.ndjson' }
$Journal = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Journal)
$Utf8 = New-Object System.Text.UTF8Encoding $false
$Entries = @{}
$Stopped = @{}
$Count = @{ done = 0; already = 0; shown = 0; failed = 0; waiting = 0; left = 0 }`;

export const JOURNAL = `function Read-Journal {
  if (-not (Test-Path -LiteralPath $Journal)) { return }
  foreach ($line in [System.IO.File]::ReadAllLines($Journal)) {
    if (-not $line.Trim()) { continue }
    # A run that was killed may have left half a line.
    try { $entry = ConvertFrom-Json -InputObject $line } catch { continue }
    if ($entry.id) { $Entries[[string]$entry.id] = $entry }
  }
}

function Add-Entry([string]$Id, [string]$Person, [string]$Result, $Old, [string]$Message) {
  $entry = [ordered]@{ time = (Get-Date).ToUniversalTime().ToString('o'); shell = $Shell; id = $Id; person = $Person; result = $Result; old = @($Old); message = $Message }
  $line = ConvertTo-Json -InputObject $entry -Compress -Depth 6
  [System.IO.File]::AppendAllText($Journal, [Environment]::NewLine + $line + [Environment]::NewLine, $Utf8)
  $Entries[$Id] = New-Object psobject -Property $entry
}

function Get-Time([string]$Id) {
  ([datetime]$Entries[$Id].time).ToUniversalTime()
}

function Get-Result([string]$Id) {
  if ($Entries.ContainsKey($Id)) { return [string]$Entries[$Id].result }
  ''
}

function Test-Answer([string]$Question) {
  if ($Yes -or -not $Apply) { return $true }
  (Read-Host -Prompt ($Question + ' [y/N]')) -eq 'y'
}`;

/** Reads attributes: of Active Directory with LDAP, of the cloud with the cmdlets of the shell. Nothing is changed. */
export const READING = `function ConvertTo-Held($Value) {
  if ($Value -is [byte[]]) {
    if ($Value.Length -eq 16) { return @{ kind = 'guid'; text = (New-Object guid (, $Value)).ToString() } }
    return @{ kind = 'bytes'; text = [Convert]::ToBase64String($Value) }
  }
  if ($Value -is [bool]) { return @{ kind = 'boolean'; text = $Value.ToString().ToLowerInvariant() } }
  if ($Value -is [int]) { return @{ kind = 'int'; text = $Value.ToString([Globalization.CultureInfo]::InvariantCulture) } }
  if ($Value -is [long]) { return @{ kind = 'long'; text = $Value.ToString([Globalization.CultureInfo]::InvariantCulture) } }
  @{ kind = 'text'; text = [string]$Value }
}

function Read-OnPrem($Want) {
  $searcher = New-Object System.DirectoryServices.DirectorySearcher
  if ($Want.Base) { $searcher.SearchRoot = New-Object System.DirectoryServices.DirectoryEntry ('LDAP://' + $Want.Base) }
  $searcher.Filter = $Want.Find
  [void]$searcher.PropertiesToLoad.Add($Want.Attribute)
  [void]$searcher.PropertiesToLoad.Add('distinguishedName')
  $found = @($searcher.FindAll())
  if ($found.Count -gt 1) { throw ('{0} objects answer to {1}.' -f $found.Count, $Want.Find) }
  if ($found.Count -eq 0) { return @{ name = ''; values = @() } }
  $values = @($found[0].Properties[$Want.Attribute] | ForEach-Object { ConvertTo-Held $_ })
  @{ name = [string]$found[0].Properties['distinguishedName'][0]; values = $values }
}

function Read-Graph($Want) {
  $uri = 'https://graph.microsoft.com/beta/users/' + [uri]::EscapeDataString($Want.Find) + '?$select=id,' + $Want.Attribute
  $user = Invoke-MgGraphRequest -Method GET -Uri $uri
  @{ name = [string]$user['id']; values = @($user[$Want.Attribute] | Where-Object { $null -ne $_ } | ForEach-Object { ConvertTo-Held $_ }) }
}

function Read-ExchangeOnline($Want) {
  $object = Get-Mailbox -Identity $Want.Find -ErrorAction SilentlyContinue
  if ($null -eq $object) { $object = Get-Recipient -Identity $Want.Find }
  $name = $Want.Attribute
  @{ name = [string]$object.Identity; values = @($object.$name | Where-Object { $null -ne $_ } | ForEach-Object { ConvertTo-Held $_ }) }
}

function Read-Held($Want) {
  if ($Want.Side -eq 'onprem') { return Read-OnPrem $Want }
  if ($Want.Side -eq 'graph') { return Read-Graph $Want }
  Read-ExchangeOnline $Want
}

# As values are compared: the prefix of a proxy address by its case, what holds Base64 as it is, all else without case.
function Get-Plain([string]$Attribute, [string]$Text) {
  if ($Attribute -eq 'onPremisesImmutableId') { return $Text }
  $colon = $Text.IndexOf(':')
  if (($Attribute -eq 'proxyAddresses' -or $Attribute -eq 'EmailAddresses') -and $colon -gt 0) {
    return $Text.Substring(0, $colon + 1) + $Text.Substring($colon + 1).ToLowerInvariant()
  }
  $Text.ToLowerInvariant()
}

function Test-Want($Want, $Held) {
  if (-not $Held.name) { return $false }
  $have = @($Held.values | ForEach-Object { Get-Plain $Want.Attribute $_.text })
  foreach ($value in @($Want.Has)) {
    $plain = Get-Plain $Want.Attribute $value
    # A secondary address is there, too, where it is the primary one.
    $isThere = if ($plain.StartsWith('smtp:')) { $have -contains $plain } else { $have -ccontains $plain }
    if (-not $isThere) { return $false }
  }
  foreach ($value in @($Want.Lacks)) { if ($have -contains $value) { return $false } }
  if ($Want.Empty -and $have.Count -gt 0) { return $false }
  $true
}

function Get-Old($Held, $Want, [string]$Attribute) {
  [ordered]@{ side = $Want.Side; object = $Held.name; find = $Want.Find; attribute = $Attribute; values = @($Held.values) }
}

# Whether every wanted value is there: yes, no, or unknown (nothing to read, or it cannot be read here).
function Get-State([object[]]$Wanted, $Keep) {
  $old = @()
  $isSo = $true
  try {
    if ($Keep) { foreach ($attribute in $Keep.Attributes) { $old += Get-Old (Read-Held @{ Side = $Keep.Side; Find = $Keep.Find; Base = $Keep.Base; Attribute = $attribute }) $Keep $attribute } }
    foreach ($want in $Wanted) {
      $held = Read-Held $want
      $old += Get-Old $held $want $want.Attribute
      if (-not (Test-Want $want $held)) { $isSo = $false }
    }
  } catch { return @{ state = 'unknown'; old = @(); why = $_.Exception.Message } }
  if ($Wanted.Count -eq 0) { return @{ state = 'unknown'; old = $old; why = 'no check is known for this step' } }
  $state = if ($isSo) { 'yes' } else { 'no' }
  @{ state = $state; old = $old; why = '' }
}`;

/** One step of one person: skipped when it is done, recorded before and after, and a fault stops this person alone. */
export const STEPS = `function Stop-Person([string]$Person, [string]$Why) {
  $Stopped[$Person] = $Why
}

function Test-Turn([string]$Id, [int]$In, [string]$Person, [string]$Title, [string[]]$Needs) {
  if ($Phase -and $Phase -notcontains $In) { return $false }
  $result = Get-Result $Id
  if ($result -eq 'done' -or $result -eq 'already') {
    $Count.already++
    return $false
  }
  $why = if ($Stopped.ContainsKey($Person)) { $Stopped[$Person] } else { '' }
  foreach ($need in $Needs) {
    $earlier = Get-Result $need
    if ($earlier -eq 'failed' -or $earlier -eq 'unclear') { $why = 'an earlier step failed: ' + $need }
  }
  if ($why) {
    $Count.left++
    Write-Warning ('Left out for {0}: {1} ({2})' -f $Person, $Title, $why)
    return $false
  }
  $true
}

function Invoke-Step([string]$Id, [int]$In, [string]$Person, [string]$Title, [string[]]$Needs, [object[]]$Wanted, $Keep, [scriptblock]$Do) {
  if (-not (Test-Turn $Id $In $Person $Title $Needs)) { return }
  $before = Get-State $Wanted $Keep
  if ($before.state -eq 'yes') {
    $Count.already++
    if ($Apply) { Add-Entry $Id $Person 'already' $before.old '' }
    Write-Host ('Is so already, {0}: {1}' -f $Person, $Title)
    return
  }
  if (-not $Apply) {
    $Count.shown++
    Write-Host ('Would do for {0}: {1}' -f $Person, $Title)
    Write-Host ($Do.ToString().Trim())
    if ($before.state -eq 'unknown') { Write-Host ('  What is there now is not known: {0}' -f $before.why) }
    return
  }
  if ((Get-Result $Id) -eq 'begun' -and $before.state -eq 'unknown') {
    # It was begun, the run ended there, and nothing tells how far it came.
    Add-Entry $Id $Person 'unclear' @() $before.why
    $Count.failed++
    Stop-Person $Person 'an earlier step was cut off'
    Write-Warning ('Cut off before, look at it and run again with -DoneByHand {0}: {1}, {2}' -f $Id, $Person, $Title)
    return
  }
  $old = if ((Get-Result $Id) -eq 'begun') { $Entries[$Id].old } else { $before.old }
  try {
    Add-Entry $Id $Person 'begun' $old ''
    $Error.Clear()
    & $Do | Out-Host
    # The functions of remote sessions do not stop at a fault, whatever $ErrorActionPreference says here.
    if ($Error.Count -gt 0 -and (Get-State $Wanted $null).state -ne 'yes') { throw $Error[0] }
    Add-Entry $Id $Person 'done' $old ''
    $Count.done++
    Write-Host ('Done for {0}: {1}' -f $Person, $Title)
  } catch {
    $Count.failed++
    Stop-Person $Person 'an earlier step failed'
    Write-Warning ('Failed for {0}: {1}: {2}' -f $Person, $Title, $_.Exception.Message)
    Add-Entry $Id $Person 'failed' $old $_.Exception.Message
  }
}

# A step that a person does, or for which a value is missing.
function Wait-Step([string]$Id, [int]$In, [string]$Person, [string]$Title, [string[]]$Needs, [string]$What) {
  if (-not (Test-Turn $Id $In $Person $Title $Needs)) { return }
  if ($DoneByHand -contains $Id) {
    if ($Apply) { Add-Entry $Id $Person 'done' @() 'by hand' }
    $Count.done++
    return
  }
  $Count.waiting++
  Stop-Person $Person ('a step waits for somebody: ' + $Id)
  Write-Warning ('Waits for you, {0}: {1}. {2} Then run again with -DoneByHand {3}' -f $Person, $Title, $What, $Id)
}

# Asked once before a phase that other scripts prepare.
function Test-Phase([int]$Number, [string]$Title, [string]$Question, [int]$Here) {
  if ($Phase -and $Phase -notcontains $Number) { return $false }
  Write-Host ('Phase {0}: {1} ({2} steps here).' -f $Number, $Title, $Here)
  if (-not $Question) { return $true }
  if (Test-Answer $Question) { return $true }
  $Count.left += $Here
  Write-Warning ('Phase {0} was left out.' -f $Number)
  $false
}

function Set-DoneByHand {
  foreach ($id in $DoneByHand) {
    $result = Get-Result $id
    if ($Apply -and ($result -eq 'unclear' -or $result -eq 'failed' -or $result -eq 'begun')) { Add-Entry $id ([string]$Entries[$id].person) 'done' $Entries[$id].old 'by hand' }
  }
}

function Write-Summary {
  Write-Host ('{0} done, {1} done before or so already, {2} shown, {3} failed, {4} wait for somebody, {5} left out.' -f $Count.done, $Count.already, $Count.shown, $Count.failed, $Count.waiting, $Count.left)
  foreach ($name in @($Stopped.Keys | Sort-Object)) { Write-Warning ('Not finished: {0}: {1}' -f $name, $Stopped[$name]) }
}`;

/** A password that is made here and kept nowhere, or that somebody types. */
export const SECRETS = `function New-Secret([string]$Person) {
  if ($NewSecrets -eq 'Ask') { return Read-Host -AsSecureString -Prompt ('Password of the new account {0}' -f $Person) }
  $random = [System.Security.Cryptography.RandomNumberGenerator]::Create()
  $bytes = New-Object byte[] 96
  $random.GetBytes($bytes)
  $secret = New-Object System.Security.SecureString
  foreach ($character in ([Convert]::ToBase64String($bytes) + 'aA1!').ToCharArray()) { $secret.AppendChar($character) }
  $random.Dispose()
  $secret.MakeReadOnly()
  $secret
}`;

/** One synchronization for all: again where something was done since, or where it is asked for. */
export const SYNCHRONIZE = `function Wait-Scheduler {
  for ($turn = 0; $turn -lt 180; $turn++) {
    if (-not (Get-ADSyncScheduler).SyncCycleInProgress) { return }
    Start-Sleep -Seconds 10
  }
  throw 'A synchronization cycle has been running for half an hour.'
}

function Invoke-Synchronization([string]$Id, [int]$In, [string[]]$After) {
  if ($Phase -and $Phase -notcontains $In) { return }
  $last = if ((Get-Result $Id) -eq 'done') { Get-Time $Id } else { [datetime]::MinValue }
  $newer = @($After | Where-Object { (Get-Result $_) -eq 'done' -and (Get-Time $_) -gt $last })
  if ($last -ne [datetime]::MinValue -and $newer.Count -eq 0 -and -not $SynchronizeAgain) {
    $Count.already++
    return
  }
  if (-not $Apply) {
    $Count.shown++
    Write-Host 'Would synchronize: Start-ADSyncSyncCycle -PolicyType Delta'
    return
  }
  try {
    Wait-Scheduler
    Start-ADSyncSyncCycle -PolicyType Delta | Out-Host
    Start-Sleep -Seconds 5
    Wait-Scheduler
    Add-Entry $Id '' 'done' @() ''
    $Count.done++
    Write-Host 'Synchronized.'
  } catch {
    $Count.failed++
    Write-Warning ('The synchronization failed: {0}' -f $_.Exception.Message)
    Add-Entry $Id '' 'failed' @() $_.Exception.Message
  }
}`;

/** Writes what was there before into a script of its own: the values of the journal, each as one literal. */
export const RESTORE = `function ConvertTo-Literal([string]$Text) {
  $quotes = '[' + [char]39 + [char]0x2018 + [char]0x2019 + [char]0x201A + [char]0x201B + ']'
  $plain = [regex]::Replace($Text, '[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]', ' ')
  [string][char]39 + [regex]::Replace($plain, $quotes, '$0$0') + [char]39
}

function ConvertTo-Typed($Value) {
  $literal = ConvertTo-Literal $Value.text
  if ($Value.kind -eq 'guid') { return '([byte[]]([guid]' + $literal + ').ToByteArray())' }
  if ($Value.kind -eq 'bytes') { return '([byte[]][Convert]::FromBase64String(' + $literal + '))' }
  if ($Value.kind -eq 'int' -or $Value.kind -eq 'long') { return '([' + $Value.kind + ']' + $literal + ')' }
  if ($Value.kind -eq 'boolean') { return '([Convert]::ToBoolean(' + $literal + '))' }
  $literal
}

function Write-OldValues {
  $lines = @('# Old values of what was changed, last change first. Active Directory alone. Run in PowerShell with the ActiveDirectory module.', '# Without -Apply it only shows.', 'param([switch]$Apply)', '$WhatIf = -not $Apply')
  $mine = @($Entries.Values | Where-Object { $_.shell -eq $Shell -and $_.result -eq 'done' } | Sort-Object -Property { ([datetime]$_.time).ToUniversalTime() } -Descending)
  foreach ($entry in $mine) {
    foreach ($old in @($entry.old)) {
      if ($null -eq $old -or $old.side -ne 'onprem' -or -not $old.object) { continue }
      $name = ConvertTo-Literal $old.object
      $attribute = ConvertTo-Literal $old.attribute
      $values = @($old.values | Where-Object { $null -ne $_ } | ForEach-Object { ConvertTo-Typed $_ })
      if ($values.Count -eq 0) { $lines += ('Set-ADObject -Identity {0} -Clear {1} -WhatIf:$WhatIf' -f $name, $attribute) }
      else { $lines += ('Set-ADObject -Identity {0} -Replace @{{ {1} = {2} }} -WhatIf:$WhatIf' -f $name, $attribute, ($values -join ', ')) }
    }
  }
  $file = Join-Path (Split-Path -Parent $Journal) ('old-values-' + $Shell + '.ps1')
  [System.IO.File]::WriteAllLines($file, [string[]]$lines, (New-Object System.Text.UTF8Encoding $true))
  Write-Host ('Old values: {0}' -f $file)
}`;

/** Takes back what the journal says was done by the scripts, and nothing else. */
export const UNDO = `function Undo-Step([string[]]$Ids, [string]$For, [string]$Title, [string]$Before, [scriptblock]$Do) {
  if ($Person -and $Person -notcontains $For) { return }
  $begun = @($Ids | Where-Object { @('done', 'begun', 'failed', 'unclear') -contains (Get-Result $_) })
  if ($begun.Count -eq 0) { return }
  if ($Stopped.ContainsKey($For)) {
    $Count.left++
    return
  }
  if ($Before -and (Get-Result $Before) -eq 'done' -and -not $AfterSynchronization) {
    $Count.left++
    $Stopped[$For] = 'synchronized since'
    Write-Warning ('Not taken back for {0}: {1}. It was synchronized since, and what is removed now is removed in the cloud, too. -AfterSynchronization does it all the same.' -f $For, $Title)
    return
  }
  if (-not $Apply) {
    $Count.shown++
    Write-Host ('Would take back for {0}: {1}' -f $For, $Title)
    Write-Host ($Do.ToString().Trim())
    return
  }
  $isWhole = @($begun | Where-Object { (Get-Result $_) -ne 'done' }).Count -eq 0
  if (-not $isWhole -and -not (Test-Answer ('{0} did not end for {1}. Take back what there is of it?' -f $Title, $For))) { return }
  try {
    $Error.Clear()
    & $Do | Out-Host
    if ($Error.Count -gt 0) { throw $Error[0] }
    foreach ($id in $begun) { Add-Entry $id $For 'undone' @() '' }
    $Count.done++
    Write-Host ('Taken back for {0}: {1}' -f $For, $Title)
  } catch {
    $Count.failed++
    $Stopped[$For] = 'a step could not be taken back'
    Write-Warning ('Not taken back for {0}: {1}: {2}' -f $For, $Title, $_.Exception.Message)
  }
}`;

import { literal } from '../../fixes/script.js';

/**
 * The PowerShell that both collector scripts carry: the file, its resuming, patience, and how values become text.
 *
 * Written for Windows PowerShell 5.1 and PowerShell 7, with single-quoted strings alone: nothing is ever expanded. The lines that it writes are
 * those of a snapshot (evidence/snapshot.ts), not compressed.
 */

/** A list of names as PowerShell takes it for a parameter. */
export function nameList(names: readonly string[]): string {
  return `@(${names.map(literal).join(', ')})`;
}

/** Windows PowerShell takes a file without the mark for Windows-1252. */
export function scriptText(lines: readonly string[]): string {
  return `\ufeff${lines.join('\n').replaceAll('\n', '\r\n')}\r\n`;
}

export const START = `Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$Invariant = [Globalization.CultureInfo]::InvariantCulture
$Utf8 = New-Object System.Text.UTF8Encoding $false
$NewLine = [string][char]10
$Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
$Writer = $null
$IsBroken = $false
$RoleHint = 'Give the account the roles that docs/collector.md names, then run the script again.'
# By the name of a part: its records so far, the ids of its records, whether its head is written, whether it is done.
$Counts = @{}
$Seen = @{}
$Started = @{}
$Done = @{}
# Parts of which something is written down as not read: they are not whole.
$Gaps = @{}`;

/** Opens the file; with -Resume it is read first, and what stands behind the last whole chunk is cut off. */
export const OUTPUT = `function Get-Stamp {
  (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', $Invariant)
}

function Write-Line($Object) {
  $Writer.Write((ConvertTo-Json -InputObject $Object -Compress -Depth 8))
  $Writer.Write($NewLine)
}

function Add-Part([string]$Name) {
  if ($Seen.ContainsKey($Name)) { return }
  $Seen[$Name] = New-Object 'System.Collections.Generic.HashSet[string]'
  $Counts[$Name] = 0
}

# The first value of a record is its id; of settings it is the first name.
function Get-LineId([string]$Line) {
  $match = [regex]::Match($Line, '^\\{"([^"]{1,200})":(?:"([^"]{1,200})")?')
  if (-not $match.Success) { return '' }
  if ($match.Groups[2].Success) { return $match.Groups[2].Value }
  $match.Groups[1].Value
}

# Takes up what an earlier run wrote. Gives the length of what is whole, in bytes.
function Read-Old {
  $total = (New-Object System.IO.FileInfo $Path).Length
  $reader = New-Object System.IO.StreamReader -ArgumentList $Path, $Utf8
  $position = [long]0
  $whole = [long]0
  $open = ''
  $ids = New-Object 'System.Collections.Generic.List[string]'
  try {
    while ($true) {
      $line = $reader.ReadLine()
      if ($null -eq $line) { break }
      $position = $position + $Utf8.GetByteCount($line) + 1
      # The last line has no end: it is half a line.
      if ($position -gt $total) { break }
      if (-not $line.StartsWith('{"@', [StringComparison]::Ordinal)) {
        if ($open) { $ids.Add((Get-LineId $line)) }
        continue
      }
      try { $control = @((ConvertFrom-Json -InputObject $line).PSObject.Properties)[0] } catch { break }
      $value = $control.Value
      if ($control.Name -eq '@finished') { throw ('{0} is whole already. Give another -Out.' -f $Path) }
      if ($control.Name -eq '@chunk') {
        $open = [string]$value.part
        $ids.Clear()
        continue
      }
      if ($control.Name -eq '@part') {
        Add-Part $value.name
        $Started[$value.name] = $true
      }
      if ($control.Name -eq '@end') {
        Add-Part $value.part
        foreach ($id in $ids) { $null = $Seen[$value.part].Add($id) }
        $Counts[$value.part] = $Counts[$value.part] + $value.records
        $open = ''
      }
      if ($control.Name -eq '@done') { $Done[$value.part] = $true }
      if ($control.Name -eq '@unreadable' -and $null -ne $value.PSObject.Properties['part']) { $Gaps[$value.part] = $true }
      if (-not $open) { $whole = $position }
    }
  } finally {
    $reader.Dispose()
  }
  $whole
}

function Open-Output {
  $length = [long]0
  if (Test-Path -LiteralPath $Path) {
    if (-not $Resume) { throw ('{0} is there already. Give another -Out, or -Resume to go on with it.' -f $Path) }
    $length = [long](Read-Old)
    $stream = [System.IO.File]::Open($Path, 'Open', 'ReadWrite', 'Read')
    $stream.SetLength($length)
    $null = $stream.Seek(0, 'End')
  } else {
    $stream = [System.IO.File]::Open($Path, 'CreateNew', 'Write', 'Read')
  }
  $script:Writer = New-Object System.IO.StreamWriter -ArgumentList $stream, $Utf8
  if ($length -eq 0) {
    $head = [ordered]@{ version = 1; id = [guid]::NewGuid().ToString(); tool = $Tool; createdAt = (Get-Stamp); isRedacted = $false }
    Write-Line ([ordered]@{ '@snapshot' = $head })
  }
}

function Write-PartHead([string]$Name, [string]$Side, [string]$Title, [string]$Source, [string[]]$Names) {
  if ($Started.ContainsKey($Name)) { return }
  $head = [ordered]@{ name = $Name; side = $Side; title = $Title; source = $Source; account = $Account; attributesRead = [string[]]@($Names); startedAt = (Get-Stamp) }
  Write-Line ([ordered]@{ '@part' = $head })
  $Started[$Name] = $true
}

function Write-Chunk([string]$Name, [string]$Title, $Buffer) {
  if ($Buffer.Count -eq 0) { return }
  Write-Line ([ordered]@{ '@chunk' = [ordered]@{ part = $Name } })
  foreach ($one in $Buffer) { Write-Line $one }
  $Counts[$Name] = $Counts[$Name] + $Buffer.Count
  Write-Line ([ordered]@{ '@end' = [ordered]@{ part = $Name; records = $Buffer.Count; cursor = [string]$Counts[$Name] } })
  $Writer.Flush()
  $Buffer.Clear()
  Write-Progress -Activity $Title -Status ('{0} records' -f $Counts[$Name])
  if ($DelayMilliseconds -gt 0) { Start-Sleep -Milliseconds $DelayMilliseconds }
}

function Write-Unreadable([string]$Name, [string]$What, [string]$Why, [string]$Next) {
  $text = [regex]::Replace($Why, '[\\x00-\\x1f\\x7f]+', ' ').Trim()
  if ($text.Length -gt 500) { $text = $text.Substring(0, 500) }
  $said = [ordered]@{ what = $What; why = $text; next = $Next }
  # Without a part: of the whole file. A part that has no head yet has no place for it.
  if ($Name -and $Started.ContainsKey($Name)) { $said['part'] = $Name }
  Write-Line ([ordered]@{ '@unreadable' = $said })
  Write-Warning ('{0} {1}' -f $What, $text)
  if ($Name) { $Gaps[$Name] = $true }
}

function Write-Done([string]$Name, [string]$State) {
  Write-Line ([ordered]@{ '@done' = [ordered]@{ part = $Name; state = $State; records = $Counts[$Name]; endedAt = (Get-Stamp) } })
  $Writer.Flush()
  $Done[$Name] = $true
}

function Close-Output {
  if ($null -eq $Writer) { return }
  $Writer.Dispose()
  $script:Writer = $null
}`;

/** Values as text, objects as records. Only properties that are named are taken. */
export const VALUES = `function ConvertTo-Text($Value) {
  if ($null -eq $Value) { return $null }
  if ($Value -is [bool]) { return $Value }
  if ($Value -is [byte[]]) { return [Convert]::ToBase64String($Value) }
  if ($Value -is [datetime]) {
    # Times of Active Directory say no zone and are in UTC.
    if ($Value.Kind -eq 'Unspecified') { $Value = [datetime]::SpecifyKind($Value, 'Utc') }
    return $Value.ToUniversalTime().ToString('o', $Invariant)
  }
  # A cast takes the invariant culture; numbers, sizes, GUIDs, enumerations, addresses and names become what the cmdlet shows.
  [string]$Value
}

function Test-List($Value) {
  if ($Value -is [string] -or $Value -is [byte[]] -or $Value -is [System.Collections.IDictionary]) { return $false }
  $Value -is [System.Collections.IEnumerable]
}

function Add-Value($Record, [string]$Name, $Value) {
  if (-not (Test-List $Value)) {
    $Record[$Name] = ConvertTo-Text $Value
    return
  }
  $texts = New-Object 'System.Collections.Generic.List[string]'
  foreach ($one in $Value) { if ($null -ne $one) { $texts.Add([string](ConvertTo-Text $one)) } }
  $Record[$Name] = [string[]]$texts.ToArray()
}

# The names that an object has: a property that this version does not know is unknown, not empty.
function Select-Present($Object, [string[]]$Names) {
  foreach ($one in $Names) { if ($null -ne $Object.PSObject.Properties[$one]) { $one } }
}

function New-Pair([string]$Key, $Value) {
  $pair = New-Object System.Collections.Specialized.OrderedDictionary
  $pair[$Key] = $Value
  $pair
}

# Such a dictionary tells Name from name.
function ConvertTo-Record($Object, [string[]]$Names) {
  $record = New-Object System.Collections.Specialized.OrderedDictionary
  $hidden = New-Object 'System.Collections.Generic.List[string]'
  foreach ($one in $Names) {
    $property = $Object.PSObject.Properties[$one]
    if ($null -eq $property) {
      $hidden.Add($one)
      continue
    }
    try { Add-Value $record $one $property.Value } catch { $hidden.Add($one) }
  }
  if ($hidden.Count -gt 0 -and $record.Count -gt 0) { $record['@notReadable'] = [string[]]$hidden.ToArray() }
  $record
}`;

/**
 * Reads a part: what the script block gives, without what is there already. A fault is waited out, twice as long each time, and the block
 * runs again; records that came before are not written twice. A cmdlet that is not there (no role, an older version) is written down.
 */
export const PARTS = `function Get-ModuleName([string]$Cmdlet) {
  foreach ($one in @(Get-Command $Cmdlet -ErrorAction SilentlyContinue)) { return [string]$one.ModuleName }
}

# A session that is connected to both sides has cmdlets of one name from each, of which the last to come answers: that one has to
# come from where a cmdlet of this side alone comes from.
function Test-Mixed([string]$Own, [string]$Foreign, [string]$Shared) {
  $module = Get-ModuleName $Shared
  $here = Get-ModuleName $Own
  if ($null -eq $module) { return $false }
  if ($null -ne $here) { return $module -ne $here }
  $module -eq (Get-ModuleName $Foreign)
}

function Test-Missing($Fault) {
  $Fault.Exception -is [System.Management.Automation.CommandNotFoundException] -or $Fault.Exception -is [System.Management.Automation.ParameterBindingException]
}

# Gives $null, or the fault that is left after all tries.
function Use-Patience([string]$Title, [scriptblock]$Do) {
  $wait = 15
  for ($try = 1; $try -le $Retries; $try++) {
    try {
      $null = & $Do
      return $null
    } catch {
      $fault = $_
      if ((Test-Missing $fault) -or $try -eq $Retries) { return $fault }
      Write-Warning ('{0}: {1} Again in {2} s (try {3} of {4}).' -f $Title, $fault.Exception.Message, $wait, $try, $Retries)
      Start-Sleep -Seconds $wait
      $wait = [Math]::Min(2 * $wait, 300)
    }
  }
}

function Complete-Part([string]$Name, [string]$Title, $Fault) {
  if ($null -eq $Fault) {
    if ($Gaps.ContainsKey($Name)) { Write-Done $Name 'partial' } else { Write-Done $Name 'complete' }
    Write-Host ('{0}: {1} records.' -f $Title, $Counts[$Name])
    return
  }
  if (Test-Missing $Fault) {
    Write-Unreadable $Name ('{0} could not be read to the end.' -f $Title) $Fault.Exception.Message $RoleHint
    Write-Done $Name 'partial'
    return
  }
  $script:IsBroken = $true
  Write-Warning ('{0}: broke off. {1}' -f $Title, $Fault.Exception.Message)
}

function Read-Part([string]$Name, [string]$Side, [string]$Title, [string]$Source, [string[]]$Properties, [scriptblock]$From) {
  if ($Done.ContainsKey($Name)) { return }
  Add-Part $Name
  $Buffer = New-Object 'System.Collections.Generic.List[object]'
  $Shape = @{ Names = $null }
  $left = Use-Patience $Title {
    & $From | ForEach-Object {
      $object = $_
      if ($object -is [System.Collections.Specialized.OrderedDictionary]) {
        if ($null -eq $Shape.Names) { $Shape.Names = $Properties }
        $record = $object
      } else {
        if ($null -eq $Shape.Names) {
          $known = @(Select-Present $object $Properties)
          # The first property is the id. Without it this is some other object, and nothing of it may count as read.
          if ($known -notcontains $Properties[0]) { throw ('The cmdlet gives objects without {0}.' -f $Properties[0]) }
          $Shape.Names = $known
        }
        $record = ConvertTo-Record $object $Shape.Names
      }
      Write-PartHead $Name $Side $Title $Source $Shape.Names
      if ($record.Count -eq 0) { return }
      $id = [string]$record[0]
      if (-not $id -or $Seen[$Name].Add($id)) { $Buffer.Add($record) }
      if ($Buffer.Count -ge $PageSize) { Write-Chunk $Name $Title $Buffer }
    }
  }
  if (-not $Started.ContainsKey($Name) -and $null -ne $left) {
    # Nothing came: there is no such part, rather than one that is empty.
    if (Test-Missing $left) { Write-Unreadable '' ('{0} could not be read.' -f $Title) $left.Exception.Message $RoleHint } else { Complete-Part $Name $Title $left }
    return
  }
  Write-PartHead $Name $Side $Title $Source $Properties
  Write-Chunk $Name $Title $Buffer
  Complete-Part $Name $Title $left
}`;

/** One record for each cmdlet: settings by the keys of docs/settings.md. A list that is empty was read, and is written. */
export const SETTINGS = `function ConvertTo-Setting($Object, [string[]]$Names, [string]$Side) {
  $record = ConvertTo-Record $Object @(Select-Present $Object $Names)
  if ($Side) { $record['side'] = $Side }
  $record
}

# The name and the type of a domain beside what the cmdlet says; the build of a server as four numbers.
function Add-Contract([string]$Key, $Record) {
  if ($Key -eq 'acceptedDomains') {
    if ($Record.Contains('DomainName')) { $Record['name'] = ([string]$Record['DomainName']).ToLowerInvariant() }
    if ($Record.Contains('DomainType')) { $Record['type'] = $Record['DomainType'] }
  }
  if ($Key -eq 'exchangeServers' -and $Record.Contains('AdminDisplayVersion')) {
    $match = [regex]::Match([string]$Record['AdminDisplayVersion'], '(\\d{1,4})\\.(\\d{1,4}) \\(Build (\\d{1,6})\\.(\\d{1,6})\\)')
    if ($match.Success) { $Record['build'] = (1, 2, 3, 4 | ForEach-Object { [string][int]$match.Groups[$_].Value }) -join '.' }
    if ($Record.Contains('Name')) { $Record['name'] = $Record['Name'] }
  }
}

# Shape: list, one (an object or nothing), side (an object below the side), sides (a list below the side).
function Read-Setting([string]$Key, [string]$Shape, [string]$Mark, [string[]]$Properties, [scriptblock]$From) {
  $part = $SettingsPart
  if ($Done.ContainsKey($part)) { return }
  Add-Part $part
  Write-PartHead $part 'settings' $SettingsTitle $Source @()
  if ($Seen[$part].Contains($Key)) { return }
  $Found = New-Object 'System.Collections.Generic.List[object]'
  $left = Use-Patience $Key {
    $Found.Clear()
    & $From | ForEach-Object {
      if ($_ -is [System.Collections.Specialized.OrderedDictionary]) { $record = $_ } else { $record = ConvertTo-Setting $_ $Properties $Mark }
      Add-Contract $Key $record
      $Found.Add($record)
    }
  }
  if ($null -ne $left) {
    if (Test-Missing $left) {
      Write-Unreadable $part ('{0} could not be read.' -f $Key) $left.Exception.Message $RoleHint
    } else {
      $script:IsBroken = $true
      Write-Warning ('{0}: {1}' -f $Key, $left.Exception.Message)
    }
    return
  }
  $lines = New-Object 'System.Collections.Generic.List[object]'
  if ($Shape -eq 'list') {
    # Long lists in several records; they are joined when they are read.
    for ($at = 0; $at -eq 0 -or $at -lt $Found.Count; $at = $at + 500) {
      $lines.Add((New-Pair $Key ([object[]]$Found.GetRange($at, [Math]::Min(500, $Found.Count - $at)).ToArray())))
    }
  } else {
    $first = $null
    if ($Found.Count -gt 0) { $first = $Found[0] }
    if ($Shape -eq 'sides') { $first = [object[]]$Found.ToArray() }
    if ($Shape -eq 'one') { $lines.Add((New-Pair $Key $first)) } else { $lines.Add((New-Pair $Key (New-Pair $SideName $first))) }
  }
  foreach ($extra in @(Get-Extra $Key $Found)) { $lines.Add($extra) }
  Write-Chunk $part $SettingsTitle $lines
  $null = $Seen[$part].Add($Key)
}

function Complete-Settings {
  if ($Done.ContainsKey($SettingsPart) -or $IsBroken) { return }
  if ($Gaps.ContainsKey($SettingsPart)) { Write-Done $SettingsPart 'partial' } else { Write-Done $SettingsPart 'complete' }
}`;

export const FINISH = `  if ($IsBroken) {
    Write-Warning ('Not everything could be read. What was read is in {0}; run the script again with -Resume to go on.' -f $Path)
  } else {
    Write-Line ([ordered]@{ '@finished' = [ordered]@{ finishedAt = (Get-Stamp) } })
    Write-Host ('Written: {0}' -f $Path)
  }
} finally {
  Close-Output
}
if ($IsBroken) { exit 3 }`;

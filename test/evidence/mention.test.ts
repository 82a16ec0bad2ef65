import { describe, expect, it } from 'vitest';
import { mentionOf } from '../../src/evidence/mention.js';
import { fc } from '../setup/property.js';

/** What is said of the words between « and ». */
function said(text: string): string | undefined {
  const start = text.indexOf('«');
  const plain = text.replace('«', '').replace('»', '');
  return mentionOf(plain, start, text.indexOf('»') - 1);
}

describe('words of an error that report nothing', () => {
  it.each([
    ['a class', 'internal class «UserDuplicateInOtherBatchException» : MigrationPermanentException'],
    ['a throw', '  throw new «MigrationServerConnectionFailedException»(this.RemoteServer, inner);'],
    ['a test of a type', 'if (ex is «MapiExceptionPartialCompletion»)'],
    ['a catch of PowerShell', 'catch [Microsoft.Exchange.Tasks.«ManagementObjectNotFoundException»] { Skip-It }'],
    ['a constructor', '\t\tpublic «RecipientNotFoundPermanentException»(Guid mailboxGuid) : base(Strings.NotFound(mailboxGuid))'],
    ['a catch', 'catch («MapiExceptionNetworkError» ex)'],
    ['a member', 'return this.tracker.DurationOf(RequestState.«StalledDueToCI»);'],
    ['a search for a sentence', 'if ($user.ErrorSummary -match "«already has a primary mailbox»") {'],
    ['a call that looks for one', '} elseif ($message.Contains("«You must specify the PrimaryOnly parameter»")) {'],
    ['one that prints it', 'Write-Host -ForegroundColor Red "Error: «Target User already has a primary mailbox»."'],
    ['an assignment', '$row.Message = "Error: «This mailbox exceeded the maximum number of corrupted items»"'],
    ['an object of a program', "return { ok: false, error: 'User «already has a primary mailbox»' };"],
    ['a constant', "  status: 'failed', exception: '«UserDuplicateInOtherBatchException»',"],
    ['a table of a program', 'known["Transient/«MapiExceptionNetworkError»"] = Part.Store;'],
    ['a key of a table', "$names = @{ '«InvalidSoftMatch»' = 'soft match' }"],
    ['a sentence with places for its values', "<value>«Target user '{0}' already has a primary mailbox».</value>"],
    ['a pattern', 'PATTERNS = {"proxy": re.compile(r"«target mailbox has no SMTP proxy»")}'],
    ['a query of logs', 'Log | where Message has "«switch the mailbox into Sync Source mode»" | count'],
    ['a search in a file', '$ grep -c "«TooManyBadItemsPermanentException»" report.txt'],
    ['a parameter of a type', 'Tracer.Warn<«EndpointNotFoundTransientException»>(0, "down")'],
    ['a comment', '  // The user «already has a primary mailbox» here'],
    ['the address of a page', 'https://contoso.com/kb/«target-user-already-has-a-primary-mailbox»'],
    ['a name in an address', 'https://contoso.com/«hcw8078»-migration-endpoint'],
    ['the title of a link', '- Fix: [Error: «The target mailbox has no proxy»](https://contoso.com/issues/30)'],
    ['the title of a link in a list with dates', '[«target mailbox has no SMTP proxy»](https://contoso.com/q/12) asked 2026-11-21 10:14'],
    ['a search with a time', 'grep "2026-11-21 08:14 «TooManyBadItemsPermanentException»" report.txt'],
    ['a comment with a time', '// 2026-11-21 08:14: retry after «TooManyBadItemsPermanentException»'],
    ['a heading', '### «InvalidSoftMatch»'],
    ['a heading with its anchor', '### <a name="x"></a>«InvalidSoftMatch»'],
    ['a case', 'case "«TooManyBadItemsPermanentException»": return Part.Store;'],
    ['a case of PowerShell', "    '«TooManyBadItemsPermanentException»' { Write-Host 'bad' }"],
    ['a list of PowerShell', "$known = @('StoragePermanentException', '«TooManyBadItemsPermanentException»')"],
    ['what a function gives back', 'if (count > limit) return «TooManyBadItemsPermanentException»;'],
    ['a test of a program, with an address', 'assertEquals("«Target user \'kim@contoso.com\' already has a primary mailbox»", e.message);'],
    ['a search for a sentence with an address', 'x.includes("«Target user \'kim@contoso.com\' already has a primary mailbox»")'],
    ['a name in the address of a file', '[x](docs/«hcw8078-migration-endpoint».md)'],
    [
      'a heading over an explanation',
      '### «InvalidSoftMatch»\n\nA soft match is tried where no hard match is found.\n## See\nkim@contoso.com',
    ],
    ['a counter of a healthy request', 'Total«StalledDueToCI»Duration : 00:00:00'],
    ['a list of properties up to a counter', '«StatusDetail : Copying\nPercentComplete : 54\nTotalStalledDueToReadCpu»   : 00:00:00'],
  ])('%s', (_, text) => {
    expect(said(text)).toBe('code');
  });

  it.each([
    ['names with commas between them', 'Usually due to «DataValidationFailed», InvalidSoftMatch or LargeObject.'],
    ['the last of them, behind a word', 'Look at AttributeValueMustBeUnique and «InvalidSoftMatch».'],
    [
      'a heading over a section with an address',
      '### «InvalidSoftMatch»\n\nThe group finance@contoso.com and a contact have the same address.',
    ],
    ['a heading over what somebody tells', '### «InvalidSoftMatch»\n\nWe see this since yesterday.'],
    ['the last of them', 'One of AutoSuspended, Completed, «CompletedWithWarning».'],
    ['what a program would do', 'the rule will throw the error **«sourceAnchor attribute has changed»**'],
    ['an explanation', 'An «InvalidSoftMatch» error occurs when the address is taken.'],
    ['an explanation with an address', 'An «InvalidSoftMatch» error occurs when kim@contoso.com is taken.'],
    ['what would happen', 'Devices will encounter an «InvalidSoftMatch» error during the first cycle.'],
    ['an example', 'flags every run that did not succeed (for example «completed-export-errors»).'],
    ['what a lesson expects', 'when it finishes, its **Status** should be **«completed-export-errors»**.'],
    ['where a page says when to see it', 'The status `«stopped-deletion-threshold-exceeded»` when you look at the operations.'],
    ['a table of names', '| `«InvalidSoftMatch»` | matched by address, bound to another anchor |'],
    ['an enumeration', 'enum SyncError { AttributeValueMustBeUnique, «ObjectTypeMismatch» }'],
    ['a note of a release', 'CHANGES 2.4: retry on «CommunicationErrorTransientException» after a pause'],
    ['a question about the words', 'What does «StalledDueToTarget» mean in general?'],
  ])('are talk in %s', (_, text) => {
    expect(said(text)).toBe('talk');
  });
});

describe('words of an error that report it', () => {
  it.each([
    ['a sentence', "Error: «Target user 'kim' already has a primary mailbox»."],
    ['in a comment of a script, as output', "# >«Target user 'kim' already has a primary mailbox»."],
    ['a name in the middle', 'Transient error «CommunicationErrorTransientException» has occurred.'],
    ['a name in a namespace', 'Microsoft.Exchange.MailboxReplicationService.«RemotePermanentException»: Access is denied.'],
    ['the most common failure', 'The most common failure is «StoragePermanentException» with the hit count 60.'],
    ['a name of a run', 'Status: «stopped-deletion-threshold-exceeded»'],
    ['a value of JSON', '{"error": "«The target mailbox has no proxy»", "id": 7}'],
    ['a value of a dictionary', "{'FailureType': '«TooManyBadItemsPermanentException»', 'Code': 1}"],
    ['a cell', 'kim@contoso.com,Failed,«UserDuplicateInOtherBatchException»: in another batch'],
    ['what a server returned', "Remote Server returned '550 5.7.64 «Relay Access Denied»'"],
    ['in the prose of a post', 'Since yesterday the export fails with «InvalidSoftMatch» for two users.'],
    ['in the prose of another language', 'Beim Export kommt seit gestern «InvalidSoftMatch» für zwei Benutzer.'],
    ['at the end of a row', 'kim@contoso.com Failed «TooManyBadItemsPermanentException»'],
    ['quoted by a post', 'The report contains "«switch the mailbox into Sync Source mode»" many times.'],
    ['thrown, says a post', 'New-MoveRequest throws «TooManyBadItemsPermanentException» for one user.'],
    ['met by a post', 'We have an «InvalidSoftMatch» error during the export of one user.'],
    ['named by a post', 'We get an error called «InvalidSoftMatch» when the export runs.'],
    ['a comment with an address', "// «Target user 'kim@contoso.com' already has a primary mailbox»."],
    ['behind a comment of a clipboard', '<!--StartFragment--><p>«TooManyBadItemsPermanentException»</p><!--EndFragment-->'],
    ['behind a comment that ended', '/* wave 7 */ «TooManyBadItemsPermanentException»'],
    ['the title of a link with a GUID', "[no recipient with GUID '«7a0b6f55-1d5e-4f0a-8f3c-90ab12cd34ef»'](https://contoso.com/batch)"],
    ['a heading over a time', '## «InvalidSoftMatch»\n\n2026-11-21 08:14:03 CN=Kim'],
    ['a heading with more in it', '## Error: «InvalidSoftMatch»'],
    ['a row of a table with a user', '| `«InvalidSoftMatch»` | kim@contoso.com | 14:02 |'],
    ['a row of a table that counts', '| `«InvalidSoftMatch»` | 14 |'],
    ['a row with blanks behind its commas', 'Kim Berg, Failed, «UserDuplicateInOtherBatchException», Wave 7'],
    ['names with a user', 'kim@contoso.com shows «InvalidSoftMatch», ObjectTypeMismatch'],
    ['met under a circumstance', '«TooManyBadItemsPermanentException» happens when I resume kim@contoso.com'],
    ['names that somebody met', 'We get «InvalidSoftMatch», ObjectTypeMismatch since Monday.'],
    ['a question for a user', 'What does «InvalidSoftMatch» mean for kim@contoso.com?'],
    ['a question about a sentence with a GUID', "What does «no recipient with GUID '7a0b6f55-1d5e-4f0a-8f3c-90ab12cd34ef'» mean?"],
    ['what will come again', 'I will get «UserDuplicateInOtherBatchException» for kim@contoso.com each time'],
    ['what somebody could see', 'In the report I could see «TooManyBadItemsPermanentException»'],
    ['JSON with a word of a program in it', '{"text": "(500) internal server error: «Transient error X has occurred»."}'],
    ['JSON with another', '{"text": "return code 5; using MRS: «Transient error X has occurred»."}'],
    ['an object of a log', "{ user: 'kim@contoso.com', error: '«UserDuplicateInOtherBatchException»', code: 5 }"],
    ['an output statement with an address', 'Write-Error "«Target user \'kim@contoso.com\' already has a primary mailbox»"'],
    ['thrown, in a sentence that goes on', 'New-MoveRequest throws «TooManyBadItemsPermanentException»; we tried twice'],
    ['called a class by a post', 'Exception class «TooManyBadItemsPermanentException» : too many items'],
    ['in a place, says a post', 'This is where the portal has "«InvalidSoftMatch»" for Kim.'],
    ['found by a post', 'I grep for Kim and get "«Target user \'kim\' already has a primary mailbox»".'],
    ['behind a slash', 'Export/«stopped-deletion-threshold-exceeded»'],
    ['behind a place that a logger left', "Failed with {0}: «Target user 'kim@contoso.com' already has a primary mailbox»"],
    ['behind a comma', 'It should be done, but shows «TooManyBadItemsPermanentException»'],
    ['alone', '«InvalidSoftMatch»'],
    ['a list item of its own', '- «InvalidSoftMatch»'],
  ])('%s', (_, text) => {
    expect(said(text)).toBeUndefined();
  });

  it('bears any text and any place', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), fc.nat(500), fc.nat(500), (text, a, b) => {
        expect([undefined, 'code', 'talk']).toContain(mentionOf(text, Math.min(a, b), Math.max(a, b)));
      }),
    );
  });
});

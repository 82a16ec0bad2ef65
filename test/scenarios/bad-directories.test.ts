import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { crossprem, folderWith, isPlainProblem } from '../setup/process.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

const SETTINGS = JSON.stringify({
  verifiedDomains: ['contoso.com'],
  routingDomain: 'contoso.mail.onmicrosoft.com',
  date: '2026-11-16',
});
const HEADER = 'userPrincipalName,mail,proxyAddresses,objectGUID,displayName';
const guid = (number: number): string => `8be74422-b0d9-47ec-b861-${String(number).padStart(12, '0')}`;
const row = (name: string, number: number, shown = name): string =>
  `${name}@contoso.com,${name}@contoso.com,SMTP:${name}@contoso.com;smtp:${name}.x@contoso.com,${guid(number)},${shown}`;
const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const record = (name: string, number: number, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  distinguishedName: `CN=${name},OU=Staff,DC=contoso,DC=com`,
  objectGUID: guid(number),
  sAMAccountName: name,
  displayName: name,
  userPrincipalName: `${name}@contoso.com`,
  mail: `${name}@contoso.com`,
  mailNickname: name,
  proxyAddresses: [`SMTP:${name}@contoso.com`],
  msExchRecipientTypeDetails: '1',
  msExchMailboxGuid: `9be74422-b0d9-47ec-b861-${String(number).padStart(12, '0')}`,
  ...more,
});

interface Answer {
  readonly names: readonly string[];
  readonly notes: string;
  readonly findings: readonly string[];
}

/** Everyone whom a readiness run counts, and what it says of the files. */
function readiness(files: Files, words: readonly string[]): Answer {
  const cwd = folderWith({ 'settings.json': SETTINGS, ...files });
  const run = crossprem(['readiness', ...words, '--settings', 'settings.json', '--direction', 'to-cloud', '--format', 'json'], { cwd });
  expect([0, 1], run.err).toContain(run.code);
  const report: {
    readonly notes: readonly string[];
    readonly readiness: { readonly people: readonly { readonly name: string; readonly findings: readonly { readonly id: string }[] }[] };
  } = JSON.parse(run.out);
  return {
    names: report.readiness.people.map(({ name }) => name).sort(),
    notes: report.notes.join('\n'),
    findings: report.readiness.people.flatMap(({ findings }) => findings.map(({ id }) => id)),
  };
}

const onprem = (content: string | Uint8Array, name = 'onprem.csv'): Answer => readiness({ [name]: content }, ['--onprem', name]);

describe('half a file', () => {
  it('CSV: the last row counts as far as it goes, its last value does not', () => {
    const whole = csv(row('kim', 1), row('tom', 2), row('zoe', 3));
    const { names, notes } = onprem(whole.slice(0, -40));
    expect(names).toHaveLength(3);
    expect(notes).toMatch(/onprem\.csv, line 4: the file ends in the middle of this row/);
    expect(notes).toMatch(/the file ends inside this value|the row ends before this column/);
  });

  it('CSV: cut in the first cell of a row, the row is left out and told', () => {
    const { names, notes } = onprem(`${csv(row('kim', 1))}to`);
    expect(names).toEqual(['kim']);
    expect(notes).toMatch(/line 3: the file ends in the middle of this row.*The row was left out/);
  });

  it('JSON: the whole records are used', () => {
    const { names, notes } = onprem(JSON.stringify([record('kim', 1), record('tom', 2), record('zoe', 3)]).slice(0, -30), 'onprem.json');
    expect(names).toEqual(['kim', 'tom']);
    expect(notes).toContain('the 2 whole records are used');
  });

  it('LDIF: what the last record does not carry is not known', () => {
    const one = (name: string): string =>
      `dn: CN=${name},DC=contoso,DC=com\nobjectClass: user\ndisplayName: ${name}\nuserPrincipalName: ${name}@contoso.com\nmail: ${name}@contoso.com\n`;
    const { names, notes } = onprem(`${one('kim')}\n${one('tom')}`.slice(0, -18), 'onprem.ldf');
    expect(names).toEqual(['kim', 'tom']);
    expect(notes).toMatch(/onprem\.ldf, line \d+: the file ends in the middle of a record/);
  });

  it('CLIXML: the objects before the cut are used', () => {
    const one = (name: string): string => `<Obj RefId="${name}"><MS><S N="userPrincipalName">${name}@contoso.com</S></MS></Obj>`;
    const text = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${one('kim')}${one('tom')}</Objs>`;
    const { names, notes } = onprem(text.slice(0, -40), 'onprem.xml');
    expect(names).toEqual(['kim@contoso.com']);
    expect(notes).toContain('broken or cut here');
  });
});

describe('mixed encodings', () => {
  it('UTF-8 and Windows-1252 lines: each is read as what it is', () => {
    const bytes = Buffer.concat([
      Buffer.from(csv(row('kim', 1, 'Kím'))),
      iconv.encode(`${row('tom', 2, 'Jürgen Müller')}\r\n`, 'win1252'),
      Buffer.from(`${row('zoe', 3, 'Zoë')}\r\n`),
    ]);
    const { names, notes } = onprem(bytes);
    expect(names).toEqual(['Jürgen Müller', 'Kím', 'Zoë']);
    expect(notes).toMatch(/onprem\.csv, line 3: a line is not UTF-8/);
  });

  it('UTF-16 with a UTF-8 tail: nobody is lost', () => {
    const bytes = Buffer.concat([
      iconv.encode(csv(row('kim', 1, 'Kím')), 'utf16le', { addBOM: true }),
      Buffer.from(`${row('tom', 2, 'Töm')}\r\n${row('zoe', 3)}\r\n`),
    ]);
    const { names, notes } = onprem(bytes);
    expect(names).toEqual(['Kím', 'Töm', 'zoe']);
    expect(notes).toMatch(/onprem\.csv, line 3: from here on the file is 8 bits a character/);
  });

  it('UTF-8 with a UTF-16 tail: nobody is lost', () => {
    const bytes = Buffer.concat([Buffer.from(csv(row('kim', 1, 'Kím'))), iconv.encode(`${row('tom', 2, 'Töm')}\r\n`, 'utf16le')]);
    const { names, notes } = onprem(bytes);
    expect(names).toEqual(['Kím', 'Töm']);
    expect(notes).toMatch(/onprem\.csv, line 3: from here on the file is UTF-16LE/);
  });

  it('UTF-16 with ideographs stays what it is', () => {
    const { names, notes } = onprem(
      iconv.encode(csv(row('kim', 1, '\u6e2c\u8a66\u7528\u6236\u540d\u7a31\u6e2c\u8a66')), 'utf16le', { addBOM: true }),
    );
    expect(names).toEqual(['\u6e2c\u8a66\u7528\u6236\u540d\u7a31\u6e2c\u8a66']);
    expect(notes).not.toContain('from here on');
  });
});

describe('odd tables', () => {
  it('a column twice: the first value counts, and a contradiction is told with its line', () => {
    const text =
      'userPrincipalName,mail,displayName,mail\nkim@contoso.com,kim@contoso.com,kim,kim@contoso.com\ntom@contoso.com,tom@contoso.com,tom,t2@contoso.com\nzoe@contoso.com,,zoe,zoe@contoso.com\n';
    const { names, notes } = onprem(text);
    expect(names).toEqual(['kim', 'tom', 'zoe']);
    expect(notes).toContain('the column "mail" stands twice');
    expect(notes).toMatch(/line 3: both columns "mail" hold a value, and not the same;/);
  });

  it('rows that are too short or too long: counted, with their lines', () => {
    const { names, notes } = onprem(
      'userPrincipalName,mail,displayName\nkim@contoso.com,kim@contoso.com,kim\ntom@contoso.com\nzoe@contoso.com,zoe@contoso.com,Last, First\nuli@contoso.com,uli@contoso.com,Other, Name\n',
    );
    expect(names).toEqual(['kim', 'tom@contoso.com']);
    expect(notes).toContain('2 rows have more cells than the header and were left out: lines 4, 5.');
    expect(notes).toContain('1 row has fewer cells');
  });

  it('a quotation mark that never closes takes nobody with it', () => {
    const { names, notes } = onprem(
      'userPrincipalName,mail,displayName\nkim@contoso.com,kim@contoso.com,"kim\ntom@contoso.com,tom@contoso.com,tom\n',
    );
    expect(names).toEqual(['kim@contoso.com', 'tom']);
    expect(notes).toMatch(/opens in the row at line 2 and never closes/);
  });

  it('formulas of a spreadsheet', () => {
    const { names, notes } = onprem(
      'userPrincipalName,mail,displayName\n"=""kim@contoso.com""","=""kim@contoso.com""",kim\n"=HYPERLINK(""mailto:tom@contoso.com"")",tom@contoso.com,tom\n',
    );
    expect(names).toEqual(['kim', 'tom']);
    expect(notes).toContain('2 cells hold a value as the formula');
    expect(notes).toContain('holds a formula of a spreadsheet and not its value');
  });

  it('lists that a tool cut or replaced are not read, and nothing is concluded from them', () => {
    for (const list of [
      'System.String[]',
      'Microsoft.ActiveDirectory.Management.ADPropertyValueCollection',
      '{SMTP:kim@contoso.com, smtp:k@contoso.com...}',
    ]) {
      const { notes, findings } = onprem(JSON.stringify([record('kim', 1, { proxyAddresses: list })]), 'onprem.json');
      expect(notes).toMatch(/onprem\.json: proxyaddresses: .*counts as not read/);
      expect(findings).not.toContain('recipient/routing-proxy-missing');
    }
  });

  it.each([';', ',', ', ', '|', '\n'])('proxyAddresses as one text with %j', (separator) => {
    const joined = ['SMTP:kim@contoso.com', 'smtp:kim@contoso.mail.onmicrosoft.com'].join(separator);
    const { findings } = onprem(JSON.stringify([record('kim', 1, { proxyAddresses: joined })]), 'onprem.json');
    expect(findings).not.toContain('recipient/routing-proxy-missing');
  });

  it('empty files and files without objects say so', () => {
    for (const content of ['', ' \r\n', `${HEADER}\r\n`]) {
      const run = crossprem(['readiness', '--onprem', 'onprem.csv'], { cwd: folderWith({ 'onprem.csv': content }) });
      if (content.startsWith('user')) expect(run.out).toContain('holds no objects');
      else expect([run.code, isPlainProblem(run) || run.err.includes('onprem.csv')]).toEqual([2, true]);
    }
  });
});

describe('who is counted', () => {
  it('a row twice is one person, and told', () => {
    const { names, notes } = onprem(csv(row('kim', 1), row('tom', 2), row('kim', 1)));
    expect(names).toEqual(['kim', 'tom']);
    expect(notes).toMatch(/a row repeats an object that stands in the file before \(line 4\); it is counted once/);
  });

  it('one person in two files with different values is one person, and told', () => {
    const files = {
      'a.json': JSON.stringify([record('kim', 1)]),
      'b.json': JSON.stringify([record('kim', 1, { mail: 'other@contoso.com' })]),
    };
    const { names, notes } = readiness(files, ['--onprem', 'a.json', 'b.json']);
    expect(names).toEqual(['kim']);
    expect(notes).toContain('a.json and b.json hold the same object with different values of mail: kim@contoso.com and other@contoso.com');
  });

  it('mailbox statistics are no people', () => {
    const statistics = `DisplayName,MailboxGuid,ItemCount,TotalItemSize\nKim,${String(record('kim', 1).msExchMailboxGuid)},12,1 GB\nNobody,${guid(77)},1,1 KB\n`;
    const files = { 'onprem.json': JSON.stringify([record('kim', 1)]), 'stats.csv': statistics };
    const { names, notes } = readiness(files, ['--onprem', 'onprem.json', 'stats.csv']);
    expect(names).toEqual(['kim']);
    expect(notes).toMatch(/1 of 2 rows were read with the mailbox of their MailboxGuid; .* of the other 1: 8be74422/);
  });

  it('a file given on the wrong side is told', () => {
    expect(readiness({ 'c.csv': csv(row('kim', 1)) }, ['--cloud', 'c.csv']).notes).toContain('was given as the cloud side');
    const graph = JSON.stringify([{ id: guid(1), userPrincipalName: 'kim@contoso.com', onPremisesSyncEnabled: true }]);
    expect(onprem(graph, 'g.json').notes).toContain('was given as the on-premises side');
  });

  it('letters that only some locales call equal do not join people', () => {
    const files = {
      'onprem.json': JSON.stringify([
        record('ali', 1, { userPrincipalName: 'al\u0131@contoso.com', mail: null, proxyAddresses: ['SMTP:al\u0131@contoso.com'] }),
      ]),
      'cloud.json': JSON.stringify([{ id: guid(9), userPrincipalName: 'ALI@contoso.com', proxyAddresses: ['SMTP:ALI@contoso.com'] }]),
    };
    expect(readiness(files, ['--onprem', 'onprem.json', '--cloud', 'cloud.json']).names).toHaveLength(2);
  });

  it('100,000 addresses on one object, and mail that goes round in a circle, end the run like any other', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `smtp:m${index}@contoso.com`);
    const round = { msExchRecipientTypeDetails: '128' };
    const people = [
      record('many', 1, { proxyAddresses: ['SMTP:many@contoso.com', ...many] }),
      record('a', 2, { ...round, targetAddress: 'SMTP:b@contoso.com' }),
      record('b', 3, { ...round, targetAddress: 'SMTP:a@contoso.com' }),
    ];
    const { names, findings } = onprem(JSON.stringify(people), 'onprem.json');
    expect(names).toEqual(['a', 'b', 'many']);
    expect(findings).toContain('readiness/too-many-proxies');
    expect(findings.filter((id) => id === 'recipient/target-address-loop')).toHaveLength(2);
  });

  it('every line of a list of people is used or told of', () => {
    const files = {
      'onprem.csv': csv(row('kim', 1), row('tom', 2)),
      'list.csv': 'EmailAddress,Note\n"=""kim@contoso.com""",a\n,b\nKIM@contoso.com,c\nnobody@contoso.com,d\n',
    };
    const { names, notes } = readiness(files, ['--onprem', 'onprem.csv', '--users', 'list.csv']);
    expect(names).toEqual(['kim']);
    expect(notes).toContain('4 entries in the column EmailAddress: 1 people found, 1 named again, 2 not used');
  });
});

describe('match and adopt tell the same', () => {
  const files = {
    'a.json': JSON.stringify([record('kim', 1), record('kim', 1)]),
    'b.json': JSON.stringify([record('kim', 1, { displayName: 'Kim Two' })]),
    'cloud.json': '[]',
  };
  it.each([['match'], ['adopt']])('%s', (command) => {
    const run = crossprem([command, '--onprem', 'a.json', 'b.json', '--cloud', 'cloud.json', '--json'], { cwd: folderWith(files) });
    const text = `${run.out}${run.err}`;
    expect(text).toContain('it is counted once');
    expect(text).toContain('different values of displayName');
  });

  it('match: the object of a cut list is not certain', () => {
    const cwd = folderWith({
      'onprem.csv':
        'objectClass,objectGUID,sAMAccountName,userPrincipalName,mail,proxyAddresses\nuser,8be74422-b0d9-47ec-b861-e7de1a9cfb20,kim,kim@contoso.com,,"{smtp:a@contoso.com, smtp:b@contoso.com...}"\n',
      'cloud.json': JSON.stringify([
        { id: '1', userPrincipalName: 'k@contoso.com', proxyAddresses: ['SMTP:a@contoso.com'], onPremisesImmutableId: null },
      ]),
    });
    const run = crossprem(['match', '--onprem', 'onprem.csv', '--cloud', 'cloud.json', '--json'], { cwd });
    expect(JSON.parse(run.out)).toMatchObject({ isCertain: false });
    expect(join(run.out)).toContain('cut by PowerShell');
  });
});

import { describe, expect, it } from 'vitest';
import { createMailReader } from '../../src/app/mail-reader.js';
import { diagnoseWith, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import { withField } from '../setup/header-facts.js';
import * as headers from '../setup/headers.js';

const reader = createMailReader();
const read = (text: string) => reader.read(text, headers.NOBODY);
const authorOf = (text: string): string | undefined => read(text).message?.from[0]?.address;

const SPOOF = headers.textOf(headers.directSend());
const CLEAN = headers.textOf(headers.internetToExo());
const NDR = `Delivery has failed to these recipients or groups:

alex@contoso.com
Your message couldn't be delivered.

Diagnostic information for administrators:

Generating server: AM0PR04MB3333.eurprd04.prod.outlook.com

alex@contoso.com
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient alex@contoso.com not found by SMTP address lookup'

Original message headers:

`;
const MIGRATION =
  "Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'.";

describe('the block that is analyzed', () => {
  it('is the only one', () => {
    expect(authorOf(CLEAN)).toBe('kim@fabrikam.com');
    expect(read(CLEAN)).toMatchObject({ report: undefined, notes: [], body: '' });
  });

  it('stands in the middle of a forum post', () => {
    const post = `Hi all,\n\nsince Monday mail of our CEO lands in Junk. Any ideas?\n\n${SPOOF}\n\nThanks,\nKim\nwww.contoso.com\n`;
    expect(authorOf(post)).toBe('kim@contoso.com');
    expect(read(post).blocks).toHaveLength(1);
  });

  it('is quoted', () => {
    expect(authorOf(`On Monday Alex wrote:\n> ${SPOOF.replaceAll('\r\n', '\r\n> ')}\n`)).toBe('kim@contoso.com');
  });

  it('is that of the returned message of a delivery report', () => {
    // The report as a mail of its own: its headers stand first.
    const outer = headers.textOf([
      ...headers.exoInside(20),
      ['From', 'postmaster@contoso.com'],
      ['To', 'kim@contoso.com'],
      ['Subject', 'Undeliverable: Report'],
      ['Date', headers.at(20)],
      ['Content-Type', 'text/plain'],
    ]);
    const reading = read(`${outer}\r\n\r\n${NDR}${headers.textOf(headers.exoToOnPrem())}\n`);
    expect(reading.blocks).toHaveLength(2);
    expect(reading.message?.from[0]?.address).toBe('kim@contoso.com');
    expect(reading.notes).toEqual(['The input holds 2 blocks of headers. That of the returned message was analyzed.']);
    expect(reading.report?.entries[0]).toMatchObject({ recipient: { value: 'alex@contoso.com' }, status: { value: '5.1.10' } });
  });

  it('is the first of several, and a note says so', () => {
    const reading = read(`The good one:\n\n${CLEAN}\n\nAnd this one is flagged, why?\n\n${SPOOF}\n`);
    expect(reading.blocks).toHaveLength(2);
    expect(reading.message?.from[0]?.address).toBe('kim@fabrikam.com');
    expect(reading.notes).toEqual(['The input holds 2 blocks of headers. The first one was analyzed.']);
  });

  it('is the first one with a path', () => {
    const reading = read(
      `From: Kim <kim@contoso.com>\nSent: Monday\nTo: alex@contoso.com\nSubject: x\nMessage-ID: <1@contoso.com>\n\nsee below\n\n${CLEAN}\n`,
    );
    expect(reading.message?.from[0]?.address).toBe('kim@fabrikam.com');
  });

  it('is none where there is none', () => {
    for (const text of ['', 'milk, bread, three eggs', MIGRATION, '5.7.64', 'From the desk of: Kim\nTo: do'])
      expect(read(text).message).toBeUndefined();
  });
});

describe('what else stands in the text', () => {
  it('keeps its place: headers are blanked out', () => {
    const text = `${MIGRATION}\n\n${CLEAN}\n\nbelow\n`;
    const { body } = read(text);
    expect(body).toHaveLength(text.length);
    expect(body.startsWith(MIGRATION)).toBe(true);
    expect(body.indexOf('below')).toBe(text.indexOf('below'));
    expect(body).not.toContain('fabrikam');
  });

  it('is no report where a code stands in a header alone', () => {
    expect(
      read(headers.textOf(withField(headers.internetToExo(), 'Subject', '550 5.7.64 TenantAttribution; Relay Access Denied'))).report,
    ).toBeUndefined();
    expect(read(`550 5.7.64 TenantAttribution; Relay Access Denied\n\n${CLEAN}`).report?.entries[0]?.status?.value).toBe('5.7.64');
  });
});

describe('the kind of an input', () => {
  const rules = ruleSetOf([
    ruleOf({ id: 'migration/guid', recognise: { text: ["Cannot find a recipient that has mailbox GUID '<guid:guid>'"] } }),
    ruleOf({ id: 'header/spoof', subject: 'message', recognise: { when: { fact: 'header.cat', equals: 'SPOOF' } } }),
    ruleOf({ id: 'ndr/unknown-recipient', recognise: { status: ['5.1.10'], text: ['RESOLVER.ADR.RecipientNotFound'] } }),
  ]);
  const diagnose = (text: string) => {
    const { kind, kinds, findings } = diagnoseWith(rules, { text });
    return { kind, kinds, ids: findings.map(({ ruleId }) => ruleId).sort() };
  };

  it('is headers, an NDR, or an NDR with headers', () => {
    expect(diagnose(SPOOF)).toEqual({ kind: 'headers', kinds: ['headers'], ids: ['header/spoof'] });
    expect(diagnose(NDR)).toMatchObject({ kind: 'ndr', ids: ['ndr/unknown-recipient'] });
    const both = diagnose(`${NDR}${SPOOF}\n`);
    expect(both).toMatchObject({ kind: 'ndr', ids: ['header/spoof', 'ndr/unknown-recipient'] });
    expect(both.kinds).toContain('headers');
  });

  it('is a migration error with headers below', () => {
    const both = diagnose(`${MIGRATION}\n\nAnd her mail is flagged, too:\n\n${SPOOF}\n`);
    expect(both).toMatchObject({ kind: 'migration-error', ids: ['header/spoof', 'migration/guid'] });
    expect(both.kinds).toContain('headers');
    expect(both.kinds).not.toContain('ndr');
  });

  it('is not what a subject line quotes', () => {
    const quoting = diagnose(headers.textOf(withField(headers.internetToExo(), 'Subject', `Re: ${MIGRATION}`)));
    expect(quoting).toEqual({ kind: 'headers', kinds: ['headers'], ids: [] });
    const code = diagnose(
      headers.textOf(withField(headers.internetToExo(), 'Subject', 'Undeliverable: 550 5.1.10 RESOLVER.ADR.RecipientNotFound')),
    );
    expect(code).toEqual({ kind: 'headers', kinds: ['headers'], ids: [] });
  });

  it('is what the user says that it is, first', () => {
    expect(diagnose('5.1.10').kind).toBe('ndr');
    expect(diagnose('').kind).toBe('unknown');
    expect(diagnose('milk, bread, three eggs').kinds).toEqual(['unknown']);
  });
});

describe('large inputs', () => {
  it('are read in one go', () => {
    const line = `${'x'.repeat(2_000_000)}\n`;
    expect(read(`${line}${CLEAN}\n\n${line}`).message?.hops).toHaveLength(5);
    const fields = Array.from({ length: 100_000 }, (_, index) => [`X-Note-${index % 9}`, 'a'] as const);
    expect(read(headers.textOf([...headers.internetToExo(), ...fields])).message?.hops).toHaveLength(5);
    expect(() => read(`${NDR}\n`.repeat(300))).not.toThrow();
  });
});

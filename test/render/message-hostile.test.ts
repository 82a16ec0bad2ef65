import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../src/render/lines.js';
import { toMarkdown } from '../../src/render/markdown.js';
import { messageMarkdown } from '../../src/render/message-markdown.js';
import { toMessage } from '../../src/render/message-report.js';
import { detailLines, verdictLines } from '../../src/render/message-text.js';
import { toText } from '../../src/render/text.js';
import { verificationLines } from '../../src/render/verification-text.js';
import { diagnoseWith } from '../setup/diagnose.js';
import { CONTOSO_SETTINGS } from '../setup/header-facts.js';
import type { Fields } from '../setup/headers.js';
import * as headers from '../setup/headers.js';
import { fc } from '../setup/property.js';
import { repositoryRuleSet } from '../setup/rules.js';

/** What a terminal obeys, what reorders a line, and what cannot be seen. */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const NASTY = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202etxt.exe\u2066\u200b\u00ad\u0000';
const MARKUP = '<script>alert(1)</script> [x](http://fabrikam.example) ![i](u) | ` `` ``` ** \\| # -';

/** Every value that is shown, with a hostile text where a stranger can put one. */
const hostile = (evil: string): Fields => [
  ['Delivered-To', evil],
  headers.received(`from ${evil} (${evil} [198.51.100.7]) by ${evil} with ${evil} id ${evil} for <${evil}>; ${evil}`),
  headers.received(
    `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx1.contoso.com (Postfix) with ESMTPS id ${evil}; ${headers.at(3)}`,
  ),
  headers.results(
    `mx1.contoso.com; spf=${evil} smtp.mailfrom=${evil}; dkim=${evil} (${evil}) header.d=${evil};dmarc=${evil} action=${evil} header.from=${evil};compauth=${evil} reason=${evil}; arc=${evil}`,
  ),
  ['Received-SPF', `${evil} (${evil})`],
  ['From', `"${evil}" <${evil}@fabrikam.com>`],
  ['Sender', evil],
  ['Reply-To', `${evil} <${evil}@example.com>`],
  ['Return-Path', `<${evil}@fabrikam.com>`],
  ['To', evil],
  ['Subject', evil],
  ['Date', evil],
  ['Message-ID', evil],
  ['ARC-Seal', `i=1; d=${evil}; cv=${evil}; s=${evil}`],
  ['DKIM-Signature', `v=1; d=${evil}; s=${evil}`],
  headers.report(`CIP:${evil};CTRY:${evil};SCL:${evil};SFV:${evil};CAT:${evil};DIR:${evil};${evil}:${evil};`),
  ['X-Microsoft-Antispam', `BCL:${evil};${evil}:1;`],
  ['X-Microsoft-Antispam-Mailbox-Delivery', `dest:${evil};${evil}`],
  ['X-MS-Exchange-Organization-AuthAs', evil],
  ['X-MS-Exchange-Organization-AuthMechanism', evil],
  ['X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp', `TenantId=${evil};Ip=[${evil}];Helo=[${evil}]`],
  ['X-MS-Exchange-CrossPremises-AuthAs', evil],
  ['X-OrganizationHeadersPreserved', evil],
  ['X-CustomSpam', evil],
  ['X-Mimecast-Spam-Score', evil],
];

/** With the path, and as the part that a forum post shows: then nothing tells who wrote what. */
const blocks = (evil: string): readonly Fields[] => {
  const fields = hostile(evil);
  const single = headers.results(`compauth=fail reason=${evil}; dmarc=pass; spf=${evil}; dkim=${evil}`);
  return [
    fields,
    fields.filter(([name]) => name !== 'Received'),
    [single],
    [headers.results(`spf=${evil}; dkim=${evil}`)],
    [...headers.internetToExo(`spf=${evil}; dkim=${evil} (${evil}) header.d=${evil}; compauth=fail reason=${evil}`), ['Subject', evil]],
  ];
};

const text = (fields: Fields, width = 80): readonly string[] => {
  const options = { paint: plainPaint, width, isWhole: true };
  const message = headers.messageOf(fields);
  const check = { result: 'fail', domain: NASTY, why: `because of ${NASTY}` } as const;
  return [
    ...verdictLines(message, options),
    ...detailLines(message, options),
    ...verificationLines(
      {
        spf: { ...check, record: NASTY, lookups: 1 },
        dkim: [],
        dmarc: { ...check, policy: undefined, record: NASTY, spfAligned: false, dkimAligned: false },
        arc: check,
        notes: [],
      },
      message,
      options,
    ),
  ];
};

/** Code spans taken out as a Markdown reader does, cell by cell: what is left is markup or plain text. */
function outsideCode(line: string): string {
  return line.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '').replace(/\\[!-/:-@[-`{-~]/g, '');
}

/** Cells of a table row, as GitHub parts them: a backslash takes the next character along. */
function cells(line: string): readonly string[] {
  return line
    .replace(/\\[\s\S]/g, (pair) => pair.replace('|', '\u0000'))
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('\u0000', '|'));
}

describe('what a sender wrote, as text', () => {
  it('gives a terminal nothing to obey', () => {
    for (const fields of blocks(`a${NASTY}b`)) for (const line of text(fields)) expect(line).not.toMatch(OBEYED);
  });

  it('hides nothing: what is taken out is named', () => {
    const all = text(hostile('a\u202eb\u200bc')).join('\n');
    expect(all).toContain('Subject   a<U+202E>b<U+200B>c');
    expect(all).toMatch(/From +a<U\+202E>b<U\+200B>c/);
    const bytes = headers.messageOf([['Subject', 'a\u0000\u001b\u009fb']]);
    expect(verdictLines(bytes, { paint: plainPaint, width: 80, isWhole: false }).join('\n')).toContain('a<U+0000><U+001B><U+009F>b');
  });

  it('stays one line where it holds line ends', () => {
    const lines = text([['Subject', 'one\r\nFrom: two\u2028three']]);
    expect(lines.some((line) => line.startsWith('From:'))).toBe(false);
    for (const line of lines) expect(line).not.toMatch(/[\r\n\u2028]/);
  });

  it('gives a terminal nothing to obey, for any characters at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (evil) => {
        for (const fields of blocks(evil)) for (const line of text(fields)) expect(line).not.toMatch(OBEYED);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a sender wrote, as Markdown', () => {
  it('is no markup, and gives a terminal nothing to obey', () => {
    for (const fields of [...blocks(MARKUP), ...blocks(`${NASTY}${MARKUP}`), ...blocks('\\'), ...blocks('a\\|b<b>\\')]) {
      for (const line of messageMarkdown(headers.messageOf(fields))) {
        expect(line).not.toMatch(OBEYED);
        for (const part of line.startsWith('|') ? cells(line) : [line])
          expect(outsideCode(part.replaceAll('<br>', ' '))).not.toMatch(/[<>[\]`*]/);
      }
    }
  });

  it('never ends its cell', () => {
    for (const evil of ['a|b', 'a\\|b', 'a\\\\|b', '\\', '\\\\', '|', '``|``', 'a\\']) {
      for (const fields of blocks(evil)) {
        const lines = messageMarkdown(headers.messageOf(fields));
        let columns = 0;
        for (const line of lines) {
          if (/^\|[-|]+$/.test(line)) columns = cells(line).length;
          else if (line.startsWith('|') && columns > 0) expect([line, cells(line).length]).toEqual([line, columns]);
          if (line === '') columns = 0;
        }
      }
    }
  });

  it('is shown whole in code', () => {
    const lines = messageMarkdown(
      headers.messageOf([...headers.internetToExo().filter(([name]) => name !== 'Subject'), ['Subject', '<b>50 % | off</b>']]),
    );
    expect(lines).toContain('| Subject | `` <b>50 % \\| off</b> `` |');
  });
});

describe('a whole report about what a sender wrote', () => {
  const rules = repositoryRuleSet();

  it('gives a terminal nothing to obey', () => {
    const evil = NASTY.replaceAll('\u0000', '');
    const more: Fields = [
      ['Subject', evil],
      ['Reply-To', `${evil} <x${evil}@example.com>`],
      ['X-Mimecast-Spam-Score', evil],
    ];
    for (const fields of [headers.directSend(), headers.onPremToExo(false), headers.viaMimecast(), headers.exoToGmail()]) {
      const from = fields.map(([name, value]) =>
        name === 'From'
          ? ([name, `"${evil}" <kim${evil}@contoso.com>`] as const)
          : ([name, value.replace('Postfix', `Post${evil}fix`)] as const),
      );
      const diagnosis = diagnoseWith(rules, {
        text: headers.textOf([...more, ...from]),
        onPrem: [],
        cloud: [],
        settings: CONTOSO_SETTINGS,
      });
      expect(diagnosis.message?.from).toHaveLength(1);
      expect(diagnosis.findings.length).toBeGreaterThan(0);
      const text = toText(diagnosis, { paint: plainPaint, width: 100, isVerbose: true, isWholeMessage: true });
      for (const line of [...text.split('\n'), ...toMarkdown(diagnosis).split('\n')]) expect(line).not.toMatch(OBEYED);
    }
  });
});

describe('what a sender wrote, as JSON', () => {
  it('is there as it stands: the reader of JSON decides how to show it', () => {
    expect(toMessage(headers.messageOf(hostile(`a${NASTY}b`)))).toMatchObject({ subject: `a${NASTY}b` });
  });
});

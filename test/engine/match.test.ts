import { describe, expect, it } from 'vitest';
import { cutOf, templateOf } from '../../src/engine/cut.js';
import { createMatcher, indexTemplates, type TextMatch } from '../../src/engine/match.js';
import { compileTemplate, GAP_KINDS, TemplateProblem } from '../../src/engine/signature.js';
import { foldText } from '../../src/evidence/fold.js';
import { fc } from '../setup/property.js';

function matches(template: string, text: string): readonly TextMatch[] {
  return createMatcher(indexTemplates([{ template, variants: compileTemplate(template), rules: [] }]))(foldText(text)).get(template) ?? [];
}

function only(template: string, text: string): TextMatch {
  const found = matches(template, text);
  const [match] = found;
  if (match === undefined || found.length !== 1) throw new Error(`${found.length} matches of "${template}" in ${JSON.stringify(text)}`);
  return match;
}

const captured = (template: string, text: string, name: string): string | undefined => only(template, text).captures.get(name)?.value;

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const NOT_FOUND = "Cannot find a recipient that has mailbox GUID '<guid:guid>'";

describe('compileTemplate', () => {
  it('folds its words and keeps its gaps', () => {
    const [variant] = compileTemplate(NOT_FOUND);
    expect(variant?.literals).toEqual(['cannotfindarecipientthathasmailboxguid']);
    expect(variant?.gaps).toEqual([{ kind: 'guid', name: 'guid' }]);
  });

  it.each<[string, number]>([
    ['the (source|target) mailbox is locked', 2],
    ['the [source] mailbox is locked', 2],
    ['the (source|target) [primary|archive] mailbox', 4],
    ['the (a|b|c) (d|e) mailbox locked', 6],
    ['the mailbox (Mailbox Guid) is locked', 1],
    ['the [(source|target)] mailbox is locked', 3],
  ])('expands %s into %i', (template, count) => {
    expect(compileTemplate(template)).toHaveLength(count);
  });

  it.each([
    ['', /no words/],
    ['<any>', /no words/],
    ['<guid:guid> is missing here', /starts with words/],
    ['the <nothing> is missing', /<nothing> is no placeholder/],
    ['ab <any> cd', /shorter than 6/],
    [`the mailbox ${'(a|b)'.repeat(7)}`, /variants|alternatives/],
    [`the mailbox ${'(a|b)'.repeat(20)}`, /variants|alternatives/],
    ['?!...', /no words/],
  ])('refuses %j', (template, message) => {
    expect(() => compileTemplate(template)).toThrow(TemplateProblem);
    expect(() => compileTemplate(template)).toThrow(message);
  });
});

describe('a template', () => {
  const dresses: readonly (readonly [string, string])[] = [
    ['as it stands', `Cannot find a recipient that has mailbox GUID '${GUID}'.`],
    ['in capitals', `CANNOT FIND A RECIPIENT THAT HAS MAILBOX GUID '${GUID.toUpperCase()}'.`],
    [
      'with a prefix and a chain',
      `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'. --> Cannot find a recipient that has mailbox GUID '${GUID}'.`,
    ],
    ['with marks inside the quotes', `Warning: Cannot find a recipient that has mailbox GUID \u200e'${GUID}\u200e'.`],
    ['with curly quotes', `Cannot find a recipient that has mailbox GUID \u2018${GUID}\u2019.`],
    ['in HTML', `Cannot&nbsp;find a recipient that has mailbox GUID &#39;${GUID}&#39;.`],
    ['in JSON', `{"e":"Cannot find a recipient that has mailbox GUID \\u0027${GUID}\\u0027."}`],
    ['in CLIXML', `<S N="e">Cannot find a recipient that has mailbox GUID_x000D__x000A_ '${GUID}'.</S>`],
    ['in braces', `Cannot find a recipient that has mailbox GUID {${GUID}}.`],
    ['without dashes', `Cannot find a recipient that has mailbox GUID ${GUID.replaceAll('-', '')}`],
    ['wrapped in a word', `Cannot find a reci\r\npient that has mailb\r\nox GUID '${GUID}'.`],
    ['wrapped in the GUID', `Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47\r\n    ec-b861-e7de1a9cfb20'.`],
    ['in a forum quotation', `> Cannot find a recipient that\n> has mailbox GUID '8be74422-b0d9-\n> 47ec-b861-e7de1a9cfb20'.`],
    ['read in the wrong code page', `Cannot find a recipient that has mailbox GUID \u00e2\u20ac\u02dc${GUID}\u00e2\u20ac\u2122.`],
  ];
  it.each(dresses)('matches %s', (_, text) => {
    expect(captured(NOT_FOUND, text, 'guid')).toBe(GUID);
  });

  it.each([
    ['another sentence', 'Cannot find a database that has mailbox GUID'],
    ['no GUID where one must stand', "Cannot find a recipient that has mailbox GUID 'kim@contoso.com'. x x x and so on and so forth"],
    ['nothing', ''],
  ])('does not match %s', (what, text) => {
    // A trailing capture is what the text may lack: the words are what is recognised.
    const found = matches(NOT_FOUND, text);
    if (what === 'no GUID where one must stand') expect(found[0]?.captures.has('guid') ?? false).toBe(false);
    else expect(found).toEqual([]);
  });

  it('gives each recipient once, in order of appearance', () => {
    const other = GUID.replace('8', '9');
    const text = [GUID, other, GUID, other.toUpperCase()]
      .map((guid) => `Cannot find a recipient that has mailbox GUID '${guid}'.`)
      .join('\n');
    expect(matches(NOT_FOUND, text).map((match) => match.captures.get('guid')?.value)).toEqual([GUID, other]);
  });

  it('says where it stands', () => {
    const text = `line one\nError: Cannot find a recipient that has mailbox GUID '${GUID}'. More.`;
    const match = only(NOT_FOUND, text);
    expect(text.slice(match.start, match.end)).toBe(`Cannot find a recipient that has mailbox GUID '${GUID}'`);
    const capture = match.captures.get('guid');
    expect(text.slice(capture?.start, capture?.end)).toBe(GUID);
  });

  it.each<[kind: string, template: string, text: string, value: string]>([
    ['number', 'has <number:n> bad items here', 'has 1,234 bad items here', '1,234'],
    [
      'size',
      'larger than <size:s> which is the limit',
      'larger than 153.4 MB (160,849,920 bytes) which is the limit',
      '153.4 MB (160,849,920 bytes)',
    ],
    ['time', 'was locked until <time:t> by another', 'was locked until 5/1/2026 10:00:00 AM by another', '5/1/2026 10:00:00 AM'],
    [
      'address',
      "The target mailbox '<address:address>' has no",
      "The target mailbox 'Kim.O'Neil@contoso.com' has no",
      "Kim.O'Neil@contoso.com",
    ],
    [
      'domain',
      "matching the target delivery domain '<domain:domain>' was not found",
      "matching the target delivery domain 'contoso.mail.onmicrosoft.com' was not found",
      'contoso.mail.onmicrosoft.com',
    ],
    ['host', "The call to '<host:server>' timed out", "The call to 'https://mail.contoso.com/' timed out", 'https://mail.contoso.com'],
    [
      'url',
      "The call to '<url:url>' failed now",
      "The call to 'https://mail.contoso.com/EWS/mrsproxy.svc' failed now",
      'https://mail.contoso.com/EWS/mrsproxy.svc',
    ],
    ['name', "The user '<name:identity>' is already there", "The user 'Kim Akers (Sales)' is already there", 'Kim Akers (Sales)'],
    ['guid', 'mailbox <guid:guid> is locked now', `mailbox {${GUID.toUpperCase()}} is locked now`, GUID],
  ])('captures a %s between words', (_, template, text, value) => {
    expect([...only(template, text).captures.values()][0]?.value).toBe(value);
  });

  it.each<[what: string, text: string, value: string | undefined]>([
    ['quotes', "couldn't find the user 'Kim Akers'. Then more", 'Kim Akers'],
    ['double quotes', 'couldn\'t find the user "Kim Akers". Then more', 'Kim Akers'],
    ['curly quotes', 'couldn\u2019t find the user \u201cKim Akers\u201d. Then more', 'Kim Akers'],
    ['an apostrophe inside double quotes', 'couldn\'t find the user "Kim O\'Neil". Then more', "Kim O'Neil"],
    ['entities', "couldn't find the user &quot;Kim Akers&quot;. Then more", 'Kim Akers'],
    ['an arrow', "couldn't find the user Kim Akers --> Inner", 'Kim Akers'],
    ['a line end', "couldn't find the user Kim Akers\r\nat Microsoft.Exchange", 'Kim Akers'],
    ['a full stop', "couldn't find the user Kim Akers. Then more", 'Kim Akers'],
    ['the end', "couldn't find the user Kim Akers", 'Kim Akers'],
    ['empty quotes', "couldn't find the user ''. Then more", ''],
    ['empty curly quotes', "couldn't find the user \u2018\u2019. Then more", ''],
    ['nothing behind', "couldn't find the user", undefined],
  ])('captures at its end up to %s', (_, text, value) => {
    expect(captured("couldn't find the user '<name:identity>'", text, 'identity')).toBe(value);
  });

  it('joins a wrapped value: an address without, a name with one blank', () => {
    expect(captured("The target mailbox '<address:address>' has no", "The target mailbox 'kim@con\r\n   toso.com' has no", 'address')).toBe(
      'kim@contoso.com',
    );
    expect(captured("The target mailbox '<name:n>' has no", "The target mailbox 'Kim\r\n   Akers' has no", 'n')).toBe('Kim Akers');
  });

  it('holds a gap to what its kind can be long', () => {
    const template = 'begin of it <any> end of it';
    expect(matches(template, `begin of it ${'x'.repeat(300)} end of it`)).toHaveLength(1);
    expect(matches(template, `begin of it ${'x'.repeat(301)} end of it`)).toEqual([]);
    expect(matches(template, 'begin of it end of it')).toHaveLength(1);
    expect(matches('found <number> bad items', 'found many bad items')).toEqual([]);
    expect(matches('mailbox <guid> locked', `mailbox ${GUID}0 locked`)).toEqual([]);
    for (const { least, most } of Object.values(GAP_KINDS)) expect(least).toBeLessThanOrEqual(most);
  });

  it('takes either alternative, and what may be missing', () => {
    const template = 'The (source|target) mailbox is [already] locked';
    for (const text of ['The source mailbox is locked', 'The target mailbox is already locked'])
      expect(matches(template, text)).toHaveLength(1);
    expect(matches(template, 'The other mailbox is locked')).toEqual([]);
  });

  it.each<[template: string, text: string, count: number]>([
    ['RecipientNotFoundPermanentException', 'Fatal error RecipientNotFoundPermanentException has occurred', 1],
    ['RecipientNotFoundPermanentException', '|RecipientNotFoundPermanentException|', 1],
    ['RecipientNotFoundPermanentException', 'Microsoft.Exchange.MailboxReplicationService.RecipientNotFoundPermanentException:', 1],
    ['NotFoundPermanentException', 'recipientnotfoundpermanentexception', 0],
    ['NotFoundPermanentException', 'XNOTFOUNDPERMANENTEXCEPTION', 0],
    ['MapiExceptionNoAccess', 'MapiExceptionNoAccess: Unable', 1],
    ['MapiExceptionNoAccess', 'MapiExceptionNoAccessRights', 1],
    ['MapiExceptionNoAccess', 'mapiexceptionnoaccessrights', 0],
    ['0x80004005', 'hr=0x80004005, ec', 1],
    ['0x80004005', 'hr=0x800040051', 0],
    ['0x80004005', 'hr=10x80004005', 0],
    ['HCW8078', 'HCW8078 - Migration', 1],
    ['HCW8078', 'HCW80781', 0],
    ['access denied', 'Access denied.', 1],
    ['access denied', 'Access deniedness', 0],
    ['access denied', 'no preaccess denied', 0],
  ])('%s in %j: %i', (template, text, count) => {
    expect(matches(template, text)).toHaveLength(count);
  });

  it('keeps no more than 500 places', () => {
    const text = Array.from(
      { length: 700 },
      (_, index) => `Cannot find a recipient that has mailbox GUID '${String(index).padStart(8, '0')}-0000-4000-8000-000000000000'.`,
    ).join('\n');
    expect(matches(NOT_FOUND, text)).toHaveLength(500);
  });
});

describe('createMatcher', () => {
  it('finds many templates in one pass, each as it is found alone', () => {
    const templates = ['alpha beta gamma', "the user '<name:u>' is gone", 'gamma delta epsilon', 'the (red|green) mailbox', '0x8004010f'];
    const text = "alpha beta gamma delta epsilon. The user 'x y' is gone. The green mailbox (0x8004010f)";
    const together = createMatcher(
      indexTemplates(templates.map((template) => ({ template, variants: compileTemplate(template), rules: [] }))),
    )(foldText(text));
    for (const template of templates) expect(together.get(template), template).toEqual(matches(template, text));
    expect(together.size).toBe(5);
  });

  it('finds whatever text of words stands anywhere in noise', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 3, maxLength: 6 }),
        fc.string({ maxLength: 60 }),
        fc.string({ maxLength: 60 }),
        (words, before, after) => {
          const template = words.join(' ');
          expect(matches(template, `${before} | ${words.join('  ')} | ${after}`).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 10 }),
            fc.constantFrom('Cannot find a recipient that has mailbox GUID', "'", '{', GUID, '8be74422', '\r\n', '&#39;', '\u200e'),
          ),
          { maxLength: 30 },
        ),
        (parts) => {
          matches(NOT_FOUND, parts.join(''));
        },
      ),
      { numRuns: 300 },
    );
  });

  // Work, not time: how many characters the matcher asks the folded text for grows no faster than the text.
  it.each([
    ['ordinary lines', '5/1/2026 10:00:00 AM [server] Initial seeding completed, 1234 items copied, total size 12.3 MB.\n'],
    ['anchors without an end', 'Cannot find a recipient that has mailbox GUID '],
    ['halves of anchors', 'Cannot find a recipient that has mail'],
    ['one letter', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['first literals without their second', "the user 'x "],
  ])('does work in proportion to %s', (_, unit) => {
    const templates = [
      NOT_FOUND,
      "the user '<name:u>' is gone <any> for ever",
      'aaaaaa <any> aaaaab',
      'Cannot find <any> that has <any> and more',
    ];
    const work = (length: number): number => {
      let asked = 0;
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const folded = foldText(text);
      // A String object counts what is read through it; every look at the text goes through these methods.
      const counted = Object.assign(Object.create(null), {
        length: folded.text.length,
        charCodeAt: (index: number) => {
          asked++;
          return folded.text.charCodeAt(index);
        },
        startsWith: (part: string, at: number) => {
          asked += part.length;
          return folded.text.startsWith(part, at);
        },
        slice: (from: number, to?: number) => {
          const piece = folded.text.slice(from, to);
          asked += piece.length;
          return piece;
        },
        indexOf: (part: string, from: number) => {
          const at = folded.text.indexOf(part, from);
          asked += (at < 0 ? folded.text.length : at) - from;
          return at;
        },
      });
      const matcher = createMatcher(
        indexTemplates(templates.map((template) => ({ template, variants: compileTemplate(template), rules: [] }))),
      );
      matcher({ ...folded, text: counted as unknown as string });
      return asked;
    };
    const small = work(20_000);
    const large = work(200_000);
    expect(large / small).toBeLessThan(11);
    expect(large / 200_000).toBeLessThan(400);
  });
});

describe('a text that was cut', () => {
  const TEMPLATE = "target mailbox does not have an SMTP proxy matching '<domain:domain>'";
  const found = (text: string) =>
    createMatcher(indexTemplates([{ template: TEMPLATE, variants: compileTemplate(TEMPLATE), rules: [] }]))(foldText(text));

  it.each([
    ['at its end', "Error: The target mailbox doesn't have an SMTP prox"],
    ['with dots', "kim@contoso.com  The target mailbox doesn't have an SMTP prox...  Failed"],
    ['with one character for the dots', "The target mailbox doesn't have an SMTP prox\u2026 | Failed"],
    ['at its beginning', "mailbox doesn't have an SMTP proxy matching 'contoso.mail.onmicrosoft.com'"],
  ])('is known again %s, apart from what stands there whole', (_, text) => {
    expect(found(text).get(TEMPLATE)).toBeUndefined();
    expect(found(text).get(cutOf(TEMPLATE))).toHaveLength(1);
  });

  it('keeps the values on the side that is whole', () => {
    const text = "x doesn't have an SMTP proxy matching 'contoso.mail.onmicrosoft.com'";
    expect(found(text.slice(2)).get(cutOf(TEMPLATE))?.[0]?.captures.get('domain')?.value).toBe('contoso.mail.onmicrosoft.com');
  });

  it.each([
    ['too little is left', "The target mailbox doesn't hav"],
    ['it goes on otherwise', "The target mailbox doesn't have an SMTP process"],
    ['a sentence of its own begins', "The SMTP proxy matching 'contoso.mail.onmicrosoft.com' is there"],
    ['words stand before it', "An unknown mailbox doesn't have an SMTP proxy matching 'contoso.com'"],
  ])('is not known where %s', (_, text) => {
    expect([...found(text).keys()]).toEqual([]);
  });

  it('has a key that leads back to the template', () => {
    expect([cutOf(TEMPLATE), TEMPLATE].map(templateOf)).toEqual([TEMPLATE, TEMPLATE]);
  });
});

describe('words that are only mentioned', () => {
  const TEMPLATE = 'already has a primary mailbox';
  const CODE = 'if ($e -match "already has a primary mailbox") {';

  it('say so', () => {
    expect(matches(TEMPLATE, CODE).map(({ mention }) => mention)).toEqual(['code']);
  });

  it('make room for a report of the same words', () => {
    const text = `${CODE}\n  Fix-It\n}\nTarget user 'kim' already has a primary mailbox.`;
    expect(matches(TEMPLATE, text).map(({ mention, start }) => [mention, start > CODE.length])).toEqual([[undefined, true]]);
  });
});

it('finds a text wherever it stands in a long one, which is gone through in parts', () => {
  const sentence = `Cannot find a recipient that has mailbox GUID '${GUID}'.`;
  for (let shift = 0; shift < 60; shift += 3) {
    const text = `${'x'.repeat(131_072 - shift)} ${sentence}${' y'.repeat(90_000)}`;
    expect(captured(NOT_FOUND, text, 'guid')).toBe(GUID);
    expect(only(NOT_FOUND, text).start).toBe(131_073 - shift);
  }
});

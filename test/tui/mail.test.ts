import { beforeEach, describe, expect, it } from 'vitest';
import { toMarkdown } from '../../src/render/markdown.js';
import { type Event, type MailState, type MailView, placeOf } from '../../src/tui/model.js';
import { findingPage } from '../../src/tui/pages/finding.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { CLEAN, SPOOFED, withHops } from './mail.js';
import { createTestSession, ERROR } from './session.js';

let runtime: Runtime;
let written: string[];

beforeEach(() => {
  written = [];
  runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false), {
    session: createTestSession(),
    write: (sequence) => written.push(sequence),
    environment: {},
    exit: () => undefined,
    fail: (error) => {
      throw error;
    },
  });
});

const send = (event: Event): void => runtime.dispatch(event);
const keys = (...names: readonly string[]): void => {
  for (const key of names) send({ kind: 'key', key });
};
const read = (text: string): void => {
  send({ kind: 'paste', text });
  keys('enter');
};
const place = (): string => placeOf(runtime.state());
const mail = (): MailState => {
  const found = runtime.state().result?.mail;
  if (found === undefined) throw new Error('no headers were found');
  return found;
};
const top = (view: MailView): number => mail().spots[view]?.top ?? 0;
const textOf = (view: MailView): string => {
  const lines = mail().pages[view]?.lines;
  return (lines?.slice(0, lines.length) ?? []).map((row) => row.spans.map((part) => part.text).join('')).join('\n');
};
const flat = (view: MailView): string => textOf(view).replace(/\s+/g, ' ');

describe('the result of headers', () => {
  it('opens on the message where nothing is wrong, and says so', () => {
    read(CLEAN);
    expect(runtime.state().result?.diagnosis.findings).toEqual([]);
    expect(place()).toBe('message');
    expect(flat('message')).toMatch(/Author ✓ proven The receiver found the author proven: DMARC passed/);
    expect(flat('message')).toContain('Findings ✓ none Nothing wrong was found.');
    expect(flat('message')).toMatch(/SPF ✓ pass for fabrikam\.com, from 198\.51\.100\.7, aligned with From/);
    expect(flat('message')).toMatch(/compauth ✓ pass reason 100, /);
  });

  it('does not call headers clean that prove nothing', () => {
    read('Received: from a.example (192.0.2.1) by b.example with SMTP; Mon, 2 Mar 2026 09:00:00 +0000\nFrom: kim@fabrikam.com\nSubject: x');
    keys('2');
    expect(flat('message')).toMatch(/Author \? undecided/);
    expect(flat('message')).not.toContain('Nothing wrong');
    expect(flat('message')).toContain('No result that can be believed.');
  });

  it('opens on the findings where something is wrong, and names them on the message', () => {
    read(SPOOFED);
    expect(place()).toBe('result');
    const title = runtime.state().result?.diagnosis.findings[0]?.title ?? '';
    expect(title).not.toBe('');
    keys('2');
    expect(flat('message')).toContain(title.replace(/\s+/g, ' '));
    expect(flat('message')).toMatch(/Author × not proven/);
    expect(flat('message')).toMatch(/Filter × flagged The filter flagged it as spoofing/);
  });

  it('says which results are not believed, and why', () => {
    read(SPOOFED);
    keys('2');
    expect(flat('message')).toMatch(
      /Not believed .*! Authentication-Results: mail\.badhost\.example: spf=pass, dkim=pass It stands below the line/,
    );
  });

  it('goes to each page by number, in turn with v and V, and says when it is there already', () => {
    read(CLEAN);
    for (const [key, wanted] of [
      ['3', 'path'],
      ['4', 'fields'],
      ['5', 'raw'],
      ['1', 'result'],
      ['2', 'message'],
    ] as const) {
      keys(key);
      expect(place()).toBe(wanted);
    }
    keys('2');
    expect(runtime.state().notice?.text).toBe('This is the page that is shown.');
    keys('V', 'V');
    expect(place()).toBe('raw');
    keys('v', 'v', 'v');
    expect(place()).toBe('path');
  });

  it('has these pages for headers only', () => {
    read(ERROR);
    keys('3');
    expect(place()).toBe('result');
    expect(runtime.state().notice?.text).toContain('no message headers');
  });

  it('is left with Esc, and found again where it was', () => {
    read(CLEAN);
    keys('5', 'down', 'down', 'esc');
    expect(place()).toBe('home');
    keys('r');
    expect(place()).toBe('raw');
    expect(top('raw')).toBe(2);
  });

  it('keeps its page and place when directory data is loaded', async () => {
    read(CLEAN);
    keys('3', 'down', 'd', 'p');
    send({ kind: 'text', text: 'onprem.json\r' });
    while (runtime.state().busy !== undefined) await new Promise((resolve) => setImmediate(resolve));
    keys('esc');
    expect(place()).toBe('path');
    expect(mail().spots.path?.item).toBe(1);
  });
});

describe('the path', () => {
  it('shows the hops oldest first with delay, ends and the line where the receiver begins', () => {
    read(SPOOFED);
    keys('3');
    const text = textOf('path');
    expect(text).toContain('5 hops, oldest first');
    expect(text).toMatch(/1 ! 2026-03-02 09:00:02 ·{10}/);
    expect(text).toMatch(/2 \+ 2026-03-02 09:05:04 █{10} {4}5m02s {2}longest/);
    expect(text.indexOf('above: the word of the sender')).toBeGreaterThan(text.indexOf('by   mail.badhost.example'));
    expect(text.indexOf('above: the word of the sender')).toBeLessThan(text.indexOf('from mail.badhost.example'));
  });

  it('shows a clock that is off as skew, not as a delay', () => {
    read(CLEAN.replace('09:00:01 +0000', '09:20:01 +0000'));
    keys('3');
    expect(textOf('path')).toMatch(/·{10} \(-19m57s\) {2}clock skew/);
  });

  it('marks hops, opens one with its raw field and the reason to trust it, and goes on to the next', () => {
    read(CLEAN);
    keys('3', 'down', 'enter');
    expect(place()).toBe('field');
    expect(textOf('field')).toContain('Hop 2 of 5');
    expect(flat('field')).toMatch(/Trust \+ the receiver wrote it/);
    expect(flat('field')).toMatch(/\d+ │ Received: from mail\.fabrikam\.com \(198\.51\.100\.7\)/);
    keys('n');
    expect(textOf('field')).toContain('Hop 3 of 5');
    keys('p', 'p', 'p');
    expect(textOf('field')).toContain('Hop 1 of 5');
    expect(runtime.state().notice?.text).toBe('This is the first one.');
    keys('esc');
    expect(place()).toBe('path');
    expect(mail().spots.path?.item).toBe(0);
  });

  it('copies the marked field as it was pasted', () => {
    read(CLEAN);
    keys('3', 'c');
    const copied = Buffer.from(/\]52;c;([^\u0007]*)/.exec(written.at(-1) ?? '')?.[1] ?? '', 'base64').toString('utf8');
    expect(copied).toMatch(/^Received: from app01\.fabrikam\.com/);
  });

  it('draws of a thousand hops what is asked for, and makes the page once', () => {
    read(withHops(1000));
    keys('3');
    const { path } = mail().pages;
    expect(path?.items.length).toBe(1005);
    keys('G');
    expect(mail().spots.path?.item).toBe(1004);
    keys('pageup', 'up', 'pagedown', 'g');
    expect(mail().spots.path?.item).toBe(0);
    expect(mail().pages.path).toBe(path);
    expect(path?.lines.slice(1500, 1510)).toHaveLength(10);
  });

  it('says what is missing where no server wrote anything', () => {
    read('From: kim@fabrikam.com\nTo: alex@contoso.com\nSubject: x\nX-MS-Exchange-Organization-SCL: 1\nMessage-ID: <a@fabrikam.com>\n');
    keys('3');
    expect(textOf('path')).toContain('No Received field');
    keys('enter');
    expect(runtime.state().notice?.text).toContain('no Received field');
  });
});

describe('the fields', () => {
  it('are shown with what their codes mean and who wrote them', () => {
    read(CLEAN);
    keys('4');
    const text = flat('fields');
    expect(text).toMatch(/\+ X-Forefront-Antispam-Report Verdict of one scan .* CIP=198\.51\.100\.7: address that connected/);
    expect(text).toMatch(/! From Author, as shown to the reader/);
  });

  it('are filtered by any word while it is typed, and Enter keeps it', () => {
    read(CLEAN);
    keys('4', '/', 'h', 'e', 'l', 'o');
    expect(place()).toBe('find');
    expect(mail().found).toBeGreaterThan(0);
    expect(mail().found).toBeLessThan(mail().listed?.length ?? 0);
    expect(mail().pages.fields?.items.length).toBe(mail().found);
    keys('enter');
    expect(place()).toBe('fields');
    expect(mail().filter).toBe('helo');
    keys('esc');
    expect(place()).toBe('fields');
    expect(mail().found).toBe(mail().listed?.length);
  });

  it('say that none holds what was typed, and come back with x', () => {
    read(CLEAN);
    keys('4', '/', 'q', 'q', 'q', 'enter');
    expect(textOf('fields')).toContain('No field holds this.');
    keys('enter');
    expect(runtime.state().notice?.text).toBe('No field is in view.');
    keys('x');
    expect(mail().filter).toBe('');
    keys('x');
    expect(runtime.state().notice?.text).toBe('Nothing was typed to look for.');
  });

  it('come back as they were when typing is given up', () => {
    read(CLEAN);
    keys('4', 'down', 'down', '/', 's', 'p', 'f', 'backspace', 'ctrl+u', 'z', 'esc');
    expect(place()).toBe('fields');
    expect(mail().filter).toBe('');
    expect(top('fields')).toBe(2);
  });

  it('lead to their place in the text and back', () => {
    read(CLEAN);
    keys('4', 'n', 'n', 'n', 'enter', 'r');
    expect(place()).toBe('raw');
    const { raw } = mail();
    const line = CLEAN.split('\r\n').findIndex((row) => row.startsWith('Authentication-Results'));
    expect(raw?.rowLines[top('raw')]).toBeLessThanOrEqual(line);
    expect(runtime.state().notice?.text).toContain(`line ${line + 1}.`);
    keys('esc');
    expect(place()).toBe('field');
    keys('esc');
    expect(place()).toBe('fields');
  });
});

describe('the raw text', () => {
  it('is searched while it is typed, from match to match and around', () => {
    read(CLEAN);
    keys('5', '/');
    send({ kind: 'text', text: 'fabrikam\r' });
    const total = mail().matches?.starts.length ?? 0;
    expect(total).toBe(CLEAN.toLowerCase().split('fabrikam').length - 1);
    expect(mail().matches?.at).toBe(0);
    keys('n', 'n');
    expect(mail().matches?.at).toBe(2);
    keys('N', 'N', 'N');
    expect(mail().matches?.at).toBe(total - 1);
    expect(runtime.state().notice?.text).toBe('Again from the last match.');
    keys('n');
    expect(runtime.state().notice?.text).toBe('Again from the first match.');
  });

  it('shows a mark beside what was found, without colour too', () => {
    read(CLEAN);
    keys('5', '/');
    send({ kind: 'text', text: 'compauth\r' });
    expect(textOf('raw')).toMatch(/^> +│.*compauth/m);
  });

  it('says when it holds nothing of it, and what to do for n', () => {
    read(CLEAN);
    keys('5', 'n');
    expect(runtime.state().notice?.text).toBe('Nothing is searched for: / takes what to look for.');
    keys('/', 'q', 'q', 'q', 'enter');
    expect(runtime.state().notice?.text).toBe('The text does not hold "qqq".');
    keys('n');
    expect(runtime.state().notice?.text).toBe('The text does not hold what is searched for.');
  });

  it('of 100,000 lines is laid out once, and keeps its line in another width', async () => {
    read(`${CLEAN}\r\n\r\n${'a line of the body that is somewhat longer than the window is wide, for it is to go on\r\n'.repeat(100_000)}`);
    await expect.poll(() => runtime.state().result?.mail, { timeout: 30_000 }).toBeDefined();
    keys('5');
    const { raw, pages } = mail();
    keys('pagedown', 'down', 'G');
    expect(mail().raw).toBe(raw);
    expect(mail().pages.raw).toBe(pages.raw);
    const line = raw?.rowLines[top('raw')] ?? 0;
    expect(line).toBeGreaterThan(99_000);
    send({ kind: 'resize', columns: 60, rows: 24 });
    expect(mail().raw?.rowLines[top('raw')]).toBe(line);
    expect(mail().raw?.shown).toBe(raw?.shown);
  });

  it('takes a paste into the search as one line', () => {
    read(CLEAN);
    keys('5', '/');
    send({ kind: 'paste', text: ' fabrikam\u001b.com\n' });
    expect(mail().search).toBe('fabrikam.com');
  });
});

describe('hostile headers', () => {
  const HOSTILE = '\u001b]0;owned\u0007\u001b[31mred\u0000\u202eevil\u2066\u200b';
  it('hide nothing and reach no page as they are', () => {
    const text = CLEAN.replace('Subject: Report', `Subject: ${HOSTILE}`)
      .replace('from app01.fabrikam.com', `from ${HOSTILE}.example`)
      .replace('helo=mail.fabrikam.com', `helo=${HOSTILE}`);
    read(text);
    for (const [key, view] of [
      ['2', 'message'],
      ['3', 'path'],
      ['4', 'fields'],
      ['5', 'raw'],
    ] as const) {
      keys(key);
      expect(textOf(view), view).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    }
    expect(textOf('raw')).toContain('<U+202E>evil');
    expect(flat('message')).toContain('<U+001B>');
    keys('3', 'g', 'enter');
    expect(textOf('field')).toContain('<U+202E>');
  });

  it('of any length are shown', async () => {
    read(`${CLEAN}\r\nX-MS-Exchange-Organization-Extra: ${'x'.repeat(300_000)}\r\n${'X-MS-Exchange-Organization-SCL: 1\r\n'.repeat(5000)}`);
    await expect.poll(() => runtime.state().result?.mail, { timeout: 30_000 }).toBeDefined();
    keys('2', '3', '4');
    expect(textOf('fields')).toContain('more fields: / finds them by any word.');
    keys('5', 'G', '/', 'x', 'x', 'enter');
    expect(mail().matches?.starts.length).toBeGreaterThan(1000);
  });
});

describe('a finding', () => {
  it('says who can repair it', () => {
    read(SPOOFED);
    const page = runtime.state().result?.page;
    const text = page?.lines.slice(0, 12).map((row) => row.spans.map((part) => part.text).join('')) ?? [];
    expect(text.join('\n')).toMatch(/Who +(?:you can|the other side|Microsoft has|there is nothing)/);
  });

  it('shows the route of the message where it is about routing', () => {
    read(SPOOFED);
    const diagnosis = runtime.state().result?.diagnosis;
    const [first] = diagnosis?.findings ?? [];
    if (diagnosis === undefined || first === undefined) throw new Error('nothing was found');
    const route = {
      from: 'kim@contoso.com',
      to: 'alex@contoso.com',
      start: 'on-premises',
      steps: [],
      outcome: { kind: 'loop', where: 'exchange-online', why: 'Both sides hand it to the other.', missing: [] },
      trustLost: { at: 'exchange-online', why: 'The connector does not know the server.' },
      notes: [],
      likely: undefined,
    } as const;
    const options = { columns: 80, colour: false, showsRuledOut: false, changes: [] };
    const shown = (showsRoute: boolean): string => {
      const page = findingPage({ ...diagnosis, route }, { ...first, showsRoute }, options);
      return page.lines
        .slice(0, page.lines.length)
        .map((row) => row.spans.map((part) => part.text).join(''))
        .join('\n');
    };
    expect(shown(true)).toContain('Route of a message from kim@contoso.com to alex@contoso.com');
    expect(shown(true)).toContain('Both sides hand it to the other.');
    expect(shown(true)).toContain('The connector does not know the server.');
    expect(shown(false)).not.toContain('Both sides');
    expect(toMarkdown(diagnosis)).not.toBe('');
  });
});

describe('a bounce with the headers of the returned message', () => {
  it('is not called clean for the sake of the headers', () => {
    read(
      `Generating server: AM0PR04MB3333.eurprd04.prod.outlook.com\n\nalex@contoso.com\nRemote Server returned '550 5.7.999 nobody knows this'\n\nOriginal message headers:\n\n${CLEAN}`,
    );
    expect(place()).toBe('result');
    keys('2');
    expect(flat('message')).not.toContain('Nothing wrong');
    expect(textOf('message')).toContain('Message   the one that was returned');
  });
});

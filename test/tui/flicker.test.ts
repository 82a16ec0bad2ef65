import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { line, type Span, span, type Tone } from '../../src/tui/lines.js';
import { createPainter } from '../../src/tui/painter.js';
import { chooseTheme } from '../../src/tui/theme.js';
import { fc } from '../setup/property.js';
import { createTestSession } from './session.js';
import { FakeHost, KEY, openTui } from './terminal.js';

// Erase the screen or a part of it, erase a whole row, go to another screen.
const ERASES = /\u001b\[[0-3]?J|\u001b\[[12]K|\u001b\[\?1049/;

describe('a frame', () => {
  it('is written as a whole, without erasing the screen, and only where something changed', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost(), columns: 120, rows: 40 });
    await terminal.until('q quit');
    terminal.press('s');
    await terminal.until('rows 1-');
    for (const [key, shown] of [
      [KEY.down, 'rows 2-'],
      ['n', '▌'],
      ['?', 'where you came from'],
      [KEY.esc, '▌'],
    ] as const) {
      const before = terminal.raw().length;
      terminal.press(key);
      await terminal.until(shown);
      const written = terminal.raw().slice(before);
      expect(written).not.toMatch(ERASES);
      expect(written.startsWith('\u001b[?2026h')).toBe(true);
      expect(written.endsWith('\u001b[?2026l')).toBe(true);
    }
    const before = terminal.raw().length;
    // Another mark, or the same: some rows of forty.
    terminal.press('n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(terminal.raw().length - before).toBeLessThan(3000);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });

  it('is not written when nothing changed', async () => {
    const terminal = openTui(createTestSession(), { host: new FakeHost() });
    await terminal.until('q quit');
    const before = terminal.raw();
    // The box is at its top, and a click beside everything; then something that is seen, to know that both were handled.
    terminal.press(KEY.up, '\u001b[<0;1;1M', KEY.up);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(terminal.raw()).toBe(before);
    terminal.press(KEY.ctrlC);
    await terminal.ended;
  });
});

describe('the painter', () => {
  const theme = chooseTheme(true, undefined);
  const spoken = { title: '', aside: '', page: '', body: [], position: '', notice: '', keys: [] };
  const drawn = (rows: readonly (readonly Span[])[], columns = 10) => ({
    lines: rows.map((spans) => line(...spans)),
    theme,
    columns,
    rows: rows.length,
    spoken,
  });
  const until = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

  it('cuts at the edge, erases what is left of a longer row, and ends every style', () => {
    const written: string[] = [];
    const painter = createPainter({ write: (text) => written.push(text) > 0, onReady: () => undefined });
    painter.show(drawn([[span('0123456789abc')], [span('メールメールメ')], [span('red', 'bad'), span('  ')]]));
    painter.stop();
    expect(written).toEqual([
      '\u001b[?2026h\u001b[1;1H\u001b[K0123456789\u001b[2;1H\u001b[Kメールメー\u001b[3;1H\u001b[K\u001b[31mred\u001b[0m\u001b[K\u001b[?2026l',
    ]);
  });

  it('writes rows that the terminal joins together, and again together when one of them changes', async () => {
    const written: string[] = [];
    const painter = createPainter({ write: (text) => written.push(text) > 0, onReady: () => undefined });
    const joined = (end: string) => ({
      ...drawn([]),
      rows: 3,
      lines: [line(span('above')), { ...line(span('0123456789')), runsOn: true }, line(span(end))],
    });
    painter.show(joined('ab'));
    await until();
    painter.show(joined('xy'));
    await until();
    painter.stop();
    expect(written).toEqual([
      '\u001b[?2026h\u001b[1;1H\u001b[Kabove\u001b[K\u001b[2;1H\u001b[K\u001b[?7h0123456789ab\u001b[K\u001b[?7l\u001b[?2026l',
      '\u001b[?2026h\u001b[2;1H\u001b[K\u001b[?7h0123456789xy\u001b[K\u001b[?7l\u001b[?2026l',
    ]);
  });

  it('leaves the same screen behind as one that is drawn from nothing, whatever was drawn before', async () => {
    const text = fc.constantFrom('', 'a', 'Get-Mailbox', '0123456789', '01234567メ', 'שלום', 'メールボ', 'longer than ten');
    const row = fc.record({ text, tone: fc.constantFrom('plain', 'bad', 'found', 'command'), joins: fc.boolean() });
    const frame = fc.array(row, { minLength: 5, maxLength: 5 });
    const asDrawn = (rows: readonly { readonly text: string; readonly tone: string; readonly joins: boolean }[]) => ({
      ...drawn([]),
      rows: 5,
      lines: rows.map(({ text: shown, tone, joins }) => ({
        ...line(span(shown, tone as Tone)),
        // Only a full row runs on, as in a page.
        ...(joins && shown === '0123456789' ? { runsOn: true } : {}),
      })),
    });
    const screenAfter = async (frames: readonly ReturnType<typeof asDrawn>[]): Promise<readonly string[]> => {
      const terminal = new xterm.Terminal({ cols: 10, rows: 5, allowProposedApi: true });
      const put = (chunk: string): boolean => {
        terminal.write(chunk);
        return true;
      };
      put('\u001b[?7l');
      for (const next of frames) {
        const painter = painters.get(terminal) ?? createPainter({ write: put, onReady: () => undefined });
        painters.set(terminal, painter);
        painter.show(next);
        await new Promise((resolve) => setTimeout(resolve, 18));
      }
      await new Promise<void>((resolve) => terminal.write('', resolve));
      painters.get(terminal)?.stop();
      const { active } = terminal.buffer;
      return Array.from(
        { length: 5 },
        (_, y) => `${active.getLine(y)?.isWrapped === true ? '+' : ' '}${active.getLine(y)?.translateToString(true) ?? ''}`,
      );
    };
    const painters = new Map<object, ReturnType<typeof createPainter>>();
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 2, maxLength: 3 }), async (frames) => {
        const all = frames.map(asDrawn);
        expect(await screenAfter(all)).toEqual(await screenAfter(all.slice(-1)));
      }),
      { numRuns: 60 },
    );
  });

  it('writes the latest frame only, once a terminal that was behind is ready again', async () => {
    const written: string[] = [];
    let ready: () => void = () => undefined;
    const painter = createPainter({
      write: (text) => {
        written.push(text);
        return written.length > 1;
      },
      onReady: (call) => {
        ready = call;
      },
    });
    painter.show(drawn([[span('one')]]));
    await until();
    painter.show(drawn([[span('two')]]));
    painter.show(drawn([[span('three')]]));
    await until();
    expect(written).toHaveLength(1);
    ready();
    expect(written).toHaveLength(2);
    expect(written[1]).toContain('three');
    painter.stop();
  });

  it('keeps a number where it is behind Hebrew or Arabic, but changes no command', () => {
    const written: string[] = [];
    const painter = createPainter({ write: (text) => written.push(text) > 0, onReady: () => undefined });
    painter.show(
      drawn(
        [
          [span('שלום'), span('  12')],
          [span('سلام', 'command'), span('12', 'command')],
          [span('12  '), span('שלום')],
        ],
        20,
      ),
    );
    painter.stop();
    expect(written[0]?.match(/\u200e/g)).toHaveLength(1);
    expect(written[0]).toContain('שלום\u200e  12');
  });
});

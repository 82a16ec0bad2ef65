// Draws a terminal screen: node scripts/picture.mjs [--columns 100] [--rows 30] [--title TEXT] [--light] [IN.ansi|-] OUT.png
// IN is what `tmux capture-pane -e -p` prints; without it, or with -, standard input is read. OUT may end in .svg.
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Resvg } from '@resvg/resvg-js';
import xterm from '@xterm/headless';
import { indexedPng } from './indexed-png.mjs';

const CELL = { width: 9.634, height: 20, font: 16 };
const PADDING = 18;
const BAR = 38;
const FONT = 'DejaVu Sans Mono';
const FONT_FILES = ['DejaVuSansMono.ttf', 'DejaVuSansMono-Bold.ttf', 'DejaVuSansMono-Oblique.ttf', 'DejaVuSansMono-BoldOblique.ttf'].map(
  (name) => `/usr/share/fonts/truetype/dejavu/${name}`,
);
const DARK = { background: '#14181f', bar: '#1d232c', edge: '#2c3440', text: '#d5dbe3', title: '#7d8896' };
const LIGHT = { background: '#fcfcfa', bar: '#eceef0', edge: '#cfd4da', text: '#1f242c', title: '#66707d' };
const LIGHT_PALETTE = [
  '#1f242c',
  '#b3261e',
  '#1b7a34',
  '#8a6100',
  '#1259b8',
  '#8b2fa8',
  '#0b7285',
  '#7b838d',
  '#6b7480',
  '#c9372f',
  '#238a40',
  '#9a6e05',
  '#1f6fd6',
  '#a044bf',
  '#11869b',
  '#1f242c',
]; // prettier-ignore
const DARK_PALETTE = [
  '#2b323c',
  '#f2777a',
  '#8fd19e',
  '#f2c97d',
  '#7fb4f5',
  '#d3a4e8',
  '#6fd3d8',
  '#d5dbe3',
  '#66707d',
  '#ff9496',
  '#a9e5b5',
  '#ffdd9a',
  '#9cc8ff',
  '#e3bdf3',
  '#8fe6ea',
  '#ffffff',
]; // prettier-ignore

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    columns: { type: 'string', default: '100' },
    rows: { type: 'string', default: '30' },
    title: { type: 'string', default: 'crossprem' },
    light: { type: 'boolean', default: false },
  },
});
const [COLOURS, PALETTE] = values.light ? [LIGHT, LIGHT_PALETTE] : [DARK, DARK_PALETTE];
const output = positionals.at(-1);
if (output === undefined) {
  console.error('usage: node scripts/picture.mjs [--columns 100] [--rows 30] [--title TEXT] [IN.ansi|-] OUT.png');
  process.exit(2);
}
const input = positionals.length > 1 ? positionals[0] : '-';
const columns = Number(values.columns);
const rows = Number(values.rows);
const screen = readFileSync(input === '-' ? 0 : input, 'utf8');

const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
await new Promise((resolve) => terminal.write(screen.replace(/\n$/, '').replace(/\r?\n/g, '\r\n'), resolve));
const svg = draw(terminal.buffer.active);
if (output.endsWith('.svg')) await writeFile(output, svg);
else {
  const fontFiles = FONT_FILES.filter((file) => existsSync(file));
  if (fontFiles.length === 0)
    console.error(`${FONT} is not installed (Debian: apt-get install fonts-dejavu-core); the picture will lack its text.`);
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 1.6 },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT },
  });
  await writeFile(output, indexedPng(image.render()));
}

function draw(buffer) {
  const width = columns * CELL.width + PADDING * 2;
  const height = rows * CELL.height + PADDING * 2 + BAR;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="11" fill="${COLOURS.background}" stroke="${COLOURS.edge}"/>`,
    `<path d="M1 ${BAR} V12 A11 11 0 0 1 12 1 H${width - 12} A11 11 0 0 1 ${width - 1} 12 V${BAR} Z" fill="${COLOURS.bar}"/>`,
    `<line x1="1" x2="${width - 1}" y1="${BAR}" y2="${BAR}" stroke="${COLOURS.edge}"/>`,
    ...['#e5696b', '#e0b25b', '#77bd87'].map((colour, index) => `<circle cx="${22 + index * 20}" cy="${BAR / 2}" r="6" fill="${colour}"/>`),
    `<text x="${width / 2}" y="${BAR / 2 + 5}" text-anchor="middle" font-family="${FONT}" font-size="13" fill="${COLOURS.title}">${escape(values.title)}</text>`,
  ];
  for (let row = 0; row < rows; row++) {
    const line = buffer.getLine(row);
    if (line !== undefined) for (const run of runsOf(line)) parts.push(drawRun(run, row));
  }
  parts.push('</svg>');
  return parts.join('\n');
}

/** Neighbouring cells that look alike, as one piece of text. */
function runsOf(line) {
  const runs = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const key = JSON.stringify(look);
    const text = cell.getChars() || ' ';
    const last = runs.at(-1);
    // A wide or drawn character stands alone, so that the columns stay where they are.
    const isSingle = cell.getWidth() > 1 || !/^[\x20-\x7e]$/.test(text);
    if (last !== undefined && last.key === key && !isSingle && !last.isSingle) {
      last.text += text;
      last.cells += cell.getWidth();
    } else runs.push({ key, look, text, column, cells: cell.getWidth(), isSingle });
  }
  return runs;
}

function lookOf(cell) {
  let text = colourOf(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor(), COLOURS.text);
  let background = colourOf(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor(), undefined);
  if (cell.isInverse()) [text, background] = [background ?? COLOURS.background, text];
  return {
    text,
    background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function colourOf(isDefault, isPalette, value, fallback) {
  if (isDefault) return fallback;
  if (!isPalette) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) return PALETTE[value];
  if (value >= 232)
    return `rgb(${Array(3)
      .fill(8 + (value - 232) * 10)
      .join(',')})`;
  const levels = [0, 95, 135, 175, 215, 255];
  const index = value - 16;
  return `rgb(${levels[Math.floor(index / 36)]},${levels[Math.floor(index / 6) % 6]},${levels[index % 6]})`;
}

function drawRun({ look, text, column, cells, isSingle }, row) {
  const x = PADDING + column * CELL.width;
  const y = BAR + PADDING + row * CELL.height;
  const width = cells * CELL.width;
  const parts = [];
  if (look.background !== undefined)
    parts.push(`<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${look.background}"/>`);
  const opacity = look.dim ? ' fill-opacity="0.6"' : '';
  const block = isSingle ? drawBlock(text, x, y, look) : undefined;
  if (block !== undefined) parts.push(block);
  else if (text.trim() !== '') {
    const weight = look.bold ? ' font-weight="bold"' : '';
    const style = look.italic ? ' font-style="italic"' : '';
    parts.push(
      `<text xml:space="preserve" x="${x}" y="${y + 15}" font-family="${FONT}" font-size="${CELL.font}" fill="${look.text}"${opacity}${weight}${style}>${escape(text)}</text>`,
    );
  }
  if (look.underline)
    parts.push(
      `<line x1="${x}" x2="${x + width}" y1="${y + 18}" y2="${y + 18}" stroke="${look.text}"${look.dim ? ' stroke-opacity="0.6"' : ''}/>`,
    );
  return parts.join('');
}

/** Lines and blocks are drawn, for the cell is higher than the font's own: they would not meet. */
function drawBlock(text, x, y, { text: colour, dim }) {
  const middle = { x: x + CELL.width / 2, y: y + CELL.height / 2 };
  const right = x + CELL.width;
  const bottom = y + CELL.height;
  const r = CELL.width / 2;
  const paths = {
    '─': `M${x} ${middle.y} H${right}`,
    '│': `M${middle.x} ${y} V${bottom}`,
    '╭': `M${middle.x} ${bottom} V${middle.y + r} Q${middle.x} ${middle.y} ${right} ${middle.y}`,
    '╮': `M${x} ${middle.y} Q${middle.x} ${middle.y} ${middle.x} ${middle.y + r} V${bottom}`,
    '╰': `M${middle.x} ${y} V${middle.y - r} Q${middle.x} ${middle.y} ${right} ${middle.y}`,
    '╯': `M${middle.x} ${y} V${middle.y - r} Q${middle.x} ${middle.y} ${x} ${middle.y}`,
  };
  const path = paths[text];
  if (path !== undefined)
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.2"${dim ? ' stroke-opacity="0.55"' : ''}/>`;
  // A little wider than its cell: neighbours would show a seam.
  if (text === '█') return `<rect x="${x}" y="${y + 1}" width="${CELL.width + 0.6}" height="${CELL.height - 2}" fill="${colour}"/>`;
  if (text === '▌') return `<rect x="${x}" y="${y + 1}" width="${CELL.width / 3}" height="${CELL.height - 2}" rx="1" fill="${colour}"/>`;
  return undefined;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Rows of `Format-Table`. A cell that PowerShell cut, or that cannot be told from its neighbour, is `undefined`. */
export interface TableText {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
  /** Columns of which a cell was cut. */
  readonly cut: readonly string[];
}

const MOST_COLUMNS = 100;

/** True for the line of dashes below the names. */
export function isRuler(line: string): boolean {
  return line.length < 4000 && /^[\s-]{2,4000}$/.test(line) && line.includes('--');
}

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** In: the line of names, the dashes, the rows. Out: cells by the places of the dashes. Never throws. */
export function readFormatTable(header: string, ruler: string, lines: readonly string[]): TableText {
  const columns = columnsOf(header, ruler);
  const cut = new Set<string>();
  const rows: (string | undefined)[][] = [];
  for (const line of lines) {
    const cells = columns.map((column) => cellOf(line, column));
    const last = rows.at(-1);
    // `-Wrap` goes on below, where nothing stands in the first column.
    if (last !== undefined && cells[0] === '') {
      cells.forEach((cell, at) => {
        if (cell !== '') last[at] = undefined;
        if (cell !== '') cut.add(columns[at]?.name ?? '');
      });
      continue;
    }
    cells.forEach((cell, at) => {
      if (cell === undefined) cut.add(columns[at]?.name ?? '');
    });
    rows.push(cells);
  }
  return { columns: columns.map(({ name }) => name), rows, cut: [...cut] };
}

function columnsOf(header: string, ruler: string): readonly Column[] {
  const starts: number[] = [];
  for (let at = 0; at < ruler.length && starts.length < MOST_COLUMNS; at++) {
    if (ruler[at] === '-' && (at === 0 || ruler[at - 1] !== '-')) starts.push(at);
  }
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    return { name: header.slice(from, to === Number.POSITIVE_INFINITY ? header.length : to).trim(), from, to };
  });
}

function cellOf(line: string, { from, to }: Column): string | undefined {
  const text = line.slice(from, to).trim();
  // A word that goes over the border belongs to one of two columns.
  const spillsIn = from > 0 && isLetter(line[from - 1]) && isLetter(line[from]);
  const spillsOut = isLetter(line[to - 1]) && isLetter(line[to]);
  const isCut = text.endsWith('...') || text.endsWith('\u2026') || text.endsWith('...}') || text.endsWith('\u2026}');
  return spillsIn || spillsOut || isCut ? undefined : text;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && letter !== ' ';
}

import { cleanText } from './clean.js';
import { type ConsoleCommand, echoOf, readCommand } from './command.js';
import { type OutputPiece, readPieces, startsPiece } from './pieces.js';
import { bodyStart } from './reflowed.js';

/** What one command printed. */
export interface CommandOutput {
  /** The echoed command; undefined where the output alone was pasted. */
  readonly command: ConsoleCommand | undefined;
  readonly pieces: readonly OutputPiece[];
  /** Its first line, 1-based. */
  readonly line: number;
  /** Nothing stands behind it, so that it may have been cut there. */
  readonly isLast: boolean;
  /** A prompt stands before the command and one behind its output: it was run, and this is all that came. */
  readonly isClosed: boolean;
}

export interface ConsoleText {
  readonly outputs: readonly CommandOutput[];
  /** Lines that hold something, and how many of them are commands or output that is known. */
  readonly lines: number;
  readonly known: number;
}

interface Segment {
  readonly command: ConsoleCommand | undefined;
  readonly hasPrompt: boolean;
  readonly lines: string[];
  readonly line: number;
}

const NEARLY_FULL = 60;

/**
 * What a console shows, by commands.
 *
 * In: pasted text, with or without prompts, also out of a chat or a ticket. Out: each output with the command in front of it.
 * Bad input: never throws; linear in time. Lines that are nothing known are counted alone.
 */
export function readConsole(text: string): ConsoleText {
  const { lines, numbers } = cleanText(text);
  const { segments, echoes } = segmentsOf(lines);
  let known = echoes;
  const outputs = segments.map(({ command, lines: own, line, hasPrompt }, at) => {
    const isLast = at === segments.length - 1;
    const pieces = readPieces(own, line, isLast, at === 0).map((piece) => (numbers === undefined ? piece : numbered(piece, numbers)));
    const isTalkative = command !== undefined && (command.expanded !== undefined || /^(?:ldifde|csvde)$/i.test(command.name));
    for (const piece of pieces) if (piece.kind !== 'values' || isTalkative) known += piece.lineCount;
    return { command, pieces, line, isLast, isClosed: hasPrompt && segments[at + 1]?.hasPrompt === true };
  });
  return { outputs, lines: lines.filter((line) => line.trim() !== '').length, known };
}

/** A piece with the places that its lines have in the text. */
function numbered(piece: OutputPiece, numbers: readonly number[]): OutputPiece {
  const of = (line: number): number => numbers[line - 1] ?? line;
  const line = of(piece.line);
  return piece.kind === 'list'
    ? { ...piece, line, blocks: piece.blocks.map((block) => ({ ...block, line: of(block.line) })) }
    : { ...piece, line };
}

function segmentsOf(lines: readonly string[]): { readonly segments: readonly Segment[]; readonly echoes: number } {
  const segments: Segment[] = [{ command: undefined, hasPrompt: false, lines: [], line: 1 }];
  let echoes = 0;
  for (let at = 0; at < lines.length; at++) {
    const parts = partsOf(lines[at] ?? '');
    if (parts !== undefined) {
      pushParts(segments, parts, at);
      continue;
    }
    const echo = echoOf(lines[at] ?? '');
    if (echo === undefined) {
      segments.at(-1)?.lines.push(lines[at] ?? '');
      continue;
    }
    const from = at;
    let { command } = echo;
    while (at + 1 < lines.length && command !== '' && command.length < 4000) {
      const more = continuationOf(lines[at + 1] ?? '', lines[at] ?? '');
      if (more === undefined) break;
      command += more;
      at++;
    }
    echoes += at - from + 1;
    const { hasPrompt, isManagementShell } = echo;
    segments.push({ command: readCommand(command, isManagementShell), hasPrompt, lines: [], line: at + 2 });
  }
  return { segments, echoes };
}

const PROMPT_WITHIN = /[ \t](?=(?:\[PS\] ?|PS )[A-Za-z]:\\[^>"|<]{0,250}>)/;
const MOST_PARTS = 200;

/** Commands and their outputs that stand in one line, for its breaks got lost; undefined where a line is one of both alone. */
function partsOf(line: string): readonly string[] | undefined {
  if (!line.includes(':') || !line.includes('-')) return undefined;
  const parts: string[] = [];
  let rest = line;
  while (parts.length < MOST_PARTS) {
    const within = PROMPT_WITHIN.exec(rest);
    parts.push(within === null ? rest : rest.slice(0, within.index));
    if (within === null) break;
    rest = rest.slice(within.index + 1);
  }
  const cut = parts.flatMap((part) => {
    const echo = echoOf(part);
    const body = echo === undefined || readCommand(echo.command) === undefined ? -1 : bodyStart(part);
    return body > 0 ? [part.slice(0, body), part.slice(body)] : [part];
  });
  // A prompt alone within a line is part of what somebody says.
  return cut.length > parts.length ? cut : undefined;
}

/** Adds commands and outputs of one line. */
function pushParts(segments: Segment[], parts: readonly string[], at: number): void {
  for (const part of parts) {
    const echo = echoOf(part);
    if (echo === undefined) segments.at(-1)?.lines.push(part);
    else
      segments.push({
        command: readCommand(echo.command, echo.isManagementShell),
        hasPrompt: echo.hasPrompt,
        lines: [],
        line: at + 1,
      });
  }
}

/** What a line adds to the command in the line before: behind `>>`, or because the window was too narrow. */
function continuationOf(line: string, before: string): string | undefined {
  if (/^\s{0,4}>> ?/.test(line.slice(0, 10))) return ` ${line.replace(/^\s{0,4}>> ?/, '')}`;
  if (line.trim() === '' || before.length < NEARLY_FULL || echoOf(line) !== undefined || startsPiece(line)) return undefined;
  // Part of a command: it has a parameter, a pipe or a list of names, as no value has.
  return /(?:^|\s)-[A-Za-z]|\||^[A-Za-z]*,|,[A-Za-z]/.test(line.slice(0, 400)) ? line : undefined;
}

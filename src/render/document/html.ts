import { number } from '../digits.js';
import { visible } from '../printable.js';
import { SHELL_NAMES } from '../text.js';
import {
  type Block,
  type Brief,
  type Command,
  type Inline,
  type Line,
  type Quote,
  type ReportDocument,
  type Section,
  SIDE_NAMES,
  type SideCell,
  type Stop,
  type Tag,
  wordFor,
} from './document.js';

/** What a page is made with besides its document. */
export interface DocumentPage {
  readonly script: string;
  readonly style: string;
  readonly hashOf: (text: string) => string;
  /** One `<svg>` for each of `chartsOf`. */
  readonly charts: readonly string[];
}

const LONGEST_TEXT = 4000;
const LONGEST_CELL = 1200;
/** Of the window. */
const LONGEST_NAME = 160;
const LONGEST_COMMAND = 50_000;
/** A tag that is longer is somebody's text, and wraps. */
const SHORT_TAG = 24;
const TOC_FROM = 4;
const MOST_TOC = 40;
const DEEPEST = 6;

/**
 * One file that needs nothing else: no request leaves it, its policy runs only its own script, and all of it can be read without one.
 * In: a document, the parts of the page. Out: the page in pieces. Everything of a stranger is text in it.
 */
export function* documentHtml(document: ReportDocument, page: DocumentPage): Generator<string, void, void> {
  const { script, style, hashOf, charts } = page;
  const { title, summary, tone, brief, facts, sections, footer } = document;
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield `<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n<title>${windowName(title, summary)}</title>\n<style>${style}</style>\n</head>\n<body>\n`;
  yield `<a class="skip" href="#main">To the results</a>\n<header>\n<h1>${text(title, 300)}</h1>\n<p class="summary ${tone}">${text(summary)}</p>\n`;
  if (brief.length > 0) yield `<dl class="brief">${brief.map(briefHtml).join('')}</dl>\n`;
  yield `<dl class="facts">${facts.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${line(value)}</dd></div>`).join('')}</dl>\n</header>\n`;
  yield contents(sections);
  yield '<form id="tools" role="search" aria-label="Findings and rows" hidden><label>Search <input id="search" type="search" placeholder="name, address, GUID, words" autocomplete="off" spellcheck="false"></label> <button type="button" id="unfold">Open all</button> <button type="button" id="fold">Close all</button> <span id="shown" role="status"></span></form>\n';
  yield '<main id="main" tabindex="-1">\n';
  const drawn = charts[Symbol.iterator]();
  for (const [index, section] of sections.entries()) yield* sectionHtml(section, 2, `part-${index + 1}`, drawn);
  yield `</main>\n<footer>${footer.map((sentence) => `<p>${text(sentence)}</p>`).join('')}</footer>\n<script>${script}</script>\n</body>\n</html>\n`;
}

function windowName(title: string, summary: string): string {
  const whole = `${title}: ${summary}`;
  return escapeHtml(whole.length <= LONGEST_NAME ? whole : `${whole.slice(0, LONGEST_NAME)}…`);
}

function briefHtml({ name, lines, more }: Brief): string {
  const items = lines.map((one) => `<li>${line(one)}</li>`);
  const list = lines.length === 1 ? line(lines[0] ?? '') : `<ol>${items.join('')}</ol>`;
  return `<div><dt>${text(name)}</dt><dd>${list}${more === undefined ? '' : `<p>${text(more)}</p>`}</dd></div>`;
}

/** The parts, by which a long page is gone through; what stands in them is found by its tables and the search. */
function contents(sections: readonly Section[]): string {
  if (sections.length < TOC_FROM) return '';
  const items = sections
    .slice(0, MOST_TOC)
    .map(({ title, anchor }, index) => `<li><a href="#${anchor ?? `part-${index + 1}`}">${text(title, 160)}</a></li>`);
  const more = sections.length > MOST_TOC ? `<li>and ${number(sections.length - MOST_TOC)} more</li>` : '';
  return `<nav class="contents" aria-label="Contents"><h2>Contents</h2><ul>${items.join('')}${more}</ul></nav>\n`;
}

function* sectionHtml(section: Section, level: number, anchor: string, charts: Iterator<string>): Generator<string, void, void> {
  const { title, number: place, tags, kind, isFolded, blocks, sections } = section;
  const id = section.anchor ?? anchor;
  const depth = Math.min(level, DEEPEST);
  const heading = `<h${depth}>${(tags ?? []).map((tag) => `${tagHtml(tag)} `).join('')}${place === undefined ? '' : `${place}. `}${text(title, 400)}</h${depth}>`;
  const classes = kind === undefined ? 'part' : kind;
  yield isFolded === true
    ? `<details class="${classes} folded" id="${id}"><summary>${heading}</summary>\n`
    : `<section class="${classes}" id="${id}">${heading}\n`;
  for (const block of blocks) yield* blockHtml(block, charts);
  for (const [index, inner] of (sections ?? []).entries()) yield* sectionHtml(inner, level + 1, `${id}-${index + 1}`, charts);
  yield isFolded === true ? '</details>\n' : '</section>\n';
}

function* blockHtml(block: Block, charts: Iterator<string>): Generator<string, void, void> {
  switch (block.kind) {
    case 'paragraph':
      yield `<p${block.isDim === true ? ' class="dim"' : ''}>${line(block.text)}</p>\n`;
      return;
    case 'list':
      yield `<ul>${block.items.map((one) => `<li>${line(one)}</li>`).join('')}</ul>\n`;
      return;
    case 'quotes':
      yield quotes(block.quotes);
      return;
    case 'pairs':
      yield `<dl class="pairs">${block.pairs.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${line(value)}</dd></div>`).join('')}</dl>\n`;
      return;
    case 'table':
      yield* tableHtml(block);
      return;
    case 'sides':
      yield sidesHtml(block);
      return;
    case 'commands':
      yield commandsHtml(block.label, block.commands);
      return;
    case 'stops':
      yield `<ol class="stops" aria-label="${escapeHtml(block.label)}">${block.stops.map(stopHtml).join('')}</ol>\n`;
      return;
    case 'chart':
      yield chartHtml(block, charts.next().value);
      return;
    case 'fold':
      yield `<details class="fold"><summary>${text(block.title)}</summary>\n`;
      for (const inner of block.blocks) yield* blockHtml(inner, charts);
      yield '</details>\n';
  }
}

function quotes(all: readonly Quote[]): string {
  return `<ul class="quotes">${all
    .map(({ place, text: said }) => `<li><span class="place">${text(place, 300)}</span> <code>${text(said)}</code></li>`)
    .join('')}</ul>\n`;
}

function* tableHtml({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): Generator<string, void, void> {
  const heads = columns.map(({ name, isNumber }) => `<th scope="col"${isNumber === true ? ' class="number"' : ''}>${text(name)}</th>`);
  // On a small screen a row stands as lines, each with the name of its column.
  const attributes = columns.map(({ name, isNumber }) => `${isNumber === true ? ' class="number"' : ''} data-of="${escapeHtml(name)}"`);
  yield `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table class="data"><caption class="hidden">${text(caption)}</caption><thead><tr>${heads.join('')}</tr></thead><tbody>\n`;
  for (const row of rows)
    yield `<tr>${row.map((cell, index) => `<td${attributes[index] ?? ''}>${line(cell, LONGEST_CELL)}</td>`).join('')}</tr>\n`;
  yield '</tbody></table></div>\n';
}

function sidesHtml({ caption, sides, rows, places }: Extract<Block, { kind: 'sides' }>): string {
  const head = sides.map((side) => {
    const place = places?.[side];
    return `<th scope="col">${SIDE_NAMES[side]}${place === undefined ? '' : ` <span class="place">${text(place, 200)}</span>`}</th>`;
  });
  const body = rows.map((row) => {
    const mark = row.isDifferent === true ? ` ${tagHtml({ text: 'differs', tone: 'warn' })}` : '';
    return `<tr><th scope="row">${text(row.name, 200)}${mark}</th>${sides.map((side) => sideHtml(SIDE_NAMES[side], row[side])).join('')}</tr>`;
  });
  return `<table class="sides"><caption>${text(caption)}</caption><thead><tr><th scope="col">Attribute</th>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>\n`;
}

function sideHtml(name: string, { text: value, isAbsent, note }: SideCell): string {
  const said = note === undefined ? '' : ` <span class="place">${text(note, 200)}</span>`;
  return `<td${isAbsent === true ? ' class="dim"' : ''} data-of="${name}">${text(value, LONGEST_CELL)}${said}</td>`;
}

/** Commands of one shell stand together, below its name; each is a block of its own that is copied whole. */
function commandsHtml(label: string, commands: readonly Command[]): string {
  const groups: { readonly shell: string; readonly commands: Command[] }[] = [];
  for (const command of commands) {
    const last = groups.at(-1);
    if (last?.shell === command.shell) last.commands.push(command);
    else groups.push({ shell: command.shell, commands: [command] });
  }
  return groups
    .map(({ shell, commands: own }) => {
      const name = wordFor(SHELL_NAMES, shell) ?? shell;
      // The name of the portal says it already.
      const lead = shell === 'portal' ? '' : '<span class="dim">By hand:</span> ';
      const items = own.map((command) =>
        command.isManual === true ? `<p class="manual">${lead}${text(command.text)}</p>` : commandHtml(command),
      );
      return `<div class="commands"><p class="label"><b>${text(label)}</b> ${text(name)}</p>${items.join('')}</div>\n`;
    })
    .join('');
}

function commandHtml({ text: command, note, hasPlaceholders }: Command): string {
  const says = [...(hasPlaceholders === true ? ['Fill in what stands in < >.'] : []), ...(note === undefined ? [] : [note])];
  return `${says.length === 0 ? '' : `<p class="note">${text(says.join(' '))}</p>`}<div class="command"><pre><code>${text(command, LONGEST_COMMAND)}</code></pre></div>`;
}

function stopHtml({ title, tags, lines, quotes: quoted, gap }: Stop): string {
  const delay = gap === undefined ? '' : `<p class="gap">${tagHtml(gap)}</p>`;
  return `<li>${delay}<p class="stop">${line(title)} ${(tags ?? []).map(tagHtml).join(' ')}</p>${lines.map((one) => `<p class="dim">${line(one)}</p>`).join('')}${quoted === undefined || quoted.length === 0 ? '' : quotes(quoted)}</li>`;
}

function chartHtml({ chart, unit }: Extract<Block, { kind: 'chart' }>, svg: string | undefined): string {
  const rows = chart.rows.map(
    ({ label, count }) => `<tr><th scope="row">${text(label, 200)}</th><td class="number">${number(count)}</td></tr>`,
  );
  const described = (svg ?? '').replace(
    /^(<svg[^>]{0,2000}>)/,
    (start) =>
      `${start}<title>${text(chart.title)}</title><desc>Bars of ${chart.rows.length} rows; the table below has the same numbers.</desc>`,
  );
  return `<figure class="chart"><figcaption>${text(chart.title)}</figcaption>${described}<details><summary>The same as a table</summary><table><thead><tr><th scope="col">${text(chart.title)}</th><th scope="col" class="number">${text(unit)}</th></tr></thead><tbody>${rows.join('')}</tbody></table></details></figure>\n`;
}

function line(given: Line, longest = LONGEST_TEXT): string {
  return typeof given === 'string' ? text(given, longest) : given.map((piece) => inline(piece, longest)).join('');
}

function inline(piece: Inline, longest: number): string {
  if (typeof piece === 'string') return text(piece, longest);
  switch (piece.kind) {
    case 'code':
      return `<code>${text(piece.text, longest)}</code>`;
    case 'strong':
      return `<b>${text(piece.text, longest)}</b>`;
    case 'tag':
      return tagHtml(piece.tag);
    case 'link':
      return isWebLink(piece.href)
        ? `<a href="${escapeHtml(piece.href)}" rel="noreferrer noopener">${text(piece.href)}</a>`
        : `<code>${text(piece.href)}</code>`;
    case 'jump':
      return `<a href="#${escapeHtml(piece.anchor)}">${text(piece.text, longest)}</a>`;
  }
}

/** Only what a browser opens as a page, and nothing in it that hides where it leads. */
export function isWebLink(href: string): boolean {
  return /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(href) && !/[<>"'`\\]|^https?:\/\/[^/?#]*@/.test(href);
}

function tagHtml({ text: word, tone }: Tag): string {
  return `<span class="tag ${tone}${word.length > SHORT_TAG ? ' long' : ''}">${text(word, 120)}</span>`;
}

/** Text of anybody as text of the page; what is very long is cut, and says so. */
function text(given: string, longest = LONGEST_TEXT): string {
  return given.length <= longest ? escapeHtml(given) : `${escapeHtml(given.slice(0, longest))}… (${number(given.length)} characters)`;
}

export function escapeHtml(given: string): string {
  return visible(given)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

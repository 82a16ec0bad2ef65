import { planFixes } from '../../fixes/plan.js';
import type { RenderedCommand } from '../../fixes/powershell.js';
import { number } from '../digits.js';
import { visible } from '../printable.js';
import { SHELL_NAMES, sideName } from '../text.js';
import { attributesOf } from './attributes.js';
import type { Comparison } from './compare.js';
import type { Chart, PageCommand, PageData, PageDetail, PageRow } from './page-data.js';
import { type PersonView, type ReadinessView, VERDICT_WORDS, verdictsShown, worstFirst } from './view.js';

export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly hashOf: (text: string) => string;
  /** One `<svg>` for each of `readinessCharts`. */
  readonly charts: readonly string[];
  readonly version: string;
}

const MOST_PEOPLE = 20_000;
/** Up to so many people a page holds all attributes of both sides, above only those that are compared. */
const MOST_WHOLE = 2_000;
const CHUNK = 200;
const MOST_BARS = 12;
const MOST_NOTES = 200;

/** As the script of the page numbers them. */
const READINESS_ORDER = ['blocked', 'warnings', 'ready', 'no-move', 'not-known'] as const;

// Told apart by people who see colours otherwise, on a light and on a dark page.
const VERDICT_COLOURS = { blocked: '#d1495b', warnings: '#c98a00', ready: '#2a9d6f', 'no-move': '#7b8794', 'not-known': '#9aa5b1' };
const SEVERITY_COLOURS = { blocker: '#d1495b', error: '#d97757', warning: '#c98a00', info: '#4a90c2' };

/** The charts of the page. */
export function readinessCharts({ readiness, causes }: ReadinessView): readonly Chart[] {
  const verdicts = verdictsShown(readiness).map((kind) => ({ label: VERDICT_WORDS[kind], count: readiness.verdicts[kind], kind }));
  const bars = causes.slice(0, MOST_BARS).map(({ id, confirmed, possible, severity }) => ({
    label: id.slice(id.indexOf('/') + 1),
    count: confirmed + possible,
    kind: severity,
  }));
  return [
    { title: 'People by verdict', rows: verdicts, colours: VERDICT_COLOURS },
    ...(bars.length === 0 ? [] : [{ title: 'People by cause', rows: bars, colours: SEVERITY_COLOURS }]),
  ];
}

/**
 * One file that needs nothing else: no request leaves it, and its policy runs only its own script. Everything of a stranger is text in it.
 * In: the result, and the parts of the page. Out: the page in pieces.
 */
export function* readinessHtml(view: ReadinessView, parts: PageParts): Generator<string, void, void> {
  const { script, style, hashOf, charts, version } = parts;
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield `<meta name="referrer" content="no-referrer">\n<title>Readiness: ${escape(view.headline)}</title>\n<style>${style}</style>\n</head>\n<body>\n`;
  yield `<a class="skip" href="#people">To the people</a>\n<header><h1>Readiness${directionWords(view)}</h1><p class="headline">${escape(view.headline)}</p></header>\n<main>\n`;
  yield cards(view);
  yield chartSection(charts);
  if (view.comparison !== undefined) yield comparisonSection(view.comparison);
  yield organizationSection(view);
  yield causeSection(view);
  yield* peopleSection(view);
  yield openSection(view);
  yield noteSection(view.notes);
  const { onprem, cloud, pairs } = view.readiness.people.counts;
  yield `</main>\n<footer><p>Made by crossprem ${escape(version)}, rules ${escape(view.readiness.ruleSet.version)}, from ${number(onprem)} on-premises and ${number(cloud)} cloud objects, ${number(pairs)} of them pairs. This file holds data of people: share it as you would share the directory.</p></footer>\n`;
  yield* dataBlocks(view);
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

function directionWords({ readiness }: ReadinessView): string {
  return readiness.direction === 'to-cloud'
    ? ' to move to Exchange Online'
    : readiness.direction === 'to-onprem'
      ? ' to move to on-premises'
      : '';
}

function cards({ readiness }: ReadinessView): string {
  const all = Math.max(1, readiness.length);
  const items = verdictsShown(readiness).map((verdict) => {
    const count = readiness.verdicts[verdict];
    return `<li class="card ${verdict}"><span class="count">${number(count)}</span> <span class="word">${VERDICT_WORDS[verdict]}</span> <span class="share">${Math.round((count / all) * 100)} %</span></li>`;
  });
  return `<section aria-label="Verdicts"><ul class="cards">${items.join('')}</ul></section>\n`;
}

function chartSection(charts: readonly string[]): string {
  return `<section class="charts" aria-label="Charts">${charts.map((chart, index) => `<figure><figcaption>${index === 0 ? 'People by verdict' : 'People by cause'}</figcaption>${chart}</figure>`).join('')}</section>\n`;
}

function comparisonSection({ fixed, same, undecided, added, gone, checks, changed, notes, new: fresh }: Comparison): string {
  const rows = checks.map(
    (one) =>
      `<tr><th scope="row"><code>${escape(one.id)}</code></th><td>${one.fixed}</td><td>${one.new}</td><td>${one.same}</td><td>${one.undecided}</td></tr>`,
  );
  const people = changed.slice(0, MOST_NOTES).map((person) => {
    const parts = [
      ...(person.fixed.length > 0 ? [`fixed ${person.fixed.map(escape).join(', ')}`] : []),
      ...(person.new.length > 0 ? [`new ${person.new.map(escape).join(', ')}`] : []),
    ];
    return `<li><b>${escape(person.name)}</b> ${escape(person.id)}: ${parts.join('; ')}</li>`;
  });
  const more = changed.length > MOST_NOTES ? `<li>and ${number(changed.length - MOST_NOTES)} more</li>` : '';
  return `<section><h2>Since the earlier result</h2><p><b>${number(fixed)}</b> fixed, <b>${number(fresh)}</b> new, <b>${number(same)}</b> still there${undecided > 0 ? `, <b>${number(undecided)}</b> not decided this time` : ''}. ${number(added)} people were not in it, ${number(gone)} of its people are not in this run.</p>${notes.map((note) => `<p>${escape(note)}</p>`).join('')}<div class="scroll" tabindex="0" role="group" aria-label="Findings by check, compared"><table><thead><tr><th scope="col">Check</th><th scope="col">fixed</th><th scope="col">new</th><th scope="col">still there</th><th scope="col">not decided</th></tr></thead><tbody>${rows.join('')}</tbody></table></div><details><summary>People with a change (${number(changed.length)})</summary><ul>${people.join('')}${more}</ul></details></section>\n`;
}

function organizationSection({ readiness }: ReadinessView): string {
  const { findings } = readiness.organization;
  if (findings.length === 0) return '';
  const items = findings.map(({ severity, ruleId, title, why, evidence }) => {
    const quotes = evidence
      .slice(0, 3)
      .map((one) => `<li><code>${escape(`${one.path === undefined ? '' : `${one.path} = `}${one.text}`.slice(0, 300))}</code></li>`);
    return `<li><span class="tag ${severity}">${severity}</span> <b>${escape(title)}</b> <code>${escape(ruleId)}</code><p>${escape(why)}</p>${quotes.length === 0 ? '' : `<ul>${quotes.join('')}</ul>`}</li>`;
  });
  return `<section><h2>The organization</h2><ul class="findings">${items.join('')}</ul></section>\n`;
}

function causeSection({ causes }: ReadinessView): string {
  if (causes.length === 0) return '<section><h2>What was found</h2><p>Nothing was found.</p></section>\n';
  const rows = causes.map(({ id, severity, confirmed, possible, title, action }) => {
    const doubt = possible === 0 ? '' : confirmed === 0 ? ' (possible)' : ` (${number(possible)} possible)`;
    return `<tr><td><span class="tag ${severity}">${severity}</span></td><td class="number">${number(confirmed + possible)}${doubt}</td><th scope="row">${escape(title)}<br><code>${escape(id)}</code></th><td>${escape(action)}</td></tr>`;
  });
  return `<section><h2>What was found, and what to do</h2><div class="scroll" tabindex="0" role="group" aria-label="Causes"><table><thead><tr><th scope="col">Severity</th><th scope="col">People</th><th scope="col">Cause</th><th scope="col">What to do</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>\n`;
}

function* peopleSection(view: ReadinessView): Generator<string, void, void> {
  const left = view.order.length - MOST_PEOPLE;
  const listed = view.listed === undefined ? '' : ` (${escape(view.listed)})`;
  yield `<section id="people"><h2>People${listed}</h2>`;
  if (left > 0)
    yield `<p>The page lists the first ${number(MOST_PEOPLE)}; ${number(left)} more are in <code>--format csv</code> and <code>--format ndjson</code>.</p>`;
  yield '<form id="filter" role="search" aria-label="People" hidden><label>Search <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name or address"></label> <label>Verdict <select id="verdict"><option value="">all</option></select></label> <label>Cause <select id="cause"><option value="">all</option></select></label></form>';
  yield '<p id="shown" role="status"></p><noscript><p>The list of people needs JavaScript. It runs only in this file and sends nothing.</p></noscript>';
  yield '<div class="scroll" tabindex="0" role="group" aria-label="People"><table id="list"><caption class="hidden">People with verdict and causes; a name opens the details</caption><thead><tr>';
  for (const [key, word] of [
    ['verdict', 'Verdict'],
    ['name', 'Name'],
    ['id', 'Who'],
    ['causes', 'Found'],
  ] as const)
    yield `<th scope="col" data-key="${key}"><button type="button" class="sort">${word}</button></th>`;
  yield '</tr></thead><tbody id="rows"></tbody></table></div><p><button type="button" id="more" hidden>Show more</button></p></section>\n';
}

function openSection({ open }: ReadinessView): string {
  if (open.length === 0) return '';
  const groups = open.map(({ source, what, checks, people, how, then }) => {
    const about = people === 0 ? 'about the organization' : `for up to ${number(people)} people`;
    let last = '';
    const commands = how.map(({ shell, text }) => {
      const head = shell === last ? '' : `<p class="shell">${escape(SHELL_NAMES[shell] ?? shell)}</p>`;
      last = shell;
      return `${head}<pre tabindex="0">${escape(text)}</pre>`;
    });
    return `<details><summary><b>${escape(source)}</b>: ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}, ${about}</summary><p>Not read:</p><ul>${what.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>${commands.join('')}<p>${escape(then)}</p><p class="dim">${checks.map(({ check }) => `<code>${escape(check.id)}</code>`).join(' ')}</p></details>`;
  });
  return `<section><h2>Not decided, for want of data</h2>${groups.join('')}</section>\n`;
}

function noteSection(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  const more = notes.length > MOST_NOTES ? `<li>and ${number(notes.length - MOST_NOTES)} more</li>` : '';
  return `<section><h2>Notes</h2><ul>${notes
    .slice(0, MOST_NOTES)
    .map((note) => `<li>${escape(note)}</li>`)
    .join('')}${more}</ul></section>\n`;
}

function* dataBlocks(view: ReadinessView): Generator<string, void, void> {
  const checks = view.causes.map(({ id, title, severity, action }) => ({ id, title, severity, why: action }));
  const indexOf = new Map(checks.map(({ id }, index) => [id, index]));
  const positions = view.order.slice(0, MOST_PEOPLE);
  const people = positions.map((position): PageRow => {
    const { name, id, verdict, person } = view.person(position);
    return {
      name: visible(name),
      id: visible(id),
      v: READINESS_ORDER.indexOf(verdict),
      c: worstFirst(person.hits).flatMap(({ check, status }) => {
        const index = indexOf.get(check.id);
        return index === undefined ? [] : [status === 'possible' ? -1 - index : index];
      }),
      o: person.open.length,
    };
  });
  const data: PageData = { checks, verdicts: READINESS_ORDER.map((verdict) => VERDICT_WORDS[verdict]), people, chunk: CHUNK };
  yield block('data', data);
  for (let from = 0; from < positions.length; from += CHUNK) {
    const details = positions
      .slice(from, from + CHUNK)
      .map((position) => detailOf(view.person(position), view, indexOf, positions.length <= MOST_WHOLE));
    yield block(`details-${from / CHUNK}`, details);
  }
}

function detailOf(person: PersonView, { readiness }: ReadinessView, indexOf: ReadonlyMap<string, number>, isWhole: boolean): PageDetail {
  const { hits, open, subject } = person.person;
  const findings = hits.length === 0 ? [] : readiness.findings(person.position);
  const { steps } = planFixes(findings, readiness.ruleSet);
  const { counts } = readiness.people;
  const absent = [
    ...(subject.onPrem === undefined && counts.onprem > 0 ? (['a'] as const) : []),
    ...(subject.cloud === undefined && counts.cloud > 0 ? (['b'] as const) : []),
  ];
  return {
    joinedBy: subject.joinedBy ?? '',
    attributes: attributesOf(subject, isWhole),
    ...(absent.length === 0 ? {} : { absent }),
    findings: findings.map((finding) => ({
      c: indexOf.get(finding.ruleId) ?? -1,
      ...(finding.status === 'possible' ? { possible: true as const } : {}),
      evidence: finding.evidence
        .slice(0, 4)
        .map((one) => visible(`${sideName(one)}: ${one.path === undefined ? '' : `${one.path} = `}${one.text}`.slice(0, 300))),
      causes: finding.causes
        .filter(({ status }) => status !== 'ruled-out')
        .slice(0, 4)
        .map(({ title, status }) => `${status}: ${title}`),
    })),
    steps: steps.map(({ title, risk, commands, verify, rollback }) => ({
      title,
      risk,
      commands: commands.map(commandOf),
      verify: verify.map(commandOf),
      rollback: rollback.map(commandOf),
    })),
    open: open.slice(0, 40).map(({ id }) => id),
  };
}

function commandOf({ shell, text, isManual }: RenderedCommand): PageCommand {
  const name = SHELL_NAMES[shell] ?? shell;
  return isManual ? [name, visible(text), true] : [name, visible(text)];
}

/** Data that no script runs: JSON in which nothing ends the element. */
function block(id: string, value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<script type="application/json" id="${id}">${text}</script>\n`;
}

/** Text of anybody as text of the page. */
function escape(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

import { copyButton, made } from './copy.js';

// The script of a report. It runs in a browser and only shows, hides, orders and copies what stands in the page: nothing of it is markup.

const all = <T extends HTMLElement>(selector: string, within: ParentNode = document): readonly T[] => [
  ...within.querySelectorAll<T>(selector),
];

/** What the search goes through: whole findings, and rows of tables that stand in none. */
const items = all('.finding, table.data tbody tr').filter((node) => !(node.matches('tr') && node.closest('.finding') !== null));
const words = new Map<HTMLElement, string>();
const wordsOf = (node: HTMLElement): string => {
  const known = words.get(node) ?? (node.textContent ?? '').toLowerCase();
  words.set(node, known);
  return known;
};

/** Parts of the page with what stands in them, the inner ones before the outer ones. */
const parts = [...all('main > .part, main > .part > .part')].reverse();
function* partsAround(node: HTMLElement): Generator<Element> {
  for (let part = node.parentElement?.closest('.part') ?? null; part !== null; part = part.parentElement?.closest('.part') ?? null)
    yield part;
}
const withItems = new Set<Element>(items.flatMap((item) => [...partsAround(item)]));

/** Shows what has all words of the search, and the parts around it. */
function choose(): void {
  const search = document.getElementById('search');
  const status = document.getElementById('shown');
  if (!(search instanceof HTMLInputElement) || status === null) return;
  const wanted = search.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const isWanted = (node: HTMLElement): boolean => wanted.every((word) => wordsOf(node).includes(word));
  const around = new Set<Element>();
  let found = 0;
  for (const item of items) {
    item.hidden = !isWanted(item);
    if (item.hidden) continue;
    found++;
    for (const part of partsAround(item)) around.add(part);
  }
  for (const part of parts) {
    part.hidden = wanted.length > 0 && !around.has(part) && (withItems.has(part) || !isWanted(part));
    if (!part.hidden) for (const outer of partsAround(part)) around.add(outer);
  }
  const isEmpty = parts.every((part) => part.hidden) && found === 0;
  status.textContent =
    wanted.length === 0 ? '' : isEmpty ? 'Nothing in this report has all of these words.' : `${found} of ${items.length} shown`;
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Orders the rows of a table by one column; a second time the other way round. */
function sortBy(head: HTMLTableCellElement): void {
  const body = head.closest('table')?.tBodies[0];
  if (body === undefined) return;
  const isDown = head.getAttribute('aria-sort') === 'ascending';
  for (const other of all('th', head.parentElement ?? document)) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
  const rows = [...body.rows].map((row) => ({ row, key: row.cells[head.cellIndex]?.textContent ?? '' }));
  const isNumber = head.classList.contains('number');
  const value = (key: string): number => Number(key.replace(/[^\d.-]/g, '')) || 0;
  rows.sort((a, b) => (isNumber ? value(a.key) - value(b.key) : rank(a.key) - rank(b.key) || collator.compare(a.key, b.key)));
  if (isDown) rows.reverse();
  body.append(...rows.map(({ row }) => row));
}

/** Severities by weight, not by letter. */
const RANKS = ['blocker', 'error', 'warning', 'info'];
const rank = (key: string): number => RANKS.indexOf(key) + 1;

/** Of a few rows everybody sees the order. */
const LEAST_ROWS = 5;
for (const head of all<HTMLTableCellElement>('table.data thead th')) {
  if ((head.closest('table')?.tBodies[0]?.rows.length ?? 0) < LEAST_ROWS) continue;
  const button = made('button', head.textContent ?? '', { type: 'button', class: 'sort' });
  button.addEventListener('click', () => sortBy(head));
  head.replaceChildren(button);
}

// On a small screen the letters of a chart are too small: its numbers stand below it.
if (matchMedia('(max-width: 36rem)').matches) for (const table of all<HTMLDetailsElement>('.chart details')) table.open = true;

/** Puts the buttons beside the commands of a part of the page that is open. */
function addButtons(within: ParentNode): void {
  const isNew = (node: HTMLElement): boolean => node.querySelector('.copy') === null && node.closest('details:not([open])') === null;
  for (const block of all('.command', within).filter(isNew)) {
    const text = block.querySelector('code')?.textContent ?? '';
    block.append(copyButton('copy', `copy: ${text.slice(0, 60)}`, text));
  }
  for (const group of all('.commands', within).filter(
    (node) => node.querySelector('.label .copy') === null && node.closest('details:not([open])') === null,
  )) {
    const own = all('.command code', group).map((node) => node.textContent ?? '');
    if (own.length > 1)
      group.querySelector('.label')?.append(' ', copyButton('copy all', `copy all ${own.length} commands`, own.join('\n')));
  }
}
addButtons(document);
// Of thousands of findings most are never opened.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open) addButtons(target);
  },
  true,
);

const setOpen = (isOpen: boolean, selector: string): void => {
  for (const node of all<HTMLDetailsElement>(selector)) node.open = isOpen;
};
document.getElementById('unfold')?.addEventListener('click', () => setOpen(true, 'main details'));
document.getElementById('fold')?.addEventListener('click', () => setOpen(false, 'main details'));

/** A link to a closed finding opens it. */
function openTarget(): void {
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (target === null) return;
  for (let node: HTMLElement | null = target; node !== null; node = node.parentElement) {
    node.hidden = false;
    if (node instanceof HTMLDetailsElement) node.open = true;
  }
  target.scrollIntoView();
}
addEventListener('hashchange', openTarget);
openTarget();

// On paper nothing is closed.
let wasClosed: readonly HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
  wasClosed = all<HTMLDetailsElement>('details:not([open])');
  for (const node of wasClosed) node.open = true;
});
addEventListener('afterprint', () => {
  for (const node of wasClosed) node.open = false;
});

let waiting = 0;
document.getElementById('search')?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(choose, 80);
});
const tools = document.getElementById('tools');
tools?.addEventListener('submit', (event) => event.preventDefault());
if (tools !== null) tools.hidden = items.length === 0 && all('main details').length === 0;

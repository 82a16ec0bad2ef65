// The script of the HTML report. It runs in a browser, reads the data blocks of its own file, and makes every node with textContent: nothing is markup.
import type { PageCommand, PageData, PageDetail, PageRow } from '../render/readiness/page-data.js';
import { copyButton } from './copy.js';

const STEP = 200;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

// What the blocks hold was written by the same version of the program.
const read = <T>(id: string): T => JSON.parse(byId(id).textContent ?? '') as T;

function make(name: string, text = '', more: Readonly<Record<string, string>> = {}, ...children: readonly (Node | string)[]): HTMLElement {
  const node = document.createElement(name);
  if (text !== '') node.textContent = text;
  for (const [key, value] of Object.entries(more)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const data = read<PageData>('data');
const search = byId('search') as HTMLInputElement;
const verdict = byId('verdict') as HTMLSelectElement;
const cause = byId('cause') as HTMLSelectElement;
const rows = byId('rows');
const more = byId('more');
const status = byId('shown');
const haystack = data.people.map(({ name, id }) => `${name}\n${id}`.toLowerCase());
const CLASSES = ['blocked', 'warnings', 'ready', 'no-move', 'not-known'];
const blocks = new Map<number, readonly PageDetail[]>();
let order: number[] = [];
let shown = 0;
let sortKey = '';
let isReverse = false;

const checkOf = (hit: number): number => (hit < 0 ? -1 - hit : hit);

function detailOf(index: number): PageDetail | undefined {
  const number = Math.floor(index / data.chunk);
  const block = blocks.get(number) ?? read<readonly PageDetail[]>(`details-${number}`);
  blocks.set(number, block);
  return block[index % data.chunk];
}

function compare(a: number, b: number): number {
  const [one, other] = [data.people[a], data.people[b]];
  if (one === undefined || other === undefined) return 0;
  const difference =
    sortKey === 'name'
      ? collator.compare(one.name, other.name)
      : sortKey === 'id'
        ? collator.compare(one.id, other.id)
        : sortKey === 'causes'
          ? other.c.length - one.c.length
          : one.v - other.v;
  return difference === 0 ? a - b : isReverse ? -difference : difference;
}
const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Chooses and orders the people anew, and shows the first of them. */
function choose(): void {
  const wanted = search.value.trim().toLowerCase();
  const onlyVerdict = verdict.value === '' ? -1 : Number(verdict.value);
  const onlyCause = cause.value === '' ? -1 : Number(cause.value);
  order = [];
  data.people.forEach((person, index) => {
    if (onlyVerdict >= 0 && person.v !== onlyVerdict) return;
    if (onlyCause >= 0 && !person.c.some((hit) => checkOf(hit) === onlyCause)) return;
    if (wanted === '' || haystack[index]?.includes(wanted)) order.push(index);
  });
  if (sortKey !== '') order.sort(compare);
  rows.replaceChildren();
  shown = 0;
  showMore();
}

function showMore(): void {
  const next = order.slice(shown, shown + STEP).flatMap((index) => {
    const person = data.people[index];
    return person === undefined ? [] : [rowOf(person, index)];
  });
  rows.append(...next);
  shown += next.length;
  more.hidden = shown >= order.length;
  const of = order.length === data.people.length ? '' : ` of ${data.people.length}`;
  status.textContent = shown < order.length ? `${order.length}${of} people; the first ${shown} are shown` : `${order.length}${of} people`;
}

function rowOf({ name, id, v, c, o }: PageRow, index: number): HTMLElement {
  const open = make('button', name, { type: 'button', 'aria-expanded': 'false', class: 'open' });
  const row = make('tr');
  open.addEventListener('click', () => toggle(open, row, index));
  const causes = make('td');
  for (const hit of c.slice(0, 4)) {
    const check = data.checks[checkOf(hit)];
    if (check !== undefined)
      causes.append(
        make('span', `${check.id}${hit < 0 ? ' (possible)' : ''}`, { class: `cause ${check.severity}`, title: check.title }),
        ' ',
      );
  }
  if (c.length > 4) causes.append(`and ${c.length - 4} more`);
  if (c.length === 0 && o > 0) causes.append(make('span', `${o} checks not decided`, { class: 'dim' }));
  row.append(
    make('td', '', {}, make('span', data.verdicts[v] ?? '', { class: `tag ${CLASSES[v] ?? ''}` })),
    make('th', '', { scope: 'row' }, open),
    make('td', id),
    causes,
  );
  return row;
}

function toggle(button: HTMLElement, row: HTMLElement, index: number): void {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    row.nextElementSibling?.remove();
    return;
  }
  const detail = detailOf(index);
  if (detail === undefined) return;
  const cell = make('td', '', { colspan: '4' }, ...detailNodes(detail));
  row.after(make('tr', '', { class: 'detail' }, cell));
}

function detailNodes(detail: PageDetail): readonly Node[] {
  const nodes: Node[] = [];
  if (detail.findings.length > 0) nodes.push(make('h3', 'Found'), findingsOf(detail));
  if (detail.steps.length > 0) {
    nodes.push(make('h3', 'Repair, in this order'));
    const list = make('ol');
    for (const { title, risk, commands, verify, rollback } of detail.steps)
      list.append(
        make(
          'li',
          '',
          {},
          make('b', title),
          ` (risk: ${risk})`,
          ...commandNodes('', commands),
          ...commandNodes('Check', verify),
          ...commandNodes('Undo', rollback),
        ),
      );
    nodes.push(list);
  }
  nodes.push(make('h3', detail.joinedBy === '' ? 'Both sides' : `Both sides, joined by ${detail.joinedBy}`), attributeTable(detail));
  if (detail.open.length > 0) nodes.push(make('h3', 'Not decided'), make('p', detail.open.join(', '), { class: 'dim' }));
  return nodes;
}

function findingsOf({ findings }: PageDetail): HTMLElement {
  const list = make('ul', '', { class: 'findings' });
  for (const { c, possible, evidence, causes } of findings) {
    const check = data.checks[c];
    if (check === undefined) continue;
    const item = make(
      'li',
      '',
      {},
      make('span', check.severity, { class: `tag ${check.severity}` }),
      ' ',
      make('b', check.title),
      possible === true ? ' (possible) ' : ' ',
      make('code', check.id),
    );
    for (const one of causes) item.append(make('p', one));
    if (evidence.length > 0) item.append(make('ul', '', {}, ...evidence.map((one) => make('li', '', {}, make('code', one)))));
    list.append(item);
  }
  return list;
}

function commandNodes(label: string, commands: readonly PageCommand[]): readonly Node[] {
  const nodes: Node[] = [];
  let shell = '';
  for (const [name, text, isManual] of commands) {
    const head = `${label === '' ? '' : `${label}: `}${name}`;
    if (head !== shell) nodes.push(make('p', head, { class: 'shell' }));
    shell = head;
    if (isManual === true) nodes.push(make('p', name === 'by hand' ? text : `By hand: ${text}`));
    else {
      const button = copyButton('copy', `copy: ${text.slice(0, 60)}`, text);
      nodes.push(make('div', '', { class: 'command' }, make('pre', text, { tabindex: '0' }), button));
    }
  }
  return nodes;
}

function attributeTable({ attributes, absent = [] }: PageDetail): HTMLElement {
  const head = make(
    'tr',
    '',
    {},
    make('th', 'Attribute', { scope: 'col' }),
    make('th', 'on-premises', { scope: 'col' }),
    make('th', 'cloud', { scope: 'col' }),
  );
  const body = make('tbody');
  for (const { name, a, b, d } of attributes) {
    const title = make('th', name, { scope: 'row' });
    if (d === true) title.append(' ', make('span', 'differs', { class: 'tag warning' }));
    body.append(
      make('tr', '', d === true ? { class: 'differs' } : {}, title, valueCell(a, absent.includes('a')), valueCell(b, absent.includes('b'))),
    );
  }
  return make('table', '', { class: 'sides' }, make('thead', '', {}, head), body);
}

/** Words as in every view: see STATE_WORDS. */
function valueCell(value: string | null | undefined, isAbsent: boolean): HTMLElement {
  if (value === undefined || (isAbsent && value === '')) return make('td', isAbsent ? 'no such object' : 'not read', { class: 'dim' });
  return value === null ? make('td', 'not set', { class: 'dim' }) : make('td', value);
}

function sortBy(header: HTMLElement): void {
  const key = header.dataset.key ?? '';
  isReverse = sortKey === key && !isReverse;
  sortKey = key;
  for (const other of document.querySelectorAll('#list thead th')) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', isReverse ? 'descending' : 'ascending');
  choose();
}

data.verdicts.forEach((word, index) => {
  verdict.append(make('option', word, { value: String(index) }));
});
data.checks.forEach(({ id }, index) => {
  cause.append(make('option', id, { value: String(index) }));
});
for (const header of document.querySelectorAll<HTMLElement>('#list thead th'))
  header.querySelector('button')?.addEventListener('click', () => sortBy(header));
let waiting = 0;
search.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(choose, 80);
});
verdict.addEventListener('change', choose);
cause.addEventListener('change', choose);
more.addEventListener('click', showMore);
byId('filter').addEventListener('submit', (event) => event.preventDefault());
byId('filter').hidden = false;
// On paper everybody who is chosen stands, not only those on the screen.
addEventListener('beforeprint', () => {
  while (shown < Math.min(order.length, 5000)) showMore();
});
choose();

import type { RecipientView } from '../../ports/search.js';
import type { PageAttribute } from '../../render/readiness/page-data.js';
import { isSpoken, span } from '../lines.js';
import type { State } from '../model.js';
import { VERDICT_MARKS, VERDICT_NAMES, VERDICT_TONES } from '../people-words.js';
import { clean } from '../sanitize.js';
import { createPage, type PageBuilder } from './builder.js';
import { listedAttributes } from './person-attributes.js';
import { itemWriter, type ReadingPage } from './reading-items.js';

/** One person of the loaded directories: how both objects belong together, both sides, what a cycle would do, what readiness found. */
export function recipientPage(view: RecipientView, { columns, readiness }: Pick<State, 'columns' | 'readiness'>): ReadingPage {
  const page = createPage(columns);
  const items = itemWriter(page);
  page.spans([span(view.name, 'strong'), ...(view.id === view.name ? [] : [span(`  ${view.id}`)])], { indent: 2 });
  if (view.joinedBy.length > 0) page.text(`One person on both sides, joined by ${view.joinedBy.join(', ')}.`, { tone: 'quiet' });
  for (const remark of view.remarks) page.text(remark, { tone: 'caution' });
  const position = positionIn(readiness, view);
  if (readiness !== undefined && position !== undefined) {
    const { verdict, worst } = readiness.table.row(position);
    page.section('Readiness', 'Enter opens the page with findings, plan and proof');
    items.row(
      view.id,
      { kind: 'readiness', position },
      span('    '),
      span(`${VERDICT_MARKS[verdict]} ${VERDICT_NAMES[verdict]}`, VERDICT_TONES[verdict]),
      span(worst === undefined ? '' : `   ${worst.severity}: ${worst.title}`.slice(0, Math.max(10, columns - 24)), 'plain'),
    );
  }
  if (view.sides === 'both') writeBoth(page, view);
  else writeOne(page, view, view.sides);
  return items.done();
}

function writeBoth(page: PageBuilder, { attributes, notes }: RecipientView): void {
  const isPair = ({ a, b }: PageAttribute): boolean => a !== '' && b !== '';
  const others = attributes.filter((attribute) => !isPair(attribute));
  page.section('Both sides', isSpoken(page.columns) ? undefined : '≠ differs   = the same');
  listedAttributes(page, attributes.filter(isPair));
  writeNotes(page, notes);
  if (others.length === 0) return;
  page.section('Further attributes', 'that one side alone has');
  listedAttributes(page, others);
}

const NAME = 26;

/** Of somebody with one object only nothing can be compared. */
function writeOne(page: PageBuilder, { attributes, notes }: RecipientView, side: 'onprem' | 'cloud'): void {
  page.section(side === 'onprem' ? 'The on-premises object' : 'The cloud object');
  for (const { name, a, b } of attributes) {
    const value = side === 'onprem' ? a : b;
    if (value === undefined || value === '') continue;
    page.pair(name, [value === null ? span('not set', 'quiet') : span(value)], { indent: 4, width: NAME });
  }
  writeNotes(page, notes);
}

function writeNotes(page: PageBuilder, notes: readonly string[]): void {
  if (notes.length > 0) page.section('What a synchronization cycle does', 'as things stand');
  for (const note of notes) page.text(note, { indent: 4 });
}

/** Where the person stands in the readiness result; undefined: it is not there, or more than one could be meant. */
function positionIn(readiness: State['readiness'], { id }: RecipientView): number | undefined {
  if (readiness === undefined) return undefined;
  const { table } = readiness;
  const wanted = clean(id).toLowerCase();
  for (let position = 0; position < table.length; position++) {
    if (!table.words(position).includes(wanted)) continue;
    if (table.row(position).address.toLowerCase() === wanted) return position;
  }
  return undefined;
}

import type { PeopleTable } from '../../ports/readiness-session.js';
import { span } from '../lines.js';
import type { Page } from '../model.js';
import { count } from '../words.js';
import { createPage } from './builder.js';
import { writeFinding } from './person-finding.js';

const MOST_NOTES = 200;

/** What was found about the tenant and the organization, and what is to be known of the run. */
export function organizationPage({ organization, notes }: PeopleTable, columns: number): Page {
  const page = createPage(columns);
  page.section('The organization', organization.length === 0 ? undefined : count(organization.length, 'finding'));
  if (organization.length === 0)
    page.text('Nothing was found about the organization. What could not be decided stands on page 4.', { indent: 4 });
  for (const finding of organization) writeFinding(page, finding);
  if (notes.length > 0) {
    page.section('Notes');
    for (const note of notes.slice(0, MOST_NOTES)) page.text(note, { indent: 4, lead: [span('- ', 'quiet')] });
    if (notes.length > MOST_NOTES)
      page.text(`and ${notes.length - MOST_NOTES} more; an export holds them all`, { indent: 4, tone: 'quiet' });
  }
  return page.done();
}

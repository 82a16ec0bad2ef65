import type { PeopleTable } from '../../ports/readiness-session.js';
import { SHELL_NAMES } from '../../render/text.js';
import { span } from '../lines.js';
import type { Page } from '../model.js';
import { count } from '../words.js';
import { createPage } from './builder.js';

const LOAD = 'Then load the file: d; m checks anew.';
/** What is done here with what was read, where that is no loading of an export; by the name of the source. */
const NEXT: Readonly<Partial<Record<string, string>>> = {
  'the settings': 'Then write it into a JSON file and load that: d, s; m checks anew.',
  'the direction of the move': 'Then check anew for one direction: m.',
};

/** The checks that could not be decided, by what was not read, with the commands that read it. */
export function openPage(table: PeopleTable, columns: number): Page {
  const groups = table.open();
  const page = createPage(columns);
  if (groups.length === 0) {
    page.text('Every check was decided for everyone.', { tone: 'strong' });
    return page.done();
  }
  page.text(
    'These checks need what was not read. Nothing is concluded from that: whoever has no other finding is ready as far as is known.',
    {
      tone: 'quiet',
    },
  );
  for (const { source, what, checks, people, how, then } of groups) {
    const whom = people === 0 ? 'about the organization' : `for up to ${count(people, 'person', 'people')}`;
    page.section(source.slice(0, 1).toUpperCase() + source.slice(1), `${count(checks.length, 'check')}, ${whom}`);
    page.text('Not read:', { indent: 4, tone: 'strong' });
    for (const one of what) page.text(one, { indent: 6, lead: [span('- ', 'quiet')] });
    if (how.length > 0) {
      page.text('What reads it:', { indent: 4, tone: 'strong' });
      let shell = '';
      for (const reading of how) {
        if (reading.shell !== shell) page.text(SHELL_NAMES[reading.shell] ?? reading.shell, { indent: 6, tone: 'quiet' });
        shell = reading.shell;
        page.command(reading.text, 8);
      }
    }
    const next = NEXT[source] ?? (how.length > 0 ? LOAD : then);
    if (next !== '') page.text(next, { indent: 4, tone: 'quiet' });
    page.text('Checks that wait for it:', { indent: 4, tone: 'strong' });
    for (const { check, people: waiting } of checks)
      page.text(check.id, { indent: 6, lead: [span((waiting === 0 ? '' : count(waiting, 'person', 'people')).padEnd(16), 'quiet')] });
  }
  return page.done();
}

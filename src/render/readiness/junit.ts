import { number } from '../digits.js';
import type { ReadinessView } from './view.js';

const MOST_PEOPLE = 100;

/**
 * JUnit XML for CI: one test case for each check that was asked, failed where it found a blocker or an error, with the people in its text; skipped where it
 * could not be decided for anybody. A warning is a case that passes, with its people in `system-out`.
 */
export function readinessJunit(view: ReadinessView): string {
  const { readiness, causes, open } = view;
  const found = new Map(causes.map((cause) => [cause.id, cause]));
  const waiting = new Set(open.flatMap(({ checks }) => checks.map(({ check }) => check.id)));
  const organization = new Map(readiness.organization.findings.map((finding) => [finding.ruleId, finding]));
  let failures = 0;
  let skipped = 0;
  const cases = readiness.checks.checks.map(({ id, severity }) => {
    const [category = '', name = id] = id.split('/', 2);
    const start = `    <testcase classname="readiness.${xml(category)}" name="${xml(name)}"`;
    const cause = found.get(id);
    const finding = organization.get(id);
    if (cause === undefined && finding === undefined) {
      if (!waiting.has(id)) return `${start}/>`;
      skipped++;
      return `${start}>\n      <skipped message="not decided, for want of data"/>\n    </testcase>`;
    }
    const title = cause?.title ?? finding?.title ?? id;
    const count = cause === undefined ? 'the organization' : `${number(cause.confirmed + cause.possible)} people`;
    const text = cause === undefined ? (finding?.why ?? '') : peopleOf(id, view, cause.action);
    if (severity !== 'blocker' && severity !== 'error')
      return `${start}>\n      <system-out>${xml(`${severity}: ${title} (${count})\n${text}`)}</system-out>\n    </testcase>`;
    failures++;
    return `${start}>\n      <failure type="${severity}" message="${xml(`${title} (${count})`)}">${xml(text)}</failure>\n    </testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="crossprem readiness" ${counts}>`,
    `  <testsuite name="${xml(view.headline)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function peopleOf(check: string, view: ReadinessView, action: string): string {
  const positions = view.readiness.select({ check });
  const names = positions.slice(0, MOST_PEOPLE).map((position) => view.person(position).id);
  const rest = positions.length - names.length;
  return [`Do: ${action}`, ...names, ...(rest > 0 ? [`and ${number(rest)} more`] : [])].join('\n');
}

/** Text in XML 1.0: what XML cannot hold at all is named in its place. */
export function xml(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\r', '&#13;');
}

import { describe, expect, it } from 'vitest';
import { answerMatch } from '../../src/app/match.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { jsonText } from '../../src/render/json.js';
import { matchJson, matchMarkdown, matchText } from '../../src/render/match.js';

const NASTY = 'ole\u001b]0;x\u0007\u202e`**|<b>@contoso.com';
const OLE = {
  objectClass: 'user',
  objectGUID: 'HisMXzR6WU+daxyOIKf0sw==',
  sAMAccountName: NASTY,
  userPrincipalName: 'ole@contoso.com',
  displayName: NASTY,
  mail: 'ole@contoso.com',
  proxyAddresses: ['SMTP:ole@contoso.com', `smtp:${NASTY}`],
};
const PERSON = {
  id: NASTY,
  displayName: NASTY,
  userPrincipalName: 'old@contoso.com',
  mail: 'ole@contoso.com',
  proxyAddresses: ['SMTP:ole@contoso.com', 'smtp:lost@contoso.com'],
};

function view(onprem: readonly unknown[], whatIf: readonly string[] = []) {
  const answer = answerMatch({
    onprem: [readJsonValues(onprem, 'onprem', 'o.json')],
    cloud: [readJsonValues([PERSON], 'cloud', 'c.json')],
    settings: {},
    whatIf,
  });
  if (answer.kind === 'problem') throw new Error(answer.problem.what);
  return answer.value;
}

describe('a match, printed', () => {
  it('says the outcome, the steps with their evidence, the changes and what is lost', () => {
    const text = matchText(view([OLE]));
    expect(text).toContain('soft-match-smtp, with ');
    expect(text).toContain('| o.json, proxyAddresses: SMTP:ole@contoso.com');
    expect(text).toContain('What the cycle changes in the cloud:');
    expect(text).toContain('loses lost@contoso.com');
    expect(text.endsWith('\n')).toBe(true);
  });

  it.each([
    ['text', matchText],
    ['markdown', matchMarkdown],
  ])('lets no control character of a record through: %s', (_, print) => {
    for (const shown of [
      view([OLE]),
      view([OLE], ['onprem:user.adminDescription=User_\u001b[2J']),
      view([OLE, { ...OLE, objectGUID: 'wubXkasDGEy19H4qbZyLEA==', userPrincipalName: NASTY }]),
    ])
      expect(print(shown)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('makes no markup of a record', () => {
    const markdown = matchMarkdown(view([OLE, { ...OLE, objectGUID: 'wubXkasDGEy19H4qbZyLEA==', userPrincipalName: NASTY }]));
    expect(markdown.replaceAll(/`` .*? ``/g, '')).not.toMatch(/(?<!\\)<b>/);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  it('compares before and after', () => {
    const text = matchText(view([OLE], ['settings:blockSoftMatchEnabled=true']));
    expect(text).toContain('Without it:  soft-match-smtp');
    expect(text).toContain('With it:     blocked:BlockSoftMatch, Connect shows InvalidSoftMatch');
    expect(text).toContain('outcome: soft-match-smtp -> blocked:BlockSoftMatch');
  });

  it('counts the outcomes of all objects', () => {
    const text = matchText(
      view([OLE, { ...OLE, objectGUID: 'wubXkasDGEy19H4qbZyLEA==', userPrincipalName: 'b@contoso.com', proxyAddresses: [], mail: null }]),
    );
    expect(text).toContain('for 2 on-premises objects');
    expect(text).toMatch(/1 {2}soft-match-smtp/);
    expect(text).toMatch(/1 {2}provision-new/);
  });

  it('is plain JSON', () => {
    const answer = view([OLE]);
    if (answer.kind !== 'one') throw new Error('several');
    const json = JSON.parse(jsonText(matchJson(answer)));
    expect(Object.keys(json).slice(0, 6)).toEqual(['schema', 'object', 'type', 'outcome', 'with', 'why']);
    expect(json.quarantined).toEqual([]);
  });
});

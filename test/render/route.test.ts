import { describe, expect, it } from 'vitest';
import { routeJson, routeMarkdown, routePath, routeText } from '../../src/render/route.js';
import type { Route } from '../../src/route/route.js';
import { ALEX, cloudMailbox, hybrid, KIM, onPremMailbox, ROUTING, remoteMailbox, routeOf } from '../setup/route.js';

const delivered = routeOf({
  onprem: [onPremMailbox(ALEX), remoteMailbox(KIM, `SMTP:kim@${ROUTING}`)],
  cloud: [cloudMailbox(KIM)],
  settings: hybrid(),
});
const open = routeOf({ onprem: [onPremMailbox(ALEX), remoteMailbox(KIM, `SMTP:kim@${ROUTING}`)], settings: { routingDomain: ROUTING } });

describe('a route as text', () => {
  it('shows the path, each step with its reason and evidence, and the end', () => {
    const text = routeText(delivered, 80);
    expect(text).toContain(`  on-premises (remote mailbox, targetAddress kim@${ROUTING}) -> Exchange Online (mailbox) : delivered\n`);
    expect(text).toContain('2. Exchange Online, for kim@contoso.mail.onmicrosoft.com, taken as internal');
    expect(text).toContain('| onprem, targetAddress: SMTP:kim@contoso.mail.onmicrosoft.com');
    expect(text).toMatch(/\nDelivered: The cloud mailbox/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('says what would decide it, with the command on one line', () => {
    expect(routeText(open, 60)).toMatch(
      /\nTo decide:\n {2}the send connectors\n {5}Exchange Management Shell: Get-SendConnector \| Export-Clixml .*\n/,
    );
  });

  it('prints no control character of the input', () => {
    const record = { ...remoteMailbox(KIM, 'SMTP:kim@\u001b[31mevil\u202e.com') };
    const route = routeOf({
      onprem: [onPremMailbox(ALEX), record],
      cloud: [],
      settings: hybrid({ sendConnectors: [{ Name: 'a\u001b]0;x\u0007\nb', Enabled: true, AddressSpaces: ['*'] }] }),
    });
    for (const text of [routeText(route), routeMarkdown(route), routePath(route.steps, route.outcome)])
      expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('a route as markdown', () => {
  it('lets no name end its code or make markup', () => {
    const step = { ...delivered.steps[0], what: 'a `` b', because: '[x](http://fabrikam.com) <b>' };
    // One step of a known shape with hostile texts.
    const route = { ...delivered, steps: [step] } as Route;
    const text = routeMarkdown(route);
    expect(text).toContain('``` on-premises (a `` b) : delivered ```');
    expect(text).toContain('\\[x\\]');
    expect(text).toContain('\\<b\\>');
  });
});

describe('a route as JSON', () => {
  it('holds the path, the steps and the outcome', () => {
    expect(routeJson(delivered)).toMatchObject({
      schema: 'crossprem/route/1',
      from: ALEX,
      to: KIM,
      start: 'on-premises',
      outcome: { kind: 'delivered', where: 'exchange-online', missing: [] },
      trustLost: null,
      likely: null,
    });
    expect(routeJson(delivered).steps).toHaveLength(2);
    expect(routeJson(open).outcome.missing[0]).toMatchObject({ what: 'the send connectors' });
  });
});

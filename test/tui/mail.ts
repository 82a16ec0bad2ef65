import { at, author, exoDoor, exoInside, type Fields, internetToExo, received, report, results, stamps, textOf } from '../setup/headers.js';

/** Mail from outside with nothing wrong. */
export const CLEAN = textOf(internetToExo());

/** A stranger writes in the name of the receiving organization, and brings a line of his own that says all is well. */
export const SPOOFED = textOf([
  ...exoInside(305),
  results(
    'spf=fail (sender IP is 198.51.100.77) smtp.mailfrom=contoso.com; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=contoso.com;compauth=fail reason=601',
  ),
  exoDoor('mail.badhost.example', '198.51.100.77', 304),
  received(`from pc.badhost.example (unknown [198.51.100.78]) by mail.badhost.example (Postfix) with ESMTP id 4F1A2B3C4D; ${at(2)}`),
  results('mail.badhost.example; spf=pass smtp.mailfrom=contoso.com; dkim=pass header.d=contoso.com'),
  ...author('helpdesk@contoso.com', 'alex@contoso.com'),
  ...stamps('Anonymous', 'Internet'),
  report('CIP:198.51.100.77;CTRY:NL;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.badhost.example;PTR:;CAT:SPOOF;SFTY:9.11;DIR:INB;'),
]);

/** As many more hops below the clean ones. */
export function withHops(count: number): string {
  const more: Fields = Array.from({ length: count }, (_, index) =>
    received(
      `from host${count - index - 1}.example.net (192.0.2.${index % 250}) by host${count - index}.example.net with ESMTPS id X${index}; ${at(0)}`,
    ),
  );
  return textOf([...internetToExo(), ...more]);
}

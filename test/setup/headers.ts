import { analyzeMessage } from '../../src/message/analyze.js';
import type { Message, OwnOrganization } from '../../src/message/message.js';
import type { HeaderBlock, HeaderField } from '../../src/parse/header/field.js';

/** Fields of a block, top first. */
export type Fields = readonly (readonly [name: string, value: string])[];

const QUIRKS = { isFoldingLost: false, isQuoted: false, hasEntities: false, isTabular: false, isCutAtStart: false, isCutAtEnd: false };

/** The block as the grammar layer would make it, without its text. */
export function blockOf(fields: Fields, quirks: Partial<HeaderBlock['quirks']> = {}): HeaderBlock {
  const made = fields.map(
    ([name, value], index): HeaderField => ({ name, key: name.toLowerCase(), value, index, start: index, end: index + 1 }),
  );
  return { fields: made, start: 0, end: made.length, quirks: { ...QUIRKS, ...quirks }, isReturned: false };
}

/** The same fields as text, folded as Exchange folds. */
export const textOf = (fields: Fields): string =>
  fields.map(([name, value]) => `${name}: ${value.replaceAll(' id ', '\r\n id ')}`).join('\r\n');

/** Enough of the Public Suffix List for the names of the samples. */
export function organizationalDomain(domain: string): string | null {
  const labels = domain.split('.');
  if (labels.length < 2 || /^[\d.]+$|:|\.(?:local|lan)$/.test(domain)) {
    return null;
  }
  return labels.slice(domain.endsWith('.co.uk') ? -3 : -2).join('.');
}

export const NOBODY: OwnOrganization = { domains: undefined, ips: undefined };
export const CONTOSO: OwnOrganization = {
  domains: new Set(['contoso.com', 'contoso.mail.onmicrosoft.com']),
  ips: ['203.0.113.0/28', '192.0.2.25'],
  hosts: new Set(['ex01.contoso.local']),
};

export const messageOf = (fields: Fields, own: OwnOrganization = NOBODY, quirks: Partial<HeaderBlock['quirks']> = {}): Message =>
  analyzeMessage(blockOf(fields, quirks), { organizationalDomain }, own);

export const TENANT = '6f1c0d5e-3b0a-4d0e-9d59-2f1f3f0c7a11';
const TLS = '(version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)';
/** Seconds after 09:00:00 on 2 March 2026. */
export const at = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `Mon, 2 Mar 2026 ${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:${String(rest).padStart(2, '0')} +0000`;
};

export const received = (value: string): readonly [string, string] => ['Received', value];

/** The three lines of Exchange Online between its front door and the mailbox. */
export const exoInside = (seconds: number): Fields => [
  received(`from AS8PR04MB1111.eurprd04.prod.outlook.com (::1) by DB9PR04MB2222.eurprd04.prod.outlook.com with HTTPS; ${at(seconds + 2)}`),
  received(
    `from DB8PR04CA0033.eurprd04.prod.outlook.com (2603:10a6:10:1::33) by AS8PR04MB1111.eurprd04.prod.outlook.com (2603:10a6:20b:1::11) with Microsoft SMTP Server ${TLS} id 15.20.9253.13; ${at(seconds + 1)}`,
  ),
  received(
    `from DB1PEPF000033F1.eurprd03.prod.outlook.com (2603:10a6:10:1:cafe::5) by DB8PR04CA0033.outlook.office365.com (2603:10a6:10:1::33) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9253.12 via Frontend Transport; ${at(seconds)}`,
  ),
];

/** Exchange Online's front door takes the mail from a peer. */
export const exoDoor = (peer: string, ip: string, seconds: number): readonly [string, string] =>
  received(
    `from ${peer} (${ip}) by DB1PEPF000033F1.mail.protection.outlook.com (10.167.8.36) with Microsoft SMTP Server ${TLS} id 15.20.9253.7 via Frontend Transport; ${at(seconds)}`,
  );

/** A mailbox of Exchange Online submits. */
export const exoMapi = (seconds: number): readonly [string, string] =>
  received(
    `from AM0PR04MB3333.eurprd04.prod.outlook.com ([fe80::a1]) by AM0PR04MB3333.eurprd04.prod.outlook.com ([fe80::a1%4]) with mapi id 15.20.9253.013; ${at(seconds)}`,
  );

export const onPremHop = (from: string, ip: string, by: string, seconds: number, build = '15.2.1544.14'): readonly [string, string] =>
  received(`from ${from} (${ip}) by ${by} (10.0.0.20) with Microsoft SMTP Server ${TLS} id ${build}; ${at(seconds)}`);

export const onPremMapi = (by: string, seconds: number): readonly [string, string] =>
  received(`from ${by} ([fe80::b2]) by ${by} ([fe80::b2%5]) with mapi id 15.02.1544.014; ${at(seconds)}`);

export const results = (value: string): readonly [string, string] => ['Authentication-Results', value];

export const author = (address: string, to: string): Fields => [
  ['From', `Kim Lee <${address}>`],
  ['To', `<${to}>`],
  ['Subject', 'Report'],
  ['Date', at(0)],
  ['Message-ID', `<0a1b2c3d@${address.split('@')[1]}>`],
];

export const report = (values: string): readonly [string, string] => ['X-Forefront-Antispam-Report', values];

/** Fields Exchange Online leaves on mail it delivered. */
export const stamps = (authAs: string, entity: string): Fields => [
  ['Return-Path', 'kim@fabrikam.com'],
  ['X-MS-Exchange-Organization-MessageDirectionality', entity === 'Internet' ? 'Incoming' : 'Originating'],
  ['X-MS-Exchange-Organization-AuthSource', 'DB1PEPF000033F1.eurprd03.prod.outlook.com'],
  ['X-MS-Exchange-Organization-AuthAs', authAs],
  ['X-MS-Exchange-Organization-SCL', '1'],
  ['X-EOPAttributedMessage', '0'],
  ['X-EOPTenantAttributedMessage', `${TENANT}:0`],
  ['X-MS-Exchange-CrossTenant-Id', TENANT],
  ['X-MS-Exchange-CrossTenant-AuthAs', authAs],
  ['X-MS-Exchange-CrossTenant-FromEntityHeader', entity],
  ['X-Microsoft-Antispam', 'BCL:0;ARA:13230040|1800799024;'],
  ['X-Microsoft-Antispam-Mailbox-Delivery', 'ucf:0;jmr:0;auth:1;dest:I;ENG:(910001)(944506478);'],
];

/** Mail from the Internet, straight to Exchange Online, nothing wrong. */
export const internetToExo = (
  verdict = 'spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified) header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100',
): Fields => [
  ...exoInside(5),
  results(verdict),
  [
    'Received-SPF',
    'Pass (protection.outlook.com: domain of fabrikam.com designates 198.51.100.7 as permitted sender) receiver=protection.outlook.com; client-ip=198.51.100.7; helo=mail.fabrikam.com; pr=C',
  ],
  exoDoor('mail.fabrikam.com', '198.51.100.7', 4),
  received(
    `from app01.fabrikam.com (unknown [10.1.1.5]) by mail.fabrikam.com (Postfix) with ESMTPS id 4F1A2B3C4D for <alex@contoso.com>; ${at(1)}`,
  ),
  ['DKIM-Signature', 'v=1; a=rsa-sha256; c=relaxed/relaxed; d=fabrikam.com; s=s1; h=from:to:subject; bh=abc=; b=def='],
  ...author('kim@fabrikam.com', 'alex@contoso.com'),
  ...stamps('Anonymous', 'Internet'),
  report(
    'CIP:198.51.100.7;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail.fabrikam.com;PTR:mail.fabrikam.com;CAT:NONE;SFS:(13230040)(1800799024);DIR:INB;',
  ),
];

/** An on-premises mailbox writes to a cloud mailbox of the same organization; `isHealthy`: the connector recognised the server. */
export const onPremToExo = (isHealthy: boolean): Fields => [
  ...exoInside(5),
  results(
    'spf=fail (sender IP is 203.0.113.5) smtp.mailfrom=contoso.com; dkim=none (message not signed) header.d=none;dmarc=fail action=none header.from=contoso.com;',
  ),
  exoDoor('mail.contoso.com', '203.0.113.5', 4),
  onPremHop('ex02.contoso.local', '10.0.0.21', 'ex01.contoso.local', 2),
  onPremMapi('ex02.contoso.local', 1),
  ...author('kim@contoso.com', 'alex@contoso.com'),
  ['X-OrganizationHeadersPreserved', 'ex01.contoso.local'],
  ...(isHealthy ? ([['X-CrossPremisesHeadersPromoted', 'DB1PEPF000033F1.eurprd03.prod.outlook.com']] as const) : []),
  ['X-CrossPremisesHeadersFiltered', 'DB1PEPF000033F1.eurprd03.prod.outlook.com'],
  ...stamps(isHealthy ? 'Internal' : 'Anonymous', isHealthy ? 'HybridOnPrem' : 'Internet'),
  ['X-MS-Exchange-Organization-AuthMechanism', isHealthy ? '04' : '00'],
  ['X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp', `TenantId=${TENANT};Ip=[203.0.113.5];Helo=[mail.contoso.com]`],
  report(
    `CIP:203.0.113.5;CTRY:US;LANG:en;SCL:${isHealthy ? '-1' : '5'};SRV:;IPV:NLI;SFV:${isHealthy ? 'SKI' : 'SPM'};H:mail.contoso.com;PTR:;CAT:NONE;DIR:${isHealthy ? 'INT' : 'INB'};`,
  ),
];

/** A cloud mailbox writes to an on-premises mailbox. */
export const exoToOnPrem = (fields: Fields = []): Fields => [
  onPremHop('ex01.contoso.local', '10.0.0.20', 'ex02.contoso.local', 6),
  onPremHop('DB5PR04CU001.outbound.protection.outlook.com', '40.107.21.5', 'ex01.contoso.local', 5),
  received(
    `from AM0PR04MB3333.eurprd04.prod.outlook.com (2603:10a6:208:1::33) by AS8PR04MB1111.eurprd04.prod.outlook.com (2603:10a6:20b:1::11) with Microsoft SMTP Server ${TLS} id 15.20.9253.13; ${at(3)}`,
  ),
  exoMapi(1),
  ...author('kim@contoso.com', 'alex@contoso.com'),
  ['X-OriginatorOrg', 'contoso.com'],
  ...fields,
];

/** Cloud mailbox to cloud mailbox of another tenant. */
export const tenantToTenant = (): Fields => [
  ...exoInside(8),
  ['ARC-Seal', 'i=2; a=rsa-sha256; s=arcselector10001; d=microsoft.com; t=1772442000; cv=pass; b=xyz='],
  ['ARC-Message-Signature', 'i=2; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com; s=arcselector10001; h=From; bh=abc=; b=def='],
  [
    'ARC-Authentication-Results',
    'i=2; mx.microsoft.com 1; spf=pass (sender ip is 40.107.21.5) smtp.rcpttodomain=contoso.com smtp.mailfrom=fabrikam.com; dmarc=pass action=none header.from=fabrikam.com; arc=pass (0 oda=1 ltdi=1)',
  ],
  results(
    'spf=pass (sender IP is 40.107.21.5) smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified) header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100',
  ),
  exoDoor('DB5PR04CU001.outbound.protection.outlook.com', '40.107.21.5', 7),
  ['ARC-Seal', 'i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; t=1772441990; cv=none; b=xyz='],
  ['ARC-Message-Signature', 'i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com; s=arcselector10001; h=From; bh=abc=; b=def='],
  [
    'ARC-Authentication-Results',
    'i=1; mx.microsoft.com 1; spf=pass smtp.mailfrom=fabrikam.com; dmarc=pass action=none header.from=fabrikam.com; dkim=pass header.d=fabrikam.com; arc=none',
  ],
  received(
    `from AM0PR04MB3333.eurprd04.prod.outlook.com (2603:10a6:208:1::33) by PA4PR04MB4444.eurprd04.prod.outlook.com (2603:10a6:102:1::44) with Microsoft SMTP Server ${TLS} id 15.20.9253.13; ${at(3)}`,
  ),
  exoMapi(1),
  ...author('kim@fabrikam.com', 'alex@contoso.com'),
  ['Authentication-Results-Original', 'dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=fabrikam.com;'],
  ...stamps('Anonymous', 'Hosted'),
  ['X-Forefront-Antispam-Report-Untrusted', 'CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;CAT:NONE;DIR:OUT;SFP:1102;'],
  report('CIP:40.107.21.5;CTRY:NL;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;CAT:NONE;DIR:INB;'),
];

/** Mail from the Internet through Mimecast to Exchange Online. */
export const viaMimecast = (): Fields => [
  ...exoInside(9),
  results(
    'spf=fail (sender IP is 207.211.30.10) smtp.mailfrom=fabrikam.com; dkim=fail (body hash did not verify) header.d=fabrikam.com;dmarc=fail action=oreject header.from=fabrikam.com;compauth=none reason=451',
  ),
  exoDoor('eu-smtp-inbound-1.mimecast.com', '207.211.30.10', 8),
  received(
    `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by relay.mimecast.com with ESMTP with STARTTLS (version=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384) id uk-mta-33-abc; ${at(5)}`,
  ),
  results(
    'relay.mimecast.com; dkim=pass header.d=fabrikam.com header.s=s1; dmarc=pass (policy=reject) header.from=fabrikam.com; spf=pass smtp.mailfrom=kim@fabrikam.com',
  ),
  ...author('kim@fabrikam.com', 'alex@contoso.com'),
  ['X-MC-Unique', 'abc-1'],
  ['X-Mimecast-Spam-Score', '1'],
  ...stamps('Anonymous', 'Internet'),
];

/** Mail of an Exchange Online mailbox in a Gmail mailbox. */
export const exoToGmail = (): Fields => [
  ['Delivered-To', 'alex@example.com'],
  received(`by 2002:a05:6a10:abcd:b0:4b0:1 with SMTP id x1csp12345; ${at(5)}`),
  ['X-Received', `by 2002:a17:906:4b03:b0:a1 with SMTP id y3mr1; ${at(5)}`],
  ['ARC-Seal', 'i=1; a=rsa-sha256; t=1772442004; cv=none; d=google.com; s=arc-20240605; b=abc='],
  ['ARC-Message-Signature', 'i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605; h=from; bh=a=; b=b='],
  [
    'ARC-Authentication-Results',
    'i=1; mx.google.com; dkim=pass header.i=@contoso.com header.s=selector1; spf=pass smtp.mailfrom=kim@contoso.com; dmarc=pass header.from=contoso.com',
  ],
  ['Return-Path', '<kim@contoso.com>'],
  received(
    `from EUR05-VI1-obe.outbound.protection.outlook.com (mail-vi1eur05on2108.outbound.protection.outlook.com. [40.107.21.108]) by mx.google.com with ESMTPS id a1 for <alex@example.com> (version=TLS1_2 cipher=ECDHE-ECDSA-AES128-GCM-SHA256 bits=128/128); ${at(4)}`,
  ),
  ['Received-SPF', 'pass (google.com: domain of kim@contoso.com designates 40.107.21.108 as permitted sender) client-ip=40.107.21.108;'],
  [
    'Authentication-Results',
    'mx.google.com; dkim=pass header.i=@contoso.com header.s=selector1 header.b=AbCd; spf=pass (google.com: domain of kim@contoso.com designates 40.107.21.108 as permitted sender) smtp.mailfrom=kim@contoso.com; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=contoso.com',
  ],
  exoMapi(1),
  ...author('kim@contoso.com', 'alex@example.com'),
  ['authentication-results', 'dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=contoso.com;'],
  ['x-forefront-antispam-report', 'CIP:255.255.255.255;CTRY:;LANG:en;SCL:9;SRV:;IPV:NLI;SFV:SPM;CAT:OSPM;DIR:OUT;SFP:1501;'],
  ['X-MS-Exchange-CrossTenant-AuthAs', 'Internal'],
];

/** A foreign host writes to the tenant's own endpoint as one of its people. */
export const directSend = (): Fields => [
  ...exoInside(5),
  results(
    'spf=fail (sender IP is 198.51.100.66) smtp.mailfrom=contoso.com; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=contoso.com;compauth=fail reason=601',
  ),
  exoDoor('[127.0.0.1]', '198.51.100.66', 4),
  ...author('kim@contoso.com', 'kim@contoso.com'),
  ...stamps('Anonymous', 'Internet'),
  ['X-MS-Exchange-Organization-IsAnonymousDirectSend', 'True'],
  report('CIP:198.51.100.66;CTRY:US;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:[127.0.0.1];PTR:InfoNoRecords;CAT:SPOOF;SFTY:9.11;DIR:INB;'),
];

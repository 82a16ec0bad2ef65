import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/facts/tenant.js';
import { diagnoseWith } from '../setup/diagnose.js';
import { repositoryRuleSet } from '../setup/rules.js';

/** What a complete settings file says about the organization of these messages. */
const SETTINGS: Settings = {
  tenantId: '5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30',
  acceptedDomains: { onprem: ['contoso.com'], cloud: ['contoso.com', 'contoso.mail.onmicrosoft.com', 'contoso.onmicrosoft.com'] },
  onpremIps: ['198.51.100.10'],
};

const MESSAGES: Readonly<Record<string, string>> = {
  'from the Internet to Exchange Online': `Received: from AM0PR05MB4421.eurprd05.prod.outlook.com (2603:10a6:208:b0::31)
 by DB9PR05MB8123.eurprd05.prod.outlook.com with HTTPS; Tue, 10 Nov 2026 09:31:12 +0000
Received: from DB8P191CA0017.EURP191.PROD.OUTLOOK.COM (2603:10a6:10:130::27) by
 AM0PR05MB4421.eurprd05.prod.outlook.com (2603:10a6:208:b0::31) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.10; Tue, 10
 Nov 2026 09:31:10 +0000
Received: from DB1PEPF000509E9.eurprd03.prod.outlook.com
 (2603:10a6:10:130:cafe::8a) by DB8P191CA0017.outlook.office365.com
 (2603:10a6:10:130::27) with Microsoft SMTP Server (version=TLS1_3,
 cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.12 via Frontend Transport; Tue, 10 Nov
 2026 09:31:10 +0000
Authentication-Results: spf=pass (sender IP is 203.0.113.9)
 smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified)
 header.d=fabrikam.com;dmarc=pass action=none
 header.from=fabrikam.com;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of fabrikam.com designates
 203.0.113.9 as permitted sender) receiver=protection.outlook.com;
 client-ip=203.0.113.9; helo=mail.fabrikam.com; pr=C
Received: from mail.fabrikam.com (203.0.113.9) by
 DB1PEPF000509E9.mail.protection.outlook.com (10.167.242.59) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.9 via Frontend
 Transport; Tue, 10 Nov 2026 09:31:09 +0000
Received: from ws7.fabrikam.com (ws7.fabrikam.com [10.9.8.7])
 by mail.fabrikam.com (Postfix) with ESMTPSA id 4D3Xy21Qz9
 for <dana.whitfield@contoso.com>; Tue, 10 Nov 2026 09:31:07 +0000 (UTC)
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=fabrikam.com; s=k2;
 t=1794303067; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
 h=From:To:Subject:Date:Message-ID; b=dGhpcyBpcyBub3QgYSByZWFsIHNpZ25hdHVyZQ==
From: Lou Ferreira <lou.ferreira@fabrikam.com>
To: Dana Whitfield <dana.whitfield@contoso.com>
Subject: Delivery dates
Date: Tue, 10 Nov 2026 09:31:06 +0000
Message-ID: <20261110093106.77@mail.fabrikam.com>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Return-Path: lou.ferreira@fabrikam.com
X-EOPAttributedMessage: 0
X-EOPTenantAttributedMessage: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30:0
X-MS-PublicTrafficType: Email
X-MS-TrafficTypeDiagnostic: DB1PEPF000509E9:EE_|AM0PR05MB4421:EE_|DB9PR05MB8123:EE_
X-MS-Office365-Filtering-Correlation-Id: 7c0e7d1e-6f4b-4a55-2a30-08de2011a8cb
X-MS-Exchange-Organization-SCL: 1
X-Microsoft-Antispam: BCL:0;ARA:13230040|82310400026|8096899003;
X-Forefront-Antispam-Report: CIP:203.0.113.9;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail.fabrikam.com;PTR:mail.fabrikam.com;CAT:NONE;SFS:(13230040)(82310400026)(8096899003);DIR:INB;
X-MS-Exchange-Organization-MessageDirectionality: Incoming
X-MS-Exchange-Organization-AuthSource: DB1PEPF000509E9.eurprd03.prod.outlook.com
X-MS-Exchange-Organization-AuthAs: Anonymous
X-MS-Exchange-CrossTenant-OriginalArrivalTime: 10 Nov 2026 09:31:09.9001 (UTC)
X-MS-Exchange-CrossTenant-Network-Message-Id: 7c0e7d1e-6f4b-4a55-2a30-08de2011a8cb
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-AuthSource: DB1PEPF000509E9.eurprd03.prod.outlook.com
X-MS-Exchange-CrossTenant-AuthAs: Anonymous
X-MS-Exchange-CrossTenant-FromEntityHeader: Internet
X-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0PR05MB4421
X-MS-Exchange-Transport-EndToEndLatency: 00:00:02.6104412
X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:I;ENG:(910005)(944506478)(944626604)(920097)(930097)(140003);
`,
  'from on-premises to the cloud over the hybrid connector': `Received: from PA4PR05MB7710.eurprd05.prod.outlook.com (2603:10a6:102:fe::14)
 by AM8PR05MB7555.eurprd05.prod.outlook.com with HTTPS; Wed, 11 Nov 2026 13:02:44 +0000
Received: from DUZPR01CA0041.eurprd01.prod.exchangelabs.com (2603:10a6:10:468::19)
 by PA4PR05MB7710.eurprd05.prod.outlook.com (2603:10a6:102:fe::14) with Microsoft
 SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.10; Wed,
 11 Nov 2026 13:02:42 +0000
Received: from DB5PEPF00014B99.eurprd02.prod.outlook.com
 (2603:10a6:10:468:cafe::21) by DUZPR01CA0041.outlook.office365.com
 (2603:10a6:10:468::19) with Microsoft SMTP Server (version=TLS1_3,
 cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.12 via Frontend Transport; Wed, 11 Nov
 2026 13:02:42 +0000
Authentication-Results: spf=pass (sender IP is 198.51.100.10)
 smtp.mailfrom=contoso.com; dkim=none (message not signed)
 header.d=none;dmarc=pass action=none header.from=contoso.com;
Received-SPF: Pass (protection.outlook.com: domain of contoso.com designates
 198.51.100.10 as permitted sender) receiver=protection.outlook.com;
 client-ip=198.51.100.10; helo=mail.contoso.com; pr=C
Received: from mail.contoso.com (198.51.100.10) by
 DB5PEPF00014B99.mail.protection.outlook.com (10.167.8.166) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.9 via Frontend
 Transport; Wed, 11 Nov 2026 13:02:41 +0000
Received: from EX01.corp.contoso.com (10.1.4.21) by EX02.corp.contoso.com
 (10.1.4.22) with Microsoft SMTP Server (version=TLS1_2,
 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.2562.35; Wed, 11 Nov 2026
 14:02:40 +0100
Received: from EX01.corp.contoso.com ([fe80::31c2:77a1:9e0:11]) by
 EX01.corp.contoso.com ([fe80::31c2:77a1:9e0:11%4]) with mapi id 15.02.2562.035;
 Wed, 11 Nov 2026 14:02:40 +0100
From: Mo Reyes <mo.reyes@contoso.com>
To: Dana Whitfield <dana.whitfield@contoso.com>
Subject: Minutes
Thread-Topic: Minutes
Thread-Index: AQHcUuTQ0bYq1m3bcUS0v1Xg0u0q2A==
Date: Wed, 11 Nov 2026 13:02:40 +0000
Message-ID: <5d2f0b1a7d3e4a2c9f@contoso.com>
Accept-Language: en-US, de-DE
Content-Language: en-US
X-MS-Has-Attach:
X-MS-TNEF-Correlator:
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="_000_5d2f0b1a7d3e4a2c9f_"
Return-Path: mo.reyes@contoso.com
X-OrganizationHeadersPreserved: EX02.corp.contoso.com
X-CrossPremisesHeadersPromoted: DB5PEPF00014B99.eurprd02.prod.outlook.com
X-CrossPremisesHeadersFiltered: DB5PEPF00014B99.eurprd02.prod.outlook.com
X-OriginatorOrg: contoso.com
X-EOPAttributedMessage: 0
X-EOPTenantAttributedMessage: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30:0
X-MS-Exchange-Organization-MessageDirectionality: Originating
X-MS-Exchange-Organization-AuthSource: EX01.corp.contoso.com
X-MS-Exchange-Organization-AuthAs: Internal
X-MS-Exchange-Organization-AuthMechanism: 04
X-MS-Exchange-Organization-SCL: -1
X-Microsoft-Antispam: BCL:0;
X-Forefront-Antispam-Report: CIP:198.51.100.10;CTRY:DE;LANG:en;SCL:-1;SRV:;IPV:CAL;SFV:SKN;H:mail.contoso.com;PTR:mail.contoso.com;CAT:NONE;SFS:;DIR:INB;
X-MS-Exchange-CrossTenant-OriginalArrivalTime: 11 Nov 2026 13:02:41.5102 (UTC)
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp: TenantId=5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30;Ip=[198.51.100.10];Helo=[mail.contoso.com]
X-MS-Exchange-CrossTenant-AuthSource: EX01.corp.contoso.com
X-MS-Exchange-CrossTenant-AuthAs: Internal
X-MS-Exchange-CrossTenant-FromEntityHeader: HybridOnPrem
X-MS-Exchange-Transport-CrossTenantHeadersStamped: PA4PR05MB7710
`,
  'from the cloud to on-premises over the hybrid connector': `Received: from EX01.corp.contoso.com (10.1.4.21) by EX02.corp.contoso.com
 (10.1.4.22) with Microsoft SMTP Server (version=TLS1_2,
 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.2562.35 via Mailbox
 Transport; Thu, 12 Nov 2026 08:20:35 +0100
Received: from EX01.corp.contoso.com (10.1.4.21) by EX01.corp.contoso.com
 (10.1.4.21) with Microsoft SMTP Server (version=TLS1_2,
 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.2562.35; Thu, 12 Nov 2026
 08:20:34 +0100
Received: from EUR05-DB8-obe.outbound.protection.outlook.com (40.107.20.101) by
 mail.contoso.com (10.1.4.21) with Microsoft SMTP Server (version=TLS1_2,
 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.2562.35 via Frontend
 Transport; Thu, 12 Nov 2026 08:20:34 +0100
ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;
 b=bm90IGEgcmVhbCBzZWFs
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;
 s=arcselector10001;
 h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=bm90IGEgcmVhbCBzaWduYXR1cmU=
ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass
 smtp.mailfrom=contoso.com; dmarc=pass action=none header.from=contoso.com;
 dkim=pass header.d=contoso.com; arc=none
Received: from VI1PR05MB6001.eurprd05.prod.outlook.com (2603:10a6:803:d0::12) by
 DB9PR05MB9100.eurprd05.prod.outlook.com (2603:10a6:10:36a::19) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.9343.10; Thu, 12 Nov 2026 07:20:32 +0000
Received: from VI1PR05MB6001.eurprd05.prod.outlook.com
 ([fe80::9d1e:4a2:71c:b0c3]) by VI1PR05MB6001.eurprd05.prod.outlook.com
 ([fe80::9d1e:4a2:71c:b0c3%6]) with mapi id 15.20.9343.009; Thu, 12 Nov 2026
 07:20:32 +0000
From: Dana Whitfield <dana.whitfield@contoso.com>
To: Mo Reyes <mo.reyes@contoso.com>
Subject: RE: Minutes
Date: Thu, 12 Nov 2026 07:20:31 +0000
Message-ID: <VI1PR05MB6001B7A2E0F1@VI1PR05MB6001.eurprd05.prod.outlook.com>
In-Reply-To: <5d2f0b1a7d3e4a2c9f@contoso.com>
Accept-Language: en-US
Content-Language: en-US
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
X-OrganizationHeadersPreserved: DB9PR05MB9100.eurprd05.prod.outlook.com
X-CrossPremisesHeadersPromoted: EX01.corp.contoso.com
X-CrossPremisesHeadersFiltered: EX01.corp.contoso.com
X-OriginatorOrg: contoso.com
X-MS-Exchange-Organization-MessageDirectionality: Originating
X-MS-Exchange-Organization-AuthSource: VI1PR05MB6001.eurprd05.prod.outlook.com
X-MS-Exchange-Organization-AuthAs: Internal
X-MS-Exchange-Organization-AuthMechanism: 04
X-MS-Exchange-Organization-SCL: -1
X-Microsoft-Antispam: BCL:0;
X-Forefront-Antispam-Report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:VI1PR05MB6001.eurprd05.prod.outlook.com;PTR:;CAT:NONE;SFS:(13230040)(366016);DIR:OUT;SFP:1101;
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-AuthSource: VI1PR05MB6001.eurprd05.prod.outlook.com
X-MS-Exchange-CrossTenant-AuthAs: Internal
X-MS-Exchange-CrossTenant-FromEntityHeader: Hosted
X-MS-Exchange-CrossTenant-MailboxType: HOSTED
X-MS-Exchange-Transport-CrossTenantHeadersStamped: DB9PR05MB9100
Return-Path: dana.whitfield@contoso.com
`,
  'a newsletter with DMARC and a low bulk level': `Received: from GV1PR05MB9980.eurprd05.prod.outlook.com (2603:10a6:150:8f::9)
 by DB9PR05MB8123.eurprd05.prod.outlook.com with HTTPS; Fri, 13 Nov 2026 06:00:25 +0000
Received: from AM6P195CA0033.EURP195.PROD.OUTLOOK.COM (2603:10a6:209:81::46) by
 GV1PR05MB9980.eurprd05.prod.outlook.com (2603:10a6:150:8f::9) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.10; Fri, 13
 Nov 2026 06:00:21 +0000
Received: from AM4PEPF00027A65.eurprd04.prod.outlook.com
 (2603:10a6:209:81:cafe::4d) by AM6P195CA0033.outlook.office365.com
 (2603:10a6:209:81::46) with Microsoft SMTP Server (version=TLS1_3,
 cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.12 via Frontend Transport; Fri, 13 Nov
 2026 06:00:20 +0000
Authentication-Results: spf=pass (sender IP is 192.0.2.80)
 smtp.mailfrom=bounces.news.fabrikam.com; dkim=pass (signature was verified)
 header.d=news.fabrikam.com;dkim=pass (signature was verified)
 header.d=mailer.example.net;dmarc=pass action=none
 header.from=news.fabrikam.com;compauth=pass reason=100
Received: from o80.mailer.example.net (192.0.2.80) by
 AM4PEPF00027A65.mail.protection.outlook.com (10.167.16.91) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.9 via Frontend
 Transport; Fri, 13 Nov 2026 06:00:20 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.fabrikam.com; s=m1;
 h=content-type:from:mime-version:subject:reply-to:to:list-unsubscribe;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=bm90IGEgcmVhbCBzaWduYXR1cmU=
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mailer.example.net; s=smtpapi;
 h=content-type:from:mime-version:subject:reply-to:to:list-unsubscribe;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=YWxzbyBub3QgYSBzaWduYXR1cmU=
Received: by recvd-6f9c8d7f5b-x2q1m with SMTP id recvd-6f9c8d7f5b-x2q1m-1-6735A1C4-2
 2026-11-13 06:00:18.902 +0000 UTC m=+291104.1
From: Fabrikam News <news@news.fabrikam.com>
Reply-To: Fabrikam Service <service@mailer.example.net>
To: dana.whitfield@contoso.com
Subject: =?UTF-8?Q?What=E2=80=99s_new_in_November?=
Date: Fri, 13 Nov 2026 06:00:18 +0000 (UTC)
Message-ID: <x2q1mQ5R9S@geopod-ismtpd-4>
List-Unsubscribe: <https://news.fabrikam.com/u/8f3e>, <mailto:u-8f3e@news.fabrikam.com>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=a81f3c77
Return-Path: bounces+81-8f3e=contoso.com@bounces.news.fabrikam.com
X-EOPTenantAttributedMessage: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30:0
X-MS-Exchange-Organization-SCL: 1
X-Microsoft-Antispam: BCL:3;ARA:13230040|29132699027;
X-Forefront-Antispam-Report: CIP:192.0.2.80;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:o80.mailer.example.net;PTR:o80.mailer.example.net;CAT:NONE;SFS:(13230040)(29132699027);DIR:INB;
X-MS-Exchange-Organization-AuthSource: AM4PEPF00027A65.eurprd04.prod.outlook.com
X-MS-Exchange-Organization-AuthAs: Anonymous
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-AuthAs: Anonymous
X-MS-Exchange-CrossTenant-FromEntityHeader: Internet
X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:I;ENG:(910005)(944506478)(944626604)(920097)(930097);
`,
  'between two mailboxes in Exchange Online': `Received: from VI1PR05MB6001.eurprd05.prod.outlook.com (2603:10a6:803:d0::12)
 by AM8PR05MB7555.eurprd05.prod.outlook.com with HTTPS; Mon, 16 Nov 2026 10:15:08 +0000
Received: from AM8PR05MB7555.eurprd05.prod.outlook.com (2603:10a6:20b:321::7) by
 VI1PR05MB6001.eurprd05.prod.outlook.com (2603:10a6:803:d0::12) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.9343.10; Mon, 16 Nov 2026 10:15:05 +0000
Received: from AM8PR05MB7555.eurprd05.prod.outlook.com
 ([fe80::c0de:6fb5:1a2:9f]) by AM8PR05MB7555.eurprd05.prod.outlook.com
 ([fe80::c0de:6fb5:1a2:9f%3]) with mapi id 15.20.9343.009; Mon, 16 Nov 2026 10:15:05
 +0000
From: Kim Alder <kim.alder@contoso.com>
To: Dana Whitfield <dana.whitfield@contoso.com>
Subject: Lunch?
Thread-Topic: Lunch?
Date: Mon, 16 Nov 2026 10:15:05 +0000
Message-ID: <AM8PR05MB755503A1D0@AM8PR05MB7555.eurprd05.prod.outlook.com>
Accept-Language: en-US
Content-Language: en-US
X-MS-Exchange-Organization-AuthAs: Internal
X-MS-Exchange-Organization-AuthMechanism: 04
X-MS-Exchange-Organization-AuthSource: AM8PR05MB7555.eurprd05.prod.outlook.com
X-MS-Has-Attach:
X-MS-Exchange-Organization-SCL: -1
X-MS-TNEF-Correlator:
X-MS-Exchange-Organization-RecordReviewCfmType: 0
MIME-Version: 1.0
Content-Type: text/plain; charset="us-ascii"
X-MS-PublicTrafficType: Email
X-MS-Exchange-Organization-MessageDirectionality: Originating
X-Microsoft-Antispam: BCL:0;ARA:13230040|366016;
X-Forefront-Antispam-Report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:-1;SRV:;IPV:NLI;SFV:SKI;H:AM8PR05MB7555.eurprd05.prod.outlook.com;PTR:;CAT:NONE;SFS:;DIR:INT;
X-MS-Exchange-CrossTenant-AuthAs: Internal
X-MS-Exchange-CrossTenant-AuthSource: AM8PR05MB7555.eurprd05.prod.outlook.com
X-MS-Exchange-CrossTenant-FromEntityHeader: Hosted
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-MailboxType: HOSTED
X-MS-Exchange-Transport-CrossTenantHeadersStamped: VI1PR05MB6001
X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:I;ENG:(910005)(944506478);
`,
  'as Gmail received it from Exchange Online': `Delivered-To: lou.ferreira@gmail.com
Received: by 2002:a05:7010:5192:b0:3d1:aa0b:7f21 with SMTP id x18csp1911234mdf;
        Tue, 17 Nov 2026 05:40:12 -0800 (PST)
X-Google-Smtp-Source: AGHT+IHc0Q0xQnotreal
X-Received: by 2002:a05:6402:5246:b0:5c9:34b4:69a8 with SMTP id 4fb4d7f45d1cf;
        Tue, 17 Nov 2026 05:40:11 -0800 (PST)
ARC-Seal: i=2; a=rsa-sha256; t=1794922811; cv=pass; d=google.com; s=arc-20240605;
        b=bm90IGEgcmVhbCBzZWFs
ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;
        h=mime-version:message-id:date:subject:to:from:dkim-signature;
        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=bm90IGEgcmVhbA==
ARC-Authentication-Results: i=2; mx.google.com;
       dkim=pass header.i=@contoso.com header.s=selector1 header.b=Zm9vYmFy;
       arc=pass (i=1 spf=pass spfdomain=contoso.com dkim=pass dkdomain=contoso.com dmarc=pass fromdomain=contoso.com);
       spf=pass (google.com: domain of dana.whitfield@contoso.com designates 2a01:111:f403:c200::5 as permitted sender) smtp.mailfrom=dana.whitfield@contoso.com;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=contoso.com
Return-Path: <dana.whitfield@contoso.com>
Received: from DUZPR83CU001.outbound.protection.outlook.com (mail-northeuropeazlp170120005.outbound.protection.outlook.com. [2a01:111:f403:c200::5])
        by mx.google.com with ESMTPS id 4fb4d7f45d1cf-5cf8e2b1b21si7811221a12.104.2026.11.17.05.40.11
        for <lou.ferreira@gmail.com>
        (version=TLS1_2 cipher=ECDHE-ECDSA-AES128-GCM-SHA256 bits=128/128);
        Tue, 17 Nov 2026 05:40:11 -0800 (PST)
Received-SPF: pass (google.com: domain of dana.whitfield@contoso.com designates 2a01:111:f403:c200::5 as permitted sender) client-ip=2a01:111:f403:c200::5;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@contoso.com header.s=selector1 header.b=Zm9vYmFy;
       arc=pass (i=1 spf=pass spfdomain=contoso.com dkim=pass dkdomain=contoso.com dmarc=pass fromdomain=contoso.com);
       spf=pass (google.com: domain of dana.whitfield@contoso.com designates 2a01:111:f403:c200::5 as permitted sender) smtp.mailfrom=dana.whitfield@contoso.com;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=contoso.com
ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;
 b=bm90IGEgcmVhbCBzZWFsIGVpdGhlcg==
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com; s=arcselector10001;
 h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=bm90IGEgc2lnbmF0dXJl
ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass smtp.mailfrom=contoso.com;
 dmarc=pass action=none header.from=contoso.com; dkim=pass header.d=contoso.com; arc=none
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=contoso.com; s=selector1;
 h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=bm90IGEgc2lnbmF0dXJlIGVpdGhlcg==
Received: from VI1PR05MB6001.eurprd05.prod.outlook.com (2603:10a6:803:d0::12)
 by DB9PR05MB9100.eurprd05.prod.outlook.com (2603:10a6:10:36a::19) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.9343.10; Tue, 17 Nov 2026 13:40:08 +0000
Received: from VI1PR05MB6001.eurprd05.prod.outlook.com
 ([fe80::9d1e:4a2:71c:b0c3]) by VI1PR05MB6001.eurprd05.prod.outlook.com
 ([fe80::9d1e:4a2:71c:b0c3%6]) with mapi id 15.20.9343.009; Tue, 17 Nov 2026
 13:40:08 +0000
From: Dana Whitfield <dana.whitfield@contoso.com>
To: Lou Ferreira <lou.ferreira@gmail.com>
Subject: Your visit
Date: Tue, 17 Nov 2026 13:40:08 +0000
Message-ID: <VI1PR05MB6001C1D2E3@VI1PR05MB6001.eurprd05.prod.outlook.com>
Accept-Language: en-US
Content-Language: en-US
x-ms-exchange-messagesentrepresentingtype: 1
x-ms-publictraffictype: Email
x-ms-exchange-senderadcheck: 1
x-ms-exchange-antispam-relay: 0
x-microsoft-antispam: BCL:0;ARA:13230040|366016|1800799024;
x-forefront-antispam-report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:VI1PR05MB6001.eurprd05.prod.outlook.com;PTR:;CAT:NONE;SFS:(13230040)(366016);DIR:OUT;SFP:1102;
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
X-OriginatorOrg: contoso.com
X-MS-Exchange-CrossTenant-AuthAs: Internal
X-MS-Exchange-CrossTenant-AuthSource: VI1PR05MB6001.eurprd05.prod.outlook.com
X-MS-Exchange-CrossTenant-FromEntityHeader: Hosted
X-MS-Exchange-CrossTenant-Id: 5b0f2c7e-93a4-4c1d-8d7b-6e2a4f9c1b30
X-MS-Exchange-CrossTenant-MailboxType: HOSTED
X-MS-Exchange-Transport-CrossTenantHeadersStamped: DB9PR05MB9100
`,
};

/** Findings that speak of the paste, not of the message. */
const ABOUT_THE_PASTE = new Set(['header/headers-lost-folding', 'header/truncated-or-partial-headers', 'header/not-a-header-block']);

const quoted = (text: string): string => text.replace(/^(?=.)/gm, '> ');
const unfolded = (text: string): string => text.replace(/\n[ \t]+/g, ' ');
const withoutFolds = (text: string): string => text.replace(/\n[ \t]+/g, '\n');
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
/** What Outlook shows: the fields of the organization are taken off on delivery, but for a few. */
const asOutlookShows = (text: string): string =>
  text.replace(/^X-MS-Exchange-Organization-(?!SCL|Auth)[^\n]*\n(?:[ \t][^\n]*\n)*/gim, '').replace(/^Return-Path[^\n]*\n/gim, '');

const FORMS: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['with the line ends of Windows', crlf],
  ['without folds', unfolded],
  ['as Outlook shows it', asOutlookShows],
  ['quoted', quoted],
  ['copied without the blanks of the folds', withoutFolds],
];

const findingsOf = (text: string, settings?: Settings): readonly string[] =>
  diagnoseWith(repositoryRuleSet(), settings === undefined ? { text } : { text, settings })
    .findings.filter(({ ruleId, severity }) => !(ABOUT_THE_PASTE.has(ruleId) && severity === 'info'))
    .map(({ ruleId, status }) => `${ruleId} ${status}`);

describe('clean mail', () => {
  describe.each(Object.keys(MESSAGES))('%s', (name) => {
    it.each(FORMS)('gives no finding, %s', (_form, change) => {
      const text = change(MESSAGES[name] ?? '');
      expect(findingsOf(text)).toEqual([]);
      expect(findingsOf(text, SETTINGS)).toEqual([]);
    });
  });

  it('gives no finding about the paste where the paste is whole', () => {
    for (const text of Object.values(MESSAGES)) {
      expect(diagnoseWith(repositoryRuleSet(), { text, settings: SETTINGS }).findings.map(({ ruleId }) => ruleId)).toEqual([]);
    }
  });
});

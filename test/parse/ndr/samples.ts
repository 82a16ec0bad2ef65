/** Reports as they are pasted, scrubbed to contoso and fabrikam. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly form?: string;
  /** Recipient and status of each entry, '-' for unknown. */
  readonly entries: readonly (readonly [string, string])[];
  readonly servers: readonly string[];
}

const HEADERS = `Received: from AM0PR04MB1234.eurprd04.prod.outlook.com (2001:db8:208:1::10) by
 VI1PR04MB5678.eurprd04.prod.outlook.com (2001:db8:803:2::20) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.7544.29; Mon, 6 May 2024 08:15:20 +0000
ARC-Seal: i=1; a=rsa-sha256; s=arcselector9901; d=microsoft.com; cv=none;
 b=kq5.1.7
From: Lee <lee@contoso.com>
To: "kim@fabrikam.com" <kim@fabrikam.com>
Subject: 5.7.1 in the subject
X-MS-Exchange-Transport-CrossTenantHeadersStamped: VI1PR04MB5678
`;

export const SAMPLES: readonly Sample[] = [
  {
    name: 'Exchange Online NDR, English',
    form: 'exchange-text',
    text: `Delivery has failed to these recipients or groups:

Kim Abercrombie (kim@fabrikam.com)<mailto:kim@fabrikam.com>
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message. If the problem continues, please contact your email admin.


Diagnostic information for administrators:

Generating server: VI1PR04MB5678.eurprd04.prod.outlook.com

kim@fabrikam.com
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@fabrikam.com not found by SMTP address lookup'

Original message headers:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: ['vi1pr04mb5678.eurprd04.prod.outlook.com'],
  },
  {
    name: 'Exchange 2007 NDR with a quoted-printable body, an HTML part and a delivery status',
    form: 'dsn',
    text: `Content-Type: multipart/report; report-type=delivery-status;
	boundary="0000aaaa"
Subject: Undeliverable: Test

--0000aaaa
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or distribution lists:

Kim<mailto:kim@fabrikam.com>
The recipient's e-mail address was not found in the recipient's e-mail syst=
em. Microsoft Exchange will not try to redeliver this message for you.

Diagnostic information for administrators:

Generating server: mta4.contoso.com

kim@fabrikam.com
550 5.1.1 RESOLVER.ADR.RecipNotFound; not found

Original message headers:

Received: from mx9.contoso.com (192.0.2.25) by SMTP2.CONTOSO.COM
 (192.0.2.12) with Microsoft SMTP Server id 8.2.234.1; Thu, 22 Feb 2011
 23:34:45 +0900

--0000aaaa
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><p><b><font color=3D"#000066">Delivery has failed=
 to these recipients:</font></b></p>
<p>Generating server: mta4.contoso.com</p>
<p>kim@fabrikam.com<br>
 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found</p>
<pre>Received: from mx9.contoso.com (192.0.2.229) by mx5.contoso.com
 (192.0.2.225) with Microsoft SMTP Server id 8.2.222.2
</pre></html>=

--0000aaaa
Content-Type: message/delivery-status

Reporting-MTA: dns;mta4.contoso.com
Received-From-MTA: dns;mx9.contoso.com
Arrival-Date: Thu, 22 Feb 2011 23:34:45 +0900

Final-Recipient: rfc822;kim@fabrikam.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
X-Display-Name: Kim

--0000aaaa
Content-Type: message/rfc822

Subject: 550 5.7.1 is what I wrote
To: lee@contoso.com

Final-Recipient: rfc822;nobody@contoso.com
--0000aaaa--
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['mta4.contoso.com'],
  },
  {
    name: 'Exchange NDR, German',
    text: `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

kim@fabrikam.com (kim@fabrikam.com)
Ihre Nachricht wurde nicht zugestellt, weil Sie nicht berechtigt sind, an diesen Empfänger zu senden.

Diagnoseinformationen für Administratoren:

Generierender Server: EX01.contoso.com

kim@fabrikam.com
Remote Server returned '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group'

Ursprüngliche Nachrichtenköpfe:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.7.133']],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'Exchange NDR, French, with a remote server',
    text: `Échec de la remise pour ces destinataires ou groupes :

kim@fabrikam.com<mailto:kim@fabrikam.com>
Le serveur de messagerie distant a rejeté votre message.

Informations de diagnostic pour les administrateurs :

Serveur de génération : ex02.contoso.com

kim@fabrikam.com
mx.fabrikam.com
Remote Server returned '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [AM5EUR03FT025.eop-EUR03.prod.protection.outlook.com]'

En-têtes de message d'origine :

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.4.1']],
    servers: ['ex02.contoso.com', 'mx.fabrikam.com'],
  },
  {
    name: 'Exchange NDR, Spanish, labels without accents and a localized reply lead',
    text: `Error de entrega a estos destinatarios o grupos:
kim@fabrikam.com
El mensaje no se ha podido entregar.
Informacion de diagnostico para administradores:
Servidor de generacion: EX01.contoso.com
kim@fabrikam.com
El servidor remoto devolvio '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy'
Encabezados de mensajes originales:
${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.7.1']],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'Exchange NDR, Italian',
    text: `Recapito non riuscito per i seguenti destinatari o gruppi:

Kim (kim@fabrikam.com)
L'indirizzo di posta elettronica immesso non è stato trovato.

Informazioni di diagnostica per gli amministratori:

Server di generazione: srv-ex.contoso.com

kim@fabrikam.com
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Intestazioni originali del messaggio:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['srv-ex.contoso.com'],
  },
  {
    name: 'Exchange NDR, Dutch',
    text: `Uw bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:

Kim Abercrombie<mailto:kim@fabrikam.com>
Het bericht is te groot.

Diagnostische gegevens voor beheerders:

Bronserver: AM0PR04MB1234.eurprd04.prod.outlook.com

kim@fabrikam.com
Remote Server returned '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient'

Oorspronkelijke berichtkoppen:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.2.3']],
    servers: ['am0pr04mb1234.eurprd04.prod.outlook.com'],
  },
  {
    name: 'Exchange NDR, Portuguese',
    text: `Falha na entrega a estes destinatários ou grupos:

kim@fabrikam.com

Informações de diagnóstico para administradores:

Servidor de origem: CP2PR80MB1234.lamprd80.prod.outlook.com

kim@fabrikam.com
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

Cabeçalhos originais da mensagem:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: ['cp2pr80mb1234.lamprd80.prod.outlook.com'],
  },
  {
    name: 'Exchange NDR, Japanese',
    text: `次の受信者またはグループへの配信に失敗しました:

kim@fabrikam.com (kim@fabrikam.com)
入力した電子メール アドレスが見つかりませんでした。

管理者向けの診断情報:

生成サーバー: TYAPR01MB1234.jpnprd01.prod.outlook.com

kim@fabrikam.com
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'

元のメッセージ ヘッダー:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['tyapr01mb1234.jpnprd01.prod.outlook.com'],
  },
  {
    name: 'Exchange NDR in a language of no list (Hungarian), judged by its structure',
    text: `A kézbesítés nem sikerült a következő címzetteknek vagy csoportoknak:

kim@fabrikam.com

Diagnosztikai információk rendszergazdák részére:

Létrehozó kiszolgáló: ex01.contoso.com

kim@fabrikam.com
A távoli kiszolgáló válasza: '550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required'

Az eredeti üzenet fejlécei:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.7.134']],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'Exchange NDR that lost its line ends',
    text: `Diagnostic information for administrators: Generating server: VI1PR04MB5678.eurprd04.prod.outlook.com kim@fabrikam.com Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup' Original message headers: Received: from AM0PR04MB1234.eurprd04.prod.outlook.com (2001:db8::1) by VI1PR04MB5678.eurprd04.prod.outlook.com with Microsoft SMTP Server id 15.20.7544.29; 5.7.1`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: ['vi1pr04mb5678.eurprd04.prod.outlook.com'],
  },
  {
    name: 'two recipients with different codes, one named twice',
    text: `Delivery has failed to these recipients or groups:

kim@fabrikam.com
Not found.

lee@fabrikam.com
Full.

Diagnostic information for administrators:

Generating server: ex01.contoso.com

kim@fabrikam.com
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'

LEE@fabrikam.com
Remote Server returned '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message 16.55847:3B010000'

Original message headers:

${HEADERS}`,
    entries: [
      ['kim@fabrikam.com', '5.1.10'],
      ['lee@fabrikam.com', '5.2.2'],
    ],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'Exchange Online history: the expired line is not the cause',
    form: 'history',
    text: `> Diagnostic information for administrators:
>
> Generating server: SJ0PR04MB7504.namprd04.prod.outlook.com
> Receiving server: SJ0PR04MB7504.namprd04.prod.outlook.com
>
> kim@fabrikam.com
> 7/7/2026 3:58:12 PM - Server at SJ0PR04MB7504.namprd04.prod.outlook.com returned '550 5.4.317 Message expired, cannot connect to remote server(Failed to connect. Winsock error code: 995, Win32 error code: 995)'
> 7/7/2026 3:48:53 PM - Server at mail.fabrikam.com (192.0.2.85) returned '450 4.4.317 Cannot establish session with remote server [Message=Failed to connect. Winsock error code: 995] [LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.85:25] [SmtpSecurity=-2;-2] [BL02EPF00046C14.namprd07.prod.outlook.com 2026-07-07T15:48:53.514Z 08DED27250BC5691](Failed to connect. Winsock error code: 995)'
>
> Original message headers:
>
> Received: from SA0PR04MB7354.namprd04.prod.outlook.com (2001:db8:10b6::12)
>  by SJ0PR04MB7504.namprd04.prod.outlook.com
`,
    entries: [['kim@fabrikam.com', '4.4.317']],
    servers: ['sj0pr04mb7504.namprd04.prod.outlook.com', 'mail.fabrikam.com'],
  },
  {
    name: 'history of Exchange 2010 on one line, without a recipient',
    text: `9/11/2015 2:27:25 PM - Remote Server at fabrikam.com (192.0.2.7) returned '550 4.4.7 QUEUE.Expired; message expired' 
9/11/2015 2:07:22 PM - Remote Server at fabrikam.com (192.0.2.7) returned '451 4.4.0 SMTPSEND.SuspiciousRemoteServerError; remote server disconnected abruptly; retry will be delayed'`,
    entries: [['-', '4.4.0']],
    servers: ['fabrikam.com'],
  },
  {
    name: 'Exchange Online summary with tabs',
    form: 'exchange-online-summary',
    text: `For more information and tips to fix this problem, see Fix email delivery issues for error code 5.4.14 in Office 365.

Original Message Details
Created Date: 	4/21/2024 1:47:16 PM
Sender Address: 	lee@contoso.com
Recipient Address: 	kim@fabrikam.com
Subject: 	Re: self discovery

Error Details
Error: 	554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [DU2PEPF00028D13.eurprd03.prod.outlook.com 2024-04-21T13:47:53.142Z 08DC618C59ADCC5C]
Message rejected by: 	DU2PEPF00028D13.mail.protection.outlook.com

Notification Details
Sent by: 	AS8P193MB2064.EURP193.PROD.OUTLOOK.COM

Message Hops
HOP 	TIME (UTC) 	FROM 	TO 	WITH 	RELAY TIME
1 	4/21/2024
1:47:35 PM 		mail-lj1-f179.contoso.com 	SMTP 	19 sec
2 	4/21/2024
1:47:35 PM 	mail-lj1-f179.contoso.com 	AMS0EPF000001AC.mail.protection.outlook.com 	Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) 	*

Original Message Headers

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.4.14']],
    servers: ['du2pepf00028d13.mail.protection.outlook.com'],
  },
  {
    name: 'Exchange Online summary, German, one value a line',
    text: `Statuscode: 550 5.7.64

Details zur ursprünglichen Nachricht
Erstellungsdatum:
06.05.2024 10:30:00
Absenderadresse:
lee@contoso.com
Empfängeradresse:
kim@fabrikam.com
Betreff:
Test

Fehlerdetails
Fehler:
550 5.7.64 TenantAttribution; Relay Access Denied [VI1EUR05FT003.eop-eur05.prod.protection.outlook.com 2024-05-06T10:30:01.000Z 08DC6C8E9ADCC5C1]
Nachricht abgelehnt von:
VI1EUR05FT003.mail.protection.outlook.com
`,
    entries: [['kim@fabrikam.com', '5.7.64']],
    servers: ['vi1eur05ft003.mail.protection.outlook.com'],
  },
  {
    name: 'a remote server that called it spam, inner reply behind the arrow',
    text: `fabrikam.com suspects your message is spam and rejected it.

Error:
550 5.7.350 Remote server returned message detected as spam -> 554 5.7.1
Service unavailable; Helo command [EUR04-DB3-obe.outbound.protection.outlook.com]
blocked using dbl.example.org; Error: open resolver

Message rejected by: smtp.fabrikam.com
`,
    entries: [['-', '5.7.350']],
    servers: ['smtp.fabrikam.com'],
  },
  {
    name: 'Postfix bounce text',
    form: 'postfix',
    text: `This is the mail system at host mail.contoso.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<kim@fabrikam.com>: host fabrikam-com.mail.protection.outlook.com[192.0.2.36] said: 550
    5.4.1 Recipient address rejected: Access denied. AS(201806281)
    [DB8EUR05FT010.eop-eur05.prod.protection.outlook.com] (in reply to RCPT TO
    command)

<lee@fabrikam.com> (expanded from <list@contoso.com>): connect to
    mx2.fabrikam.com[192.0.2.37]:25: Connection refused
`,
    entries: [
      ['kim@fabrikam.com', '5.4.1'],
      ['lee@fabrikam.com', '-'],
    ],
    servers: ['mail.contoso.com', 'fabrikam-com.mail.protection.outlook.com', 'mx2.fabrikam.com'],
  },
  {
    name: 'Postfix log line',
    form: 'postfix',
    text: `Aug 12 21:56:59 mail01 postfix/smtp[592]: F180CB7A: to=<kim@fabrikam.com>, orig_to=<sales@contoso.com>, relay=fabrikam-com.mail.protection.outlook.com[192.0.2.74]:25, delay=5.5, delays=0.09/0/0.43/5, dsn=5.4.1, status=bounced (host fabrikam-com.mail.protection.outlook.com[192.0.2.74] said: 550 5.4.1 [kim@fabrikam.com]: Recipient address rejected: Access denied [BL2NAM02FT061.eop-nam02.prod.protection.outlook.com] (in reply to RCPT TO command))`,
    entries: [['kim@fabrikam.com', '5.4.1']],
    servers: ['fabrikam-com.mail.protection.outlook.com'],
  },
  {
    name: 'Exim bounce text',
    form: 'exim',
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  kim@fabrikam.com
    host mx.fabrikam.com [192.0.2.22]
    SMTP error from remote mail server after RCPT TO:<kim@fabrikam.com>:
    550 5.1.1 <kim@fabrikam.com>... User Unknown

------ This is a copy of the message, including all the headers. ------

Return-path: <lee@contoso.com>
Received: from [192.0.2.1] (helo=contoso.com) by relay.contoso.com with esmtp (Exim 4.92)
Subject: 550 5.7.1 said somebody
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['mx.fabrikam.com'],
  },
  {
    name: 'Exim log line without an enhanced code',
    text: `2016-06-03 11:03:18 [13879] 1b8lwj-0003bo-6W == kim@fabrikam.com R=dnslookup T=remote_smtp defer (-44): SMTP error from remote mail server after RCPT TO:<kim@fabrikam.com>: host eu-smtp-inbound-1.fabrikam.com [192.0.2.211]: 451 Internal resource temporarily unavailable - https://community.fabrikam.com/docs/DOC-1369#451`,
    entries: [['kim@fabrikam.com', '-']],
    servers: ['eu-smtp-inbound-1.fabrikam.com'],
  },
  {
    name: 'Sendmail bounce text',
    form: 'sendmail',
    text: `The original message was received at Sun, 25 Aug 2019 16:01:26 -0400
from localhost [127.0.0.1]

   ----- The following addresses had permanent fatal errors -----
<kim@fabrikam.com>
    (reason: 554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [BL2NAM02FT014.eop-nam02.prod.protection.outlook.com])

   ----- Transcript of session follows -----
... while talking to fabrikam-com.mail.protection.outlook.com.:
>>> DATA
<<< 554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [BL2NAM02FT014.eop-nam02.prod.protection.outlook.com]
554 5.0.0 Service unavailable
`,
    entries: [['kim@fabrikam.com', '5.4.14']],
    servers: ['fabrikam-com.mail.protection.outlook.com'],
  },
  {
    name: 'qmail bounce text',
    form: 'qmail',
    text: `Hi. This is the qmail-send program at mail.contoso.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<kim@fabrikam.com>:
192.0.2.32 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)
Giving up on 192.0.2.32.

--- Below this line is a copy of the message.

Return-Path: <lee@contoso.com>
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['mail.contoso.com'],
  },
  {
    name: 'Gmail NDR of today',
    form: 'gmail',
    text: `** Message blocked **

Your message to kim@fabrikam.com has been blocked. See technical details below for more information.

The response from the remote server was:
550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DBAEUR03FT030.eop-EUR03.prod.protection.outlook.com]
`,
    entries: [['kim@fabrikam.com', '5.4.1']],
    servers: ['dbaeur03ft030.eop-eur03.prod.protection.outlook.com'],
  },
  {
    name: 'Gmail NDR of old, a reply of several lines',
    text: `Delivery to the following recipient failed permanently:

     kim@fabrikam.com

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain fabrikam.com by mx.fabrikam.com. [192.0.2.59].

The error that the other server returned was: 550 550-5.1.1 This Gmail user does not exist. Please try double-checking
550-5.1.1 the recipient's email address for typos or unnecessary spaces.
550-5.1.1 Learn more at
550 5.1.1 http://mail.google.com/support/bin/answer.py?answer=6596 i34si2529347wxd.15
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['mx.fabrikam.com'],
  },
  {
    name: 'Gmail NDR, French, the recipient only in a sentence',
    text: `Adresse introuvable

Votre message n'est pas parvenu à kim@fabrikam.com, car l'adresse est introuvable ou ne peut recevoir de messages.

Réponse du serveur distant :
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@fabrikam.com not found by SMTP address lookup`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: [],
  },
  {
    name: 'delivery status with a generic Status and a reply that knows more, folded',
    form: 'dsn',
    text: `Reporting-MTA: dns; mail.contoso.com
X-Postfix-Queue-ID: E490CF48082
X-Postfix-Sender: rfc822; lee@contoso.com
Arrival-Date: Thu, 11 Feb 2010 04:51:26 -0500 (EST)

Final-Recipient: rfc822; kim@fabrikam.com
Original-Recipient: rfc822;Kim@Fabrikam.com
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.fabrikam.com
Diagnostic-Code: smtp; 554 5.4.6 Hop count exceeded - possible
    mail loop
`,
    entries: [['kim@fabrikam.com', '5.4.6']],
    servers: ['mail.contoso.com', 'mx.fabrikam.com'],
  },
  {
    name: 'delivery status whose line ends are gone',
    text: `This is an automatically generated Delivery Status Notification.Delivery to the following recipients failed.       kim@fabrikam.com--9B095B5ADSNContent-Type: message/delivery-statusReporting-MTA: dns;BLU004-OMC3S13.contoso.comReceived-From-MTA: dns;BLU436-SMTP66Arrival-Date: Fri, 21 Nov 2014 14:17:34 -0800Final-Recipient: rfc822;kim@fabrikam.comAction: failedStatus: 5.2.2Diagnostic-Code: smtp;550 5.2.2 <kim@fabrikam.com>... Mailbox Full`,
    entries: [['kim@fabrikam.com', '5.2.2']],
    servers: ['blu004-omc3s13.contoso.com'],
  },
  {
    name: 'success report of several recipients',
    text: `Reporting-MTA: dns;ex01.contoso.com

Final-Recipient: RFC822; <kim@fabrikam.com>
Action: relayed
Status: 2.1.5
Remote-MTA: dns;[192.0.2.9]

Final-recipient: RFC822; <lee@contoso.com>
Action: delivered
Status: 2.1.5
`,
    entries: [
      ['kim@fabrikam.com', '2.1.5'],
      ['lee@contoso.com', '2.1.5'],
    ],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'queue LastError',
    form: 'queue-error',
    text: `Identity       : EX01\\12345
LastError      : [{LED=450 4.4.316 Connection refused [Message=Socket error code 10061] [LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.25:25] [AM6EUR05FT055.eop-eur05.prod.protection.outlook.com]};{MSG=Socket error code 10061};{FQDN=mail.fabrikam.com};{IP=192.0.2.25};{LRT=5/6/2024 8:15:20 AM}]`,
    entries: [['-', '4.4.316']],
    servers: ['mail.fabrikam.com'],
  },
  {
    name: 'queue LastError in another order, a target that answered inside',
    text: `[{LRT=5/6/2024 8:15:20 AM};{LED=451 4.4.0 Primary target IP address responded with: "451 5.7.3 Cannot achieve Exchange Server authentication." Attempted failover to alternate host, but that did not succeed.};{FQDN=EX02.contoso.com};{IP=192.0.2.12};{MSG=}]`,
    entries: [['-', '4.4.0']],
    servers: ['ex02.contoso.com'],
  },
  {
    name: 'tracking log recipient status in a PowerShell list',
    text: `Timestamp               : 3/11/2025 9:12:01 AM
EventId                 : FAIL
Sender                  : lee@contoso.com
Recipients              : {kim@fabrikam.com}
RecipientStatus         : {[{LED=550-5.7.26 Your email has been blocked because the sender is unauthenticated. 
                          550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 
                          550-5.7.26 SPF [] with ip: [192.0.2.1] = did not pass 
                          550 5.7.26  https://support.google.com/mail/answer/81126 - gsmtp};{MSG=};{FQDN=gmail-smtp-in.l.google.com};{IP=192.0.2.26};{LRT=3/11/2025 9:12:00 AM}]}`,
    entries: [['kim@fabrikam.com', '5.7.26']],
    servers: ['gmail-smtp-in.l.google.com'],
  },
  {
    name: 'message trace detail',
    text: `Recipient: kim@fabrikam.com
Status: Failed
Detail: Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup};{MSG=};{FQDN=};{IP=};{LRT=}]. OutboundProxyTargetIP: . OutboundProxyTargetHostName:`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: [],
  },
  {
    name: 'a bare reply',
    form: 'smtp-reply',
    text: '550 5.7.64 TenantAttribution; Relay Access Denied [VI1EUR05FT003.eop-eur05.prod.protection.outlook.com]',
    entries: [['-', '5.7.64']],
    servers: ['vi1eur05ft003.eop-eur05.prod.protection.outlook.com'],
  },
  {
    name: 'a bare reply that names its recipient',
    text: '550 5.1.1 <kim@fabrikam.com>: Recipient address rejected: User unknown in virtual mailbox table',
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: [],
  },
  {
    name: 'a bare reply that names the sender',
    text: '554 5.7.1 <lee@contoso.com>: Sender address rejected: Access denied',
    entries: [['-', '5.7.1']],
    servers: [],
  },
  {
    name: 'only a basic code',
    text: '550 Requested action not taken: mailbox unavailable',
    entries: [['-', '-']],
    servers: [],
  },
  {
    name: 'Exchange 2003 NDR',
    text: `Your message did not reach some or all of the intended recipients.

      Subject:	Test
      Sent:	1/2/2008 3:04 PM

The following recipient(s) could not be reached:

      kim@fabrikam.com on 1/2/2008 3:04 PM
            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
            <mail.contoso.com #5.1.1>
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['mail.contoso.com'],
  },
  {
    name: 'Exchange 2010 NDR with a server between hashes',
    text: `Generating server: ex10.contoso.local

kim@fabrikam.com
mx.fabrikam.com #<mx.fabrikam.com #5.1.1 smtp;550 5.1.1 <kim@fabrikam.com>: Recipient address rejected: User unknown> #SMTP#

Original message headers:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['ex10.contoso.local', 'mx.fabrikam.com'],
  },
  {
    name: 'Exchange Online: a remote server that gave an error of its own',
    text: `mx.fabrikam.com rejected your message to the following email addresses:

Kim (kim@fabrikam.com)

mx.fabrikam.com gave this error:
<kim@fabrikam.com>: Recipient address rejected: User unknown

Diagnostic information for administrators:
Generating server: VI1PR04MB5678.eurprd04.prod.outlook.com
kim@fabrikam.com
mx.fabrikam.com
Remote Server returned '550 5.1.1 <kim@fabrikam.com>: Recipient address rejected: User unknown'
`,
    entries: [['kim@fabrikam.com', '5.1.1']],
    servers: ['vi1pr04mb5678.eurprd04.prod.outlook.com', 'mx.fabrikam.com'],
  },
  {
    name: 'an HTML source with entities',
    text: `<html><body><p><b>Diagnostic information for administrators:</b></p><p>Generating server: EX01.contoso.com</p><p>kim@fabrikam.com<br>Remote Server returned &#39;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup&#39;</p><p>Original message headers:</p><pre>Received: from EX02.contoso.com (192.0.2.3) by EX01.contoso.com id 15.1.2507.6; Mon, 6 May 2024</pre></body></html>`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'a console that cut code and address',
    text: `Generating server: EX01.contoso.com\r\n\r\nkim@fabrikam.com\r\nRemote Server returned '550 5.1.\r\n10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\r\n\r\nlee@fabri\r\nkam.com\r\nRemote Server returned '550 5.7.\r\n129 RESOLVER.RST.RestrictedToRecipientsPermission'`,
    entries: [
      ['kim@fabrikam.com', '5.1.10'],
      ['lee@fabrikam.com', '5.7.129'],
    ],
    servers: ['ex01.contoso.com'],
  },
  {
    name: 'Exchange Online summary in a language of no list',
    text: `Az eredeti üzenet adatai
Létrehozva: 2024. 05. 06. 10:30:00
Feladó címe: lee@contoso.com
Címzett címe: kim@fabrikam.com
Tárgy: Teszt

A hiba adatai
Hiba: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@fabrikam.com not found by SMTP address lookup
Az üzenetet elutasította: VI1PR04MB5678.eurprd04.prod.outlook.com
`,
    entries: [['kim@fabrikam.com', '5.1.10']],
    servers: ['vi1pr04mb5678.eurprd04.prod.outlook.com'],
  },
  {
    name: 'a page in Markdown, generating server without a domain',
    text: `>**Delivery has failed to these recipients or groups:**
>
>[MyGroup](mailto:mygroup@groups.contoso.com) (mygroup@groups.contoso.com)
>
>**Diagnostic information for administrators:**
>
>Generating server: EXCH3
>
>mygroup@groups.contoso.com
>
>Remote Server returned '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required'

## Cause
`,
    entries: [['mygroup@groups.contoso.com', '5.7.133']],
    servers: ['exch3'],
  },
  {
    name: 'two queues',
    text: `LastError : [{LED=421 4.4.2 Connection dropped due to SocketError};{MSG=};{FQDN=mx1.fabrikam.com};{IP=192.0.2.1};{LRT=x}]
LastError : [{LED=451 4.7.0 Proxy session setup failed};{MSG=};{FQDN=mx2.fabrikam.com};{IP=192.0.2.2};{LRT=x}]`,
    entries: [
      ['-', '4.4.2'],
      ['-', '4.7.0'],
    ],
    servers: ['mx1.fabrikam.com', 'mx2.fabrikam.com'],
  },
  {
    name: 'Chinese NDR with its own quotation marks',
    text: `传递到以下收件人或组失败:

kim@fabrikam.com

供管理员使用的诊断信息:

生成服务器: SG2PR01MB1234.apcprd01.prod.exchangelabs.com

kim@fabrikam.com
远程服务器返回\u201c550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [SG2APC01FT001.eop-APC01.prod.protection.outlook.com]\u201d

原始邮件头:

${HEADERS}`,
    entries: [['kim@fabrikam.com', '5.4.1']],
    servers: ['sg2pr01mb1234.apcprd01.prod.exchangelabs.com'],
  },
  {
    name: 'IronPort delivery status, code in front of the remote reply',
    text: `Reporting-MTA: dns; mx1.contoso.com

Final-Recipient: rfc822;kim@fabrikam.com
Action: failed
Status: 5.0.0 (permanent failure)
Remote-MTA: dns; [192.0.2.7]
Diagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'No such user (kim)' (delivery attempts: 0)
`,
    entries: [['kim@fabrikam.com', '5.1.0']],
    servers: ['mx1.contoso.com'],
  },
  {
    name: 'a tracking log line',
    text: '2024-05-06T10:00:00.000Z,192.0.2.1,EX01,,,SMTP,FAIL,123,<abc@ex01.contoso.com>,kim@fabrikam.com,[{LRT=5/6/2024 10:00:00 AM};{LED=550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission};{FQDN=};{IP=}],1234,1,,,Test,lee@contoso.com',
    entries: [['kim@fabrikam.com', '5.7.129']],
    servers: [],
  },
];

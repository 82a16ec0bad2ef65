import { lazy } from '../evidence/lazy.js';

/** What stays in a redacted snapshot: words of the products, not of the people. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Attributes whose values are words or numbers of the product: enumerations, flags, versions, dates, plans. Lower case, without `exo.`. */
export const keptAttributes = lazy(() =>
  words(`
 objectclass useraccountcontrol msds-user-account-control-computed grouptype instancetype samaccounttype primarygroupid systemflags admincount iscriticalsystemobject
 countrycode c preferredlanguage usncreated usnchanged badpwdcount logoncount
 msexchversion msexchrecipienttypedetails msexchrecipientdisplaytype msexchremoterecipienttype msexchhidefromaddresslists msexchmailboxmovestatus
 msexchmailboxmoveflags msexchumenabledflags msexchumenabledflags2 msexchelcmailboxflags msexchmailboxauditenable msexchuserculture msexchmdbrulesquota
 msexchmobilemailboxflags msexchtransportrecipientsettingsflags msexchprovisioningflags msexchrequireauthtosendto msexcharchivequota msexcharchivewarnquota
 msexcharchivestatus msexchdumpsterquota msexchdumpsterwarningquota msexchmoderationflags msexchenablemoderation msexchaddressbookflags msexchuseraccountcontrol
 msexchcapabilityidentifiers msexchoabgenserver mdbusedefaults mdbstoragequota mdboverquotalimit mdboverhardquotalimit msexchownerapppermission
 internetencoding deliverandredirect delivcontlength submissioncontlength protocolsettings hidedlmembership reporttooriginator reporttoowner oofreplytooriginator
 dlmemdefault mapirecipient legacyexchangeversion
 @odata.type usertype accountenabled usagelocation creationtype agegroup consentprovidedforminor legalagegroupclassification
 assignedplans provisionedplans assignedlicenses licenseassignmentstates assignedroles eligibleroles skuid skupartnumber serviceplanid serviceplans capabilitystatus
 consumedunits category propertycausingerror serviceinstance service provisioningstatus securityenabled mailenabled grouptypes visibility
 signintype passwordpolicies onpremisessyncenabled iscloudmanaged preferreddatalocation authenticationtype supportedservices capabilities
 recipienttype recipienttypedetails previousrecipienttypedetails remoterecipienttype resourcetype archivestatus archivestate mailboxmovestatus mailboxmoveflags
 exchangeversion isdirsynced skuassigned hiddenfromaddresslistsenabled forwardingaddresstype persistedcapabilities mailboxregion usagelocation
 archivequota archivewarningquota recoverableitemsquota recoverableitemswarningquota issuewarningquota prohibitsendquota prohibitsendreceivequota
 totalitemsize totaldeleteditemsize itemcount deleteditemcount maxsendsize maxreceivesize rulesquota retaindeleteditemsfor emailaddresspolicyenabled
 groupmemberjoinrestriction languages messageformat messagebodyformat moderationenabled
`),
);

/** The same, of settings alone: a person's state is a place. */
export const keptSettings = lazy(() =>
  words(`
 version build admindisplayversion edition serverrole serverroles exchangeserverversion sourceanchorattribute synctool connectortype connectorsource connectormode
 cloudservicesmailenabled tlssettings tlsauthlevel tlsdomaincapabilitytype recipientdomaintype domaintype acceptedmessagetype namespacetype federationtype type
 permissiongroups authmechanism features maximumfeatures servertype transportrole protocollogginglevel fqdnsource dnsroutingenabled
 date datetime timezone connectversion synccycle currentlyeffectivesynccycleinterval customizedsynccycleinterval nextsynccyclepolicytype
 schemaattributes serverbuilds scopes roles side kind direction precedence lasteventstatus exchangewritebackenabled
 validationstatus certificatestatus services keysize signaturealgorithm hasprivatekey rootcatype publickeysize notafter notbefore
 mailflow allowedmailflow enabledmailflow trustedmailinboundenabled trustedmailoutboundenabled characterset nonmimecharacterset contenttype
 tlssenderverification sectionname resulttype organizationtype state migrationstatus dataconsistencyscore batchstatus
`),
);

/** Words of cmdlets' values that stand beside names of an organization. */
export const settingsWords = lazy(() =>
  words(`acceptcloudservicesmail acceptoorgprotocol acceptoorgheader acceptcrossforestmail externalauthoritative evosts authoritative internalrelay externalrelay
 onpremises partner success error warning enabled disabled exchangeonpremasthirdpartyappid enableexchangehybrid anonymoususers exchangeusers exchangeservers
 exchangelegacyservers partners opportunistic domainvalidation certificatevalidation encryptiononly hybrid inbound outbound frontend default`),
);

/** Numbers, sizes, dates and spans of time as values of settings. */
export const SETTINGS_VALUE =
  /^-?\d{1,12}(?:\.\d{1,6})?$|^[\d.,]{1,20} ?[KMGT]?B(?: \([\d,]{1,30} bytes\))?$|^(?:\d{1,5}\.)?\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?$|^\d{4}-\d\d-\d\d(?:[T ][\d:.]{4,20}(?:Z|[+-]\d\d:?\d\d)?)?$/i;

/** GUIDs that are the same in every organization. */
export const productGuids = lazy(() => words('26491cfc-9e50-4857-861b-0cb8df22b5d7'));

/** Names that end so hold a date, a number or a size. */
export const KEPT_ENDINGS = /(?:datetime|date|whencreated|whenchanged|timestamp|lastset|lastlogon|lastlogoff|expires|quota|enabled|flags)$/;

/** `value` of kept attributes must look like this: no address, name of an object, or GUID is a word of the product. */
export const KEPT_VALUE = /^[^@=\\]{0,200}$/;

/** Distinguished names end in these; values of RDNs that every organization has. */
const KEPT_RDN = `Exchange Administrative Group (FYDIBOHF23SPDLT)|External (FYDIBOHF25SPDLT)|First Administrative Group|Administrative Groups|Recipients|Configuration
|Servers|Databases|Services|Microsoft Exchange|Microsoft Exchange System Objects|Microsoft Exchange Security Groups|Schema|Users|Computers|Builtin
|Domain Controllers|ForeignSecurityPrincipals|Managed Service Accounts|System|Deleted Objects|LostAndFound|ExchangeLabs|Person|Group|Contact|Sites|Partitions
|Address Lists Container|All Address Lists|All Global Address Lists|Default Global Address List|Addressing|Recipient Policies|Default Policy|Connections
|Global Settings|Mobile Mailbox Policies|Retention Policies Container|Transport Settings|Accepted Domains|Hybrid Configuration|Microsoft MTA|ELC Mailbox Policies
|Exchange Control Assistance|Information Store|InformationStore|First Storage Group|Default|All Users|All Contacts|All Groups|All Rooms|Public Folders`;

/** Beginnings of names that the products give, by which such objects are told. */
const PRODUCT_NAMES = `SystemMailbox(?=\\{)|DiscoverySearchMailbox|FederatedEmail(?=\\.)|HealthMailbox|Migration\\.8f3e7716|CAS_(?=\\{)|HttpConnector|MSOL_AD_Sync_RichCoexistence
|MSOL_|AAD_|krbtgt|IUSR_|IWAM_|SUPPORT_388945a0|Exchange Online-ApplicationAccount|WWIOADMINI?|MSOL(?=\\))|0A(?=CNF:)|CNF(?=:)|User_|Group_|Contact_|NoSync|(?<=%)\\d?[mgsidr](?![\\p{L}])`;

const ATTRIBUTE_TYPES = 'CN|OU|DC|O|L|ST|C|S|G|I|A|P|UID|STREET|SERIALNUMBER|E|T';
const TOP_LEVELS =
  'com|net|org|edu|gov|mil|int|info|biz|io|cloud|local|lan|internal|intern|intra|corp|home|test|invalid|example|localhost|ad';

/** Top levels of countries. Any other two letters at the end may be the name of an organization. */
const COUNTRIES =
  `ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz
 de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
 ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn
 pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw`.split(
    /\s+/,
  );

/** Ends of Microsoft's own names; the longest first. */
const MICROSOFT_ENDS =
  `mail.onmicrosoft.com onmicrosoft.com mail.onmicrosoft.us onmicrosoft.us mail.partner.onmschina.cn partner.onmschina.cn mail.protection.outlook.com
 protection.outlook.com mail.protection.office365.us mx.microsoft prod.outlook.com outlook.com outlook.office365.com office365.com office365.us graph.microsoft.com
 graph.microsoft.us microsoftonline.com microsoftonline.us windows.net azure.com microsoft.com exchangelabs.com live.com`.split(/\s+/);

const listed = (text: string): string =>
  text
    .split('|')
    .map((one) => one.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
const plain = (text: string): string => text.replaceAll('\n', '');
const HEX = '0-9a-f';

/**
 * Finds the pieces of a text; every quantifier is bounded but that of a word. Its groups: a product's name, GUID, SID, IPv4 address, IPv6 address, type of an
 * RDN, value of an RDN, top level in a DN, domain, word. `isNames`: names with dots are hosts.
 */
export function tokenPattern(isNames: boolean): RegExp {
  const label = '[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]{0,62}';
  return new RegExp(
    [
      `((?<![\\p{L}\\p{N}])(?:${plain(PRODUCT_NAMES)}))`,
      `((?<![${HEX}])(?:[${HEX}]{8}(?:-[${HEX}]{4}){3}-[${HEX}]{12}|[${HEX}]{32})(?![${HEX}]))`,
      '((?<![\\p{L}\\p{N}])S-1-\\d{1,15}(?:-\\d{1,10}){1,15}(?!\\d))',
      '((?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.]?\\d)(?:[/:]\\d{1,5})?)',
      `((?<![\\p{L}\\p{N}:.])(?:(?:[${HEX}]{1,4}:){7}[${HEX}]{1,4}|[${HEX}]{1,4}(?::[${HEX}]{1,4}){0,6}::(?:[${HEX}]{1,4}(?::[${HEX}]{1,4}){0,6})?|::[${HEX}]{1,4}(?::[${HEX}]{1,4}){0,6})(?![\\p{L}\\p{N}:]))`,
      `((?<![\\p{L}\\p{N}])(?:${ATTRIBUTE_TYPES})(?==))`,
      `((?<==)(?:${listed(plain(KEPT_RDN))})(?=[,/]|$))`,
      `((?<=DC=)(?:${TOP_LEVELS}|${COUNTRIES.join('|')})(?![\\p{L}\\p{N}_-]|, ?DC=))`,
      `(${isNames ? `${label}(?:\\.${label}){1,20}` : `(?<=@)${label}(?:\\.${label}){0,20}`})`,
      '([\\p{L}\\p{M}]+|\\p{N}+)',
    ].join('|'),
    'giu',
  );
}

/** How many labels at the end of a name are kept: Microsoft's, or the top level. */
export function keptLabels(labels: readonly string[]): number {
  const lower = labels.map((label) => label.toLowerCase());
  const name = lower.join('.');
  const own = MICROSOFT_ENDS.find((end) => name === end || name.endsWith(`.${end}`));
  if (own !== undefined) return own.split('.').length;
  const last = lower.at(-1) ?? '';
  return labels.length > 1 && topLevels().has(last) ? 1 : 0;
}
const topLevels = lazy(() => new Set([...TOP_LEVELS.split('|'), ...COUNTRIES]));

/** Words of the names of Entra's own roles: what else stands in the name of a role, an organization put there. */
export const roleWords = lazy(() =>
  words(`
 access account accounts admin administrator administrators agent ai analyst analytics app application applications apps approver assignment attack attribute authentication author azure backup
 bi billing branding business center central cloud communications company compliance conditional creator customer data definition deployment desktop developer device devices devops directory
 domain dynamics edge editor embedded engineer exchange experience explorer extensibility external fabric flow for global goals graph groups guest helpdesk hybrid id identity inviter insights
 intune join kaizala keyset ief knowledge leader license lifecycle lockbox log management manager message messages microsoft migration name network of office on operator organizational partner password
 payload people permissions places platform policy power premises printer privacy privileged protection provider pulse reader readers recipient reports role search secret security service sharepoint
 simulation skype specialist success summary support sync synchronization teams technician telephony tenant tier update usage user users virtual visits viva windows workflows writer writers yammer 365 1 2 b c
`),
);

/** A list of languages, as browsers and directories write it. */
export const LANGUAGES = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}(?:[,; ]{1,3}[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}(?:;q=[\d.]{1,5})?){0,20}$/i;

/** Names of attributes that come with the products; an organization puts its own name into those that it adds to the schema. */
export const PRODUCT_ATTRIBUTE =
  /^(?:ms|extensionattribute\d{1,2}$|objectguid$|objectsid$|employee(?:id|number|type)$|userprincipalname$|samaccountname$|mail(?:nickname)?$|uid$|cn$|proxyaddresses$|targetaddress$|legacyexchangedn$|source-?anchor$|immutableid$)/i;

/** Names of numbers that lead to a person or a place, also where numbers are settings. */
export const PERSONAL_NUMBER = /phone|fax|mobile|pager|postal|zip|dial|extension|serial|thumbprint/;

/** Kinds of addresses. */
export const SCHEMES = words(
  'smtp x500 x400 sip eum ms ccmail notes fax imceaex spo mailto tel http https ldap ldaps gwise msmail user group contact gc',
);

/** Words of sentences that this program and its scripts write, and of services that are named in them: they name nobody. */
export const sentenceWords = lazy(() =>
  words(`
 a about above access account accounts active ad address addresses admin administrator after again all allow allowed also an and answer answered any api app application are as ask asked at attribute attributes
 authority authorized azure back base batch be because been before begin below between both but by call can cannot catalog catalogue certificate chain change changed check chunk client clock cloud
 cmdlet code collect collector command complete computer configuration connect connected connection connections connector connectors consent container containers context copy could crossprem cursor
 damaged data date dc deadline deleted denied device directory disk do does domain domains done down each either empty end endpoint enough entra entries entry error errors exchange exchangeonline exist
 expired export failed feature features few file files first folder for forbidden forest found from full get getting give given global go graph group groups guid has have held here hidden host hour hours
 how http https hybrid id if in incomplete index information instead internet is it items its join key kind language last later ldap ldaps left less license licenses lies limit limits line list lists
 live local lock lost mail mailbox mailboxes many may mean member members memberships microsoft migration minute minutes missing module more must name named names naming network new next no none not
 nothing number object objects of off office on once one online only onprem open or organization other out outlook over own page pages paging part partition partly parts path people permission permissions
 policies policy port powershell privilege problem property properties protected proxy query range rate read reader reading recipient recipients record records referral referrals refused remote replica
 replication request requests right rights role roles root rule rules run same schema scope scopes script search second seconds secret see sent server servers service services set setting settings
 shell shown side sign signed single size skipped snapshot so some sort source starttls still stopped subscribed such synchronization system take tenant than that the their them then there these they
 this those throttled throttles through time times tls to token too took tree tried trust try type types under unknown until up updates url use used user users value values verified version wait
 was wave way were what when where which who whole why will window with without work would write written year yes you zone
 administrators application applications availability basic deny directoryobjects exo management organisation plan plans provisioning reason sku skus state states sync synchronized unit units
`),
);

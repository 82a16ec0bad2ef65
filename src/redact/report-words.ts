import { lazy } from '../evidence/lazy.js';
import { keptAttributes, keptSettings, roleWords, sentenceWords, settingsWords } from './vocabulary.js';

/** What is known to be the products' and not an organization's: it stays readable in a redacted report. */
export interface ProductWords {
  /** Lower case: of titles, error texts, cmdlets, parameters, attributes. */
  readonly words: ReadonlySet<string>;
  /** Whole sentences that stand in the rules. */
  readonly texts: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** In: texts of the rules and names of attributes, and links. Out: their words, with those that this program adds. */
export function productWords(texts: Iterable<string>, names: Iterable<string>, links: Iterable<string>): ProductWords {
  const words = new Set<string>();
  const sentences = new Set<string>();
  for (const set of [sentenceWords(), settingsWords(), roleWords(), keptAttributes(), keptSettings(), OWN()])
    for (const word of set) for (const one of wordsOf(word)) words.add(one);
  for (const text of texts) {
    sentences.add(text);
    for (const word of wordsOf(text)) words.add(word);
  }
  for (const name of names) for (const word of wordsOf(name)) words.add(word);
  for (const name of SAMPLE_NAMES) words.delete(name);
  return { words, texts: sentences, links: new Set(links) };
}

function wordsOf(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{M}\p{N}]{1,80}/gu) ?? []).filter((word) => !/^\d+$/.test(word)).map((word) => word.toLowerCase());
}

/** Organizations of the samples: nobody else's names stand in the rules. */
const SAMPLE_NAMES = ['contoso', 'fabrikam', 'kim', 'alex', 'dana', 'sam'];

/** Words of this program's sentences that no rule has. */
const OWN = lazy(
  () =>
    new Set(
      `adopted adopting adsp anchored applied arrival assignment assume atps attached authorig autocrypt bimi bodies catalogue category clocks comment comments comparable
 concluded condition confirms contents dara dated decoded discourages disposition dnswl document documents domainkeys embed encodes ending engine expiry family faulty
 findings fire fired five folds followed followup frame gzip hangs happens hardly hresult ignores indicator inform installer iprev joinedto kerberos labels languages
 longest maybe mailing medium middle might mime mixed multipart mutual national ndjson nearest negative normalized numeric oldest ongoing opaque openpgp outcome outermost packed pages
 paste pasted peer pem places precedence previously probably proposed proved quarter questions quieter readable redact refuted rolled rspamd ruled scripted shortened shutting
 silent sizes smime snapshot snapshots spamassassin special spelling spent statistics structure submitting supersedes tail tells tell texts tokens transfer travelled undecided
 unfinished unpack unpacks unsubscribe usefully validated vendor vendors websites workstations worth
 mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec monday tuesday wednesday thursday friday saturday sunday january february march april june july
 august september october november december am pm utc gmt cet cest
 csv ldf ldif json xml txt eml msg log ps1 html md crossprem mbox evtx input headers header message error errors onprem cloud settings export exports ndr bounce migration report
 smtp esmtp esmtps esmtpsa lmtp http https tcp tls ssl sha rsa aes gcm cbc ecdhe ecdsa chacha20 utf iso ascii base64 quoted printable plain html charset boundary
 spf dkim dmarc arc compauth scl bcl pcl sfv cip ctry ipv dir sfty lang hop hops relay neutral softfail pass fail none oreject quarantine permerror temperror bestguesspass
 nli inb nspm spm sfs incoming eop attributed correlation correlator arcselector relaxed simple mailfrom topic originalarrivaltime fromentityheader mailboxtype hosted preserved
 mailusers messagedirectionality onpremisessyncbehavior srv given taken refer please support
 renames prod mx bcc cc causes fact demand draft fill just learned length ldifde originating question rollback shorter bear
 postfix exim sendmail qmail relay incoming depth modelled ms undocumented reaching
 adopt analyzed appeared bugs chosen class crosstenant digit doctor domains fell guards guests isvalidated mask migrationusers moderation redirection severity simulate softpass
 unauthorig vpn workstation accepted inboundconnectors outboundconnectors sendconnectors receiveconnectors accepteddomains organizationrelationships
 system string int32 int64 boolean null true false yes no confirmed possible possibly certain hard soft match
 x ms id as it of on or to in is at by if an up us we me my so do be he not the and for per via`.split(/\s+/),
    ),
);

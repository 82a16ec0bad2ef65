import type { FoundReply } from './replies.js';

/** A host that a report names, at its place in the view. */
export interface FoundServer {
  /** Lower case. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The hosts of a report by what they are in it. */
export interface FoundServers {
  readonly generating: FoundServer | undefined;
  /** Those that a reply is said to be from, in order. */
  readonly remote: readonly FoundServer[];
  /** The host in the brackets at the end of Exchange Online's replies. */
  readonly bracketed: readonly FoundServer[];
}

const HOST = /(?<![\w@./\\-])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z]{2,24}(?![\w@-]|\.\w)/g;
const IP = '(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:]{3,39})';
const IP_FOLLOWS = new RegExp(`^\\.?[ \\t]{0,2}[[(/](?:IPv6:)?${IP}[\\])]?`);
const REMOTE_BEFORE =
  /(?:\bhost[ \t\n]{1,3}|\brelay=|connect to |while talking to |\bFQDN=|LastAttemptedServerName=|Remote host:? |Remote-MTA: ?dns; ?)$/i;
const SAYS_AFTER =
  /^\.?[ \t]{0,2}(?:[[(][^\])\n]{0,60}[\])])?(?:[ \t]{0,2}#|[ \t]{1,3}(?:said|returned|replied|rejected|responded|gave this error|does not like|refused)\b|[ \t][^\n@.'"]{2,60}['"\u2018\u201c\u00ab][245]\d\d |[ \t][^\n@.]{4,90}:[ \t]{0,4}\n)/i;
const ALONE_BEFORE = /(?:^|\n)[ \t]{0,20}$/;
const LABEL_BEFORE = /(?:^|\n)[ \t]{0,20}([^\n:\uff1a@/=]{2,60}?)[ \t]{0,2}[:\uff1a][ \t]{0,6}\n?[ \t]{0,6}$/;
const LINE_ENDS = /^\.?[ \t]{0,6}(?:\n|$)/;
const GENERATING_BEFORE =
  /(?:mail system at host|qmail-send program at|Generating server|Generierender Server|Serveur de g\S{1,4}n\S{1,4}ration|Servidor de generaci\S{1,3}n|Servidor de origem|Servidor de gera\S{2,6}o|Server di generazione|Bronserver|Genererende server|Genererande server|生成サーバー|生成服务器|Serwer generujący|Создающий сервер)[ \t]{0,2}[:\uff1a]?\s{0,6}$/i;
const GENERATING_NAME =
  /(?:Generating server|Generierender Server)[ \t]{0,2}[:\uff1a][ \t]{0,6}([A-Za-z0-9][A-Za-z0-9-]{0,62})(?![\w.@-])/i;
const NO_SERVER =
  /sent by|gesendet von|envoy|enviado por|inviato da|verzonden|sender|recipient|subject|domain|queue|identity|http|url|version|agent/i;
const FOLLOWED =
  /^\.?[ \t]{0,6}\n\s{0,80}(?:[^\n@]{0,80}[^\s@]@|[^\n:\uff1a@]{2,60}[:\uff1a][ \t]{0,6}[\w-]{1,63}\.[\w.-]{3,200}[ \t]{0,4}\n|[^\n]{0,60}[245]\d\d )/;

/** In: the masked text of a view, and its replies. Out: its servers. Linear in time. */
export function findServers(text: string, replies: readonly FoundReply[]): FoundServers {
  const remote: FoundServer[] = [];
  const bracketed: FoundServer[] = [];
  let generating: FoundServer | undefined;
  let next = 0;
  for (const match of text.matchAll(HOST)) {
    const end = match.index + match[0].length;
    const server: FoundServer = { value: match[0].toLowerCase(), start: match.index, end };
    if (!/(?:\.[a-z]+|\.[A-Z]+)$/.test(match[0])) continue;
    while (next < replies.length && (replies[next]?.codesEnd ?? 0) <= server.start) next++;
    const role = roleOf(text, server, replies[next - 1], replies[next], generating !== undefined);
    if (role === 'generating') generating ??= server;
    else if (role === 'remote') remote.push(server);
    else if (role === 'bracketed') bracketed.push(server);
  }
  return { generating: generating ?? named(text), remote, bracketed };
}

/** A generating server that is given without a domain. */
function named(text: string): FoundServer | undefined {
  const match = GENERATING_NAME.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const end = match.index + match[0].length;
  return { value: name.toLowerCase(), start: end - name.length, end };
}

function roleOf(
  text: string,
  server: FoundServer,
  before: FoundReply | undefined,
  after: FoundReply | undefined,
  isGenerated: boolean,
): 'generating' | 'remote' | 'bracketed' | undefined {
  const lead = text.slice(Math.max(0, server.start - 90), server.start);
  const rest = text.slice(server.end, server.end + 260);
  if (GENERATING_BEFORE.test(lead)) return isGenerated ? undefined : 'generating';
  if (REMOTE_BEFORE.test(lead)) return 'remote';
  // `<mail.contoso.com #5.1.1>`: how Exchange 2003 names itself; with a reply behind it, the server that answered.
  if (/<$/.test(lead) && /^ #[245]\.\d/.test(rest))
    return /^ #[245]\.\d\.\d{1,3} ?smtp; ?\d/i.test(rest) || isGenerated ? 'remote' : 'generating';
  if (IP_FOLLOWS.test(rest) && !/[[(]$/.test(lead)) return isOfReply(text, before, server) ? undefined : 'remote';
  if (SAYS_AFTER.test(rest) && !isOfReply(text, before, server)) return 'remote';
  if (/\[$/.test(lead) && /^(?:\]| \d{4}-)/.test(rest)) return 'bracketed';
  if (ALONE_BEFORE.test(lead) && LINE_ENDS.test(rest) && after !== undefined && after.start - server.end < 80) return 'remote';
  return labelled(text, lead, rest, server, before, isGenerated);
}

/** Whether a host stands in the words of a reply: what a reply names is not the one that gave it. */
function isOfReply(text: string, before: FoundReply | undefined, server: FoundServer): boolean {
  if (before === undefined || server.start - before.codesEnd > 400) return false;
  return !/\n|['"\u2019\u201d\u00bb]\)?(?:\s|$)/.test(text.slice(before.codesEnd, server.start));
}

/** `WORDS: HOST` on a line of its own, whatever the language: above the recipients the generating server, below a reply the one that refused. */
function labelled(
  text: string,
  lead: string,
  rest: string,
  server: FoundServer,
  before: FoundReply | undefined,
  isGenerated: boolean,
): 'generating' | 'remote' | undefined {
  const label = LABEL_BEFORE.exec(lead)?.[1];
  if (label === undefined || NO_SERVER.test(label) || !LINE_ENDS.test(rest)) return undefined;
  if (/rejected by|abgelehnt|rejet|rechazad|rifiutat|geweigerd|rejeitad/i.test(label)) return 'remote';
  if (before !== undefined && server.start - before.codesEnd < 700) {
    const between = text.slice(before.codesEnd, server.start - label.length);
    if (/^[^\n]{0,500}\s{1,80}[^\n]{0,70}$/.test(between)) return 'remote';
  }
  if (server.value.split('.').length < 2 || !FOLLOWED.test(rest)) return undefined;
  return isGenerated ? 'remote' : 'generating';
}

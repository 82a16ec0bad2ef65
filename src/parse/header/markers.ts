/** Words for "original" in the languages of Exchange's reports; parts of words, lower case. */
const ORIGINAL = [
  ...[
    'original',
    'ursprüng',
    'ursprung',
    'origine',
    'origin',
    'oorspronk',
    'opprinn',
    'oprindel',
    'alkuper',
    'eredeti',
    'orijinal',
    'özgün',
  ],
  ...['původn', 'pôvodn', 'oryginaln', 'izvorn', 'исходн', 'оригинал', 'вихідн', 'початков', 'αρχικ', 'מקורי', 'الأصل', 'เดิม', 'ต้นฉบับ'],
  ...['元の', '元メッセージ', 'オリジナル', '原始', '原邮件', '원본', '원래', 'gốc'],
];

/** Words for "headers". */
const HEADERS = [
  ...['header', 'kopfzeile', 'en-tête', 'entête', 'en-tete', 'encabezad', 'intestazion', 'cabeçalho', 'capçalera', 'koppen', 'kopteksten'],
  ...[
    'rubrik',
    'huvud',
    'hoveder',
    'hode',
    'overskrift',
    'otsik',
    'otsak',
    'hlavič',
    'nagłówk',
    'fejléc',
    'antet',
    'üst bilgi',
    'üstbilgi',
  ],
  ...[
    'başlık',
    'zaglavl',
    'glav',
    'заголов',
    'κεφαλίδ',
    'כותר',
    'رؤوس',
    'العناوين',
    'ส่วนหัว',
    'ヘッダ',
    '标头',
    '標頭',
    '邮件头',
    '머리글',
    '헤더',
    'tiêu đề',
  ],
];

/** What mail servers other than Exchange write above the message they give back. */
const COPIES = [
  ...['copy of the message', 'copy of your message', 'copy of the headers', 'returned message', 'undelivered message', 'unsent message'],
  ...['original message follows', 'message header follows', 'header follows', 'below this line is'],
];

/** True where the lines before a block say that the headers of a returned message follow. In: the text right before the block. */
export function isReturnMarker(before: string): boolean {
  const lines = lastLines(before, 4);
  const near = lines.at(-1) ?? '';
  if (lines.some((line) => COPIES.some((words) => line.includes(words)))) return true;
  return ORIGINAL.some((word) => near.includes(word)) && HEADERS.some((word) => near.includes(word)) && isTitle(near);
}

/** A title, not a sentence that happens to speak of original headers. */
function isTitle(line: string): boolean {
  return line.length <= 90 && (/[:：]\s{0,3}$/.test(line) || line.split(/\s+/).length <= 6);
}

/** True where a mail program's line above a forwarded or quoted message stands before: "---- Forwarded message ----". */
export function isForwardMarker(before: string): boolean {
  const near = lastLines(before, 1)[0] ?? '';
  return /^[>\s]{0,20}(?:-{3,}|_{5,}|begin forwarded|forwarded message|weitergeleitete)/.test(near);
}

/** The last lines that are not blank, in lower case. */
function lastLines(before: string, most: number): readonly string[] {
  return before
    .split(/[\r\n]+/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '' && line !== '>')
    .slice(-most);
}

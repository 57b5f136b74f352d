/** Rounds of decoding: text inside text inside text, and no further. */
const ROUNDS = 3;

const ENTITIES: Readonly<Record<string, string>> = {
  plus: '+',
  commat: '@',
  period: '.',
  hyphen: '-',
  dash: '-',
  lpar: '(',
  rpar: ')',
  num: '#',
  colon: ':',
  nbsp: ' ',
  amp: '&',
  quot: '"',
};

/**
 * The text itself, and what it says when it is decoded: percent, JSON and HTML escapes, base64, digits of any
 * script, full-width forms, and nothing invisible between. For short text: each round reads all of it.
 */
export function spellings(text: string): readonly string[] {
  const found = [plain(text)];
  for (let round = 0; round < ROUNDS; round++) {
    const next = decoded(found.at(-1) ?? '');
    if (found.includes(next)) break;
    found.push(next);
  }
  return found;
}

/** What a run of base64 says, when that is readable text; else `undefined`. */
export function readableBase64(run: string): string | undefined {
  const said = Buffer.from(run, 'base64').toString('latin1');
  return /^[\x20-\x7e]{8,}$/.test(said) ? said : undefined;
}

function decoded(text: string): string {
  const unescaped = entities(escapes(percent(text)));
  return plain(unescaped.replace(/[\w+/-]{11,}={0,2}/g, (run) => readableBase64(run) ?? run));
}

const percent = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

const escapes = (text: string): string =>
  text
    .replace(/\\+(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (whole, ...codes: string[]) =>
      character(Number.parseInt(codes.slice(0, 3).find(Boolean) ?? '', 16), whole),
    )
    .replaceAll('\\', '');

const entities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));?/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
    return character(hex ? Number.parseInt(hex, 16) : Number(decimal), whole);
  });

const character = (code: number, otherwise: string): string =>
  Number.isInteger(code) && code <= 0x10_ff_ff ? String.fromCodePoint(code) : otherwise;

/** Compatible forms in one form, digits of every script as ASCII, nothing invisible. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/\p{Nd}/gu, asciiDigit);

/** Every script's digits stand in a row from zero to nine, so a digit's value is its distance from what is before. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return digit;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

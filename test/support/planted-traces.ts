import { PLANTED, PLANTED_KINDS, SPELLING_NAMES, SPELLINGS } from './planted-people.ts';

/** What gives each of them away, in lower case: a part is enough. */
const MARKS = ['2025550187', 'quillon', 'verbeek', 'fiction.example', '4111111111111111', 'zq81btfiction'];

/** Shorter spellings would be found anywhere. */
const SHORTEST = 8;

const SPELLED = SPELLING_NAMES.flatMap((spelling) =>
  PLANTED_KINDS.map((kind) => ({ what: `${kind}, ${spelling}`, text: SPELLINGS[spelling](PLANTED[kind]) })),
).filter(({ text }) => text.length >= SHORTEST);

/**
 * Traces of what was planted, by name: each spelling as it was planted, and every mark that shows when text is decoded
 * by rules of our own, which share nothing with the product's.
 */
export function tracesIn(text: string): string[] {
  const verbatim = SPELLED.filter((one) => text.includes(one.text)).map(({ what }) => what);
  const readings = [text, decoded(text), decoded(decoded(text)), decoded(fromBase64(text))];
  const said = readings
    .flatMap((reading) => [reading, joined(reading)])
    .map((reading) => reading.toLowerCase());
  const marks = MARKS.filter((mark) => said.some((reading) => reading.includes(mark)));
  return [...new Set([...verbatim, ...marks])];
}

function decoded(text: string): string {
  return text
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    .replace(/\\+u([0-9a-fA-F]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#x([0-9a-fA-F]+);/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u0966-\u096f]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u200b\u00ad]/g, '');
}

const fromBase64 = (text: string): string =>
  text.replace(/[A-Za-z0-9+/_-]{10,}={0,2}/g, (run) => Buffer.from(run, 'base64').toString('latin1'));

/** The same without what people put between digits. */
const joined = (text: string): string => text.replace(/(?<=\d)[\s().-]+(?=\d)/g, '');

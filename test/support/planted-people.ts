/** What must never come out again, and how it could be spelled. All of it is invented or kept for tests. */
export const PLANTED = {
  /** From the range kept for fiction. */
  phone: '+12025550187',
  name: 'Quillon Verbeek',
  email: 'quillon.verbeek@fiction.example',
  /** A network's published test number. */
  card: '4111111111111111',
  token: 'sk_live_Zq81bTfiction',
} as const;
export type PlantedKind = keyof typeof PLANTED;
export const PLANTED_KINDS = ['phone', 'name', 'email', 'card', 'token'] as const satisfies PlantedKind[];

type Spell = (text: string) => string;

const eachCharacter = (text: string, spell: (code: number, character: string) => string): string =>
  [...text].map((character) => spell(character.codePointAt(0)!, character)).join('');

const hex = (code: number): string => code.toString(16).padStart(2, '0');

/** Digits by another script's zero; letters stay. */
const digitsFrom =
  (zero: number): Spell =>
  (text) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** Digits grouped as people group them; other text by its words. */
const grouped =
  (separator: string): Spell =>
  (text) => {
    if (!/^\+?\d+$/.test(text)) return text.replaceAll(' ', separator);
    const groups = text.startsWith('+') ? /^(\+\d)(\d{3})(\d{3})(\d{4})$/ : /^(\d{4})(\d{4})(\d{4})(\d{4})$/;
    return text.replace(groups, ['$1', '$2', '$3', '$4'].join(separator));
  };

/** Ways to write the same thing. */
export const SPELLINGS = {
  plain: (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  spaced: grouped(' '),
  dashed: grouped('-'),
  dotted: grouped('.'),
  'full-width': (text) =>
    eachCharacter(text, (code, same) =>
      code > 0x20 && code < 0x7f ? String.fromCodePoint(code + 0xfee0) : same,
    ),
  'Arabic-Indic digits': digitsFrom(0x660),
  'Devanagari digits': digitsFrom(0x966),
  'percent-encoded': encodeURIComponent,
  'percent-encoded throughout': (text) => eachCharacter(text, (code) => `%${hex(code)}`),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ contact: text })),
  'HTML entities': (text) => eachCharacter(text, (code) => `&#${code};`),
  'hexadecimal HTML entities': (text) => eachCharacter(text, (code) => `&#x${hex(code)};`),
  'unicode escapes': (text) => eachCharacter(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'split by zero-width spaces': (text) => [...text].join('\u200b'),
  'with soft hyphens': (text) => [...text].join('\u00ad'),
} satisfies Readonly<Record<string, Spell>>;
export type SpellingName = keyof typeof SPELLINGS;
export const SPELLING_NAMES = Object.keys(SPELLINGS) as SpellingName[];

/** Every planted thing in one spelling. */
export const spelled = (spelling: SpellingName): Readonly<Record<PlantedKind, string>> =>
  Object.fromEntries(PLANTED_KINDS.map((kind) => [kind, SPELLINGS[spelling](PLANTED[kind])])) as Record<
    PlantedKind,
    string
  >;

/** All of it in every spelling, as one text. */
export const EVERYTHING: string = SPELLING_NAMES.flatMap((spelling) => Object.values(spelled(spelling))).join(
  ' | ',
);

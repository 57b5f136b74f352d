import type { Phrase } from '../ports/transcripts.ts';
import { looksPersonal } from '../runtime/personal-text.ts';

/** Shorter words say little about what a sentence is about. */
const LEAST_WORD = 4;
/** Further in than this nothing is looked at: what matters most was said before. */
const MOST_SENTENCES = 2000;

/**
 * The customer's most telling sentences in the order they were said, at most `maxLength` characters; `undefined` when
 * there is none that fits. A sentence that looks as if it held a number, an address or a credential is left out.
 */
export function transcriptSummary(phrases: readonly Phrase[], maxLength: number): string | undefined {
  const sentences = phrases
    .filter(({ byCustomer }) => byCustomer)
    .flatMap(({ text }) => text.split(/(?<=[.!?])\s+/))
    .map((text) => text.trim())
    .filter((text) => text !== '' && !looksPersonal(text))
    .slice(0, MOST_SENTENCES);
  const counts = new Map<string, number>();
  for (const word of sentences.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weight = (text: string): number => {
    const words = wordsOf(text);
    return words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0) / Math.max(1, words.length);
  };
  const ranked = sentences
    .map((text, index) => ({ text, index, weight: weight(text) }))
    .sort((one, other) => other.weight - one.weight || one.index - other.index);
  let left = maxLength;
  const chosen = ranked.filter(({ text }) => {
    const fits = text.length + 1 <= left + 1;
    if (fits) left -= text.length + 1;
    return fits;
  });
  if (chosen.length === 0) return undefined;
  return chosen
    .sort((one, other) => one.index - other.index)
    .map(({ text }) => text)
    .join(' ');
}

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= LEAST_WORD);

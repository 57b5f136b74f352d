import type { Tone } from '../shared/pill.tsx';
import { STRINGS } from './strings.ts';

const NAMES: Readonly<Record<string, string>> = STRINGS.outcomes.names;

/** What an outcome is called; `null` is one that is not known yet. */
export const outcomeName = (outcome: string | null): string => NAMES[outcome ?? 'in_flight'] ?? outcome ?? '';

const TONES: Readonly<Record<string, Tone>> = {
  placed: 'good',
  suppressed: 'plain',
  deferred: 'warn',
  uncertain: 'bad',
  quarantined: 'bad',
  in_flight: 'accent',
};

/** How an outcome looks. */
export const outcomeTone = (outcome: string | null): Tone => TONES[outcome ?? 'in_flight'] ?? 'plain';

/** A machine's word as people write it: `outside_window` becomes `outside window`. */
export const plainWords = (word: string): string => word.replaceAll('_', ' ');

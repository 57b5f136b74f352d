import * as z from 'zod';
import { isTimeZone } from '../../functions/compliance/wall-clock.ts';
import { Purpose } from '../../functions/messages/alert-class.ts';
import { Decision } from '../../functions/messages/alert-facts.ts';
import { PhoneNumber } from '../../functions/messages/suppression.ts';
import { maskedPhone } from '../../functions/runtime/redaction.ts';
import { onlyPositional, readArguments, UsageError } from '../arguments.ts';
import { type Explanation, explainDecision, explainNumber } from '../explanation.ts';
import { explanationText } from '../explanation-text.ts';
import { permissionRules } from '../permission-rules.ts';
import { readStory } from '../requests.ts';
import { endingLine } from '../story-text.ts';
import { TARGET_OPTIONS, target } from '../target.ts';

const NOTHING: string[] = [];
const OPTIONS = {
  ...TARGET_OPTIONS,
  set: { type: 'string', multiple: true, default: NOTHING },
  phone: { type: 'string' },
  at: { type: 'string' },
  purpose: { type: 'string' },
  zone: { type: 'string' },
} as const;

/**
 * `explain <key>`: why an alert was, or was not, called about; exit code 1 when there is no such alert, or nothing was
 * decided yet. `explain --phone <number> [--at <instant>] [--purpose <purpose>] [--zone <zone>]`: whether a number might
 * be called then, going by the number and the rules alone.
 */
export async function explain(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const say = (title: string, explanation: Explanation): void =>
    console.log(
      values.json
        ? JSON.stringify({ title, ...explanation }, undefined, 2)
        : explanationText(title, explanation),
    );
  if (values.phone !== undefined) {
    if (positionals.length > 0) throw new UsageError('name a key, or --phone, not both');
    const rules = await permissionRules(values);
    say(maskedPhone(values.phone), explainNumber(questionOf(values), rules));
    return 0;
  }
  for (const option of ['at', 'purpose', 'zone'] as const)
    if (values[option] !== undefined) throw new UsageError(`--${option} goes with --phone`);
  return explainAlert(onlyPositional(positionals, 'an idempotencyKey, or --phone'), values, say);
}

async function explainAlert(
  key: string,
  options: { readonly url?: string | undefined; readonly stage?: string | undefined; readonly set: string[] },
  say: (title: string, explanation: Explanation) => void,
): Promise<number> {
  const story = await readStory(target(options), key);
  if (!story) {
    console.error(`no alert ${key} has been admitted`);
    return 1;
  }
  const decision = Decision.safeParse(story.decision).data;
  const explanation = decision && explainDecision(decision, await permissionRules(options));
  if (!explanation) {
    console.error(
      `${key}: ${endingLine(story)}; whether it might be called about was not asked, or is not kept`,
    );
    return 1;
  }
  say(`${key}: ${endingLine(story)}\n  decided`, explanation);
  return 0;
}

interface NumberOptions {
  readonly phone?: string | undefined;
  readonly at?: string | undefined;
  readonly purpose?: string | undefined;
  readonly zone?: string | undefined;
}

/** @throws {UsageError} naming the option that cannot be read */
function questionOf({ phone, at, purpose = 'informational', zone }: NumberOptions) {
  const wanted = Purpose.safeParse(purpose);
  if (!PhoneNumber.safeParse(phone).success) throw new UsageError('--phone: write E.164, e.g. +12025550123');
  if (!wanted.success) throw new UsageError(`--purpose: one of ${Purpose.options.join(', ')}`);
  if (at !== undefined && !z.iso.datetime({ offset: true }).safeParse(at).success)
    throw new UsageError('--at: write an instant with its offset, e.g. 2026-11-21T19:58:00-05:00');
  if (zone !== undefined && !isTimeZone(zone)) throw new UsageError(`--zone: ${zone} is no IANA time zone`);
  return {
    instant: at === undefined ? new Date() : new Date(at),
    phoneE164: phone ?? '',
    purpose: wanted.data,
    dialingMode: 'agent' as const,
    ...(zone !== undefined && { explicitTimeZone: zone }),
  };
}

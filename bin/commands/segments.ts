import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { InteractionCompleted } from '../../functions/messages/interaction-completed.ts';
import type { Profile } from '../../functions/messages/profile.ts';
import type { SegmentRules } from '../../functions/messages/segment-rules.ts';
import { completedOf, completionKey, isWanted, tagsOf } from '../../functions/segmentation/desired-state.ts';
import { absorbed, SEGMENT_TIMING } from '../../functions/segmentation/profile-steps.ts';
import { segmentRules } from '../../lib/segmentation-settings.ts';
import { LOCAL, parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { readArguments, UsageError } from '../arguments.ts';

/** What the CRM shall have of a customer; `undefined` while nothing is known. */
export type SegmentView = Readonly<Record<string, unknown>> | undefined;

/** `segments --event FILE [--before FILE] [--stage NAME]`: what a completion does to its customer's segments. */
export async function segments(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    event: { type: 'string' },
    before: { type: 'string' },
    stage: { type: 'string', default: LOCAL },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length > 0 || values.event === undefined)
    throw new UsageError('name a completion: --event events/interaction-completed.json');
  const rules = rulesOf(values.stage);
  const earlier = values.before === undefined ? [] : [completionIn(values.before)];
  const before = earlier.reduce<Profile | undefined>((profile, one) => after(profile, one, rules), undefined);
  const event = completionIn(values.event);
  const result = {
    counts: isWanted(event, rules),
    before: view(before),
    after: view(after(before, event, rules)),
  };
  console.log(values.json ? JSON.stringify(result, undefined, 2) : text(event.customerId, result));
  return 0;
}

/** The segment rules of a stage of `cdk.json`. @throws {StageError} its settings cannot be used */
export function rulesOf(stage: string): SegmentRules {
  return segmentRules(parseStage(stage, cdkContext().stages[stage]).segmentation);
}

/** A profile with one more completion in it; as it was when that changes nothing. Written without a CRM. */
export function after(
  before: Profile | undefined,
  completion: InteractionCompleted,
  rules: SegmentRules,
): Profile | undefined {
  if (!isWanted(completion, rules)) return before;
  const arrival = { key: completionKey(completion, JSON.stringify(completion)), arrivedAt: new Date(0) };
  const timing = { ...SEGMENT_TIMING, coalesceMs: 0 };
  const step = absorbed(before, completedOf(completion, arrival, rules), new Date(0), timing);
  return step.kind === 'changed' ? step.profile : before;
}

/** The attributes as the CRM gets them. */
export function view(profile: Profile | undefined): SegmentView {
  return (
    profile && {
      ...profile.attributes,
      segmentation_tags: tagsOf(profile),
      last_updated: profile.newest?.eventAt.toISOString(),
      ...(profile.transcript && { last_interaction_summary: '(from the transcript)' }),
    }
  );
}

function completionIn(file: string): InteractionCompleted {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} cannot be read as JSON`);
  }
  const parsed = z.safeParse(InteractionCompleted, written);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new UsageError(`${file} is no completion: ${fields.join(', ')}`);
}

function text(customerId: string, { counts, before, after }: Record<string, unknown> & { counts: boolean }) {
  const shown = (value: unknown): string =>
    value === undefined
      ? '  (nothing)'
      : Object.entries(Object(value))
          .map(([name, entry]) => `  ${name.padEnd(26)} ${JSON.stringify(entry)}`)
          .join('\n');
  const verdict = counts ? '' : ': its queue and skills are not configured, it is ignored';
  return `${customerId}${verdict}\nbefore\n${shown(before)}\nafter\n${shown(after)}`;
}

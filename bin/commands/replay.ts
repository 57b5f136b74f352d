import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import * as z from 'zod/mini';
import { InteractionCompleted } from '../../functions/messages/interaction-completed.ts';
import type { Profile } from '../../functions/messages/profile.ts';
import { SegmentRules } from '../../functions/messages/segment-rules.ts';
import { LOCAL } from '../../lib/stage.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { post } from '../requests.ts';
import { TARGET_OPTIONS, target } from '../target.ts';
import { after, rulesOf, type SegmentView, view } from './segments.ts';

/** One customer whose segments differ. */
interface Difference {
  readonly customerId: string;
  readonly before: SegmentView;
  readonly after: SegmentView;
}

/**
 * `replay interactions --from FILE.jsonl --dry-run [--rules FILE] [--stage NAME]`: what history would have come to
 * under the rules of a file, beside those of the stage. Without `--dry-run` the completions are posted to the door.
 */
export async function replay(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...TARGET_OPTIONS,
    from: { type: 'string' },
    rules: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  });
  const [what, ...more] = positionals;
  if (what !== 'interactions' || more.length > 0)
    throw new UsageError('replay knows one history: interactions');
  if (values.from === undefined) throw new UsageError('name the history: --from completions.jsonl');
  if (!values['dry-run']) return postAll(values.from, values);
  const stageRules = rulesOf(values.stage ?? LOCAL);
  const changed = values.rules === undefined ? stageRules : rulesIn(values.rules, stageRules);
  const differences = await differencesIn(values.from, stageRules, changed);
  console.log(values.json ? JSON.stringify(differences, undefined, 2) : text(differences));
  return 0;
}

/** Customers whose segments differ between two sets of rules over one history. */
async function differencesIn(
  file: string,
  before: SegmentRules,
  changed: SegmentRules,
): Promise<Difference[]> {
  const states = new Map<string, { before: Profile | undefined; after: Profile | undefined }>();
  for await (const completion of completionsIn(file)) {
    const state = states.get(completion.customerId);
    states.set(completion.customerId, {
      before: after(state?.before, completion, before),
      after: after(state?.after, completion, changed),
    });
  }
  return [...states]
    .map(([customerId, state]) => ({ customerId, before: view(state.before), after: view(state.after) }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

/** Posts history through the door, one after the other; what was applied before is a duplicate. */
async function postAll(file: string, options: Parameters<typeof target>[0]): Promise<number> {
  const at = target(options);
  let [accepted, refused] = [0, 0];
  for await (const completion of completionsIn(file)) {
    const { status } = await post(at, 'v1/interactions', JSON.stringify(completion));
    if (status === 202) accepted++;
    else refused++;
  }
  console.log(`${accepted} accepted, ${refused} refused`);
  return refused === 0 ? 0 : 1;
}

/** @throws {UsageError} naming the line that is no completion */
async function* completionsIn(file: string): AsyncGenerator<InteractionCompleted> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    const parsed = z.safeParse(InteractionCompleted, parsedOr(line));
    if (!parsed.success) throw new UsageError(`${file} line ${number} is no completion`);
    yield parsed.data;
  }
}

function rulesIn(file: string, stage: SegmentRules): SegmentRules {
  const parsed = z.safeParse(z.partial(SegmentRules), parsedOr(readFileSync(file, 'utf8')));
  if (parsed.success) return { ...stage, ...JSON.parse(JSON.stringify(parsed.data)) };
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new UsageError(`${file} holds no segment rules: ${fields.join(', ')}`);
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function text(differences: readonly Difference[]): string {
  const lines = differences.flatMap(({ customerId, before, after }) => [
    customerId,
    ...[...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((name) => {
      const [was, is] = [JSON.stringify(before?.[name]), JSON.stringify(after?.[name])];
      return was === is ? [] : [`  ${name}: ${was ?? '(nothing)'} -> ${is ?? '(nothing)'}`];
    }),
  ]);
  return [`${differences.length} customers differ`, ...lines].join('\n');
}

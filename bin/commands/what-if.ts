import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { StagePolicies } from '../../functions/compliance/stage-policy.ts';
import { LOCAL } from '../../lib/stage.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { rulesOf, stageWith } from '../permission-rules.ts';
import { slowProgress } from '../slow-progress.ts';
import { TARGET_OPTIONS } from '../target.ts';
import { type Change, compared, type Difference, storyLine } from '../what-if.ts';
import { byRule, differenceText } from '../what-if-text.ts';

const NOTHING: string[] = [];
const OPTIONS = {
  stage: TARGET_OPTIONS.stage,
  json: TARGET_OPTIONS.json,
  set: { type: 'string', multiple: true, default: NOTHING },
  from: { type: 'string' },
  accept: { type: 'boolean', default: false },
} as const;

/**
 * `what-if --set path=value ... --from <stories.jsonl|->`: replays recorded decisions under changed settings and prints
 * which would come out otherwise. Exit code 1 when calls would be made that were refused, unless `--accept`.
 */
export async function whatIf(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (positionals.length > 0)
    throw new UsageError(`what-if takes options only, not ${positionals.join(' ')}`);
  if (values.from === undefined) {
    throw new UsageError(
      '--from: name a file of stories, a line each: npm run -s trace -- --all > stories.jsonl',
    );
  }
  const stage = values.stage ?? LOCAL;
  const difference = await differenceOf(
    values.from,
    rulesOf(stageWith(stage, [])),
    rulesOf(stageWith(stage, values.set)),
  );
  const widened = difference.changes.filter(({ kind }) => kind === 'added').length;
  if (values.json)
    console.log(JSON.stringify({ ...difference, byRule: rulesByKind(difference.changes) }, undefined, 2));
  else console.log(differenceText(difference));
  if (widened === 0 || values.accept) return 0;
  console.error(`${widened} calls would be made that were refused; say --accept if that is meant`);
  return 1;
}

/** @throws {UsageError} the file is not there, or a line of it is no story */
async function differenceOf(file: string, now: StagePolicies, then: StagePolicies): Promise<Difference> {
  if (file !== '-' && !existsSync(file)) throw new UsageError(`--from ${file}: there is no such file`);
  const lines = createInterface({
    input: file === '-' ? process.stdin : createReadStream(file),
    crlfDelay: Infinity,
  });
  const progress = slowProgress('decisions replayed');
  const changes: Change[] = [];
  const count = { lines: 0, replayed: 0, withoutDecision: 0, decidedUnderAnother: 0 };
  for await (const line of lines) {
    count.lines += 1;
    if (line.trim() === '') continue;
    const story = storyLine(line);
    if (!story) throw new UsageError(`${file}:${count.lines}: not a story, as trace prints it with --json`);
    const { key, decision } = story;
    if (!decision) {
      count.withoutDecision += 1;
      continue;
    }
    count.replayed += 1;
    const { change, isFromAnother } = compared({ key, decision }, now, then);
    if (isFromAnother) count.decidedUnderAnother += 1;
    if (change) changes.push(change);
    progress(count.replayed);
  }
  const { lines: _, ...counts } = count;
  return { ...counts, changes };
}

const rulesByKind = (changes: readonly Change[]) =>
  Object.fromEntries(
    (['added', 'removed', 'moved'] as const).map((kind) => [
      kind,
      byRule(changes.filter((change) => change.kind === kind)),
    ]),
  );

import * as z from 'zod';
import type { Protocol } from '../functions/dialing/protocol.ts';
import { withBudget } from './stage-pacing.ts';
import { type Blocks, crossProblems } from './stage-problems.ts';
import { StageSettings } from './stage-settings.ts';
import { protocolOf } from './stage-timing.ts';

/** A stage: its name, its settings and what follows from them. */
export interface Stage extends StageSettings {
  readonly name: string;
  readonly timing: Protocol;
}

/** Settings that cannot be used, with every problem and its path. */
export class StageError extends Error {
  override readonly name = 'StageError';
  readonly problems: readonly string[];

  constructor(stage: string, problems: readonly string[]) {
    super([`stage "${stage}" has wrong settings:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/** The one stage that may name loopback hosts and choose its own API key. */
export const LOCAL = 'local';

/**
 * Parses the settings of a stage.
 * @throws {StageError} naming every problem with its path
 */
export function parseStage(name: string, settings: unknown): Stage {
  const budgeted = withBudget(settings);
  const result = StageSettings.safeParse(budgeted);
  const { problems } = examined(name, budgeted, result);
  if (!result.success || problems.length > 0) throw new StageError(name, problems);
  return { ...result.data, name, timing: protocolOf(result.data.dialing) };
}

/** Every problem of a stage's settings with its path, and the blocks that can be read all the same. Never throws. */
export function examineStage(name: string, settings: unknown): StageExamination {
  const budgeted = withBudget(settings);
  return examined(name, budgeted, StageSettings.safeParse(budgeted));
}

/** What is found in a stage's settings. */
export interface StageExamination {
  readonly blocks: Blocks;
  readonly problems: readonly string[];
}

function examined(
  name: string,
  settings: unknown,
  { data, error }: z.ZodSafeParseResult<StageSettings>,
): StageExamination {
  const issues = error?.issues ?? [];
  const blocks = data ?? readable(withoutUnknown(settings, issues));
  return { blocks, problems: [...issues.flatMap(issueLines), ...crossProblems(blocks, name === LOCAL)] };
}

function issueLines(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[path, key].filter(Boolean).join('.')}: no such setting`);
  }
  return [`${path || '(the stage)'}: ${issue.message}`];
}

/** The blocks that can be read by themselves, so that a wrong setting hides no problem of another block. */
function readable(settings: unknown): Blocks {
  const {
    telephony,
    alerts,
    routing,
    dialing,
    crm,
    doors,
    reads,
    iot,
    pacing,
    occupancy,
    ticketing,
    segmentation,
    context,
    reports,
    previews,
    panel,
    console: operators,
  } = StageSettings.shape;
  const block = <S extends z.core.$ZodType>(schema: S) => z.catch(z.optional(schema), undefined);
  const blocks = z.object({
    doors: block(doors),
    reads: block(reads),
    iot: block(iot),
    ticketing: block(ticketing),
    telephony: block(telephony),
    crm: block(crm),
    dialing: block(dialing),
    alerts: block(alerts),
    routing: block(routing),
    pacing: block(pacing),
    occupancy: block(occupancy),
    segmentation: block(segmentation),
    context: block(context),
    reports: block(reports),
    previews: block(previews),
    panel: block(panel),
    console: block(operators),
  });
  return blocks.safeParse(settings).data ?? {};
}

/** A copy without the settings that do not exist. */
function withoutUnknown(settings: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(settings);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>(
      (at, name) => (isObject(at) ? Reflect.get(at, name) : undefined),
      copy,
    );
    if (isObject(holder)) for (const key of issue.keys) Reflect.deleteProperty(holder, key);
  }
  return copy;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

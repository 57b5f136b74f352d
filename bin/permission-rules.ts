import type { StagePolicies } from '../functions/compliance/stage-policy.ts';
import { windowPolicy } from '../lib/function-settings.ts';
import { LOCAL, parseStage, type Stage } from '../lib/stage.ts';
import { cdkContext } from '../local/cdk-context.ts';
import { parseOverride, withOverrides } from '../local/stage-settings.ts';
import { describedAt } from './ledger.ts';
import { LOCAL_URL } from './target.ts';

/** Which stage's rules are meant, and what is set differently. */
export interface RulesOptions {
  readonly stage?: string | undefined;
  readonly url?: string | undefined;
  /** `path=value`, as `npm start` takes it. */
  readonly set: readonly string[];
}

/**
 * The rules of a stage: by `cdk.json` with what is set, or, where nothing is set, those of the local system that runs at
 * `--url`.
 * @throws {StageError} there is no such stage, or what is set cannot be used
 */
export async function permissionRules(options: RulesOptions): Promise<StagePolicies> {
  const { stage = LOCAL, url = LOCAL_URL, set } = options;
  const running = stage === LOCAL && set.length === 0 ? await describedAt(url) : undefined;
  return running?.rules ?? rulesOf(stageWith(stage, set));
}

/** A stage of `cdk.json` with settings replaced. @throws {StageError} naming every problem */
export function stageWith(name: string, set: readonly string[]): Stage {
  return parseStage(name, withOverrides(cdkContext().stages[name] ?? {}, set.map(parseOverride)));
}

/** The rules a stage gives its functions. */
export const rulesOf = (stage: Stage): StagePolicies => ({
  policy: windowPolicy(stage),
  purposes: stage.dialing.purposes,
});

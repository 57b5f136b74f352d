import { examineStage, LOCAL, type StageExamination } from '../lib/stage.ts';
import { cdkContext } from '../local/cdk-context.ts';
import { parseOverride, withOverrides } from '../local/stage-settings.ts';
import { UsageError } from './arguments.ts';
import { described } from './ledger.ts';
import { localClient } from './local-client.ts';
import { type SecretStore, secretStore } from './secret-store.ts';
import { LOCAL_URL } from './target.ts';

/** A stage as its settings say it is, deployed or not, and its secrets. */
export interface InspectedStage extends StageExamination {
  readonly name: string;
  /** What a command line needs to mean this stage, e.g. `--stage dev`. */
  readonly where: string;
  readonly secrets: SecretStore;
}

/**
 * The stage of `--stage` by `cdk.json`, its secrets under the caller's own AWS credentials, or the local system at
 * `--url`; `set` replaces settings, as `npm start` does.
 * @throws {UsageError} there is no such stage
 * @throws {Error} no local system answers there
 */
export async function inspectedStage(options: {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
  readonly set?: readonly string[];
}): Promise<InspectedStage> {
  const { stage = LOCAL, url = LOCAL_URL, set = [] } = options;
  const overrides = set.map(parseOverride);
  if (stage !== LOCAL) {
    const block = cdkContext().stages[stage];
    if (!block) throw new UsageError(`cdk.json has no stage ${stage}`);
    const found = examineStage(stage, withOverrides(block, overrides));
    return { ...found, name: stage, where: `--stage ${stage}`, secrets: secretStore() };
  }
  const { aws, settings } = await described(url);
  const { region: _byArn, ...client } = localClient(aws, 'SECRETS_MANAGER');
  return {
    ...examineStage(LOCAL, withOverrides(settings, overrides)),
    name: LOCAL,
    where: url === LOCAL_URL ? '' : `--url ${url}`,
    secrets: secretStore(client),
  };
}

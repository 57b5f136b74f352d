import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../../lib/stage.ts';
import { readCloudAssembly } from '../../local/cloud-assembly.ts';
import { synthesizeTemplates } from '../../local/synthesize.ts';
import { stageSecrets } from '../stage-secrets.ts';
import type { Standing } from './cost-model.ts';

/** Values of an access log's line beside its names: ids, an instant and a path. */
const VALUES_BYTES = 200;

/** What a stage has that costs by the month, counted in its synthesized template. */
export function standingOf(stage: Stage): Standing {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-cost-'));
  try {
    synthesizeTemplates(stage, directory);
    const resources = readCloudAssembly(directory).stacks.flatMap(({ template }) =>
      Object.values(template.Resources),
    );
    const count = (type: string): number => resources.filter(({ Type }) => Type === type).length;
    const formats = resources.map(({ Properties }) => formatOf(Properties.AccessLogSetting));
    return {
      alarms: count('AWS::CloudWatch::Alarm'),
      compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
      dashboards: count('AWS::CloudWatch::Dashboard'),
      secrets: stageSecrets(stage).length,
      mappings: count('AWS::Lambda::EventSourceMapping'),
      accessLogBytes: VALUES_BYTES + Math.max(0, ...formats),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const formatOf = (setting: unknown): number =>
  typeof setting === 'object' && setting !== null && 'Format' in setting ? String(setting.Format).length : 0;

import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build-app.ts';
import { addTemplateRules } from '../lib/nag.ts';
import { nagSuppressions } from '../lib/nag-suppressions.ts';
import { parseStage, StageError } from '../lib/stage.ts';

const app = new App();
const name: unknown = app.node.tryGetContext('stage');
const stages: unknown = app.node.tryGetContext('stages');

try {
  const { state } = buildApp(app, parseStage(...chosen(name, stages)));
  addTemplateRules(app, nagSuppressions(state.stackName));
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  console.error(error.message);
  process.exit(2);
}

function chosen(stage: unknown, blocks: unknown): [string, unknown] {
  const known = typeof blocks === 'object' && blocks !== null ? Object.entries(blocks) : [];
  const found = known.find(([block]) => block === stage);
  if (!found) {
    throw new StageError(String(stage), [
      `cdk.json has no such stage; it has: ${known.map(([block]) => block).join(', ')}`,
    ]);
  }
  return found;
}

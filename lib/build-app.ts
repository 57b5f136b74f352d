import { type App, Tags } from 'aws-cdk-lib';
import { PipelineStack } from './pipeline-stack.ts';
import type { Stage } from './stage.ts';
import { StateStack } from './state-stack.ts';

/** Both stacks of one stage: what must survive, and what is deployed often. */
export function buildApp(app: App, stage: Stage): { state: StateStack; pipeline: PipelineStack } {
  const prefix = `trunkline-${stage.name}`;
  const state = new StateStack(app, 'State', stage, {
    stackName: `${prefix}-state`,
    terminationProtection: true,
  });
  const pipeline = new PipelineStack(app, 'Pipeline', stage, state, { stackName: `${prefix}-pipeline` });
  Tags.of(app).add('application', 'trunkline');
  Tags.of(app).add('stage', stage.name);
  return { state, pipeline };
}

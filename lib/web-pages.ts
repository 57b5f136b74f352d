import { Duration } from 'aws-cdk-lib';
import type { RulesByPage } from '../functions/messages/page-rules.ts';
import type { WebPagesEnv } from '../functions/web-pages/env.ts';
import { WebApi } from './constructs/web-api.ts';
import { panelPage } from './panel-settings.ts';
import { plainFunction, type Workflow } from './workflow.ts';

/**
 * The pages people look at, laid beside one function that serves them: no bucket to fill, so nothing in a deployment
 * runs but CloudFormation. The panel has an API of its own, which is given back; `undefined` where a stage has none.
 */
export function webPages(workflow: Workflow): WebApi | undefined {
  const { stage, scope } = workflow;
  const { panel } = stage;
  if (panel === undefined) return undefined;
  const pages: RulesByPage = { panel: panelPage(panel, stage) };
  const environment: WebPagesEnv = { PAGES: JSON.stringify(pages) };
  const serving = plainFunction(workflow, {
    id: 'WebPages',
    name: 'web-pages',
    timeout: Duration.seconds(5),
    environment,
  });
  const api = new WebApi(scope, 'Web', {
    name: `trunkline-${stage.name}-web`,
    description: `Trunkline's pages (${stage.name})`,
    stageName: stage.name,
    logDays: stage.retention.logDays,
    ...panel.throttle,
  });
  api.page('panel', serving);
  return api;
}

import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RulesByPage } from '../functions/messages/page-rules.ts';
import type { WebPagesEnv } from '../functions/web-pages/env.ts';
import { consolePage } from './console-settings.ts';
import { WebApi } from './constructs/web-api.ts';
import { type PanelSettings, panelPage } from './panel-settings.ts';
import { plainFunction, type Workflow } from './workflow.ts';

/**
 * The pages people look at, laid beside one function that serves them: no bucket to fill, so nothing in a deployment
 * runs but CloudFormation. The console stands beside the reads it asks. The panel has an API of its own, which is given
 * back; `undefined` where a stage has none.
 */
export function webPages(workflow: Workflow): WebApi | undefined {
  const { stage, reads } = workflow;
  const { panel, console: operators } = stage;
  const pages: RulesByPage = {
    ...(panel && { panel: panelPage(panel, stage) }),
    ...(operators && { console: consolePage(operators, stage) }),
  };
  if (Object.keys(pages).length === 0) return undefined;
  const environment: WebPagesEnv = { PAGES: JSON.stringify(pages) };
  const serving = plainFunction(workflow, {
    id: 'WebPages',
    name: 'web-pages',
    timeout: Duration.seconds(5),
    environment,
  });
  if (operators) reads.page('console', serving);
  return panel && panelApi(workflow, panel, serving);
}

function panelApi({ stage, scope }: Workflow, panel: PanelSettings, serving: LambdaFunction): WebApi {
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

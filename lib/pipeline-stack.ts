import { Stack, type StackProps } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { alertWorkers } from './alert-workers.ts';
import { analyticsWorkers } from './analytics-workers.ts';
import { underKey } from './constructs/customer-key.ts';
import { bundleFunctions } from './constructs/function-code.ts';
import { IntakeApi } from './constructs/intake-api.ts';
import { PlatformEvents } from './constructs/platform-events.ts';
import { refuseInsecure } from './constructs/queues.ts';
import { ReadApi } from './constructs/read-api.ts';
import { WebAcl } from './constructs/web-acl.ts';
import { contextWorkers } from './context-workers.ts';
import { observationFunction } from './dialing-workers.ts';
import { functionSettings } from './function-settings.ts';
import { CONFIRMATIONS, iotWayIn } from './iot-way-in.ts';
import { operations } from './operations.ts';
import { overviewRead } from './overview-read.ts';
import { panelWorkers } from './panel-workers.ts';
import { previewWorkers } from './preview-workers.ts';
import { segmentationWorkers } from './segmentation-workers.ts';
import type { Stage } from './stage.ts';
import type { StateStack } from './state-stack.ts';
import { suppressionWorkers } from './suppression-workers.ts';
import { ticketingWorkers } from './ticketing-workers.ts';
import { webPages } from './web-pages.ts';
import { FUNCTION_NAMES, type Workflow } from './workflow.ts';

/** The workflows, one file each: who works, who feeds whom, and who may touch what. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, state: StateStack, props: StackProps) {
    super(scope, id, { ...props, ...(state.key && { propertyInjectors: underKey(state.key) }) });
    const workflow: Workflow = {
      scope: this,
      stage,
      state,
      settings: functionSettings(stage),
      code: bundleFunctions(this, FUNCTION_NAMES),
      doors: doors(this, stage),
      reads: reads(this, stage),
      platform: new PlatformEvents(this, stage.segmentation.conversations?.eventSource),
    };
    const admission = alertWorkers(workflow);
    const control = suppressionWorkers(workflow);
    iotWayIn(workflow, { admission, control });
    const { completions, settlements } = segmentationWorkers(workflow);
    const { refreshes, previews } = contextWorkers(workflow, completions);
    panelWorkers(workflow, webPages(workflow), { refreshes, completions });
    const readings = ticketingWorkers(workflow);
    observationFunction(workflow, { readings, settlements });
    analyticsWorkers(workflow);
    previewWorkers(workflow, previews);
    overviewRead(workflow);
    operations(workflow);
    refuseInsecure(this);
    const { webAcl } = stage.security;
    if (webAcl) {
      new WebAcl(this, 'WebAcl', {
        ...webAcl,
        apis: apisIn(this),
      });
    }
  }
}

/** Every API of a stack, by the construct below the stack that made it. */
function apisIn(stack: Stack): Readonly<Record<string, RestApi>> {
  const apis = stack.node.findAll().filter((found) => found instanceof RestApi);
  return Object.fromEntries(apis.map((api) => [api.node.path.split('/')[1] ?? api.node.id, api]));
}

/** The ways in; each workflow opens its own. */
function doors(scope: Construct, { name, doors, iot, retention }: Stage): IntakeApi {
  const { throttle, apiKeyValue, ...opened } = doors;
  return new IntakeApi(scope, 'Doors', {
    name: `trunkline-${name}-doors`,
    description: `Trunkline doors (${name})`,
    stageName: name,
    logDays: retention.logDays,
    ...throttle,
    ...(iot?.delivery === 'https' && { openMethods: [`/${CONFIRMATIONS}/POST`] }),
    keyed: Object.values(opened).some(({ auth }) => auth === 'apiKey'),
    ...(apiKeyValue !== undefined && { apiKeyValue }),
  });
}

/** The ways to ask what became of something; each workflow answers its own. */
function reads(scope: Construct, { name, reads, retention }: Stage): ReadApi {
  const { auth, throttle, apiKeyValue } = reads;
  return new ReadApi(scope, 'Reads', {
    name: `trunkline-${name}-reads`,
    description: `Trunkline reads (${name})`,
    stageName: name,
    logDays: retention.logDays,
    ...throttle,
    auth,
    keyed: auth === 'apiKey',
    ...(apiKeyValue !== undefined && { apiKeyValue }),
  });
}

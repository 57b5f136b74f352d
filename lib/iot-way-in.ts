import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { CONFIRMATION_DOOR } from '../functions/control/control-message.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import { IotAlertRule, type RuleTarget } from './constructs/iot-alert-rule.ts';
import type { Workflow } from './workflow.ts';

const ALERTS = 'v1/iot/alerts';
/** A prefix of the alerts' own, as AWS asks; it has no model, because a confirmation is no alert. */
export const CONFIRMATIONS = 'v1/iot';

/**
 * Alerts from IoT Core, where a stage asks for them: the rule, and with `https` the door of its confirmations, which
 * control answers. Anybody may post to that door, one request a second.
 */
export function iotWayIn(
  workflow: Workflow,
  queues: { readonly admission: Queue; readonly control: Queue },
): void {
  const { scope, stage, doors } = workflow;
  const { iot } = stage;
  if (iot === undefined) return;
  if (iot.delivery === 'sqs') {
    const target: RuleTarget = { kind: 'sqs', queue: queues.admission };
    new IotAlertRule(scope, 'IotAlerts', { settings: iot, target });
    return;
  }
  const method = doors.openDoor({ path: CONFIRMATIONS, queue: queues.control, namedAs: CONFIRMATION_DOOR });
  alarmAbove(scope, 'DestinationRefusedAlarm', {
    metric: outcomeCount('control', 'destination_refused'),
    threshold: 0,
    runbook: 'destination-refused',
  });
  const target: RuleTarget = {
    kind: 'https',
    url: doors.urlOf(ALERTS),
    confirmationUrl: doors.urlOf(CONFIRMATIONS),
    methodArn: doors.arnOf('POST', ALERTS),
    after: method,
  };
  new IotAlertRule(scope, 'IotAlerts', { settings: iot, target });
}

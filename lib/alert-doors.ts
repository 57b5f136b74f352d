import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StoryEnv } from '../functions/story/env.ts';
import type { TelemetryEnv } from '../functions/telemetry/env.ts';
import { allowTelemetryRead } from './grants.ts';
import { alertModel } from './message-model.ts';
import type { Stage } from './stage.ts';
import { plainFunction, type Workflow } from './workflow.ts';

/** The doors of alerts by the name of their settings. */
const ALERT_DOORS = [
  ['alerts', 'v1/alerts'],
  ['iotAlerts', 'v1/iot/alerts'],
] as const;

/** The doors of alerts, of sensors and of IoT rules. */
export function alertDoors({ doors, stage }: Workflow, admission: Queue): void {
  const model = doors.model('SensorAlert', alertModel());
  for (const [name, path] of ALERT_DOORS) {
    const { auth, signingSecretArn } = stage.doors[name];
    doors.door({
      path,
      model,
      queue: admission,
      auth,
      ...(signingSecretArn && { namedAs: name, signed: true }),
    });
  }
}

/** What became of an alert, and its telemetry. */
export function alertReads(workflow: Workflow): void {
  const { ledger, archive } = workflow.state;
  const storyEnvironment: StoryEnv = { LEDGER_TABLE: ledger.table.tableName };
  const story = plainFunction(workflow, {
    id: 'Story',
    name: 'story',
    timeout: Duration.seconds(10),
    environment: storyEnvironment,
  });
  ledger.allow(story, ['BatchGetItem'], ['ALERT#', 'QUARANTINE#', 'SWITCH#']);
  ledger.allow(story, ['GetItem'], ['DECISION#']);
  const telemetryEnvironment: TelemetryEnv = { ARCHIVE_BUCKET: archive.bucketName };
  const telemetry = plainFunction(workflow, {
    id: 'Telemetry',
    name: 'telemetry',
    timeout: Duration.seconds(10),
    environment: telemetryEnvironment,
  });
  allowTelemetryRead(telemetry, archive);
  workflow.reads.read('v1/alerts/{idempotencyKey}', story);
  workflow.reads.read('v1/telemetry/{reference}', telemetry);
}

/** Secret ARN by door, for the doors whose requests must be signed. */
export function alertSecrets({ doors }: Stage): Readonly<Record<string, string>> {
  const { alerts, iotAlerts } = doors;
  return {
    ...(alerts.signingSecretArn && { alerts: alerts.signingSecretArn }),
    ...(iotAlerts.signingSecretArn && { iotAlerts: iotAlerts.signingSecretArn }),
  };
}

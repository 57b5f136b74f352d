import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule, CfnTopicRuleDestination } from 'aws-cdk-lib/aws-iot';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { allowSend } from '../grants.ts';
import type { IotSettings } from '../iot-settings.ts';
import { deadLetterQueue } from './queues.ts';
import { ServiceRole } from './service-role.ts';

/** Where a rule hands its alerts over. */
export type RuleTarget =
  | { readonly kind: 'sqs'; readonly queue: Queue }
  | {
      readonly kind: 'https';
      /** The door of alerts; the address of confirmations is a prefix of it, as AWS asks. */
      readonly url: string;
      readonly confirmationUrl: string;
      /** ARN of the door's method. */
      readonly methodArn: string;
      /** What must be there before IoT Core asks for a confirmation. */
      readonly after: IDependable;
    };

export interface IotAlertRuleProps {
  readonly settings: IotSettings;
  readonly target: RuleTarget;
}

/** The newest dialect; object literals need it. (AWS IoT developer guide, "SQL versions") */
const SQL_VERSION = '2016-03-23';

/** Most that IoT Core shares: ten messages, 200 ms, 128 KB. (AWS IoT developer guide, "Batching HTTP action messages") */
const BATCH = { maxBatchSize: 10, maxBatchOpenMs: 200, maxBatchSizeBytes: 131_072 };

/**
 * A rule of IoT Core that makes guide 002's alert of what a sensor publishes above its threshold. What it cannot hand
 * over after IoT Core's own tries goes to a queue with an alarm.
 */
export class IotAlertRule extends Construct {
  constructor(scope: Construct, id: string, { settings, target }: IotAlertRuleProps) {
    super(scope, id);
    const role = new ServiceRole(this, 'Role', 'iot.amazonaws.com');
    const failed = deadLetterQueue(this, 'ErrorsDeadLetters');
    allowSend(role, failed);
    const rule = new CfnTopicRule(this, 'Rule', {
      topicRulePayload: {
        awsIotSqlVersion: SQL_VERSION,
        sql: alertSql(settings.topic),
        actions: [this.action(settings, target, role)],
        errorAction: { sqs: { queueUrl: failed.queueUrl, roleArn: role.roleArn, useBase64: false } },
        ruleDisabled: false,
      },
    });
    // A rule that works before its role may would lose alerts to the queue of failures.
    rule.node.addDependency(role);
    if (target.kind === 'https') {
      const destination = new CfnTopicRuleDestination(this, 'Destination', {
        httpUrlProperties: { confirmationUrl: target.confirmationUrl },
      });
      destination.node.addDependency(target.after);
      rule.node.addDependency(destination);
    }
  }

  private action(settings: IotSettings, target: RuleTarget, role: ServiceRole): CfnTopicRule.ActionProperty {
    if (target.kind === 'sqs') {
      allowSend(role, target.queue);
      return { sqs: { queueUrl: target.queue.queueUrl, roleArn: role.roleArn, useBase64: false } };
    }
    role.addToPolicy(new PolicyStatement({ actions: ['execute-api:Invoke'], resources: [target.methodArn] }));
    return {
      http: {
        url: target.url,
        confirmationUrl: target.confirmationUrl,
        headers: [{ key: 'Content-Type', value: 'application/json' }],
        auth: {
          sigv4: {
            roleArn: role.roleArn,
            serviceName: 'execute-api',
            signingRegion: Stack.of(this).region,
          },
        },
        enableBatching: settings.batching,
        ...(settings.batching && { batchConfig: BATCH }),
      },
    };
  }
}

/**
 * What yields the alert of guide 002. The key is the sensor's own count, so that a message that MQTT delivers twice is
 * one alert; a time or a random id would make two. `topic`: what stands before the sensor's id.
 */
export function alertSql(topic: string): string {
  const sensorId = `topic(${topic.split('/').length + 1})`;
  return [
    `SELECT concat('sensor-evt-', ${sensorId}, '-', cast(seq AS String)) AS idempotencyKey`,
    `${sensorId} AS sensorId`,
    'customerId AS customerId',
    'alertType AS alertType',
    `parse_time("yyyy-MM-dd'T'HH:mm:ss'Z'", timestamp()) AS timestamp`,
    "{'currentValue': value, 'threshold': threshold, 'unit': unit} AS telemetryData",
  ]
    .join(', ')
    .concat(` FROM '${topic}/+' WHERE value >= threshold`);
}

import { Duration, type IPropertyInjector, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How long SQS may use one data key; each costs a request to KMS (SQS developer guide, "Data key reuse period"). */
const DATA_KEY_REUSE = Duration.hours(1);

/**
 * The stage's own key, rotated every year and retained: without it nothing it encrypts can ever be read again. Roles of
 * the stage are given its use with their grants; services that act without a role are let in here.
 */
export function customerKey(scope: Construct, id: string, description: string): Key {
  const key = new Key(scope, id, {
    description,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const { account, region, partition } = Stack.of(scope);
  // The page's topic. Rules are let in with the queues they feed.
  // (SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics")
  letIn(key, 'cloudwatch.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey']);
  // (CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS")
  letIn(
    key,
    `logs.${region}.amazonaws.com`,
    [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:DescribeKey',
    ],
    {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  );
  return key;
}

function letIn(key: Key, service: string, actions: readonly string[], conditions: object = {}): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: [...actions],
      resources: ['*'],
      conditions: { ...conditions },
    }),
  );
}

/** Puts every queue, topic and log group of a stack under the key, whoever makes it. */
export const underKey = (key: Key): IPropertyInjector[] => [
  {
    constructUniqueId: Queue.PROPERTY_INJECTION_ID,
    inject: (props: QueueProps): QueueProps => ({
      ...props,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      dataKeyReuse: DATA_KEY_REUSE,
    }),
  },
  {
    constructUniqueId: Topic.PROPERTY_INJECTION_ID,
    inject: (props: TopicProps): TopicProps => ({ ...props, masterKey: key }),
  },
  {
    constructUniqueId: LogGroup.PROPERTY_INJECTION_ID,
    inject: (props: LogGroupProps): LogGroupProps => ({ ...props, encryptionKey: key }),
  },
];

import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LogGroup, QueryDefinition, QueryString, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StageDashboard } from './constructs/dashboard.ts';
import { alarmOnDoors } from './constructs/door-alarms.ts';
import { alarmOnDrift } from './constructs/drift-alarms.ts';
import { alarmOnPlatform } from './constructs/platform-alarms.ts';
import type { Workflow } from './workflow.ts';

/** Children that one composite alarm may have (CloudWatch quotas: its rule may name 100 alarms). */
const MOST_CHILDREN = 100;

/**
 * What people watch: alarms on the doors and on the platform beside the workers' own, the one alarm that pages, the
 * dashboard, and saved queries. Comes after the workflows, because it shows what they made.
 */
export function operations({ scope, stage, doors }: Workflow): void {
  alarmOnDoors(scope, doors.metrics());
  alarmOnPlatform(scope);
  alarmOnDrift(scope);
  page(scope);
  new StageDashboard(scope, 'Operations', {
    stageName: stage.name,
    budgets: {
      telephony: stage.pacing.telephony.requestsPerMinute,
      crm: stage.pacing.crm.requestsPerMinute,
      desk: stage.pacing.desk.requestsPerMinute,
    },
  });
  saveQueries(scope, stage.name);
}

/** One alarm for all, so that an outage calls once, and a topic that a team subscribes to. */
function page(scope: Stack): void {
  const alarms = scope.node.findAll().filter((found) => found instanceof Alarm);
  if (alarms.length > MOST_CHILDREN)
    throw new Error(`a composite alarm cannot watch ${alarms.length} alarms`);
  const topic = new Topic(scope, 'Pages', { enforceSSL: true });
  const paging = new CompositeAlarm(scope, 'PagingAlarm', {
    alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
    alarmDescription: 'Something needs a person. The dashboard shows which alarm, and what to do first.',
  });
  paging.addAlarmAction(new SnsAction(topic));
  paging.addOkAction(new SnsAction(topic));
  new CfnOutput(scope, 'PagesTopicArn', { value: topic.topicArn });
}

/** Questions people ask of the logs. Every line has an outcome; none has anybody's data. */
const QUERIES: Readonly<Record<string, QueryStringProps>> = {
  'one message by its key': {
    fields: ['@timestamp', 'service', 'outcome', 'reason', 'lane', 'receiveCount', 'durationMs'],
    filterStatements: ['key = "sensor-evt-..." or edgeId = "..."'],
    sort: '@timestamp asc',
  },
  'why alerts were not called about': {
    filterStatements: ['service in ["compliance", "dialing"] and ispresent(reason)'],
    statsStatements: ['count(*) as alerts by outcome, reason'],
    sort: 'alerts desc',
  },
  'what failed unexpectedly': {
    fields: ['@timestamp', 'service', 'error', 'causes.0', 'frames.0'],
    filterStatements: ['outcome = "failed"'],
    sort: '@timestamp desc',
    limit: 200,
  },
  'how long messages took': {
    filterStatements: ['ispresent(durationMs)'],
    statsStatements: [
      'pct(durationMs, 50) as p50, pct(durationMs, 99) as p99, count(*) as messages by service',
    ],
    sort: 'p99 desc',
  },
};

function saveQueries(scope: Stack, stageName: string): void {
  const logGroups = scope.node
    .findAll()
    .filter((found) => found instanceof LogGroup)
    // Those of functions; the doors' logs have other fields.
    .filter(({ node }) => node.id === 'Log');
  Object.entries(QUERIES).forEach(([name, query]) => {
    new QueryDefinition(
      scope,
      `Query ${name}`.replaceAll(/ +(\w)/g, (_, letter) => letter.toUpperCase()),
      {
        queryDefinitionName: `trunkline-${stageName}/${name}`,
        queryString: new QueryString(query),
        logGroups,
      },
    );
  });
}

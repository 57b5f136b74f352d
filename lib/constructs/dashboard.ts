import { Duration, Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  PeriodOverride,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { gauge } from './alarm.ts';
import { RUNBOOK } from './runbook.ts';
import { type NamedQueue, workerQueues } from './worker.ts';

export interface StageDashboardProps {
  readonly stageName: string;
  /** Requests a minute the platform, the CRM and the desk are given, as the stage says. */
  readonly budgets: { readonly telephony: number; readonly crm: number; readonly desk: number };
}

const MINUTE = Duration.minutes(1);
const WIDTH = 12;
const HEIGHT = 6;

/**
 * What an operator looks at, from the doors to the outcomes, each row with the words that say what to do. Queues come
 * from the workers below the scope, so a new worker is shown without being named here.
 */
export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `trunkline-${props.stageName}`,
      periodOverride: PeriodOverride.AUTO,
      defaultInterval: Duration.hours(3),
    });
    const rows: readonly Row[] = [
      alerts(),
      lanes(scope),
      dialing(props),
      foreignSystems(props),
      people(),
      costs(scope),
    ];
    for (const { text, widgets } of rows) {
      dashboard.addWidgets(new TextWidget({ markdown: text, width: 24, height: 2 }));
      dashboard.addWidgets(...widgets);
    }
    dashboard.addWidgets(new TextWidget({ markdown: runbookTable(), width: 24, height: 12 }));
  }
}

interface Row {
  readonly text: string;
  readonly widgets: readonly IWidget[];
}

/** Outcomes of a function, one line for each; `outcomes` narrows them. */
function outcomesOf(service: string): IMetric {
  // A search finds outcomes that no list here knows; with and without lanes they are different dimensions.
  return new MathExpression({
    expression: `SEARCH('Namespace="Trunkline" MetricName="Messages" service="${service}"', 'Sum', 60)`,
    label: '',
    period: MINUTE,
  });
}

function graph(title: string, left: readonly IMetric[], extra: { stacked?: boolean; limit?: number } = {}) {
  const { stacked = false, limit } = extra;
  return new GraphWidget({
    title,
    left: [...left],
    width: WIDTH,
    height: HEIGHT,
    stacked,
    liveData: true,
    leftYAxis: { min: 0 },
    ...(limit !== undefined && { leftAnnotations: [{ value: limit, label: 'budget' }] }),
  });
}

const alerts = (): Row => ({
  text: '## Alerts: from the door to an outcome\nWhat is admitted ends as placed, suppressed, deferred or uncertain. **Unaccounted above 0:** `npm run audit` names them. **Many quarantined:** `npm run quarantine -- list` says why.',
  widgets: [
    graph('Admitted', [outcomesOf('admission')], { stacked: true }),
    graph('Dialed, waiting, refused', [outcomesOf('dialing')], { stacked: true }),
    graph('Judged', [outcomesOf('compliance')], { stacked: true }),
    new SingleValueWidget({
      title: 'Open questions',
      metrics: ['Unaccounted', 'Uncertain', 'StuckPlacing'].map((name) => gauge('recovery', name)),
      width: WIDTH,
      height: HEIGHT,
    }),
  ],
});

/** The age of every lane: what stands in a queue for minutes is somebody who waits. */
const lanes = (scope: Construct): Row => ({
  text: '## Queues\nThe oldest message of every lane. **Rising and nothing leaves:** look at the dead letters (`npm run dead-letters -- list`), at the breaker below, and whether dialing is stopped (`npm run dialing -- status`).',
  widgets: [
    graph('Oldest message, seconds', workerQueues(scope).map(age)),
    graph('Waiting messages', workerQueues(scope).map(depth), { stacked: true }),
  ],
});

const age = ([label, queue]: NamedQueue): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({ label, period: MINUTE, statistic: 'Maximum' });

const depth = ([label, queue]: NamedQueue): IMetric =>
  queue.metricApproximateNumberOfMessagesVisible({ label, period: MINUTE, statistic: 'Maximum' });

const dialing = ({ budgets }: StageDashboardProps): Row => ({
  text: '## Dialing\nRequests against the budget, and how busy the routing queues are. **Occupancy over 80 %** halves the standard lane, **over 90 %** stops it; critical calls go on. To stop all: `npm run dialing -- stop --reason "..."`.',
  widgets: [
    graph('Requests to the platform, a minute', [gauge('observation', 'PlatformRequests')], {
      limit: budgets.telephony,
    }),
    graph('Busiest routing queue, per cent; rate left to the standard lane, per cent', [
      gauge('observation', 'BusiestPercent'),
      gauge('observation', 'StandardLanePercent'),
    ]),
  ],
});

/** As the gauges of observation name them. */
const DESTINATIONS = ['Platform', 'Crm', 'Desk'];

const foreignSystems = ({ budgets }: StageDashboardProps): Row => ({
  text: '## Platform, CRM and desk\n**Breaker above 0:** the destination fails and is tried again by itself; `npm run doctor` says whether the secret is refused. **Throttled:** somebody else uses the same limit, or the budget is too high. **Stale customers:** the CRM does not answer, and calls go by what is up to 24 h old.',
  widgets: [
    graph('Breaker open, told to wait', [
      ...DESTINATIONS.map((name) => gauge('observation', `${name}BreakerOpen`)),
      ...DESTINATIONS.map((name) => gauge('observation', `${name}Throttled`)),
    ]),
    graph('Requests to the CRM, a minute', [gauge('observation', 'CrmRequests')], { limit: budgets.crm }),
    graph('Requests to the desk, a minute', [gauge('observation', 'DeskRequests')], { limit: budgets.desk }),
    graph('Customers looked up: live, cached, stale', [outcomesOf('enrichment')], { stacked: true }),
    graph('Segments', [outcomesOf('segmentation')], { stacked: true }),
  ],
});

const people = (): Row => ({
  text: '## People\nTasks for people, incidents and reports. **Parked** waits for you: `npm run incidents`, `npm run report -- <campaignId>`.',
  widgets: [
    graph('Tasks', [outcomesOf('follow-up')], { stacked: true }),
    graph('Incidents', [outcomesOf('ticketing')], { stacked: true }),
    graph('Reports', [outcomesOf('analytics')], { stacked: true }),
  ],
});

/** What an alert costs is mostly writes, starts and messages; their counts stand for the bill. */
const costs = (scope: Construct): Row => ({
  text: '## Cost\nMessages worked on, functions started and units written, as a stand-in for the bill: `npm run cost -- --alerts 1000000 --placed 5%` says what they come to. **Rising without alerts:** a sender repeats, or a message comes back for ever.',
  widgets: [
    graph('Messages worked on, a minute', [
      new MathExpression({
        expression: `SUM(SEARCH('Namespace="Trunkline" MetricName="Messages"', 'Sum', 60))`,
        label: 'messages',
        period: MINUTE,
      }),
    ]),
    graph('Functions started, units written, a minute', [
      new MathExpression({
        expression: `SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName="Invocations" "${Stack.of(scope).stackName}"', 'Sum', 60))`,
        label: 'starts',
        period: MINUTE,
      }),
      new MathExpression({
        expression: `SUM(SEARCH('{AWS/DynamoDB,TableName} MetricName="ConsumedWriteCapacityUnits"', 'Sum', 60))`,
        label: 'write units of all tables of this account',
        period: MINUTE,
      }),
    ]),
  ],
});

const runbookTable = (): string =>
  [
    '## When an alarm calls',
    '| alarm | what it means | first |',
    '| --- | --- | --- |',
    ...Object.entries(RUNBOOK).map(([entry, { meaning, first }]) => `| ${entry} | ${meaning} | ${first} |`),
  ].join('\n');

import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmText, type Runbook } from './runbook.ts';

export interface AlarmAboveProps {
  /** Its highest value of a minute counts, unless it is an expression, which has its own statistics. */
  readonly metric: Metric | MathExpression;
  readonly threshold: number;
  /** What to do about it. */
  readonly runbook: Runbook;
  /** Minutes in a row. @default 1 */
  readonly minutes?: number;
}

/** An alarm as soon as a metric is above its threshold; silence is well. */
export function alarmAbove(scope: Construct, id: string, props: AlarmAboveProps): void {
  new Alarm(scope, id, {
    alarmDescription: alarmText(props.runbook),
    metric: eachMinute(props.metric),
    threshold: props.threshold,
    evaluationPeriods: props.minutes ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** How often one outcome of a function was counted; `service` is the function's folder. */
export const outcomeCount = (service: string, outcome: string): Metric =>
  new Metric({ namespace: 'Trunkline', metricName: 'Messages', dimensionsMap: { service, outcome } });

/** What a function says there is of something now. */
export const gauge = (service: string, metricName: string): Metric =>
  new Metric({ namespace: 'Trunkline', metricName, dimensionsMap: { service } });

function eachMinute(metric: Metric | MathExpression): IMetric {
  const period = Duration.minutes(1);
  return metric instanceof MathExpression
    ? metric.with({ period })
    : metric.with({ statistic: 'Maximum', period });
}

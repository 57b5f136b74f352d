import { Duration } from 'aws-cdk-lib';
import { Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IncidentsEnv } from '../functions/incidents/env.ts';
import { TelephonyEvent } from '../functions/messages/telephony-event.ts';
import { TicketChange } from '../functions/messages/ticket-change.ts';
import type { TicketingEnv } from '../functions/ticketing/env.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import type { IntakeApi } from './constructs/intake-api.ts';
import { deadLetterQueue } from './constructs/queues.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowWriteUnder } from './grants.ts';
import { messageModel } from './message-model.ts';
import type { Stage } from './stage.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** Outcomes that need a person. */
const WATCHED = [
  ['ParkedAlarm', 'parked', 'parked'],
  ['CredentialsAlarm', 'desk_refuses_credentials', 'credentials-refused'],
  ['DriftAlarm', 'quarantined', 'schema-drift'],
] as const;

/** Three tries of 10 s each and their waits, with room for the writes. */
const TIMEOUT = Duration.seconds(90);

/** Before the ledger knows a reading, only its queue holds it: it must outlast an outage of an hour. */
const RECEIVES = 200;

/** The topics that carry readings. */
const TRUNK_TOPICS = ['v2.telephony.providers.edges.', 'v2.operations.events.'];
const QUEUE_TOPICS = ['v2.analytics.queues.'];

/** Incidents and their tickets: the worker, its doors, and the list of what is open. Gives the queue of readings. */
export function ticketingWorkers(workflow: Workflow): Queue {
  const ticketing = new TicketingEvents(workflow);
  const { stage, state, doors, reads } = workflow;
  ticketing.open(doors, stage);
  const { ledger } = state;
  const environment: IncidentsEnv = { LEDGER_TABLE: ledger.table.tableName };
  const list = plainFunction(workflow, {
    id: 'Incidents',
    name: 'incidents',
    timeout: Duration.seconds(10),
    environment,
  });
  ledger.allow(list, ['BatchGetItem'], ['INCIDENT#']);
  ledger.allowDueQuery(list, ['incidents#']);
  reads.read('v1/incidents/{listing}', list);
  return ticketing.queue;
}

/**
 * Ticketing: readings and changes of tickets in one lane, the clock's sweeps in another, so that no storm of readings
 * delays an appointment. Events of the platform's own bus go to the same queue as the door's.
 */
class TicketingEvents extends Construct {
  /** Where readings go. */
  readonly queue: Queue;

  constructor(workflow: Workflow) {
    const { scope, stage, state, settings } = workflow;
    super(scope, 'TicketingEvents');
    const { ledger, archive } = state;
    const signingSecrets = ticketingSecrets(stage);
    const environment: TicketingEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      TICKETING: settings.ticketing,
      TICKET_DESK: settings.ticketDesk,
      PACING: settings.pacing,
      QUEUE_IDS: settings.queueIds,
      SIGNING_SECRETS: JSON.stringify(signingSecrets),
    };
    const worker = new Worker(scope, 'Ticketing', {
      ...common(workflow, 'ticketing', TIMEOUT),
      lanes: {
        Events: { batchSize: 10, maxConcurrency: 5 },
        Due: { batchSize: 1, maxConcurrency: 2 },
      },
      maxReceiveCount: RECEIVES,
      environment: () => environment,
    });
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['INCIDENT#', 'GROUP#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#desk']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['TICKET#', 'WEBHOOK#', 'QUARANTINE#']);
    ledger.allowDueQuery(worker.function, ['incidents#']);
    allowSecret(worker.function, stage.ticketing.desk.secretArn);
    for (const secretArn of Object.values(signingSecrets)) allowSecret(worker.function, secretArn);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    this.queue = worker.queues.Events;
    this.everyMinute(worker.queues.Due);
    this.fromBus(workflow);
    for (const [id, outcome, runbook] of WATCHED)
      alarmAbove(this, id, { metric: outcomeCount('ticketing', outcome), threshold: 0, runbook });
  }

  /** The doors of events and of the desk's changes. Both tell their names: one's bodies never pass for the other's. */
  open(api: IntakeApi, { doors }: Stage): void {
    const event = api.model('TelephonyEvent', messageModel(TelephonyEvent));
    const change = api.model('TicketChange', messageModel(TicketChange));
    const { queue } = this;
    const [incidents, tickets] = [doors.incidents, doors.tickets];
    api.door({
      path: 'v1/incidents',
      model: event,
      queue,
      auth: incidents.auth,
      namedAs: 'incidents',
      signed: isSigned(incidents),
    });
    api.door({
      path: 'v1/tickets',
      model: change,
      queue,
      auth: tickets.auth,
      namedAs: 'tickets',
      signed: isSigned(tickets),
    });
  }

  /** A sweep that could not be asked for is not repeated: the next one does the same work. */
  private everyMinute(queue: Queue): void {
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new SqsQueue(queue, {
          message: RuleTargetInput.fromObject({ sweep: 'incidents' }),
          retryAttempts: 0,
          deadLetterQueue: deadLetterQueue(this, 'ScheduleDeadLetters'),
        }),
      ],
    });
  }

  /** One source of each: a poll's longest wait and the bus's average, or two looks at a trunk, would argue. */
  private fromBus({ stage, platform }: Workflow): void {
    const { eventBusName, pollWaits, pollTrunks } = stage.ticketing;
    const topics = [...(pollTrunks ? [] : TRUNK_TOPICS), ...(pollWaits ? [] : QUEUE_TOPICS)];
    if (eventBusName === undefined || topics.length === 0) return;
    platform.rule(this, 'Readings', {
      busName: eventBusName,
      topics: topics.map((topic) => Match.prefix(topic)),
      queue: this.queue,
    });
  }
}

/** Secret ARN by door, for the doors whose requests must be signed. */
function ticketingSecrets({ doors }: Stage): Readonly<Record<string, string>> {
  return {
    ...(doors.incidents.signingSecretArn && { incidents: doors.incidents.signingSecretArn }),
    ...(doors.tickets.signingSecretArn && { tickets: doors.tickets.signingSecretArn }),
  };
}

const isSigned = ({ signingSecretArn }: Stage['doors']['tickets']): boolean => signingSecretArn !== undefined;

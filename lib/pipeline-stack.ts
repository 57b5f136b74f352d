import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AdmissionEnv } from '../functions/admission/env.ts';
import type { ComplianceEnv } from '../functions/compliance/env.ts';
import type { ControlEnv } from '../functions/control/env.ts';
import type { DialingEnv } from '../functions/dialing/env.ts';
import type { EnrichmentEnv } from '../functions/enrichment/env.ts';
import type { FollowUpEnv } from '../functions/follow-up/env.ts';
import type { IncidentsEnv } from '../functions/incidents/env.ts';
import { InteractionCompleted } from '../functions/messages/interaction-completed.ts';
import type { ObservationEnv } from '../functions/observation/env.ts';
import type { RecoveryEnv } from '../functions/recovery/env.ts';
import { MOST_BYTES } from '../functions/runtime/strict-json.ts';
import type { StoryEnv } from '../functions/story/env.ts';
import type { SuppressionsEnv } from '../functions/suppressions/env.ts';
import type { TelemetryEnv } from '../functions/telemetry/env.ts';
import { everyMinute } from './constructs/every-minute.ts';
import { bundleFunctions } from './constructs/function-code.ts';
import { functionDefaults } from './constructs/function-defaults.ts';
import { IntakeApi } from './constructs/intake-api.ts';
import { ReadApi } from './constructs/read-api.ts';
import { alarmOnUnaccounted } from './constructs/unaccounted-alarm.ts';
import { Worker } from './constructs/worker.ts';
import { type FunctionSettings, functionSettings } from './function-settings.ts';
import { allowSecret, allowSend, allowTelemetryRead, allowWriteUnder } from './grants.ts';
import { alertModel, messageModel, suppressionModel } from './message-model.ts';
import { SEGMENTATION_FUNCTIONS, segmentationWorkers } from './segmentation-workers.ts';
import type { Stage } from './stage.ts';
import type { StateStack } from './state-stack.ts';
import { TicketingWorkers } from './ticketing-workers.ts';

/** Every function, by the folder that holds it. */
const FUNCTIONS = [
  'admission',
  'enrichment',
  'compliance',
  'dialing',
  'follow-up',
  'recovery',
  'observation',
  'story',
  'suppressions',
  'control',
  'telemetry',
  'ticketing',
  'incidents',
  ...SEGMENTATION_FUNCTIONS,
] as const;
type FunctionName = (typeof FUNCTIONS)[number];

/** Before the ledger knows a message, only its queue holds it: it must outlast an outage of an hour. */
const ADMISSION_RECEIVES = 200;

/** Room beside the largest body for what a door adds: its own attributes and signature headers, which end at 10 KiB. */
const ATTRIBUTE_BYTES = 16 * 1024;

/** A message to control outlasts an outage of the platform: 1,000 deliveries, the most SQS counts, take a working day. */
const CONTROL_RECEIVES = 1000;

/** What the doors lead to. */
interface BehindDoors {
  readonly admission: Queue;
  readonly completions: Queue;
  readonly ticketing: TicketingWorkers;
  readonly suppressions: LambdaFunction;
}

type Lanes = Readonly<Record<'Critical' | 'Standard', Queue>>;

/** The workers from the last to the first, each with what it is told, whom it feeds and what it may touch. */
export class PipelineStack extends Stack {
  private readonly stage: Stage;
  private readonly state: StateStack;
  private readonly settings: FunctionSettings;
  private readonly code: (name: FunctionName) => Code;

  constructor(scope: Construct, id: string, stage: Stage, state: StateStack, props: StackProps) {
    super(scope, id, props);
    this.stage = stage;
    this.state = state;
    this.settings = functionSettings(stage);
    this.code = bundleFunctions(this, FUNCTIONS);

    const followUp = this.followUp();
    const dialing = this.dialing(followUp);
    const compliance = this.compliance(dialing, followUp);
    const enrichment = this.enrichment(compliance, followUp);
    const admission = this.admission(enrichment, followUp);
    this.recovery(enrichment, followUp);
    this.observation();
    const code = this.code('ticketing');
    const ticketing = new TicketingWorkers(this, 'TicketingEvents', {
      stage,
      state,
      settings: this.settings,
      code,
    });
    const suppressions = this.suppressions(this.control());
    const completions = segmentationWorkers(this, { stage, state, settings: this.settings, code: this.code });
    // Both may listen to the platform's bus, which segmentation makes.
    const bus = this.node.tryFindChild('GenesysBus');
    if (bus) ticketing.node.addDependency(bus);
    this.doors({ admission, completions, ticketing, suppressions });
    this.reads();
  }

  private followUp(): Queue {
    const { ledger, archive } = this.state;
    const environment: FollowUpEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      CRM: this.settings.crm,
      PACING: this.settings.pacing,
      FALLBACK_ZONE: this.stage.followUp.timeZone,
      MASS_EVENT_ALERTS: this.settings.massEventAlerts,
    };
    const worker = new Worker(this, 'FollowUp', {
      ...this.common('follow-up', Duration.seconds(30)),
      lanes: { Queue: { batchSize: 5, maxConcurrency: 2 } },
      environment: () => environment,
    });
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
    ledger.allow(worker.function, ['UpdateItem'], ['SLOT#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['FOLLOWUP#', 'QUARANTINE#', 'SURGE#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
    allowSecret(worker.function, this.stage.crm.secretArn);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    allowWriteUnder(worker.function, archive, 'mass-events/');
    return worker.queues.Queue;
  }

  private dialing(followUp: Queue): Lanes {
    const { ledger, contacts, archive } = this.state;
    const environment: Omit<DialingEnv, 'DIALING_QUEUES'> = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      FOLLOW_UP_QUEUE: followUp.queueUrl,
      ALERT_CLASSES: this.settings.alertClasses,
      PERMISSION_POLICY: this.settings.permissionPolicy,
      PURPOSE_RULES: this.settings.purposeRules,
      DO_NOT_DISTURB_MAX_AGE_MINUTES: this.settings.doNotDisturbMaxAgeMinutes,
      MAX_AGE_MINUTES: this.settings.maxAgeMinutes,
      PROTOCOL: this.settings.protocol,
      ARMED: this.stage.dialing.armed ? 'true' : 'false',
      ALLOW_NUMBERS: this.settings.allowNumbers,
      CRM: this.settings.crm,
      TELEPHONY: this.settings.telephony,
      PACING: this.settings.pacing,
      OCCUPANCY: this.settings.occupancy,
    };
    const worker = new Worker(this, 'Dialing', {
      ...this.common('dialing', Duration.millis(this.stage.timing.functionMs)),
      lanes: { Critical: { batchSize: 5, maxConcurrency: 5 }, Standard: { batchSize: 5, maxConcurrency: 2 } },
      environment: (own) => ({ ...environment, DIALING_QUEUES: this.urls(own) }),
    });
    ledger.allow(worker.function, ['BatchGetItem'], ['ALERT#', 'SWITCH#']);
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#']);
    ledger.allow(worker.function, ['GetItem'], ['SWITCH#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony', 'RATE#crm']);
    ledger.allow(worker.function, ['GetItem'], ['OCCUPANCY#']);
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['TRIES#']);
    ledger.allow(worker.function, ['PutItem'], ['DECISION#']);
    contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONTACT#']);
    contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
    allowSecret(worker.function, this.stage.telephony.secretArn);
    allowSecret(worker.function, this.stage.crm.secretArn);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    allowSend(worker.function, worker.queues.Critical, worker.queues.Standard, followUp);
    return worker.queues;
  }

  private compliance(dialing: Lanes, followUp: Queue): Queue {
    const { ledger, contacts, archive } = this.state;
    const environment: ComplianceEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      DIALING_QUEUES: this.urls(dialing),
      FOLLOW_UP_QUEUE: followUp.queueUrl,
      ALERT_CLASSES: this.settings.alertClasses,
      PERMISSION_POLICY: this.settings.permissionPolicy,
      PURPOSE_RULES: this.settings.purposeRules,
      OPENING_MARGIN_SECONDS: this.settings.openingMarginSeconds,
      DO_NOT_DISTURB_MAX_AGE_MINUTES: this.settings.doNotDisturbMaxAgeMinutes,
    };
    const worker = new Worker(this, 'Compliance', {
      ...this.common('compliance', Duration.seconds(20)),
      lanes: { Queue: { batchSize: 10, maxConcurrency: 10 } },
      environment: () => environment,
    });
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
    ledger.allow(worker.function, ['GetItem'], ['TRIES#']);
    ledger.allow(worker.function, ['PutItem'], ['DECISION#']);
    contacts.allow(worker.function, ['GetItem'], ['CONTACT#']);
    contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    allowSend(worker.function, dialing.Critical, dialing.Standard, followUp);
    return worker.queues.Queue;
  }

  private enrichment(compliance: Queue, followUp: Queue): Lanes {
    const { ledger, contacts, archive } = this.state;
    const environment: EnrichmentEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      COMPLIANCE_QUEUE: compliance.queueUrl,
      FOLLOW_UP_QUEUE: followUp.queueUrl,
      ALERT_CLASSES: this.settings.alertClasses,
      TIER_RULES: this.settings.tierRules,
      CRM: this.settings.crm,
      PACING: this.settings.pacing,
    };
    const worker = new Worker(this, 'Enrichment', {
      ...this.common('enrichment', Duration.seconds(30)),
      lanes: {
        Critical: { batchSize: 5, maxConcurrency: 10 },
        Standard: { batchSize: 10, maxConcurrency: 5 },
      },
      environment: () => environment,
    });
    ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
    contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONTACT#']);
    allowSecret(worker.function, this.stage.crm.secretArn);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    allowSend(worker.function, compliance, followUp);
    return worker.queues;
  }

  private admission(enrichment: Lanes, followUp: Queue): Queue {
    const { ledger, archive } = this.state;
    const signingSecrets = this.signingSecrets();
    const environment: AdmissionEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      ENRICHMENT_QUEUES: this.urls(enrichment),
      FOLLOW_UP_QUEUE: followUp.queueUrl,
      ALERT_CLASSES: this.settings.alertClasses,
      MAX_AGE_MINUTES: this.settings.maxAgeMinutes,
      MASS_EVENT_ALERTS: this.settings.massEventAlerts,
      CHECK_SENSOR_AFTER_SLOTS: this.settings.checkSensorAfterSlots,
      PROTOCOL: this.settings.protocol,
      SIGNING_SECRETS: JSON.stringify(signingSecrets),
    };
    const worker = new Worker(this, 'Admission', {
      ...this.common('admission', Duration.seconds(20)),
      lanes: {
        Queue: { batchSize: 10, maxConcurrency: 20, maxMessageSizeBytes: MOST_BYTES + ATTRIBUTE_BYTES },
      },
      maxReceiveCount: ADMISSION_RECEIVES,
      environment: () => environment,
    });
    ledger.allow(worker.function, ['BatchGetItem', 'GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#']);
    ledger.allow(worker.function, ['PutItem'], ['ALERT#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#', 'SURGE#']);
    ledger.allow(worker.function, ['UpdateItem'], ['SENSORDAY#']);
    for (const secretArn of Object.values(signingSecrets)) {
      allowSecret(worker.function, secretArn);
      ledger.allow(worker.function, ['GetItem', 'PutItem'], ['WEBHOOK#']);
    }
    allowWriteUnder(worker.function, archive, 'telemetry/');
    allowWriteUnder(worker.function, archive, 'quarantine/');
    allowSend(worker.function, enrichment.Critical, enrichment.Standard, followUp);
    return worker.queues.Queue;
  }

  private recovery(enrichment: Lanes, followUp: Queue): void {
    const { ledger, contacts } = this.state;
    const environment: RecoveryEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      ENRICHMENT_QUEUES: this.urls(enrichment),
      FOLLOW_UP_QUEUE: followUp.queueUrl,
      ALERT_CLASSES: this.settings.alertClasses,
      MAX_AGE_MINUTES: this.settings.maxAgeMinutes,
      PROTOCOL: this.settings.protocol,
      TELEPHONY: this.settings.telephony,
      PACING: this.settings.pacing,
    };
    const recovery = this.plainFunction('Recovery', 'recovery', Duration.seconds(50), environment);
    ledger.allow(recovery, ['GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#', 'NOTICE#']);
    ledger.allow(recovery, ['BatchGetItem'], ['ALERT#']);
    ledger.allow(recovery, ['GetItem', 'PutItem'], ['RATE#telephony']);
    ledger.allowDueQuery(recovery, ['due#', 'ring#']);
    contacts.allow(recovery, ['GetItem'], ['CONTACT#']);
    contacts.allow(recovery, ['BatchGetItem'], ['SUPPRESS#']);
    allowSecret(recovery, this.stage.telephony.secretArn);
    alarmOnUnaccounted(this);
    allowSend(recovery, enrichment.Critical, enrichment.Standard, followUp);
    everyMinute(this, 'RecoverySchedule', recovery);
  }

  private observation(): void {
    const { ledger } = this.state;
    const environment: ObservationEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      ARMED: this.stage.dialing.armed ? 'true' : 'false',
      TELEPHONY: this.settings.telephony,
      PACING: this.settings.pacing,
      OCCUPANCY: this.settings.occupancy,
    };
    const observation = this.plainFunction('Observation', 'observation', Duration.seconds(50), environment);
    ledger.allow(observation, ['GetItem', 'PutItem'], ['OCCUPANCY#', 'RATE#telephony']);
    allowSecret(observation, this.stage.telephony.secretArn);
    everyMinute(this, 'ObservationSchedule', observation);
  }

  private control(): Queue {
    const { ledger, contacts, archive } = this.state;
    const environment: ControlEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      ARCHIVE_BUCKET: archive.bucketName,
      TELEPHONY: this.settings.telephony,
      PACING: this.settings.pacing,
      REQUEST_MS: String(this.stage.timing.requestMs),
    };
    const worker = new Worker(this, 'Control', {
      ...this.common('control', Duration.seconds(60)),
      lanes: { Queue: { batchSize: 1, maxConcurrency: 2 } },
      maxReceiveCount: CONTROL_RECEIVES,
      environment: () => environment,
    });
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony']);
    contacts.allow(worker.function, ['GetItem'], ['NUMBER#']);
    contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
    allowSecret(worker.function, this.stage.telephony.secretArn);
    allowWriteUnder(worker.function, archive, 'quarantine/');
    return worker.queues.Queue;
  }

  private suppressions(control: Queue): LambdaFunction {
    const { ledger, contacts } = this.state;
    const environment: SuppressionsEnv = {
      LEDGER_TABLE: ledger.table.tableName,
      CONTACTS_TABLE: contacts.table.tableName,
      CONTROL_QUEUE: control.queueUrl,
      MIRRORED: this.stage.telephony.doNotCallListId === undefined ? 'false' : 'true',
    };
    const suppressions = this.plainFunction(
      'Suppressions',
      'suppressions',
      Duration.seconds(10),
      environment,
    );
    ledger.allow(suppressions, ['PutItem'], ['NOTICE#']);
    contacts.allow(suppressions, ['BatchGetItem', 'UpdateItem'], ['SUPPRESS#']);
    contacts.allow(suppressions, ['PutItem'], ['NUMBER#']);
    allowSend(suppressions, control);
    return suppressions;
  }

  private doors({ admission, completions, ticketing, suppressions }: BehindDoors): void {
    const {
      alerts,
      iotAlerts,
      interactions,
      incidents,
      tickets,
      suppressions: opted,
      throttle,
      apiKeyValue,
    } = this.stage.doors;
    const api = new IntakeApi(this, 'Doors', {
      description: `Trunkline doors (${this.stage.name})`,
      stageName: this.stage.name,
      logDays: this.stage.retention.logDays,
      ...throttle,
      keyed: [alerts, iotAlerts, interactions, incidents, tickets, opted].some(
        ({ auth }) => auth === 'apiKey',
      ),
      ...(apiKeyValue !== undefined && { apiKeyValue }),
    });
    const model = api.model('SensorAlert', alertModel());
    for (const [name, path, { auth, signingSecretArn }] of [
      ['alerts', 'v1/alerts', alerts],
      ['iotAlerts', 'v1/iot/alerts', iotAlerts],
    ] as const) {
      api.door({
        path,
        model,
        queue: admission,
        auth,
        ...(signingSecretArn && { namedAs: name, signed: true }),
      });
    }
    api.answered({
      path: 'v1/suppressions',
      model: api.model('Suppression', suppressionModel()),
      methods: ['POST', 'DELETE'],
      answeredBy: suppressions,
      auth: opted.auth,
    });
    ticketing.doors(api, this.stage);
    api.door({
      path: 'v1/interactions',
      model: api.model('InteractionCompleted', messageModel(InteractionCompleted)),
      queue: completions,
      auth: interactions.auth,
    });
  }

  /** Secret ARN by door, for the doors whose requests must be signed. */
  private signingSecrets(): Readonly<Record<string, string>> {
    const { alerts, iotAlerts } = this.stage.doors;
    return {
      ...(alerts.signingSecretArn && { alerts: alerts.signingSecretArn }),
      ...(iotAlerts.signingSecretArn && { iotAlerts: iotAlerts.signingSecretArn }),
    };
  }

  private reads(): void {
    const { ledger, archive } = this.state;
    const { auth, throttle, apiKeyValue } = this.stage.reads;
    const storyEnvironment: StoryEnv = { LEDGER_TABLE: ledger.table.tableName };
    const story = this.plainFunction('Story', 'story', Duration.seconds(10), storyEnvironment);
    ledger.allow(story, ['BatchGetItem'], ['ALERT#', 'QUARANTINE#', 'SWITCH#']);
    ledger.allow(story, ['GetItem'], ['DECISION#']);
    const telemetryEnvironment: TelemetryEnv = { ARCHIVE_BUCKET: archive.bucketName };
    const telemetry = this.plainFunction(
      'Telemetry',
      'telemetry',
      Duration.seconds(10),
      telemetryEnvironment,
    );
    allowTelemetryRead(telemetry, archive);
    const listEnvironment: IncidentsEnv = { LEDGER_TABLE: ledger.table.tableName };
    const list = this.plainFunction('Incidents', 'incidents', Duration.seconds(10), listEnvironment);
    ledger.allow(list, ['BatchGetItem'], ['INCIDENT#']);
    ledger.allowDueQuery(list, ['incidents#']);
    const api = new ReadApi(this, 'Reads', {
      description: `Trunkline reads (${this.stage.name})`,
      stageName: this.stage.name,
      logDays: this.stage.retention.logDays,
      ...throttle,
      auth,
      keyed: auth === 'apiKey',
      ...(apiKeyValue !== undefined && { apiKeyValue }),
    });
    api.read('v1/alerts/{idempotencyKey}', story);
    api.read('v1/telemetry/{reference}', telemetry);
    api.read('v1/incidents/{listing}', list);
  }

  private common(name: FunctionName, timeout: Duration) {
    return { code: this.code(name), timeout, logDays: this.stage.retention.logDays };
  }

  private plainFunction(
    id: string,
    name: FunctionName,
    timeout: Duration,
    environment: Readonly<Record<string, string>>,
  ): LambdaFunction {
    const parent = new Construct(this, id);
    return new LambdaFunction(parent, 'Function', {
      ...functionDefaults(parent, this.common(name, timeout)),
      environment: { ...environment },
    });
  }

  /** Both lanes' queue URLs as a function reads them. */
  private urls({ Critical, Standard }: Lanes): string {
    return this.toJsonString({ critical: Critical.queueUrl, standard: Standard.queueUrl });
  }
}

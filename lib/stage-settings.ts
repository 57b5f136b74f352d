import * as z from 'zod';
import { isTimeZone } from '../functions/compliance/wall-clock.ts';
import { AlertClasses } from '../functions/messages/alert-class.ts';
import { PreviewSettings } from '../functions/messages/preview-settings.ts';
import { ReportRules } from '../functions/messages/report-settings.ts';
import { SalesforceCrmSettings } from '../functions/messages/salesforce-crm-settings.ts';
import { CrmPaths, RulesByPurpose, TierRules } from '../functions/messages/settings.ts';
import { TelephonySettings } from '../functions/messages/telephony-settings.ts';
import { TicketDeskSettings, TicketingRules } from '../functions/messages/ticketing-settings.ts';
import { WarehousesByName } from '../functions/messages/warehouse-settings.ts';
import { ConsoleSettings } from './console-settings.ts';
import { ContextSettings } from './context-settings.ts';
import { IotSettings } from './iot-settings.ts';
import { PanelSettings } from './panel-settings.ts';
import { SecuritySettings } from './security-settings.ts';
import { SegmentationBlock } from './segmentation-settings.ts';
import { Occupancy, Pacing } from './stage-pacing.ts';

const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +12025550123');
const ClockTime = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be HH:MM');
/** How long CloudWatch can keep a log (CloudWatch Logs API, PutRetentionPolicy). */
const LogDays = z.literal(
  [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
  'must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
);
const Auth = z.enum(['iam', 'apiKey']);

/** Requests a second and the burst above it, for all callers of an API together. */
const Throttle = z.strictObject({
  ratePerSecond: z.number().int().positive(),
  burst: z.number().int().positive(),
});

/** The protocol's timing in seconds; what is absent has the proven value. The closing margin is a setting of its own. */
const ProtocolSeconds = z.strictObject({
  request: z.number().int().positive().optional(),
  /** Lambda ends a function after 900 s (Lambda quotas). */
  function: z.number().int().positive().max(900).optional(),
  lateAcceptance: z.number().int().nonnegative().optional(),
  slotSurplus: z.number().int().positive().optional(),
  freshness: z.number().int().positive().optional(),
  lease: z.number().int().positive().optional(),
  search: z.number().int().positive().optional(),
  reconcile: z.number().int().positive().optional(),
});

const RestCrm = z.strictObject({
  kind: z.literal('rest'),
  baseUrl: z.url(),
  secretArn: z.string().min(1),
  paths: z
    .strictObject({
      customer: z.string().default('/api/v1/customers/{customerId}'),
      tasks: z.string().default('/api/v1/tasks'),
      notes: z.string().default('/api/v1/tasks/{taskId}/notes/{noteId}'),
    })
    .prefault({})
    .pipe(CrmPaths),
});

const Crm = z.discriminatedUnion('kind', [RestCrm, SalesforceCrmSettings]);

/** How callers of a door are known; `signingSecretArn`: requests must also carry a Standard Webhooks signature. */
const Door = z.strictObject({ auth: Auth, signingSecretArn: z.string().min(1).optional() });

/** The settings of one stage, as `cdk.json` holds them. */
export const StageSettings = z.strictObject({
  doors: z.strictObject({
    alerts: Door,
    iotAlerts: Door,
    /** Answered by a function, which says by name what is wrong with a body. */
    suppressions: z.strictObject({ auth: Auth }).default({ auth: 'iam' }),
    incidents: Door,
    tickets: Door,
    interactions: Door,
    campaigns: Door,
    /** Where the CRM pushes what it has changed. */
    contacts: z.strictObject({ auth: Auth }).default({ auth: 'iam' }),
    previews: z.strictObject({ auth: Auth }),
    throttle: Throttle,
    /** Only the local stage may choose the key itself. */
    apiKeyValue: z.string().optional(),
  }),
  reads: z.strictObject({ auth: Auth, throttle: Throttle, apiKeyValue: z.string().optional() }),
  telephony: TelephonySettings,
  crm: Crm,
  dialing: z.strictObject({
    armed: z.boolean(),
    allowNumbers: z.array(E164).default([]),
    window: z.strictObject({ opensAt: ClockTime, closesAt: ClockTime }),
    /** What holds for calls of a purpose besides, or instead of, the window. */
    purposes: z.prefault(RulesByPurpose, {}),
    suppressionMinutes: z.number().int().positive(),
    closingMarginSeconds: z.number().int().nonnegative(),
    doNotDisturbMaxAgeMinutes: z.number().int().positive().default(5),
    protocol: ProtocolSeconds.default({}),
  }),
  alerts: z.strictObject({
    maxAgeMinutes: z.number().int().positive(),
    /** More alerts of a type than this within five minutes are one mass event. */
    massEventAlerts: z.number().int().positive().default(200),
    /** So many suppression windows of one sensor in a UTC day: somebody should look at it. */
    checkSensorAfterSlots: z.number().int().positive().default(6),
    classes: AlertClasses,
  }),
  /** Alerts from IoT Core. @default no rule is made */
  iot: IotSettings.optional(),
  security: z.prefault(SecuritySettings, {}),
  routing: TierRules,
  previews: PreviewSettings,
  pacing: Pacing,
  occupancy: Occupancy,
  ticketing: z.strictObject({
    desk: TicketDeskSettings,
    ...TicketingRules.shape,
    /** The partner event bus of the platform. @default its events come by the door alone */
    eventBusName: z.string().min(1).optional(),
    /** Waits of queues are read by observation, once a minute, and not from the bus. */
    pollWaits: z.boolean().default(false),
    /** The state of trunks is, too, and so that of their edges. */
    pollTrunks: z.boolean().default(false),
  }),
  segmentation: SegmentationBlock,
  context: ContextSettings,
  /** @default there is no panel */
  panel: PanelSettings.optional(),
  /** @default there is no console */
  console: ConsoleSettings.optional(),
  reports: z
    .strictObject({
      firstWaitSeconds: z.number().int().positive().default(30),
      settleSeconds: z.number().int().positive().default(300),
      correctionHours: z.number().int().positive().default(72),
      patienceDays: z.number().int().positive().default(7),
      lookbackHours: z.number().int().positive().default(168),
      alwaysRunningHours: ReportRules.shape.alwaysRunningHours,
      /** Between two looks at all campaigns for ends that nobody announced. */
      reconcileMinutes: z.number().int().positive().default(10),
      /** Where reports go besides S3. */
      warehouses: z.prefault(WarehousesByName, {}),
      /** Days a stored report can be neither changed nor deleted. Set before the first deployment: S3 locks new buckets only. */
      objectLockDays: z.number().int().positive().optional(),
      /** The partner event bus of the platform. @default its events come by the door alone */
      eventBusName: z.string().min(1).optional(),
    })
    .prefault({}),
  followUp: z.strictObject({
    timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone'),
  }),
  /** Names of fields in telemetry and customers that are kept nowhere, at any depth. */
  sensitive: z.strictObject({ fields: z.array(z.string().min(1).max(64)).max(50).default([]) }).prefault({}),
  retention: z
    .strictObject({ logDays: LogDays, telemetryDays: z.number().int().positive() })
    .default({ logDays: 30, telemetryDays: 90 }),
});

export type StageSettings = z.infer<typeof StageSettings>;

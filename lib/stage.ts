import * as z from 'zod';
import { isTimeZone } from '../functions/compliance/wall-clock.ts';
import { DEFAULT_PROTOCOL, type Protocol, protocolProblems } from '../functions/dialing/protocol.ts';
import { AlertClasses } from '../functions/messages/alert-class.ts';
import { CrmSettings, TelephonySettings, TierRules } from '../functions/messages/settings.ts';
import { hostProblem } from './hosts.ts';

const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +12025550123');
const ClockTime = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be HH:MM');
const Auth = z.enum(['iam', 'apiKey']);

/** Requests a second and the burst above it, for all callers of an API together. */
const Throttle = z.strictObject({
  ratePerSecond: z.number().int().positive(),
  burst: z.number().int().positive(),
});

/** The protocol's timing in seconds; what is absent has the proven value. The closing margin is a setting of its own. */
const ProtocolSeconds = z.strictObject({
  request: z.number().int().positive().optional(),
  function: z.number().int().positive().optional(),
  lateAcceptance: z.number().int().nonnegative().optional(),
  slotSurplus: z.number().int().positive().optional(),
  freshness: z.number().int().positive().optional(),
  lease: z.number().int().positive().optional(),
  search: z.number().int().positive().optional(),
  reconcile: z.number().int().positive().optional(),
});

const Crm = z.strictObject({
  kind: z.literal('rest'),
  baseUrl: z.url(),
  secretArn: z.string().min(1),
  paths: z
    .strictObject({ customer: z.string(), tasks: z.string() })
    .default({ customer: '/api/v1/customers/{customerId}', tasks: '/api/v1/tasks' })
    .pipe(CrmSettings.shape.paths),
});

const StageSettings = z.strictObject({
  doors: z.strictObject({
    alerts: z.strictObject({ auth: Auth }),
    iotAlerts: z.strictObject({ auth: Auth }),
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
    suppressionMinutes: z.number().int().positive(),
    closingMarginSeconds: z.number().int().nonnegative(),
    doNotDisturbMaxAgeMinutes: z.number().int().positive().default(5),
    protocol: ProtocolSeconds.default({}),
  }),
  alerts: z.strictObject({ maxAgeMinutes: z.number().int().positive(), classes: AlertClasses }),
  routing: TierRules,
  followUp: z.strictObject({
    timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone'),
  }),
  retention: z
    .strictObject({ logDays: z.number().int().positive(), telemetryDays: z.number().int().positive() })
    .default({ logDays: 30, telemetryDays: 90 }),
});

/** The settings of one stage, as `cdk.json` holds them. */
export type StageSettings = z.infer<typeof StageSettings>;

/** A stage: its name, its settings and what follows from them. */
export interface Stage extends StageSettings {
  readonly name: string;
  readonly timing: Protocol;
}

/** Settings that cannot be used, with every problem and its path. */
export class StageError extends Error {
  override readonly name = 'StageError';
  readonly problems: readonly string[];

  constructor(stage: string, problems: readonly string[]) {
    super([`stage "${stage}" has wrong settings:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/** The one stage that may name loopback hosts and choose its own API key. */
export const LOCAL = 'local';

/**
 * Parses the settings of a stage.
 * @throws {StageError} naming every problem with its path
 */
export function parseStage(name: string, settings: unknown): Stage {
  const result = StageSettings.safeParse(settings);
  if (!result.success) throw new StageError(name, result.error.issues.flatMap(issueLines));
  const stage: Stage = { ...result.data, name, timing: protocolOf(result.data) };
  const problems = [...contradictions(stage), ...unusableHosts(stage), ...unusableKeys(stage)];
  if (problems.length > 0) throw new StageError(name, problems);
  return stage;
}

function issueLines(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[path, key].filter(Boolean).join('.')}: no such setting`);
  }
  return [`${path || '(the stage)'}: ${issue.message}`];
}

function protocolOf({ dialing }: StageSettings): Protocol {
  const p = dialing.protocol;
  const ms = (seconds: number | undefined, proven: number): number =>
    seconds === undefined ? proven : seconds * 1000;
  return {
    ...DEFAULT_PROTOCOL,
    requestMs: ms(p.request, DEFAULT_PROTOCOL.requestMs),
    functionMs: ms(p.function, DEFAULT_PROTOCOL.functionMs),
    lateAcceptanceMs: ms(p.lateAcceptance, DEFAULT_PROTOCOL.lateAcceptanceMs),
    suppressionMs: dialing.suppressionMinutes * 60_000,
    slotSurplusMs: ms(p.slotSurplus, DEFAULT_PROTOCOL.slotSurplusMs),
    closingMarginMs: dialing.closingMarginSeconds * 1000,
    freshnessMs: ms(p.freshness, DEFAULT_PROTOCOL.freshnessMs),
    leaseMs: ms(p.lease, DEFAULT_PROTOCOL.leaseMs),
    searchMs: ms(p.search, DEFAULT_PROTOCOL.searchMs),
    reconcileMs: ms(p.reconcile, DEFAULT_PROTOCOL.reconcileMs),
  };
}

/** Settings that are well-formed each but do not fit together. */
function contradictions(stage: Stage): string[] {
  const { window } = stage.dialing;
  const queues = Object.keys(stage.telephony.queueIds);
  const named: [string, string | undefined][] = [
    ...Object.entries(stage.alerts.classes).map(([type, alertClass]): [string, string] => [
      `alerts.classes.${type}.routingQueue`,
      alertClass.routingQueue,
    ]),
    ...Object.entries(stage.routing.byTier).map(([tier, route]): [string, string | undefined] => [
      `routing.byTier.${tier}.routingQueue`,
      route.routingQueue,
    ]),
    ['routing.reviewQueue', stage.routing.reviewQueue],
  ];
  return [
    ...(window.opensAt < window.closesAt ? [] : ['dialing.window: opensAt must be before closesAt']),
    ...named
      .filter(([, queue]) => queue !== undefined && !queues.includes(queue))
      .map(([path, queue]) => `${path}: telephony.queueIds names no queue "${queue}"`),
    ...protocolProblems(stage.timing).map((problem) => `dialing.protocol: ${problem}`),
  ];
}

function unusableHosts(stage: Stage): string[] {
  const local = stage.name === LOCAL;
  const hosts: [string, string, 'genesys' | 'any'][] = [
    ['telephony.apiBaseUrl', stage.telephony.apiBaseUrl, 'genesys'],
    ['telephony.loginBaseUrl', stage.telephony.loginBaseUrl, 'genesys'],
    ['crm.baseUrl', stage.crm.baseUrl, 'any'],
  ];
  return hosts.flatMap(([path, url, kind]) => {
    const problem = hostProblem(url, kind, path.endsWith('loginBaseUrl') ? 'login' : 'api', local);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

function unusableKeys(stage: Stage): string[] {
  if (stage.name === LOCAL) return [];
  const chosen: [string, string | undefined][] = [
    ['doors.apiKeyValue', stage.doors.apiKeyValue],
    ['reads.apiKeyValue', stage.reads.apiKeyValue],
  ];
  return chosen
    .filter(([, value]) => value !== undefined)
    .map(([path]) => `${path}: only the local stage may choose its key`);
}

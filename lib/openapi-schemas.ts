import * as z from 'zod/mini';
import { Severity } from '../functions/messages/alert-class.ts';
import { Decision } from '../functions/messages/alert-facts.ts';
import { AlertState, Ring } from '../functions/messages/alert-state.ts';
import { CampaignEvent } from '../functions/messages/campaign-event.ts';
import { ContactChange } from '../functions/messages/contact-change.ts';
import { InteractionCompleted } from '../functions/messages/interaction-completed.ts';
import { Key } from '../functions/messages/key.ts';
import { PreviewOutcome, PreviewState } from '../functions/messages/preview.ts';
import { PreviewContacts } from '../functions/messages/preview-contacts.ts';
import { MAX_ALERTS_PER_REQUEST, SensorAlert } from '../functions/messages/sensor-alert.ts';
import { ConsentChange, Scope, Suppression } from '../functions/messages/suppression.ts';
import { TelephonyEvent } from '../functions/messages/telephony-event.ts';
import { TicketChange } from '../functions/messages/ticket-change.ts';
import { Overview } from './openapi-overview.ts';

/** A JSON Schema of draft 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A message that doors take: its schema, and how many one request may carry. */
export interface DoorMessage {
  readonly schema: z.core.$ZodType;
  readonly mostPerRequest: number;
}

/** What the doors take, by the name of the gateway's model. */
export const DOOR_MESSAGES: Readonly<Record<string, DoorMessage>> = {
  SensorAlert: { schema: SensorAlert, mostPerRequest: MAX_ALERTS_PER_REQUEST },
  Suppression: { schema: Suppression, mostPerRequest: 1 },
  TelephonyEvent: { schema: TelephonyEvent, mostPerRequest: 1 },
  TicketChange: { schema: TicketChange, mostPerRequest: 1 },
  InteractionCompleted: { schema: InteractionCompleted, mostPerRequest: 1 },
  CampaignEvent: { schema: CampaignEvent, mostPerRequest: 1 },
  ContactChange: { schema: ContactChange, mostPerRequest: 1 },
  PreviewContacts: { schema: PreviewContacts, mostPerRequest: 1 },
};

const Instant = z.iso.datetime();
const textOrNull = (description: string) => z.nullable(z.string()).check(z.describe(description));

/** What became of an alert. A key under which only unusable bodies came has none of the optional fields. */
export const AlertStory = z
  .looseObject({
    idempotencyKey: z.string(),
    state: AlertState,
    outcome: z
      .nullable(z.enum(['placed', 'suppressed', 'uncertain', 'deferred', 'quarantined']))
      .check(z.describe('null while the alert is in flight.')),
    final: z
      .boolean()
      .check(z.describe('true when dialing has ended; a call with ring waiting may yet be taken back.')),
    reason: textOrNull('Why it stands there.'),
    transitions: z.array(z.looseObject({ at: Instant, state: AlertState, reason: z.string() })),
    duplicates: z.int().check(z.minimum(0), z.describe('Further posts of the same alert.')),
    suppressed: z
      .int()
      .check(z.minimum(0), z.describe('Further alerts of the sensor that this one kept from a call.')),
    telemetryRef: textOrNull('Reference for the telemetry read; null when none was kept.'),
    phone: textOrNull('Masked.'),
    sensorId: z.optional(z.string()),
    customerId: z.optional(z.string()),
    alertType: z.optional(z.string()),
    alertClass: z.optional(z.string().check(z.describe('The class that was applied, or default.'))),
    lane: z.optional(Severity),
    raisedAt: z.optional(Instant),
    conversationId: z.optional(textOrNull("The platform's id of the call.")),
    ring: z.optional(z.nullable(Ring)).check(z.describe('Whether a phone has rung for the accepted call.')),
    mustRingBy: z
      .optional(z.nullable(Instant))
      .check(
        z.describe('A call that still waits then is taken back: the outcome becomes deferred, withdrawn.'),
      ),
    followUpId: z.optional(textOrNull('Our id of the task.')),
    taskId: z.optional(textOrNull("The CRM's id of the task.")),
    suppressedBy: z.optional(textOrNull('Key of the alert that owned the slot.')),
    waitingFor: z.optional(textOrNull('What an alert in flight waits for.')),
    dialingStopped: z.optional(
      z
        .nullable(z.looseObject({ since: Instant, by: z.string(), reason: z.string() }))
        .check(z.describe('Who stopped all dialing and why, where that is what the alert waits for.')),
    ),
    nextLookAt: z.optional(z.nullable(Instant)),
    decision: z.optional(z.nullable(Decision)),
    quarantinedCopy: z.optional(
      z
        .nullable(z.looseObject({ at: Instant, reason: z.string() }))
        .check(z.describe('The last body under this key that could not be used.')),
    ),
  })
  .check(z.describe('What became of an alert.'));

/** The telemetry of one alert, as the sensor sent it. */
export const TelemetryRecord = z
  .looseObject({
    idempotencyKey: z.optional(z.string()),
    sensorId: SensorAlert.shape.sensorId,
    alertType: SensorAlert.shape.alertType,
    timestamp: Instant,
    telemetryData: SensorAlert.shape.telemetryData,
  })
  .check(z.describe('What the sensor saw when it raised the alert.'));

/** What holds for a number or a customer after a word about it. */
export const SuppressionStanding = z
  .looseObject({
    suppressions: z.array(
      z.looseObject({
        scope: Scope,
        since: Instant,
        until: z.nullable(Instant).check(z.describe('null: for good.')),
      }),
    ),
    consents: z.array(z.looseObject({ scope: Scope, level: ConsentChange, since: Instant })),
  })
  .check(z.describe('What now holds, other scopes included.'));

/** What became of a pushed contact in one campaign. */
export const PreviewStory = z
  .looseObject({
    contactId: Key,
    campaignId: Key,
    customerId: Key,
    state: PreviewState,
    outcome: z
      .nullable(z.enum([...PreviewOutcome.options, 'listed']))
      .check(z.describe('listed while agents may see it; null before.')),
    final: z.boolean(),
    reason: textOrNull('Why it waits, or ended so.'),
    route: textOrNull('The route its tier led to.'),
    listedCampaignId: textOrNull('The campaign it is offered in.'),
    contactListId: textOrNull('The list it stands on.'),
    expiresAt: Instant,
    validUntil: z.nullable(Instant).check(z.describe('It is taken off the list then, at the latest.')),
    nextLookAt: z.nullable(Instant),
    duplicates: z.int().check(z.minimum(0), z.describe('Further pushes of the same contact.')),
    transitions: z.array(z.looseObject({ at: Instant, state: PreviewState, reason: z.string() })),
  })
  .check(z.describe('What became of a pushed contact.'));

/** Incidents that are not over. */
export const IncidentList = z
  .looseObject({
    incidents: z.array(
      z.looseObject({
        source: z.looseObject({ kind: z.string(), id: z.string(), name: z.optional(z.string()) }),
        metric: z.string(),
        state: z.string(),
        since: Instant,
        value: z.number(),
        peak: z.number(),
        readings: z.int(),
        key: z.string().check(z.describe('Our key of the ticket.')),
        ticket: z.nullable(
          z.looseObject({ id: z.string(), number: z.nullable(z.string()), url: z.string() }),
        ),
        previousTicket: textOrNull('The ticket of the episode before.'),
        parent: textOrNull('The incident on whose ticket it is told.'),
        reason: textOrNull('Why the desk was not reached, or refused.'),
        nextLookAt: z.nullable(Instant),
      }),
    ),
    more: z.boolean().check(z.describe('true when there are more than are listed.')),
  })
  .check(z.describe('Incidents that are not over, those that began first at the top.'));

/** What an agent is shown of a contact. */
export const ContactContext = z
  .looseObject({
    contactId: Key,
    campaignId: z.nullable(Key),
    customerId: z.string(),
    freshness: z
      .enum(['live', 'cached', 'stale', 'unavailable'])
      .check(z.describe('Asked just now; younger than 5 minutes; up to 24 hours old; nothing is known.')),
    ageSeconds: z.nullable(z.int()).check(z.describe('How long ago the CRM said so.')),
    reason: textOrNull('Why it is not newer.'),
    withheld: z.boolean().check(z.describe('true: must not be called now.')),
    withheldReason: textOrNull(
      'suppressed, do_not_disturb, hold, or what is not known: suppressions_unknown, context_unavailable, hold_unknown.',
    ),
    suggestedQueue: textOrNull('Where a contact goes of which nothing is known.'),
    name: textOrNull("The customer's name."),
    accountTier: textOrNull('As the CRM spells it.'),
    timeZone: textOrNull('IANA.'),
    fields: z.record(z.string(), z.string()),
  })
  .check(z.describe('What an agent is shown of a contact, within two seconds.'));

/** What a script opens for an agent. */
export const ScreenPop = z
  .looseObject({
    contactId: Key,
    url: z.string().check(z.describe('The page of the CRM.')),
    at: z.enum(['preview', 'connect']),
    freshness: z.string().check(z.describe('As of the context.')),
    withheld: z.boolean(),
  })
  .check(z.describe('The address an agent is shown, and when. 404 also where the stage has none.'));

/** What a door says when the queue has the message. */
const Accepted = z.object({ status: z.literal('accepted'), requestId: z.string() });

/**
 * Every refusal, RFC 9457. Reads answer without `requestId` where the gateway let the request pass, and the gateway
 * without `status` where it has no words of its own for a refusal.
 */
const Problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.optional(z.int()),
  detail: z.string(),
  requestId: z.optional(z.string()),
});

/** Every named schema of the document. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const named = Object.entries(DOOR_MESSAGES).flatMap(([name, { schema, mostPerRequest }]) => {
    if (mostPerRequest === 1) return [[name, jsonSchema(schema)]];
    const one = { $ref: schemaRef(name) };
    const many = { type: 'array', minItems: 1, maxItems: mostPerRequest, items: one };
    return [
      [name, jsonSchema(schema)],
      [`${name}Request`, { description: REQUEST, oneOf: [one, many] }],
    ];
  });
  return {
    ...Object.fromEntries(named),
    Accepted: jsonSchema(Accepted),
    AlertStory: jsonSchema(AlertStory),
    TelemetryRecord: jsonSchema(TelemetryRecord),
    SuppressionStanding: jsonSchema(SuppressionStanding),
    IncidentList: jsonSchema(IncidentList),
    Overview: jsonSchema(Overview),
    ContactContext: jsonSchema(ContactContext),
    ScreenPop: jsonSchema(ScreenPop),
    PreviewStory: jsonSchema(PreviewStory),
    Problem: jsonSchema(Problem),
    Key: jsonSchema(Key),
  };
}

const REQUEST = [
  'One message, or several.',
  'The door judges a single message, but not the form of its instants, and of an array the length.',
  'The rest is judged after 202, element by element: a bad one is quarantined and costs no other.',
].join(' ');

/** Points at a named schema. */
export const schemaRef = (name: string): string => `#/components/schemas/${name}`;

/** What the sender must write and the reader may find: unknown fields are never an error. */
function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...written } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      // zod spells a 300-character pattern for each date-time.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      delete jsonSchema.additionalProperties;
    },
  });
  return written;
}

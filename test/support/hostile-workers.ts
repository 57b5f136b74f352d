import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { CompletionMessage } from '../../functions/completion/hold-conversation.ts';
import * as messages from '../../functions/messages/alert-facts.ts';
import { SettleRequest } from '../../functions/messages/held-conversation.ts';
import {
  InteractionCompleted,
  MAX_COMPLETION_BYTES,
} from '../../functions/messages/interaction-completed.ts';
import { PushedContact } from '../../functions/messages/preview-contacts.ts';
import { PreviewLook } from '../../functions/messages/preview-look.ts';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { UpdateDueRequest } from '../../functions/messages/update-due.ts';
import { MOST_BYTES } from '../../functions/runtime/strict-json.ts';
import { SegmentationMessage } from '../../functions/segmentation/update-segments.ts';
import type { LocalSystem } from '../../local/system.ts';
import { sqsRecord } from './fake-lambda.ts';
import type { HostileCase } from './hostile-case.ts';
import { fieldCases } from './hostile-fields.ts';
import { NO_JSON, NO_OBJECT, TOO_MUCH, TWO_READINGS } from './hostile-texts.ts';

/** A worker, what it takes and where it takes it from. */
export interface HostileTarget {
  /** Part of its function's name. */
  readonly worker: string;
  /** Ends of its queues' construct paths. */
  readonly queues: readonly string[];
  readonly message: z.core.$ZodType;
  /** All that the worker takes. @default the message alone */
  readonly takes?: z.core.$ZodType;
  /** The largest message its queues take, bytes. @default what SQS takes */
  readonly mostBytes?: number;
  /** What is told of a bad field where the queue takes another message, too, that could as well be meant. */
  readonly toldAs?: string;
  /** A message it can work on, under a key of its own. */
  valid(key: string): Readonly<Record<string, unknown>>;
}

/** What SQS takes, bytes. */
const MOST_SQS_BYTES = 1024 * 1024;

const sample = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../events/${name}.json`), 'utf8'));

/** A sample whose alert has this key. */
const under = (name: string) => (key: string) => {
  const message = sample(name);
  return { ...message, alert: { ...Object(message.alert), key } };
};

/** An alert of a customer nobody may call. */
export const validAlert = (key: string): Readonly<Record<string, unknown>> => ({
  ...sample('sensor-alert'),
  idempotencyKey: key,
  sensorId: `SNS-${key}`,
  customerId: 'CUST-9985',
  timestamp: new Date().toISOString(),
});

export const TARGETS: readonly HostileTarget[] = [
  {
    worker: 'Admission',
    queues: ['Admission/Queue'],
    message: SensorAlert,
    mostBytes: MOST_BYTES,
    valid: validAlert,
  },
  {
    worker: 'Enrichment',
    queues: ['Enrichment/Critical', 'Enrichment/Standard'],
    message: messages.EnrichmentRequest,
    valid: under('enrichment-request'),
  },
  {
    worker: 'Compliance',
    queues: ['Compliance/Queue'],
    message: messages.ComplianceRequest,
    valid: under('compliance-request'),
  },
  {
    worker: 'Dialing',
    queues: ['Dialing/Critical', 'Dialing/Standard'],
    message: messages.DialRequest,
    valid: under('dial-request'),
  },
  {
    worker: 'FollowUp',
    queues: ['FollowUp/Queue'],
    message: messages.FollowUpRequest,
    valid: (key) => ({ key }),
  },
];

/** Messages of segmentation and completion, whose functions take more than one. */
export const CONVERSATION_TARGETS: readonly HostileTarget[] = [
  {
    worker: 'Segmentation',
    queues: ['Segmentation/Completions'],
    message: InteractionCompleted,
    takes: SegmentationMessage,
    mostBytes: MAX_COMPLETION_BYTES,
    valid: (key) => ({ ...sample('interaction-completed'), idempotency_key: key }),
  },
  {
    worker: 'Segmentation',
    queues: ['Segmentation/Updates'],
    message: UpdateDueRequest,
    takes: SegmentationMessage,
    valid: (key) => ({ updateDue: key }),
  },
  {
    worker: 'Completion',
    queues: ['Completion/Settlements'],
    message: SettleRequest,
    takes: CompletionMessage,
    toldAs: 'malformed',
    valid: (key) => ({ settle: key }),
  },
];

/** What previews take: contacts, which are judged one by one, and looks of our own. */
export const PREVIEW_TARGETS: readonly HostileTarget[] = [
  {
    worker: 'Preview',
    queues: ['Preview/Pushes'],
    message: PushedContact,
    valid: (contactId) => ({ contactId, phoneNumber: '+12025550118', fields: [{ key: 'a', value: 'b' }] }),
  },
  {
    worker: 'Preview',
    queues: ['Preview/Looks'],
    message: PreviewLook,
    valid: (campaignId) => ({ campaignId, look: ['CRM_1'] }),
  },
];

/** Lists that are no list of one to ten alerts. */
export const BAD_LISTS: readonly HostileCase[] = [
  { name: 'an empty list', make: () => '[]', tells: 'the whole (too small)' },
  {
    name: 'eleven alerts',
    make: (valid) => JSON.stringify(Array.from({ length: 11 }, (_, n) => ({ ...valid, n }))),
    tells: 'the whole (too large)',
  },
  { name: 'a list in a list', make: (valid) => JSON.stringify([[valid]]), tells: 'the whole' },
  { name: 'a list of anything', make: () => '[null]', tells: 'the whole' },
];

/** Everything that can be wrong with a worker's message. */
export const casesOf = (target: HostileTarget): readonly HostileCase[] => [
  ...fieldCasesOf(target),
  ...TWO_READINGS,
  ...TOO_MUCH,
  ...NO_JSON,
  ...NO_OBJECT,
  ...(target.message === SensorAlert ? BAD_LISTS : []),
];

/** A few cases of every kind, as far as its queues take them. */
export const someOf = (target: HostileTarget): readonly HostileCase[] => {
  const every = (cases: readonly HostileCase[], nth: number) => cases.filter((_, n) => n % nth === 0);
  const { mostBytes = MOST_SQS_BYTES, valid } = target;
  return [
    ...every(fieldCasesOf(target), 12),
    ...every(TWO_READINGS, 4),
    ...TOO_MUCH,
    ...every(NO_JSON, 4),
    ...every(NO_OBJECT, 3),
  ].filter(({ make }) => Buffer.byteLength(make(valid('key'))) <= mostBytes);
};

/** Every way to break a single field of a worker's message. */
export const fieldCasesOf = ({ message, toldAs }: HostileTarget): readonly HostileCase[] =>
  fieldCases(message).map((one) => ({ ...one, tells: toldAs ?? one.tells }));

/** Gives a function one batch, past its queue. */
export async function invokeBatch(
  system: LocalSystem,
  worker: string,
  batch: readonly { readonly edgeId: string; readonly body: string }[],
): Promise<SQSBatchResponse> {
  const name = system.functionNames.find((each) => each.includes(`${worker}Function`))!;
  const event: SQSEvent = {
    Records: batch.map(({ edgeId, body }) => sqsRecord({ id: edgeId, body, edgeId })),
  };
  return (await system.invoke(name, event)) as SQSBatchResponse;
}

import * as z from 'zod';
import { ConversationEvent } from '../../functions/messages/from-genesys.ts';
import { CampaignChange } from '../../functions/messages/from-genesys-campaign.ts';
import { BusEvent, fromBus } from '../../functions/messages/from-genesys-telephony.ts';
import { PreviewEvent } from '../../functions/messages/preview-event.ts';
import type { Fault, Findings } from './fault.ts';

/** What a live event would come to in a function. */
type Reading =
  | { readonly kind: 'read' | 'ignored' }
  | { readonly kind: 'drifted'; readonly fields: readonly string[] };

/** By the topic an event names: the schema a function reads it with. */
const SCHEMAS: readonly { readonly pattern: RegExp; readonly schema: z.core.$ZodType }[] = [
  {
    pattern: /^v2\.detail\.events\.conversation\.[^.]+\.(?:customer\.end|acw|wrapup)$/,
    schema: ConversationEvent,
  },
  { pattern: /^v2\.outbound\.preview\.campaigns\.contact\./, schema: PreviewEvent },
  { pattern: /^v2\.outbound\.campaigns\.[^.]+$/, schema: CampaignChange },
];

/** Live events that our schemas cannot read: the platform sends something else than it did. */
export function eventFaults(texts: readonly string[]): Findings {
  const faults = texts.flatMap((text, index): Fault[] => {
    const event = parsed(text);
    const topic = Topic.safeParse(event).data?.detail.topicName;
    const reading = readingOf(event, topic);
    if (reading.kind !== 'drifted') return [];
    return [
      {
        area: 'events',
        subject: topic ?? `event ${index + 1}`,
        fault: `our schema cannot read it: ${reading.fields.join(', ')}`,
        mend: 'put it into events/genesys/ with people replaced, and make `npm test -- test/unit/samples.test.ts` pass',
      },
    ];
  });
  const unseen =
    texts.length === 0 ? ['live events: --events FILE names some, one JSON document a line'] : [];
  return { faults, unseen };
}

const Topic = z.object({ detail: z.object({ topicName: z.string() }) });

function readingOf(event: unknown, topic: string | undefined): Reading {
  if (topic === undefined) return { kind: 'drifted', fields: ['detail.topicName'] };
  const known = SCHEMAS.find(({ pattern }) => pattern.test(topic));
  const schema = known?.schema ?? BusEvent;
  const result = z.safeParse(schema, event);
  if (!result.success)
    return { kind: 'drifted', fields: result.error.issues.map(({ path }) => path.join('.')) };
  if (known) return { kind: 'read' };
  const readings = fromBus(BusEvent.parse(event));
  return readings.kind === 'measured' ? { kind: 'read' } : readings;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import { MAX_ALERTS_PER_REQUEST, SensorAlert } from '../messages/sensor-alert.ts';
import { malformed, malformedReason } from '../runtime/malformed.ts';
import { isFlawed } from '../runtime/strict-json.ts';
import { type AdmissionPorts, type AdmissionRules, admitAlert } from './admit-alert.ts';
import { isTooDeep, pruned } from './nesting.ts';
import type { SurgeTally } from './surge-tally.ts';

/** One alert, or an array of them whose elements are judged one by one. */
export const AlertRequest = z.union([
  z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_ALERTS_PER_REQUEST)),
  z.looseObject({}),
]);
export type AlertRequest = z.infer<typeof AlertRequest>;

export interface ElementOutcome {
  readonly outcome: string;
  readonly reason?: string;
  readonly key?: string;
  readonly lane?: string;
}

/** Keeps one element that cannot be used. */
export type QuarantineElement = (text: string, edgeId: string, reason: string) => Promise<void>;

/** What requests need besides what alerts do. */
export interface RequestPorts extends AdmissionPorts {
  readonly quarantineElement: QuarantineElement;
  readonly tally: SurgeTally;
}

/**
 * Admits every element of a request on its own: a bad one is quarantined and never costs the others.
 * @throws {TransientError} a store cannot be reached; elements already admitted are recognised when it comes again
 */
export async function admitRequest(
  request: AlertRequest,
  arrival: { readonly edgeId: string; readonly receiveCount: number },
  ports: RequestPorts,
  rules: AdmissionRules,
): Promise<readonly ElementOutcome[]> {
  const elements = Array.isArray(request) ? request : [request];
  const outcomes: ElementOutcome[] = [];
  for (const [index, element] of elements.entries()) {
    const edgeId = `${arrival.edgeId}.${index}`;
    outcomes.push(await admitElement(element, { ...arrival, edgeId }, ports, rules));
  }
  return outcomes;
}

async function admitElement(
  element: unknown,
  arrival: { readonly edgeId: string; readonly receiveCount: number },
  ports: RequestPorts,
  rules: AdmissionRules,
): Promise<ElementOutcome> {
  try {
    const alert = readable(element);
    const admitted = await admitAlert(alert, arrival, ports, rules);
    if (NEW.has(admitted.outcome)) await tellSurge(alert.alertType, ports);
    return admitted;
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const said = isFlawed(element) ? element.element : element;
    await ports.quarantineElement(JSON.stringify(pruned(said)) ?? 'null', arrival.edgeId, error.reason);
    return { outcome: 'quarantined', reason: error.reason };
  }
}

/** Outcomes of alerts that nobody has counted before. */
const NEW = new Set(['admitted', 'suppressed', 'deferred']);

/** As long as nobody has told people of an event, every count that sees it sends the news again. */
async function tellSurge(alertType: string, { tally, outbox }: RequestPorts): Promise<void> {
  const event = await tally.count(alertType);
  if (!event || event.told) return;
  // The next count sends it again; an alert that is admitted must not come back for it.
  await outbox.followUp({ massEvent: alertType, since: event.since }).catch(() => undefined);
}

/** @throws {RejectedError} the reason names the fields that are wrong, never their values */
function readable(element: unknown): SensorAlert {
  if (isFlawed(element)) throw new RejectedError(element.reason, 'the text says two things or is broken');
  if (isTooDeep(element)) throw new RejectedError(malformed('nested too deeply'), 'nobody needs such depth');
  const result = SensorAlert.safeParse(element);
  if (result.success) return result.data;
  throw new RejectedError(malformedReason(result.error), 'the alert is not as agreed');
}

import * as z from 'zod/mini';
import { InteractionCompleted } from '../messages/interaction-completed.ts';
import { UpdateDueRequest } from '../messages/update-due.ts';
import { recordCompletion } from './record-completion.ts';
import { resumeUpdate } from './resume-update.ts';
import type { SegmentationOutcome, SegmentationPolicy, SegmentationPorts } from './segmentation-ports.ts';

/** What segmentation takes: a conversation that ended, or a customer whose update is due. */
export const SegmentationMessage = z.union([UpdateDueRequest, InteractionCompleted]);
export type SegmentationMessage = z.infer<typeof SegmentationMessage>;

/** What came with a message. */
interface Accompanied {
  readonly edgeId: string;
  attribute(name: string): string | undefined;
}

/** Works on one message. @throws {TransientError} come again @throws {RejectedError} it cannot be used */
export function updateSegments(
  message: SegmentationMessage,
  delivery: Accompanied,
  ports: SegmentationPorts,
  policy: SegmentationPolicy,
): Promise<SegmentationOutcome> {
  if ('updateDue' in message) return resumeUpdate(message.updateDue, ports, policy);
  const receivedAt = Number(delivery.attribute('receivedAt') ?? Number.NaN);
  const arrival = {
    edgeId: delivery.edgeId,
    receivedAt: Number.isNaN(receivedAt) ? undefined : new Date(receivedAt),
  };
  return recordCompletion(message, arrival, ports, policy);
}

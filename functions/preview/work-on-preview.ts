import type { PreviewMessage } from '../messages/preview-look.ts';
import { lookAtContacts } from './look-at-contacts.ts';
import { notePreviewEnd } from './note-preview-end.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';
import { sweepPreviews } from './sweep-previews.ts';
import { takePush } from './take-push.ts';

/** The message, and how long the function may work on it. */
export interface PreviewArrival {
  readonly edgeId: string;
  remainingMs(): number;
}

/** Works on one message. @throws {TransientError} it comes again; what was done is recognised */
export async function workOnPreview(
  message: PreviewMessage,
  { edgeId, remainingMs }: PreviewArrival,
  ports: PreviewPorts,
  rules: PreviewRules,
): Promise<readonly PreviewLine[]> {
  if ('sweep' in message) return sweepPreviews(remainingMs, ports, rules);
  if ('detail' in message) return [await notePreviewEnd(message, ports, rules)];
  if ('look' in message) return lookAtContacts(message, remainingMs, ports, rules);
  return takePush(message, edgeId, ports, rules);
}

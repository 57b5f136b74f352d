import type { Preview, PreviewOutcome } from '../messages/preview.ts';
import type { KeptPreview } from '../ports/previews.ts';
import { countPreview } from './count-call.ts';
import { ended } from './preview-life.ts';
import type { PreviewLine, PreviewPorts } from './preview-ports.ts';

type WritePorts = Pick<PreviewPorts, 'previews' | 'attempts' | 'clock'>;

/** How a contact ended, or where it stands. */
export const line = ({ contactId }: Preview, outcome: string, reason: string): PreviewLine => ({
  outcome,
  reason,
  key: contactId,
});

/** Writes the contact's next state where nobody else wrote meanwhile, and tells which of both it was. */
export async function written(
  kept: KeptPreview,
  next: Preview,
  outcome: string,
  reason: string,
  { previews }: Pick<WritePorts, 'previews'>,
): Promise<PreviewLine> {
  const write = await previews.replace(kept, next);
  return write.kind === 'lost'
    ? line(next, 'already_moved', 'changed by another')
    : line(next, outcome, reason);
}

/** Ends a contact. A call is counted first: whoever comes after a crash does both. */
export async function end(
  kept: KeptPreview,
  outcome: PreviewOutcome,
  reason: string,
  ports: WritePorts,
): Promise<PreviewLine> {
  const now = ports.clock.now();
  if (outcome === 'called') await countPreview(kept.value, now, ports);
  return written(kept, ended(kept.value, { outcome, reason }, now), outcome, reason, ports);
}

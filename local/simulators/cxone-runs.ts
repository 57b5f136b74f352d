import type { SimulatedContact } from './cxone-contacts.ts';
import type { CampaignRun } from './genesys-campaign-runs.ts';

const HOUR_MS = 3_600_000;

/**
 * The contacts a dialer made by what a run tells: as many in each hour as it tried, of whom those that it connected
 * spoke with an agent for an equal part of the time. Dispositions are ids in digits; the empty text is none. The same
 * skill has the same contacts, so that another run replaces them.
 */
export function contactsOfRun(skillId: string, run: CampaignRun): readonly SimulatedContact[] {
  const attempted = run.hours.flatMap(({ start, attempts, connects, handleMs }) => {
    const codes = Object.entries(connects).flatMap(([code, count]) => Array<string>(count).fill(code));
    const talkMs = codes.length === 0 ? 0 : handleMs / codes.length;
    return Array.from(
      { length: attempts },
      (_, index): Attempt => ({
        startMs: Date.parse(start) + Math.floor((index * HOUR_MS) / attempts),
        code: codes[index],
        talkMs,
      }),
    );
  });
  return attempted.map((attempt, index) =>
    contactOf(`43${skillId}${String(index).padStart(6, '0')}`, skillId, attempt),
  );
}

interface Attempt {
  readonly startMs: number;
  /** Absent: nobody answered. */
  readonly code: string | undefined;
  readonly talkMs: number;
}

function contactOf(
  conversationId: string,
  queueId: string,
  { startMs, code, talkMs }: Attempt,
): SimulatedContact {
  const startedAt = new Date(startMs).toISOString();
  const dialed = {
    conversationId,
    queueId,
    acceptedAt: startedAt,
    phoneNumber: '',
    fromAddress: '',
    data: {},
    written: {},
  };
  if (code === undefined) return { ...dialed, trigger: 'dialer', state: 'disconnected', endedAt: startedAt };
  return {
    ...dialed,
    trigger: 'dialer',
    state: 'served',
    servedAt: startedAt,
    endedAt: new Date(startMs + talkMs).toISOString(),
    ...(code !== '' && { dispositionId: Number(code) }),
  };
}

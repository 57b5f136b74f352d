import type { PaceSettings } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Destination, Pace, PaceAsk, Paced } from '../ports/pace.ts';
import type { PaceBook, PaceState } from '../ports/pace-book.ts';
import type { Random } from '../ports/random.ts';
import type { Sleep } from '../ports/sleep.ts';
import { bookSlots, holdSlots, pauseEnd, type SlotAnswer, slotEnded } from './pacing.ts';

/** What a pacer needs of the world. */
export interface PacerPorts {
  readonly book: PaceBook;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
}

/** The messages of a batch come to their slot within this time of each other, so that one write serves them all. */
const GATHER_MS = 20;

interface Waiting {
  readonly ask: PaceAsk;
  readonly latest: number;
  readonly answered: PromiseWithResolvers<SlotAnswer>;
}

/** The budgets of the platform and the CRM as the work of one function sees them. */
export function pacers(settings: Readonly<Record<'telephony' | 'crm', PaceSettings>>, ports: PacerPorts) {
  return {
    telephony: pacer('telephony', settings.telephony, ports),
    crm: pacer('crm', settings.crm, ports),
  };
}

/** The budget of one destination as the work of one function sees it. */
export function pacer(destination: Destination, rules: PaceSettings, ports: PacerPorts): Pace {
  const { book, clock, sleep, random } = ports;
  const nowMs = (): number => clock.now().getTime();
  let gathered: Waiting[] = [];
  /** Whether this function got the one request that finds out if the destination works again. */
  let probing = false;
  /** What this function was told itself; its slots from before are given up. */
  let heldUntil = new Date(0);

  /** Books for everybody who has come so far. */
  async function bookGathered(): Promise<void> {
    const waiting = gathered;
    gathered = [];
    const asks = waiting.map(({ ask, latest }) => ({ ...ask, latest }));
    try {
      const now = nowMs();
      const answers = await book.change(destination, (state) => bookSlots(state, asks, { rules, now }));
      waiting.forEach(({ answered }, index) => {
        const answer = answers[index];
        if (answer) answered.resolve(answer);
      });
    } catch (error) {
      for (const { answered } of waiting) answered.reject(error);
    }
  }

  async function asked(ask: PaceAsk, latest: number): Promise<SlotAnswer> {
    const answered = Promise.withResolvers<SlotAnswer>();
    gathered.push({ ask, latest, answered });
    if (gathered.length === 1) {
      await sleep.until(new Date(nowMs() + GATHER_MS));
      await bookGathered();
    }
    return answered.promise;
  }

  async function take(ask: PaceAsk, latest: Date): Promise<Paced> {
    for (;;) {
      const answer = await asked(ask, latest.getTime());
      if (answer.kind === 'slot') {
        const at = new Date(answer.at);
        probing ||= answer.probe;
        await sleep.until(at);
        if (heldUntil <= clock.now()) return { kind: 'slot', at };
        continue;
      }
      const until = new Date(answer.until);
      if (answer.reason === 'breaker_open' || until >= latest)
        return { kind: 'refused', reason: answer.reason, until };
      await sleep.until(until);
    }
  }

  return {
    destination,
    take,
    async ended(ending) {
      const failed = ending === 'failed';
      const probe = probing;
      if (!failed && !probe) return;
      probing = false;
      const fraction = random.fraction();
      const now = nowMs();
      await book.change(destination, (state) => slotEnded(state, { probe, failed, fraction }, now));
    },
    async pausedUntil() {
      const now = nowMs();
      const until = await book.change(destination, (state) => ({ answer: pauseEnd(state, now) }));
      return until === undefined ? undefined : new Date(until);
    },
    async hold(until) {
      const now = nowMs();
      const hold = (state?: PaceState) => holdSlots(state, until.getTime(), { rules, now });
      heldUntil = new Date(Math.max(heldUntil.getTime(), hold().answer));
      await book.change(destination, hold);
    },
  };
}

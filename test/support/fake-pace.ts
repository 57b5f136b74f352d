import type { Destination, Pace, PaceAsk, Paced } from '../../functions/ports/pace.ts';
import type { FakeClock } from './fake-clock.ts';

/** A budget that gives what a test wants. */
export interface FakePace extends Pace {
  /** The answers to the next asks, in order; after them every request may leave at once. */
  answer(...answers: readonly Paced[]): void;
  readonly taken: readonly { readonly ask: PaceAsk; readonly latest: Date }[];
  readonly endings: readonly ('answered' | 'failed')[];
  readonly holds: readonly Date[];
  /** From now on nothing can be told. */
  breakDown(): void;
}

/** A budget without an end; who waits for a slot moves the clock. */
export function fakePace(clock: FakeClock, destination: Destination = 'telephony'): FakePace {
  const planned: Paced[] = [];
  const taken: { ask: PaceAsk; latest: Date }[] = [];
  const endings: ('answered' | 'failed')[] = [];
  const holds: Date[] = [];
  let broken = false;
  const tell = async (): Promise<void> => {
    if (broken) throw new Error('the table is gone');
  };
  return {
    destination,
    taken,
    endings,
    holds,
    answer: (...answers) => void planned.push(...answers),
    breakDown() {
      broken = true;
    },
    async take(ask, latest) {
      taken.push({ ask, latest });
      const paced = planned.shift() ?? { kind: 'slot', at: clock.now() };
      if (paced.kind === 'slot' && paced.at > clock.now()) clock.set(paced.at);
      return paced;
    },
    async ended(ending) {
      endings.push(ending);
      await tell();
    },
    pausedUntil: async () => holds.findLast((until) => until > clock.now()),
    async hold(until) {
      holds.push(until);
      await tell();
    },
  };
}

import { dynamoPaceBook } from '../../../functions/adapters/dynamo-pace.ts';
import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import type { PaceSettings } from '../../../functions/messages/settings.ts';
import type { Sleep } from '../../../functions/ports/sleep.ts';
import { pacer } from '../../../functions/runtime/pacer.ts';
import { unhurried } from '../../support/unhurried.ts';
import type { Process, Processes } from '../processes.ts';
import type { Simulation } from '../simulation.ts';

/** The real budget in the table of a process; its routing queues are never busy. */
export const realTurns =
  (rules: PaceSettings, simulation: Simulation, processes: Processes) =>
  (process: Process, table: DynamoTable): ReturnType<typeof unhurried> => {
    const { clock, random } = process;
    const sleep = sleepOf(process, simulation, processes);
    const book = dynamoPaceBook(table, 'ledger', random);
    return { ...unhurried(clock), sleep, pace: pacer('telephony', rules, { book, clock, sleep, random }) };
  };

/** Waiting by a process's own clock; never over for one that is gone. */
export function sleepOf(process: Process, { timeline }: Simulation, processes: Processes): Sleep {
  return {
    until(instant) {
      const waitMs = instant.getTime() - process.clock.now().getTime();
      return new Promise((resolve) => {
        timeline.at(timeline.now() + Math.max(0, waitMs), () => processes.resume(process, resolve));
      });
    },
  };
}

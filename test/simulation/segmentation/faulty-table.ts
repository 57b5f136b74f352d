import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import type { Chance } from '../chance.ts';
import type { WorldTime } from './world-time.ts';

/** What can happen to a request to the table. */
export type TableFault = 'crash' | 'pause' | 'tableLost' | 'tableReplyLost' | 'tableTwice' | 'tableLate';

interface TableWorld {
  readonly time: WorldTime;
  readonly chance: Chance;
  /** Whether it strikes now. */
  readonly faults: { strikes(name: TableFault): boolean };
  /** How long a worker stands still, ms. @default up to an hour, evenly */
  readonly pauseMs?: () => number;
}

/** Nobody is there any more. */
const gone = (): Promise<never> => new Promise(() => undefined);

const lost = (): Error => Object.assign(new Error('no answer'), { name: 'TimeoutError' });

/** The table as one worker reaches it: late, not at all, twice, or with its answers lost; and the worker may die. */
export function faultyTable(table: DynamoTable, { time, chance, faults, pauseMs }: TableWorld): DynamoTable {
  async function through<T>(isWrite: boolean, effect: () => Promise<T>): Promise<T> {
    const pause = faults.strikes('pause') ? (pauseMs?.() ?? chance.between(0, 3_600_000)) : 0;
    await time.sleep(chance.between(1, 20) + pause);
    if (faults.strikes('crash')) return gone();
    if (faults.strikes('tableLost')) throw lost();
    if (isWrite && faults.strikes('tableLate')) {
      time.at(time.now() + chance.between(0, 480_000), () => void effect().catch(() => undefined));
      throw lost();
    }
    if (isWrite && faults.strikes('tableTwice')) await effect().catch(() => undefined);
    const answer = await effect();
    await time.sleep(chance.between(1, 20));
    if (faults.strikes('crash')) return gone();
    if (faults.strikes('tableReplyLost')) throw lost();
    return answer;
  }

  return {
    getItem: (input) => through(false, () => table.getItem(input)),
    batchGetItem: (input) => through(false, () => table.batchGetItem(input)),
    putItem: (input) => through(true, () => table.putItem(input)),
    updateItem: (input) => through(true, () => table.updateItem(input)),
    query: (input) => through(false, () => table.query(input)),
  };
}

import type { DynamoTable } from '../../../functions/adapters/dynamo-table.ts';
import type { Chance } from '../chance.ts';
import type { Faults } from './segment-faults.ts';
import type { WorldTime } from './world-time.ts';

interface TableWorld {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly faults: Faults;
}

/** Nobody is there any more. */
const gone = (): Promise<never> => new Promise(() => undefined);

const lost = (): Error => Object.assign(new Error('no answer'), { name: 'TimeoutError' });

/** The table as one worker reaches it: late, not at all, twice, or with its answers lost; and the worker may die. */
export function faultyTable(table: DynamoTable, { time, chance, faults }: TableWorld): DynamoTable {
  async function through<T>(isWrite: boolean, effect: () => Promise<T>): Promise<T> {
    const pause = faults.strikes('pause') ? chance.between(0, 3_600_000) : 0;
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

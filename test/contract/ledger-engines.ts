import { afterAll, beforeAll } from '@jest/globals';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { type DynamoTable, dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { AlertRecord, AlertState, Ledger, NewAlert, Placement } from '../../functions/ports/ledger.ts';
import { at, grantOf, MINUTE, newAlert, SECOND } from '../support/builders.ts';
import { type Dynalite, startDynalite } from '../support/dynamo-dynalite.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

/** DynamoDB in memory, which returns the item that refused a write, and dynalite, which does not. */
export const ENGINES = ['memory', 'dynalite'] as const;
export const TABLE = 'ledger';

/** Starts an engine for the tests of a block; tells the table and ledgers on it, faulty ones if wanted. */
export function onEngine(name: (typeof ENGINES)[number]) {
  let dynalite: Dynalite | undefined;
  let table: DynamoTable | undefined;
  beforeAll(async () => {
    dynalite = name === 'dynalite' ? await startDynalite() : undefined;
    table = dynalite ? dynamoTable(dynalite.options) : memoryDynamo({ tables });
  });
  afterAll(() => dynalite?.stop());

  const engine = (): DynamoTable => {
    if (!table) throw new Error('the engine has not been started');
    return table;
  };
  return {
    table: engine,
    ledger(faults: FaultPlan = () => undefined): Ledger {
      const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));
      return dynamoLedger(faulty(engine(), TABLE_WORDS, faults, gone), TABLE, fakeRandom(`${minted++}`));
    },
  };
}

let minted = 0;

/** An alert of its own customer and sensor, so that no test meets another. */
export function freshAlert(fields: Partial<NewAlert> = {}): NewAlert {
  const id = ++minted;
  return newAlert({ key: `alert-${id}`, customerId: `customer-${id}`, sensorId: `sensor-${id}`, ...fields });
}

/** The alert a move left. @throws {Error} somebody else was faster */
export function moved(move: Placement): AlertRecord {
  if (move.kind === 'moved') return move.alert;
  throw new Error(`the move was lost to ${move.alert?.state ?? 'nobody'}`);
}

/** An alert that came to a state the ordinary way. */
export async function alertIn(state: AlertState, ledger: Ledger, born = freshAlert()): Promise<AlertRecord> {
  if (state === 'SUPPRESSED') return admitted(await ledger.admitSuppressed(born, 'other', at()));
  const open = admitted(await ledger.admitOpen(born, at(), at(5 * MINUTE)));
  if (state === 'OPEN') return open;
  if (['CASE_PENDING', 'CASED', 'QUARANTINED'].includes(state)) {
    const pending = moved(await ledger.openCase(open, { reason: 'stale', now: at() }));
    if (state === 'CASE_PENDING') return pending;
    const task = { followUpId: 'follow-up-1', taskId: 'task-1', now: at() };
    const end =
      state === 'CASED' ? ledger.recordTask(pending, task) : ledger.recordTaskRefused(pending, at());
    return moved(await end);
  }
  const placing = moved(await ledger.grant(open, grantOf({ attemptId: `attempt-of-${born.key}` })));
  if (state === 'PLACING') return placing;
  return state === 'PLACED'
    ? moved(await ledger.recordPlaced(placing, { callId: 'call-1', now: at() }))
    : moved(await ledger.recordUncertain(placing, 'no answer', at(), at(150 * SECOND)));
}

function admitted(admission: Awaited<ReturnType<Ledger['admitOpen']>>): AlertRecord {
  if (admission.kind === 'admitted') return admission.alert;
  throw new Error(`${admission.alert.key} was known`);
}

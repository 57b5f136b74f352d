// Prints what DynamoDB bills for each outcome of an alert, as JSON: the real use cases over a table that counts.
// `npm run bench -- requests` runs it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { customer, TUESDAY_10 } from '../support/builders.ts';
import { itemSize } from '../support/dynamo-size.ts';
import { alertWorld } from '../support/world.ts';

/** Names as long as real ones: every write is billed on the whole item. */
const sample: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../events/sensor-alert.json'), 'utf8'),
);
const first = SensorAlert.parse({ ...Object(sample), timestamp: TUESDAY_10 });
const later = (key: string, changes: Partial<SensorAlert> = {}): SensorAlert => ({
  ...first,
  idempotencyKey: `${first.idempotencyKey.slice(0, -key.length)}${key}`,
  ...changes,
});

/** It is ten in the morning in New York, and the middle of the night in Tokyo. */
const night = customer({ customerId: 'CUST-9982', timeZone: 'Asia/Tokyo' });
const world = alertWorld({ customers: [customer({ customerId: first.customerId }), night] });

let posts = 0;

interface Units {
  readonly writes: number;
  readonly index: number;
  readonly reads: number;
  readonly contactWrites: number;
  readonly contactReads: number;
}

function total(): Units {
  const { ledger, contacts } = world.table.counts();
  return {
    writes: ledger?.writeUnits ?? 0,
    index: Object.values(ledger?.indexUnits ?? {}).reduce((sum, units) => sum + units, 0),
    reads: ledger?.readUnits ?? 0,
    contactWrites: contacts?.writeUnits ?? 0,
    contactReads: contacts?.readUnits ?? 0,
  };
}

/** Units from the post of an alert until all is quiet. @throws {Error} it ends in another state */
async function units(alert: SensorAlert, state: string): Promise<Units> {
  const before = total();
  world.post(alert, `hNq4HaeezujuYQ${++posts}=`);
  await world.run();
  const ended = world.alerts().find(({ key }) => key === alert.idempotencyKey)?.state;
  if (ended !== state) throw new Error(`${alert.idempotencyKey} is ${ended}, not ${state}`);
  const after = total();
  return {
    writes: after.writes - before.writes,
    index: after.index - before.index,
    reads: after.reads - before.reads,
    contactWrites: after.contactWrites - before.contactWrites,
    contactReads: after.contactReads - before.contactReads,
  };
}

const placed = await units(first, 'PLACED');
const suppressed = await units(later('2'), 'SUPPRESSED');
const duplicate = await units(first, 'PLACED');
const deferred = await units(
  later('3', { customerId: night.customerId, sensorId: 'TEMP-SNS-4422' }),
  'CASED',
);
const largestItemBytes = Math.max(...world.table.items('ledger').map(itemSize));

console.log(JSON.stringify({ outcomes: { placed, suppressed, duplicate, deferred }, largestItemBytes }));

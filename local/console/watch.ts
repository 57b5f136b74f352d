import { localClient } from '../../bin/local-client.ts';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { sqsQueueDepths } from '../../functions/adapters/sqs-queue-depths.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import { type Overview, type OverviewRules, overviewOf } from '../../functions/overview/overview.ts';
import { type OverviewScope, readSurroundings } from '../../functions/overview/read-overview.ts';
import { reckonedSince } from '../../functions/overview/reckoning.ts';
import type { LocalSystem } from '../system.ts';
import type { AcceptedAlerts } from './accepted-alerts.ts';
import { type AlertBook, alertBook } from './alert-book.ts';
import { bookTally } from './book-tally.ts';
import { conservation } from './conservation.ts';
import type { ShownClock } from './shown-clock.ts';

/** What is watched, and by which limits. */
export interface Watched {
  readonly system: LocalSystem;
  readonly accepted: AcceptedAlerts;
  readonly clock: ShownClock;
  readonly scope: OverviewScope & OverviewRules;
}

/** What can be seen of a running local system from outside its functions. */
export interface Sight extends Overview {
  readonly came: Readonly<Record<string, number>>;
}

/** Looks at a running local system. */
export interface Watch {
  readonly book: AlertBook;
  look(): Promise<Sight>;
}

const ADMISSION = 'admission queue';

/** Watches a system from now on. */
export function watchSystem({ system, accepted, clock, scope }: Watched): Watch {
  const ledgerTable = system.resource('AWS::DynamoDB::Table', 'Ledger/Table').name;
  const aws = system.awsEnvironment();
  const table = dynamoTable(localClient(aws, 'DYNAMODB'));
  const queues = workerQueues(system);
  const came: Record<string, number> = {};
  system.watchEngines(({ service, action, resource }) => {
    const name = service === 'sqs' && action === 'SendMessage' ? queues.names.get(resource) : undefined;
    if (name !== undefined) came[name] = (came[name] ?? 0) + 1;
  });
  const ports = {
    ledger: dynamoLedger(table, ledgerTable, systemRandom),
    book: dynamoPaceBook(table, ledgerTable, systemRandom),
    occupancy: dynamoOccupancyBook(table, ledgerTable),
    queues: sqsQueueDepths(queues.baseUrl, queues.byName, localClient(aws, 'SQS')),
  };
  const book = alertBook(system, ledgerTable);
  return {
    book,
    async look() {
      // What is accepted later must not be missed in what is counted earlier, so the order matters.
      const acceptedSoFar = new Map(accepted.keys);
      const around = await readSurroundings(ports, scope);
      await book.refresh();
      const alerts = [...book.alerts.values()];
      const open = alerts.filter(({ nextAt }) => nextAt !== undefined);
      const depth = around.queues.find(({ name }) => name === ADMISSION);
      const now = clock.now();
      const since = reckonedSince(now);
      return {
        ...overviewOf(
          { ...around, ...bookTally(book, since), now, since, alerts: open, more: false, latest: [] },
          scope,
        ),
        came: { ...came },
        // It watches the doors, too, and knows what they have accepted.
        conservation: conservation({
          accepted: acceptedSoFar,
          beforeAdmission: (depth?.waiting ?? 0) + (depth?.working ?? 0),
          alerts,
          copies: [...book.copies.values()].filter(({ isAlert }) => isAlert),
        }),
      };
    },
  };
}

/** The workers' queues: `<worker> <lane>` in lower case, as the read of a deployed stage names them. */
function workerQueues({ resources }: LocalSystem) {
  const found = resources
    .filter(({ type, constructPath }) => type === 'AWS::SQS::Queue' && !constructPath.endsWith('DeadLetters'))
    .map(({ constructPath, name, url = '' }) => ({
      name,
      label: constructPath.split('/').slice(-2).join(' ').toLowerCase(),
      baseUrl: url.slice(0, url.lastIndexOf('/')),
    }));
  return {
    baseUrl: found[0]?.baseUrl ?? '',
    byName: Object.fromEntries(found.map(({ name, label }) => [label, name])),
    names: new Map(found.map(({ name, label }) => [name, label])),
  };
}

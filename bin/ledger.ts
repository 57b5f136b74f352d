import { dynamoLedger } from '../functions/adapters/dynamo-ledger.ts';
import { type DynamoTableOptions, dynamoTable } from '../functions/adapters/dynamo-table.ts';
import { systemRandom } from '../functions/adapters/system.ts';
import type { Ledger } from '../functions/ports/ledger.ts';
import { LOCAL, parseStage } from '../lib/stage.ts';
import { cdkContext } from '../local/cdk-context.ts';
import { DESCRIPTION_PATH, LocalDescription } from '../local/self-description.ts';
import { UsageError } from './arguments.ts';
import { localClient } from './local-client.ts';
import { LOCAL_URL, stackOutput } from './target.ts';

/** The ledger of a system, and what a stage says about its alerts. */
export interface LedgerTarget {
  readonly ledger: Ledger;
  readonly maxAgeMs: number;
  /** The table it is, and how to reach it, for what no function may do. */
  readonly table: { readonly name: string; readonly options: DynamoTableOptions };
  /** The table of contacts, reached the same way. */
  readonly contacts: { readonly name: string };
}

const MINUTE_MS = 60_000;

/**
 * The ledger of `--stage`, with the caller's own AWS credentials, or of the local system at `--url`.
 * @throws {UsageError} the stage is not known or not deployed
 * @throws {Error} no local system answers there
 */
export async function ledgerTarget(options: {
  readonly url?: string | undefined;
  readonly stage?: string | undefined;
}): Promise<LedgerTarget> {
  const { stage } = options;
  if (stage !== undefined && stage !== LOCAL) return deployedLedger(stage);
  const { aws, ledgerTable, contactsTable, maxAgeMinutes } = await described(options.url ?? LOCAL_URL);
  const table = { name: ledgerTable, options: localClient(aws, 'DYNAMODB') };
  return ledgerAt(table, contactsTable, maxAgeMinutes);
}

function deployedLedger(stage: string): LedgerTarget {
  const { alerts } = parseStage(stage, cdkContext().stages[stage]);
  return ledgerAt(
    { name: stackOutput(stage, 'state', 'LedgerTableName'), options: {} },
    stackOutput(stage, 'state', 'ContactsTableName'),
    alerts.maxAgeMinutes,
  );
}

const ledgerAt = (
  table: LedgerTarget['table'],
  contactsTable: string,
  maxAgeMinutes: number,
): LedgerTarget => ({
  ledger: dynamoLedger(dynamoTable(table.options), table.name, systemRandom),
  maxAgeMs: maxAgeMinutes * MINUTE_MS,
  table,
  contacts: { name: contactsTable },
});

/** What the local system at an address tells of itself. @throws {Error} none answers there */
export async function described(url: string): Promise<LocalDescription> {
  const description = await describedAt(url);
  if (description) return description;
  throw new Error(`no local system answers at ${url}; for a deployed one name its --stage`);
}

/** What the local system at an address tells of itself; `undefined` where none answers. @throws {UsageError} */
export async function describedAt(url: string): Promise<LocalDescription | undefined> {
  const address = URL.parse(DESCRIPTION_PATH, url.replace(/\/?$/, '/'));
  if (!address) throw new UsageError(`--url ${url}: write http://host:port`);
  const answer = await fetch(address).catch(() => undefined);
  const body: unknown = await answer?.json().catch(() => undefined);
  return LocalDescription.safeParse(body).data;
}

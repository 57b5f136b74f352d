import type { EngineCall } from '../../local/engine-call.ts';

/** Requests to the engines by what they cost. */
export interface RequestCounts {
  readonly tableWrites: number;
  readonly tableReads: number;
  readonly messagesSent: number;
  readonly messagesDeleted: number;
  readonly objectsPut: number;
  readonly secretsRead: number;
  /** Anything else, by service and action: nothing is left out silently. */
  readonly other: readonly string[];
}

const KINDS: Readonly<Record<string, Exclude<keyof RequestCounts, 'other'>>> = {
  'dynamodb PutItem': 'tableWrites',
  'dynamodb UpdateItem': 'tableWrites',
  'dynamodb GetItem': 'tableReads',
  'dynamodb BatchGetItem': 'tableReads',
  'dynamodb Query': 'tableReads',
  'sqs SendMessage': 'messagesSent',
  'sqs DeleteMessage': 'messagesDeleted',
  's3 PutObject': 'objectsPut',
  'secretsmanager GetSecretValue': 'secretsRead',
};

/** Polls are shared by a whole batch and go on without any message. */
const SHARED = 'sqs ReceiveMessage';

/** Functions that alerts do not pass through: some look every minute, the reads when they are asked. */
const ASIDE = /Recovery|Observation|Ticketing|Incidents|Overview|Story|Telemetry/;

/** Counts what alerts cost among the calls of a system. */
export function requestCounts(calls: readonly EngineCall[]): RequestCounts {
  const counts = {
    tableWrites: 0,
    tableReads: 0,
    messagesSent: 0,
    messagesDeleted: 0,
    objectsPut: 0,
    secretsRead: 0,
  };
  const other: string[] = [];
  for (const { service, action, functionName } of calls) {
    const name = `${service} ${action}`;
    if (name === SHARED || ASIDE.test(functionName ?? '')) continue;
    const kind = KINDS[name];
    if (kind) counts[kind] += 1;
    else other.push(name);
  }
  return { ...counts, other };
}

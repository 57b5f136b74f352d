import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** The stores behind one engine; `close` releases the files under them. */
export interface FauxqsStores {
  readonly stores: Stores;
  close(): void;
}

interface Internals {
  readonly SqsStore: new () => Stores['sqsStore'];
  readonly SnsStore: new () => Stores['snsStore'];
  readonly S3Store: new () => Stores['s3Store'];
  readonly PersistenceManager: new (directory: string) => NonNullable<Stores['sqsStore']['persistence']>;
  readonly INVALID_MESSAGE_BODY_CHAR: RegExp;
}

/**
 * The engine's stores, in memory or in a directory. The package's own start function would do this too, but it
 * listens on every network interface; the local system gives the engine no port at all.
 */
export async function fauxqsStores(directory: string | undefined): Promise<FauxqsStores> {
  const parts = await internals();
  acceptAllOfUnicode(parts.INVALID_MESSAGE_BODY_CHAR);
  const stores = {
    sqsStore: new parts.SqsStore(),
    snsStore: new parts.SnsStore(),
    s3Store: new parts.S3Store(),
  };
  if (directory === undefined) return { stores, close: () => undefined };
  const persistence = new parts.PersistenceManager(directory);
  // Loading comes first: a store that already persists would write back, and so delete, what it reads.
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  stores.sqsStore.persistence = persistence;
  stores.s3Store.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  return { stores, close: () => persistence.close() };
}

async function internals(): Promise<Internals> {
  const root = import.meta.resolve('fauxqs');
  const [sqs, sns, s3, persistence, types] = await Promise.all(
    ['sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js', 'sqs/sqsTypes.js'].map(
      (file) => import(new URL(file, root).href),
    ),
  );
  return { ...sqs, ...sns, ...s3, ...persistence, ...types };
}

// SQS takes #x10000 to #x10FFFF too; without the unicode flag the engine refuses every emoji.
// Source: Amazon SQS API Reference, SendMessage, MessageBody.
function acceptAllOfUnicode(invalid: RegExp): void {
  const allowed = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
  invalid.test = (text) => !allowed.test(text);
}

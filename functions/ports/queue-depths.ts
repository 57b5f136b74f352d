/** How many messages one queue holds. SQS counts them approximately. */
export interface QueueDepth {
  /** The worker and its lane, e.g. `dialing critical`. */
  readonly name: string;
  /** Those nobody works on, also those whose time has not come. */
  readonly waiting: number;
  /** Those a worker has in hand. */
  readonly working: number;
}

/** Who counts the messages of the workers' queues. */
export interface QueueDepths {
  /** The queues in the order of their names' list. Repeatable. @throws {TransientError} `queue_unavailable` */
  read(): Promise<readonly QueueDepth[]>;
}

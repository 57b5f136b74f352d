/** What an alarm means and what to do first; the README's runbook has one entry for each. */
export interface RunbookEntry {
  readonly meaning: string;
  /** A command to give, or where to look. */
  readonly first: string;
}

/** Every alarm belongs to one of these entries. */
export const RUNBOOK = {
  'dead-letters': {
    meaning:
      'A message failed as often as its queue delivers it. Nothing is lost, nothing goes on by itself.',
    first: '`npm run dead-letters -- list`, then `show`, `redrive` or `discard`',
  },
  'lane-age': {
    meaning: 'A queue does not keep up: its oldest message is over ten minutes old.',
    first: '`npm run dialing -- status`; on the dashboard: is a breaker open, a routing queue full?',
  },
  'schedule-failed': {
    meaning: 'A function that should work every minute fails. What waits for it goes on waiting.',
    first: '`npm run doctor`; saved query "what failed unexpectedly" of that function',
  },
  unaccounted: {
    meaning: 'An alert should have ended long ago and has not.',
    first: '`npm run audit`, then `npm run trace -- <key>`',
  },
  'stuck-placing': {
    meaning:
      'A call is being placed for longer than a function can live. Recovery should have taken it over.',
    first: '`npm run audit`; saved query "what failed unexpectedly" of recovery',
  },
  uncertain: {
    meaning: 'The platform may have accepted calls whose answers never came. People get a task for each.',
    first: '`npm run trace -- --all`; ask the platform about its answers',
  },
  'breaker-open': {
    meaning:
      'The platform, the CRM or the desk fails, so that nothing is sent to it. It is tried again by itself.',
    first: '`npm run doctor`; saved query "what failed unexpectedly"',
  },
  unseen: {
    meaning:
      'Trunks, or the ends of conversations, could not be read for ten minutes: nobody hears of a trunk that is down, and segments wait.',
    first:
      '`npm run doctor` says whether the client lacks `telephony:plugin:all`; saved query "one message by its key" with `trunks` or `conversations`',
  },
  'platform-throttled': {
    meaning:
      'Another system refuses more than one request in a hundred as too many. Somebody shares its limit.',
    first:
      '`npm run doctor` holds the budget against the limit; lower `pacing`, or find who shares the token',
  },
  parked: {
    meaning: 'Another system refuses something for good, or was tried as long as a stage allows.',
    first: '`npm run incidents`, the story of the customer, or saved query "one message by its key"',
  },
  'credentials-refused': {
    meaning: 'A system refuses our credentials. What waits for it is kept and goes on when they are right.',
    first: '`npm run doctor` names the secret; `npm run rotate -- <secret>` puts what works into it',
  },
  'receipt-mismatch': {
    meaning: 'A warehouse says that it holds something else than what was delivered. It is delivered again.',
    first: '`npm run report -- <campaignId>`: compare rows and checksums',
  },
  unreported: {
    meaning: 'A campaign ended, but its figures never settled, or the platform does not know it.',
    first: '`npm run report -- <campaignId>`, then `--rebuild`',
  },
  'schema-drift': {
    meaning: 'Another system sends what is not as agreed. The bodies are kept, masked.',
    first: '`npm run quarantine -- list`, then `show`',
  },
  'destination-refused': {
    meaning: 'Somebody asked to confirm a destination of IoT Core that is not ours. Nothing was confirmed.',
    first:
      '`aws iot list-topic-rule-destinations`: are all of them of our stacks? the access log shows who asks at `/v1/iot`',
  },
  'doors-refusing': {
    meaning: 'A tenth of what comes to the doors is refused: a sender has changed, or lost its key.',
    first:
      '`aws logs tail <group of DoorsApiAccessLog> --since 1h --filter-pattern "{ $.status >= 400 }"`: which `refusal`, which key',
  },
  'doors-failing': {
    meaning: 'The doors cannot reach their queues. Senders are asked to repeat.',
    first:
      '`aws logs tail <group of DoorsApiAccessLog> --since 1h --filter-pattern "{ $.status >= 500 }"`: which `integrationStatus`',
  },
} as const satisfies Readonly<Record<string, RunbookEntry>>;

export type Runbook = keyof typeof RUNBOOK;

/** What an alarm says to who is called at night. */
export const alarmText = (entry: Runbook): string =>
  `${RUNBOOK[entry].meaning} First: ${RUNBOOK[entry].first} (runbook: ${entry})`;

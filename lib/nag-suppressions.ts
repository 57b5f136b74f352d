/** A rule that does not apply somewhere, and why. */
export interface Suppression {
  readonly rule: string;
  /** What the rule finds, where it reports single findings. @default the whole rule */
  readonly findings?: readonly string[];
  /** Paths of the constructs, and of all below them. */
  readonly where: RegExp;
  readonly reason: string;
}

/** What the stacks do not follow of the rules, and why. `stateStackName`: the exporter of the archive's ARN. */
export function nagSuppressions(stateStackName: string): readonly Suppression[] {
  const archive = `${stateStackName}:ExportsOutputFnGetAttArchiveDA4CB258ArnBE8F3792`;
  const reports = `${stateStackName}:ExportsOutputFnGetAttReports65402A0AArn549BAC56`;
  return [
    {
      rule: 'AwsSolutions-IAM5',
      findings: [
        ...['quarantine', 'telemetry', 'mass-events', 'report-documents', 'completions'].map(
          (folder) => `Resource::${archive}/${folder}/*`,
        ),
        `Resource::${reports}/reports/*`,
      ],
      where:
        /^Pipeline\/(Admission|Enrichment|Compliance|Dialing|FollowUp|Control|Ticketing|Segmentation|Completion|Refresh|Telemetry|Analytics|Courier|ReportNotice|Preview|Panel)\/Role$/,
      reason:
        'Objects are named by unguessable references, reports by campaigns that only the platform knows beforehand; the folder is as narrow as a grant on them can be.',
    },
    {
      rule: 'AwsSolutions-SQS3',
      where:
        /^Pipeline\/((Recovery|Observation|Reminder|Preview)Schedule|ConversationEnds|Previews|TicketingEvents\/(Schedule|Readings)|IotAlerts\/Errors|CampaignEnds\/(Sweep|Reconciliation|Changes))DeadLetters$/,
      reason: 'It holds the dead letters of a rule, which the rule on queues does not look at.',
    },
    {
      rule: 'AwsSolutions-APIG3',
      where: /^Pipeline\/(Doors|Reads|Web)\/Api\/Rest$/,
      reason:
        'Callers have keys, signatures or sessions and are held by models and throttles; a web ACL is paid for and kept by the account, which can put its own before the API.',
    },
    {
      rule: 'AwsSolutions-APIG4',
      where: /^Pipeline\/(Doors|Reads|Web)\/Api\/Rest$/,
      reason:
        "A stage chooses between signatures and API keys, for senders that cannot sign; each API has a key of its own. Open are pages in which nothing is anybody's, what their function itself opens to sessions alone, the door of IoT Core's confirmations, which does nothing for who cannot name our own destination, and the address of a screen pop: a reference that nobody can guess, which leads to an address that tells nothing of anybody.",
    },
    {
      rule: 'AwsSolutions-COG4',
      where: /^Pipeline\/(Doors|Reads|Web)\/Api\/Rest$/,
      reason:
        'Cognito knows people of its own; the callers are machines, and agents whom the platform knows.',
    },
    {
      rule: 'Serverless-SQSRedrivePolicy',
      where: /^Pipeline\/(\w+\/)?\w+DeadLetters$/,
      reason: 'Dead letters have nowhere further to go; an alarm calls the operator at the first one.',
    },
    {
      rule: 'Serverless-LambdaDLQ',
      where: /^Pipeline\/\w+\/Function$/,
      reason:
        'It serves asynchronous calls only. Queues keep what their worker fails at, a reader is told, and a failed sweep is repeated within a minute, with an alarm.',
    },
    {
      rule: 'Serverless-LambdaEventSourceMappingDestination',
      where:
        /^Pipeline\/(Admission|Enrichment|Compliance|Dialing|FollowUp|Control|Ticketing|Segmentation|Completion|Refresh|Analytics|Courier|ReportNotice|Preview)\/Function$/,
      reason: 'Lambda has no such destination for SQS; the queue itself has dead letters.',
    },
    {
      rule: 'Serverless-LambdaTracing',
      where: /^Pipeline\/\w+\/Function$/,
      reason:
        'Every alert has its story in the ledger and one log line for each outcome; tracing would need a grant on every resource.',
    },
    {
      rule: 'Serverless-APIGWXrayEnabled',
      where: /^Pipeline\/(Doors|Reads|Web)\/Api\/Rest$/,
      reason:
        'A trace would end at the queue, because no function is traced; the access log has the latencies.',
    },
  ];
}

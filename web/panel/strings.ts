/** Every word of the panel. */
export const STRINGS = {
  page: 'Trunkline: incoming call',
  loading: 'Loading',
  noName: 'Name not known',
  who: 'Customer',
  customerId: 'Customer',
  phone: 'Number',
  localTime: 'Local time',
  sensor: 'Sensor',
  raised: 'Raised',
  ages: {
    now: 'just now',
    minute: (count: number) => `${count} ${count === 1 ? 'minute' : 'minutes'} ago`,
    hour: (count: number) => `${count} ${count === 1 ? 'hour' : 'hours'} ago`,
    day: (count: number) => `${count} ${count === 1 ? 'day' : 'days'} ago`,
  },
  fromCrm: 'From the CRM,',
  asking: 'Asking the CRM',
  silent: 'The CRM does not answer. It is asked again.',
  gaveUp: 'The CRM has not answered.',
  nothingKept: 'Nothing is known of this customer yet.',
  unknownCustomer: 'The CRM knows no such customer.',
  kept: 'Kept',
  saw: 'What the sensor saw',
  noReading: 'The alert came without a reading.',
  above: (by: string) => `${by} above the threshold`,
  below: (by: string) => `${by} below the threshold`,
  at: 'at the threshold',
  threshold: 'Threshold',
  value: 'Reading',
  breach: 'Breach',
  time: 'Time',
  chart: (points: number, breaches: number, threshold: string) =>
    `${points} ${points === 1 ? 'reading' : 'readings'}, ${breaches} beyond the threshold of ${threshold}`,
  table: 'Readings as a table',
  disposition: 'What came of the call?',
  saying: 'Recording ...',
  said: (label: string) => `Recorded: ${label}`,
  notSaid: 'Not recorded. Choose again.',
  story: 'Story of the alert',
  suppressed: (count: number) =>
    `${count} more ${count === 1 ? 'alert' : 'alerts'} of this sensor, not called about`,
  calls: 'Last calls',
  noCalls: 'No call in the last 30 days.',
  incidents: 'Open incidents',
  noIncidents: 'None: queues and lines are well.',
  moreIncidents: 'and more',
  since: 'since',
  ticket: 'ticket',
  segments: 'Segments',
  lastConversation: 'Last conversation',
  /** A figure and its unit stay on one line. */
  minutes: (count: number) => `${count}\u00a0min`,
  late: 'This part is late. It is asked for again.',
  signIn: 'Sign in again',
  withheld: {
    suppressed: 'Has opted out of such calls.',
    do_not_disturb: 'Does not want to be disturbed.',
    hold: 'On hold: do not call.',
    hold_unknown: 'Whether there is a hold is not known.',
    suppressions_unknown: 'Whether there is an opt-out is not known.',
    context_unavailable: 'What speaks against a call is not known yet.',
  },
  problems: {
    no_reference: 'This page is opened by the call: its address names none.',
    unknown_reference: 'The address of this page leads to no alert. It may be too old.',
    not_signed_in: 'The platform does not know you any more.',
    unavailable: 'The product does not answer. It is asked again.',
  },
  states: {
    OPEN: 'Taken in',
    PLACING: 'Being placed',
    PLACED: 'Call placed',
    UNCERTAIN: 'Not certain',
    CASE_PENDING: 'Becomes a task',
    CASED: 'Became a task',
    SUPPRESSED: 'Not called about',
    QUARANTINED: 'Unusable',
  },
  /** By the first word of a step's reason; what follows it stands in the place. */
  steps: {
    admitted: 'Alert taken in',
    customer: 'Customer looked up',
    class_route: 'Routed to {}',
    tier_route: 'Routed to {} by tier',
    permission: 'Call allowed by the rules',
    granted: 'Call handed to the platform',
    accepted: 'Call accepted by the platform',
  },
  outcomes: {
    placed: 'placed',
    suppressed: 'not called about',
    uncertain: 'not certain',
    deferred: 'became a task',
    quarantined: 'unusable',
  },
  rings: { waiting: 'waits for an agent', rung: 'answered by an agent', withdrawn: 'taken back' },
  metrics: {
    wait_seconds: 'wait',
    trunk_down: 'trunk down',
    edge_down: 'edge down',
    sources_in_breach: 'sources in trouble',
  },
  units: { celsius: '°C', fahrenheit: '°F', percent: '%' },
} as const;

/** A code in words, e.g. `temp_critical` as `Temp critical`. Pure. */
export function inWords(code: string): string {
  const words = code
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The word for a code, or the code in words where there is none. Pure. */
export const wordFor = (words: Readonly<Record<string, string>>, code: string): string =>
  (Object.hasOwn(words, code) ? words[code] : undefined) ?? inWords(code);

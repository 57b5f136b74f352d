import type { AppliedRule, CandidateZone, Permission } from '../functions/compliance/permission.ts';
import type { Explanation } from './explanation.ts';

const SOURCES: Readonly<Record<CandidateZone['source'], string>> = {
  explicit: 'as the CRM says',
  prefix: 'by the prefix of the number',
  area_code: 'by the area code',
  calling_code: 'by the calling code alone',
  invalid_phone: 'there is no such number',
};

/** An explanation for a person, a line each. `title`: what it is about. */
export function explanationText(title: string, explanation: Explanation): string {
  const { permission, decidedUnder } = explanation;
  return [
    `${title}: ${verdictText(explanation)}`,
    ...(decidedUnder === undefined
      ? []
      : [`  decided under ${decidedUnder}; explained by ${permission.versions.policy}`]),
    ...section('rules', [...ruleLines(permission), ...marginLines(explanation)]),
    ...section('clocks', clockLines(explanation)),
    ...section('known', knownLines(explanation)),
    ...section('next', [nextText(permission)]),
    ...section('checks', permission.trace),
    ...section('data', dataLines(explanation)),
  ].join('\n');
}

const section = (name: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(8)}${line}`);

function verdictText({ verdict, permission, at }: Explanation): string {
  const why = verdict === 'not yet' ? 'the hours have only just begun' : permission.reason;
  return verdict === 'call' ? `call, at ${at.toISOString()}` : `${verdict} (${why}), at ${at.toISOString()}`;
}

function ruleLines({ rulesApplied, caps }: Permission): string[] {
  const rules = rulesApplied.map(({ id, outcome, citation }) => `${id}: ${ruleWord(outcome)} (${citation})`);
  const limits = caps.map(({ id, used, max, resetsAt }) => {
    const until = resetsAt ? `, again from ${resetsAt.toISOString()}` : '';
    return `${id}: ${used} of ${max} calls${until}`;
  });
  const lines = [...rules, ...limits];
  return lines.length > 0 ? lines : ['none was looked at'];
}

/** So close to the end of the hours the verdict is the one that holds behind it. */
function marginLines({ clocks, permission }: Explanation): string[] {
  const [now, judged] = [clocks, permission.candidateZones].map((zones) => zones[0]?.localTime);
  return now === judged ? [] : [`judged as of ${judged}, when the hours end: no call is sent so close to it`];
}

const RULE_WORDS: Readonly<Record<AppliedRule['outcome'], string>> = {
  open: 'open',
  closed: 'closed',
  holiday: 'closed, a holiday',
  no_hours: 'sets no hours',
  stale: 'its holiday list has ended',
};
const ruleWord = (outcome: AppliedRule['outcome']): string => RULE_WORDS[outcome];

function clockLines({ clocks }: Explanation): string[] {
  const width = Math.max(0, ...clocks.map(({ zone }) => zone.length));
  const lines = clocks.map(
    ({ zone, localTime, source }) => `${zone.padEnd(width)}  ${localTime}  ${SOURCES[source]}`,
  );
  return lines.length > 0 ? lines : ['no time zone is known'];
}

function knownLines({ asked, at }: Explanation): string[] {
  const { purpose, customer, doNotDisturb, suppressed, consent, attempts, regions } = asked;
  const origin = regions.length > 0 ? [`the number was given out in ${regions.join(', ')}`] : [];
  if (!customer)
    return [`purpose ${purpose}`, ...origin, 'opt-outs, consent, flags, earlier calls: not looked up'];
  const span = ({ until }: { readonly until?: Date | undefined }): string =>
    until ? `until ${until.toISOString()}` : 'for good';
  return [
    `purpose ${purpose}`,
    `do not disturb: ${doNotDisturb ? 'yes' : 'no'}, read ${ageText(customer.fetchedAt, at)} (${customer.freshness})`,
    suppressed
      ? `opted out of ${suppressed.scope} ${ageText(suppressed.at, at)}, ${span(suppressed)}`
      : 'not on the list of opt-outs',
    ...(consent ? [`consent ${consentText(consent)}`] : []),
    ...(attempts ? [attemptsText(attempts, at)] : []),
    ...origin,
  ];
}

function consentText({ level, grantedAt, revokedAt }: NonNullable<Explanation['asked']['consent']>): string {
  const given = grantedAt ? `${level}, given ${grantedAt.toISOString()}` : level;
  return revokedAt ? `${given}, taken back ${revokedAt.toISOString()}` : given;
}

function attemptsText(attempts: NonNullable<Explanation['asked']['attempts']>, at: Date): string {
  if (attempts.length === 0) return 'not called before, as far as is remembered';
  const times = attempts.map((one) => `${ageText(one.at, at)}${one.same ? '' : ' about something else'}`);
  return `called before: ${times.join(', ')}`;
}

/** How long before, in the largest unit that is at least two. */
function ageText(then: Date, at: Date): string {
  const seconds = Math.round((at.getTime() - then.getTime()) / 1000);
  const units: [number, string][] = [
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
  ];
  const [size, name] = units.find(([unit]) => seconds >= 2 * unit) ?? [1, 'seconds'];
  return `${Math.floor(seconds / size)} ${name} before`;
}

function nextText({ allowed, validUntil, nextAllowedAt }: Permission): string {
  if (allowed) {
    return validUntil
      ? `must be asked again from ${validUntil.toISOString()}`
      : 'holds for two weeks and more';
  }
  return nextAllowedAt
    ? `allowed at ${nextAllowedAt.toISOString()}`
    : 'waiting does not help, or not within two weeks';
}

function dataLines({ permission, asked }: Explanation): string[] {
  const { policy, ...here } = permission.versions;
  const then = asked.versions ?? here;
  const names = {
    phoneMap: 'phone map',
    phoneMetadata: 'numbers',
    tzdata: 'time zones',
    holidays: 'holidays',
  };
  const lines = (Object.keys(names) as (keyof typeof names)[]).map((name) =>
    then[name] === here[name]
      ? `${names[name]} ${then[name]}`
      : `${names[name]} ${then[name]}, here ${here[name]}`,
  );
  return [`policy ${policy}`, ...lines];
}

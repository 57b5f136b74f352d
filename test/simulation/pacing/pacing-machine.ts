import type { HttpClient } from '../../../functions/adapters/http.ts';
import type { PaceSettings } from '../../../functions/messages/settings.ts';
import { customer, MINUTE, SECOND, sensorAlert } from '../../support/builders.ts';
import { worldRules } from '../../support/world-rules.ts';
import { type Chance, chance } from '../chance.ts';
import { crmHost } from '../crm-host.ts';
import { feed } from '../dialing/alert-workers.ts';
import { judge } from '../dialing/judge.ts';
import { people } from '../dialing/people.ts';
import type { Person, Post, Situation } from '../dialing/situation.ts';
import { functions } from '../functions.ts';
import { genesysHost } from '../genesys-host.ts';
import { answered, type Host } from '../http.ts';
import type { Machine, MachineRun } from '../machine.ts';
import { processes } from '../processes.ts';
import { queues } from '../queues.ts';
import type { Simulation, Violation } from '../simulation.ts';
import { store } from '../store.ts';
import { instantAt } from '../zone-clock.ts';
import { type PaceJudge, paceJudge } from './pace-rules.ts';
import { PACING_MUTANTS } from './pacing-mutants.ts';
import { realTurns } from './real-turns.ts';

/** The tables of an alert's way (lib/state-stack.ts). */
const TABLES = {
  ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
  contacts: { partitionKey: 'pk' },
};
const RESTS_WITHIN_MS = 26 * 3_600_000;
const ZONE = 'America/New_York';

/** Standard alerts come this long after the critical ones, when their lane is full. */
const LATER_MS = 20 * SECOND;
/** A standard alert's first call in a flood of critical ones comes within this time: its tenth is kept for it. */
const TENTH_WITHIN_MS = 40 * SECOND;

/** A platform that is down is down for so long. */
const DOWN_MS = 40 * MINUTE;

/** What a platform in trouble does. */
const TROUBLE = ['unreachable', 'throttled', 'failedBefore', 'revoked'] as const;

/** Alerts on systems that are broken. */
const FEW = 10;

const PROFILES = ['flood', 'outage', 'faults'] as const;

/**
 * Many alerts at once on a small budget. In a `flood` critical ones fill their lane, in an `outage` the platform is down
 * for a while: both are calm otherwise, so that what must hold is plain to see.
 */
interface Rush {
  readonly situation: Situation;
  readonly pacing: PaceSettings;
  readonly profile: (typeof PROFILES)[number];
}

/** Many alerts draw on one budget: how many leave when, and what a failing platform is spared. */
export const paced: Machine = {
  name: 'pacing',
  mutants: PACING_MUTANTS,
  begin: (seed) => rushOf(seed).situation,
  build: (simulation) => build(simulation, rushOf(simulation.chance('rush').whole(1, 2 ** 30))),
};

function rushOf(seed: number): Rush {
  const draws = chance(seed, 'rush');
  const start = instantAt(ZONE, '2025-11-18', 12 * 3600);
  const profile = draws.pick(PROFILES);
  const isFlood = profile === 'flood';
  const persons = Array.from({ length: isFlood ? 90 : draws.whole(5, 25) }, (_, nth) => person(nth, draws));
  const posts = persons.map(({ customer: { customerId } }, nth): Post => {
    const isStandard = isFlood ? nth >= 85 : draws.happens(0.4);
    const at = start + (isFlood && isStandard ? LATER_MS : draws.between(0, isFlood ? SECOND : 30 * SECOND));
    const body = sensorAlert({
      idempotencyKey: `alert-${nth}`,
      customerId,
      alertType: isStandard ? 'humidity_high' : 'temp_critical',
      timestamp: new Date(at).toISOString(),
    });
    return { at, body };
  });
  const window = { opensAt: '00:00', closesAt: '24:00' };
  return {
    situation: {
      start,
      together: TROUBLE,
      window,
      suppressionMs: worldRules().protocol.suppressionMs,
      people: persons,
      posts,
      chasers: 0,
    },
    pacing: {
      requestsPerMinute: isFlood ? 60 : draws.pick([6, 12, 30]),
      shares: { standard: 60, recovery: 20 },
      spreadMs: 9000,
    },
    profile,
  };
}

function person(nth: number, draws: Chance): Person {
  return {
    customer: customer({
      customerId: `customer-${nth}`,
      phoneNumber: `+1202555${String(100 + nth).padStart(4, '0')}`,
      timeZone: ZONE,
      doNotDisturb: draws.happens(0.1),
    }),
    flips: [],
  };
}

function build(simulation: Simulation, { situation, pacing, profile }: Rush): MachineRun {
  if (profile !== 'faults') simulation.becomeCalm();
  const rules = worldRules();
  const crowd = people(simulation, situation.people);
  const around = processes(simulation);
  const lambda = functions(simulation, around);
  const mail = queues(simulation, around, lambda);
  const judged = judge(simulation, { situation, rules, people: crowd });
  const tables = store(simulation, around, TABLES, judged.watch);
  const budget = paceJudge(simulation, pacing);
  const platform = genesysHost(simulation, judged);
  const downUntil = profile === 'outage' ? situation.start + DOWN_MS : 0;
  const world = {
    simulation,
    processes: around,
    lambda,
    queues: mail,
    store: tables,
    platform: { ...platform, api: downUntilThen(downUntil, simulation, platform.api) },
    crm: crmHost(simulation, crowd.customerOf),
    rules,
    judged,
    turns: realTurns(pacing, simulation, around),
    through: (http: HttpClient) => budget.through(judged.through(http, platform.face.phoneIn)),
  };
  const door = feed(world);
  const isCalm = profile !== 'faults' && simulation.mix.outages.length === 0;
  // A crowd on broken systems asks for more than a run may; what crowds show is shown by calm runs.
  const most = profile === 'faults' || isCalm ? situation.posts.length : FEW;
  const posts = situation.posts.slice(0, most).map((post, nth) => ({ ...post, name: `post:${nth}` }));
  for (const { at, body, name } of posts) {
    if (!simulation.without.has(name)) simulation.timeline.at(at, () => door.post(body));
  }
  return {
    parts: posts.map(({ name }) => name),
    endsAt: Math.max(...posts.map(({ at }) => at)),
    restsWithinMs: RESTS_WITHIN_MS,
    atRest: () => [
      ...judged.atRest(world).filter(({ invariant }) => profile !== 'outage' || invariant !== 'I14'),
      ...budget.atRest(world, isCalm),
      ...(isCalm && profile === 'flood' ? starved(budget, situation.start + LATER_MS) : []),
    ],
  };
}

/** Down: now no connection, now an error that leaves everything open. */
function downUntilThen(until: number, simulation: Simulation, host: Host): Host {
  const draws = simulation.chance('outage');
  return (request) => {
    if (simulation.timeline.now() >= until) return host(request);
    return draws.happens(0.7) ? { kind: 'unreachable' } : answered(503);
  };
}

/** While critical alerts fill their lane, the others' tenth goes on. */
function* starved(budget: PaceJudge, from: number): Generator<Violation> {
  const critical = budget.leftAt('temp_critical').filter((at) => at > from + TENTH_WITHIN_MS).length;
  const first = Math.min(...budget.leftAt('humidity_high'), Number.POSITIVE_INFINITY);
  if (critical > 0 && first > from + TENTH_WITHIN_MS) {
    yield {
      invariant: 'lanes',
      what: `no standard call for ${(first - from) / SECOND} s beside critical ones`,
    };
  }
}

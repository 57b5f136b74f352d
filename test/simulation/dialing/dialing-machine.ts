import type { HttpClient } from '../../../functions/adapters/http.ts';
import { neededSlotMs, protocolProblems } from '../../../functions/dialing/protocol.ts';
import { windowPolicy } from '../../support/builders.ts';
import { type WorldRules, worldRules } from '../../support/world-rules.ts';
import { chance } from '../chance.ts';
import { crmHost } from '../crm-host.ts';
import { cxoneHost } from '../cxone-host.ts';
import { functions } from '../functions.ts';
import { genesysHost } from '../genesys-host.ts';
import type { Machine, MachineRun, Mutant } from '../machine.ts';
import { processes } from '../processes.ts';
import { queues } from '../queues.ts';
import type { Simulation } from '../simulation.ts';
import { store } from '../store.ts';
import { secondOfDay } from '../zone-clock.ts';
import { feed, orderPorts } from './alert-workers.ts';
import { CXONE_MUTANTS } from './cxone-mutants.ts';
import { type Case, type Judge, judge } from './judge.ts';
import { MUTANTS } from './mutants.ts';
import { type Orders, orders } from './orders.ts';
import { people } from './people.ts';
import { drawSituation, type Situation, secondsOf } from './situation.ts';

/** The tables of an alert's way (lib/state-stack.ts). */
const TABLES = {
  ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
  contacts: { partitionKey: 'pk' },
};

/** Calls that nobody takes up, or that are never found, are looked after until the window closes. */
const RESTS_WITHIN_MS = 26 * 3_600_000;

const DAY_SECONDS = 86_400;

/** Where calls are placed. */
export interface Platform {
  readonly machine: string;
  readonly host: typeof genesysHost;
  readonly mutants: readonly Mutant[];
}
const ON_GENESYS: Platform = { machine: 'alert-dialing', host: genesysHost, mutants: MUTANTS };
/** The answer table of NICE CXone. */
export const ON_CXONE: Platform = {
  machine: 'alert-dialing-cxone',
  host: cxoneHost,
  mutants: CXONE_MUTANTS,
};

/** A sensor alert becomes one call or one task: from the door to the CRM. */
export const alertDialing: Machine = machineOf(drawn);

/** The same on NICE CXone, whose answers are others. */
export const cxoneDialing: Machine = machineOf(drawn, ON_CXONE);

function drawn(seed: number): Situation {
  return drawSituation(chance(seed, 'situation'), chance(seed, 'plots'));
}

/** The same machine in a situation of one's own. */
export function machineOf(situationOf: (seed: number) => Situation, on = ON_GENESYS): Machine {
  let situation: Situation | undefined;
  return {
    name: on.machine,
    mutants: on.mutants,
    begin(seed) {
      situation = situationOf(seed);
      return situation;
    },
    build(simulation) {
      if (!situation) throw new Error('a machine is built after it has begun');
      return build(simulation, situation, on.host);
    },
  };
}

function build(simulation: Simulation, situation: Situation, host: Platform['host']): MachineRun {
  const rules = rulesOf(situation);
  const crowd = people(simulation, situation.people);
  const around = processes(simulation);
  const lambda = functions(simulation, around);
  const mail = queues(simulation, around, lambda, tightness(simulation, rules));
  let given: Orders | undefined;
  const ordered: NonNullable<Case['orders']> = {
    optedOutSince: (phone) => given?.optedOutSince(phone),
    stoppedSince: () => given?.stoppedSince(),
  };
  const judged: Judge = judge(simulation, { situation, rules, people: crowd, orders: ordered });
  const tables = store(simulation, around, TABLES, judged.watch);
  const platform = host(simulation, judged, situation.answers);
  const crm = crmHost(simulation, crowd.customerOf);
  const world = {
    simulation,
    processes: around,
    lambda,
    queues: mail,
    store: tables,
    platform,
    crm,
    rules,
    judged,
    through: (http: HttpClient) => judged.through(http, platform.face.phoneIn),
  };
  const door = feed(world);
  given = orders(simulation, lambda, situation, (process) => orderPorts(process, world));
  for (const instant of turningPoints(situation, rules)) simulation.moments.note(instant);
  const posts = situation.posts.map((post, nth) => ({ ...post, name: `post:${nth}` }));
  for (const { at, body, name } of posts) {
    if (!simulation.without.has(name)) simulation.timeline.at(at, () => door.post(body));
  }
  if (!simulation.without.has('chasers')) judged.chase(situation.chasers, door.post);
  return {
    parts: [
      ...given.parts,
      ...posts.map(({ name }) => name),
      ...(situation.chasers > 0 ? ['chasers'] : []),
    ].filter((part) => !simulation.without.has(part)),
    endsAt: Math.max(situation.start, ...posts.map(({ at }) => at)),
    restsWithinMs: RESTS_WITHIN_MS,
    atRest: () => judged.atRest(world),
  };
}

/** When somebody acts, and when a window opens, closes, or is too short for a call. */
function turningPoints(situation: Situation, { protocol }: WorldRules): readonly number[] {
  const { start, people: persons, posts, optOuts = [], stop, window } = situation;
  const closes = secondsOf(window.closesAt);
  const edges = [secondsOf(window.opensAt), closes, closes - protocol.closingMarginMs / 1000];
  const zones = new Set(
    persons.map(({ customer }) => customer.timeZone).filter((zone) => zone !== undefined),
  );
  return [
    ...[...posts, ...optOuts, ...(stop ? [stop] : [])].map(({ at }) => at),
    ...[...zones].flatMap((zone) => edges.map((second) => nextSecondOfDay(zone, start, second))),
  ];
}

/** When the clock next shows so many seconds after midnight, but for a change of the clock meanwhile. */
const nextSecondOfDay = (zone: string, from: number, second: number): number =>
  from + ((second - secondOfDay(zone, from) + 2 * DAY_SECONDS) % DAY_SECONDS) * 1000;

/** A call may be granted until the slot is too short: messages come just before, or when it is nearly over. */
function tightness(simulation: Simulation, { protocol }: WorldRules) {
  const draws = simulation.chance('tight');
  return (queue: string, body: string): number | undefined => {
    if (!queue.startsWith('dialing')) return undefined;
    const { slotUntil } = (JSON.parse(body) as { alert: { slotUntil: string } }).alert;
    const leftMs = Date.parse(slotUntil) - simulation.timeline.now();
    const spareMs = draws.pick([
      neededSlotMs(protocol) + draws.between(0, 4000),
      draws.between(10_000, neededSlotMs(protocol)),
    ]);
    return leftMs > spareMs ? leftMs - spareMs : undefined;
  };
}

/** The stage's rules in this situation. @throws {Error} they break an inequality of the protocol */
function rulesOf({ suppressionMs, reconcileMs, window }: Situation): WorldRules {
  const rules = worldRules();
  const protocol = {
    ...rules.protocol,
    suppressionMs,
    ...(reconcileMs !== undefined && { reconcileMs }),
  };
  const problems = protocolProblems(protocol);
  if (problems.length > 0) throw new Error(problems.join('; '));
  return { ...rules, protocol, policy: windowPolicy(window) };
}

import type { HttpClient, HttpRequest } from '../../../functions/adapters/http.ts';
import type { RowWatch } from '../../support/memory-dynamo.ts';
import type { WorldRules } from '../../support/world-rules.ts';
import type { ObjectStore } from '../archive.ts';
import { isKnown, textOf } from '../batch-function.ts';
import type { Callback } from '../callbacks.ts';
import type { Schedule } from '../schedule.ts';
import type { Simulation, Violation } from '../simulation.ts';
import type { DialingWorld } from './alert-workers.ts';
import { type CallRules, callRules } from './call-rules.ts';
import { type LedgerRules, ledgerRules } from './ledger-rules.ts';
import type { Orders } from './orders.ts';
import type { People } from './people.ts';
import { type RestRules, restRules } from './rest-rules.ts';
import type { Situation } from './situation.ts';

/** What must hold of alert dialing: at every step, and at rest. */
export interface Judge {
  readonly watch: RowWatch;
  accepted(callback: Callback): void;
  rings(callback: Callback): void;
  /** What requests for calls pass on their way. `phoneIn`: whose phone one is about, E.164. */
  through(http: HttpClient, phoneIn: (request: HttpRequest) => string): HttpClient;
  /** A request came in. */
  posted(body: unknown, edgeId: string): void;
  /** Something that was worked on ended in an error. */
  failed(worker: string, error: unknown): void;
  /** Where recovery is to be told of what will be due. */
  recovery(schedule: Schedule): void;
  archive(objects: ObjectStore): void;
  /** The earliest appointment of all alerts, epoch milliseconds. */
  nextDue(): number;
  /** A sensor that flaps whenever a slot is free again, so many times. */
  chase(times: number, post: (body: unknown) => void): void;
  atRest(world: DialingWorld): readonly Violation[];
}

/** What the judges look at. */
export interface Case {
  readonly situation: Situation;
  readonly rules: WorldRules;
  readonly people: People;
  /** @default nobody orders anything */
  readonly orders?: Pick<Orders, 'optedOutSince' | 'stoppedSince'>;
}

/** A judge of a world in which nothing has happened. */
export function judge(simulation: Simulation, on: Case): Judge {
  const ledger: LedgerRules = ledgerRules(simulation, on);
  const calls: CallRules = callRules(simulation, on, ledger);
  const rest: RestRules = restRules(ledger, on);
  return {
    watch: ledger.watch,
    accepted: calls.accepted,
    rings: calls.rings,
    through: calls.through,
    posted: rest.posted,
    archive: rest.archive,
    recovery: ledger.recovery,
    nextDue: ledger.nextDue,
    chase: (times, post) => ledger.chase(times, post, on),
    failed(worker, error) {
      simulation.trace(() => `${worker} fails: ${String(error)}`);
      if (!isKnown(error)) simulation.violated('unexpected', `${worker} failed: ${textOf(error)}`);
    },
    atRest: rest.atRest,
  };
}

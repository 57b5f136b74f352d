import type { IncomingMessage, ServerResponse } from 'node:http';
import { type EffectTap, openTap } from '../effect-tap.ts';
import { callOf, readBody } from './call.ts';
import { type Delivery, deliveryOf, operationNamesOf } from './delivery.ts';
import { type FaultBook, faultBook } from './fault-book.ts';
import type { FaultRule } from './faults.ts';
import { listenOnPort } from './listening-port.ts';
import { type RecordedRequest, type Recording, recording } from './recording.ts';
import { sendDelivery } from './sending.ts';
import type { SystemName } from './system-name.ts';
import type { Vendor } from './vendor.ts';

/** Genesys' `request.bytes.max` (developer.genesys.cloud/organization/organization/limits), used for every vendor. */
const MAX_BODY_BYTES = 512_000;

/** What every simulator offers. Every call may be repeated. */
export interface Simulator {
  readonly system: SystemName;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The names fault rules may use: short names, operation ids, and `METHOD /path/{template}`. */
  readonly operations: readonly string[];
  requests(): readonly RecordedRequest[];
  /** Forgets the recorded requests, not what was accepted. */
  clearRequests(): void;
  /**
   * Replaces the fault rules; rules for other systems are left out.
   * @throws Error naming each rule whose operation does not exist; the old rules stay then
   */
  setFaults(rules: readonly FaultRule[]): void;
  /** The rules still in force, `times` being what is left. */
  faults(): readonly FaultRule[];
  /** Ends every connection and refuses new ones until `resume`. */
  pause(): Promise<void>;
  /**
   * Listens on the same port again.
   * @throws Error when another process has taken the port meanwhile
   */
  resume(): Promise<void>;
  /** Ends every connection and closes the port. */
  stop(): Promise<void>;
}

/** What a started simulator is made of. */
interface Parts {
  readonly tap: EffectTap;
  readonly vendor: Vendor;
  readonly book: FaultBook;
  readonly seen: Recording;
  readonly now: () => Date;
}

/** Where a simulator listens and what it lives by. */
export interface SimulatorOptions {
  /** @default 0, a free port */
  readonly port?: number;
  /** @default the system clock */
  readonly now?: () => Date;
  /** Carries out the work on every request. @default it is done */
  readonly tap?: EffectTap;
}

/**
 * Serves a vendor on 127.0.0.1.
 * @throws Error when the port is taken
 */
export async function startSimulator(vendor: Vendor, options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, now = () => new Date(), tap = openTap } = options;
  const operations = operationNamesOf(vendor);
  const book = faultBook(vendor.system, operations);
  const seen = recording(vendor.system);
  const socket = await listenOnPort((request, response) => {
    serve({ tap, vendor, book, seen, now }, request, response).catch((error: unknown) => {
      // A client that left half way is nobody's mistake; anything else is ours and must not pass for a vendor's answer.
      if (request.complete) console.error(error);
      response.destroy();
    });
  }, port);
  return {
    system: vendor.system,
    url: socket.url,
    operations,
    requests: seen.requests,
    clearRequests: seen.clear,
    setFaults: book.set,
    faults: book.rules,
    pause: socket.pause,
    resume: socket.resume,
    stop: socket.pause,
  };
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { tap, vendor, book, seen, now } = parts;
  const rawBody = await readBody(request, MAX_BODY_BYTES);
  const call = callOf(request, rawBody ?? '', now());
  const finish = seen.add(call);
  const exchange = vendor.begin(call);
  for (const [name, value] of Object.entries(exchange.headers)) response.setHeader(name, value);
  const tooLarge: Delivery = { kind: 'answer', answer: exchange.error(413), afterMs: 0 };
  const action = vendor.contract.route(call.method, call.path)?.operation.id ?? '';
  const delivery = await tap({ system: vendor.system, action, functionName: undefined }, async () =>
    rawBody === undefined ? tooLarge : deliveryOf(vendor, exchange, call, book),
  );
  sendDelivery(response, delivery, finish);
}

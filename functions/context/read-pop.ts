import { TransientError } from '../errors.ts';
import type { ContextRules } from '../messages/context.ts';
import type { Pop, Pops } from '../ports/pops.ts';
import { openingUrl } from './pop-url.ts';
import { BUDGET_MS, type ContextPorts, type Looked, NOTE_MS, readContext } from './read-context.ts';

/** What a script opens for an agent, and when. */
export interface ScreenPop {
  readonly contactId: string;
  readonly url: string;
  /** `connect` keeps the screen free while the agent still reads (guide 000, edge case 3). */
  readonly at: 'preview' | 'connect';
  readonly freshness: string;
  readonly withheld: boolean;
}

/** An address for a browser opens nothing any more after this, however often it was opened: a long shift, ms. */
export const LONGEST_POP_MS = 12 * 3_600_000;

/** What a pop is made with, beside the context. */
export interface PopPorts extends ContextPorts {
  readonly pops: Pick<Pops, 'keep'>;
}

/**
 * The screen pop of a contact, within the time of a context read; `undefined` where there is no such customer, or the
 * stage has no pop. Its address leads through `here`, the address of this API, under a reference that tells nothing; when
 * that cannot be kept, straight to where it would have led.
 */
export async function readPop(
  looked: Looked,
  here: string,
  ports: PopPorts,
  rules: ContextRules,
): Promise<ScreenPop | undefined> {
  const { pop } = rules;
  if (pop === undefined) return undefined;
  const deadline = new Date(ports.clock.now().getTime() + BUDGET_MS + NOTE_MS);
  const context = await readContext(looked, ports, rules);
  if (context === undefined) return undefined;
  const url = openingUrl(pop, context);
  const { contactId, customerId, freshness, withheld } = context;
  const reference = await keptUnder({ url, customerId, minutes: pop.minutes, deadline }, ports);
  const address = reference === undefined ? url : `${here}/v1/pops/${reference}`;
  return { contactId, url: address, at: pop.at, freshness, withheld };
}

/** A page that is to be kept. */
interface Keeping extends Omit<Pop, 'endsAt'> {
  readonly minutes: number;
  readonly deadline: Date;
}

/** The reference; `undefined` when the store did not take it in time. */
async function keptUnder(
  { url, customerId, minutes, deadline }: Keeping,
  { pops, random, clock, sleep }: PopPorts,
): Promise<string | undefined> {
  const now = clock.now().getTime();
  const reference = random.id();
  const endsAt = new Date(now + LONGEST_POP_MS);
  const kept = pops
    .keep(reference, { url, customerId, endsAt }, new Date(now + minutes * 60_000))
    .then(() => reference)
    .catch((error: unknown) => {
      if (error instanceof TransientError) return undefined;
      throw error;
    });
  return Promise.race([kept, sleep.until(deadline).then(() => undefined)]);
}

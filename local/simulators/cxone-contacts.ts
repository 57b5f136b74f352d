import type { Call } from './call.ts';
import { activeContact, childContact, completedContact, stateHistory } from './cxone-contact-views.ts';
import { type CxoneDesk, type CxoneOutcome, done, notSimulated, refused } from './cxone-errors.ts';
import type { Route } from './openapi-route.ts';
import type { PlatformCall } from './platform.ts';

/** Scripts that may run at once in a business unit (help page "Spawn scripts", reference C.2). */
const MAX_SCRIPTS = 15_000;

/** What our script gets as its first signal when its call shall not ring any more. */
const WITHDRAW = 'withdraw';

/** A contact of the simulated platform. */
export interface SimulatedContact extends PlatformCall {
  /** What made it: our script, a queued callback, or a dialer. */
  readonly trigger: 'script' | 'callback' | 'dialer';
  /** The number it calls from; empty where nobody said. */
  readonly fromAddress: string;
  /** Everything a script was told, by the name of the parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Custom data that its script has written, by name. */
  readonly written: Readonly<Record<string, string>>;
  readonly dispositionId?: number;
  readonly notes?: string;
  /** The contact it was transferred from. @default it is nobody's part */
  readonly masterId?: string;
}

/** A Studio script: what calls itself by this path, and the names of its parameters `p1` to `pN` in their order. */
export interface SimulatedScript {
  readonly path: string;
  readonly parameters: readonly string[];
}

/** How an agent ends a contact. */
export interface ContactEnd {
  readonly dispositionId?: number;
  readonly notes?: string;
}

/** The contacts of one business unit. Nothing is deduplicated, as the real one deduplicates nothing. */
export interface ContactDesk {
  readonly work: CxoneDesk;
  /** Every contact, in order. */
  contacts(): readonly SimulatedContact[];
  /** Adds a contact, or replaces the one with the same id. */
  put(contact: SimulatedContact): void;
  /** An id nobody has had. */
  freshId(): string;
  /** An agent takes a waiting contact up, and the customer's phone rings. Whether there was such a contact. */
  serve(conversationId: string, at: Date): boolean;
  /** The agent ends a contact they had taken up. Whether there was such a contact. */
  finish(conversationId: string, at: Date, end: ContactEnd): boolean;
}

/** A desk with these skills and scripts, and no contacts. */
export function contactDesk(skillIds: readonly string[], scripts: readonly SimulatedScript[]): ContactDesk {
  const contacts = new Map<string, SimulatedContact>();
  let last = 410_000_000_000;
  const freshId = (): string => String(++last);
  const put = (contact: SimulatedContact): void => void contacts.set(contact.conversationId, contact);

  function accept(call: Call, made: Omit<SimulatedContact, 'conversationId' | 'acceptedAt' | 'state'>) {
    const conversationId = freshId();
    put({ conversationId, acceptedAt: call.at.toISOString(), state: 'waiting', ...made });
    return done(202, { contactId: Number(conversationId) });
  }
  const running = (): number =>
    [...contacts.values()].filter(({ trigger, endedAt }) => trigger === 'script' && endedAt === undefined)
      .length;

  /** Ends a contact that has not ended; from under its agent, if one has taken it up. */
  function end(contact: SimulatedContact, at: Date): void {
    if (contact.endedAt !== undefined) return;
    const state = contact.state === 'served' ? 'cut' : 'disconnected';
    put({ ...contact, state, endedAt: at.toISOString() });
  }
  function withContact(route: Route, work: (contact: SimulatedContact) => CxoneOutcome): CxoneOutcome {
    const found = contacts.get(route.pathValues.contactId ?? '');
    return found ? work(found) : refused(404, 'no such contact');
  }

  function startScript(call: Call): CxoneOutcome {
    const asked = (name: string): string | undefined => call.query[name]?.[0];
    const script = scripts.find(({ path }) => path === asked('scriptPath'));
    if (asked('startDate') !== undefined) return notSimulated('a script that starts later');
    if (!script) return refused(404, 'no such script');
    const queueId = asked('skillId') ?? '';
    if (!skillIds.includes(queueId)) return refused(404, 'no such skill');
    if (running() >= MAX_SCRIPTS) return refused(429, `more than ${MAX_SCRIPTS} scripts would run`);
    const values = (asked('Parameters') ?? '').split('|');
    const given = Object.fromEntries(script.parameters.map((name, index) => [name, values[index] ?? '']));
    const { phoneNumber = '', callerId: fromAddress = '', priority: _p, skillIds: _s, ...data } = given;
    if (phoneNumber === '') return refused(400, 'the script was given no phone number');
    const told = { parameters: given, data, written: data };
    return accept(call, { trigger: 'script', queueId, phoneNumber, fromAddress, ...told });
  }

  function queueCallback(call: Call): CxoneOutcome {
    const asked = (name: string): string => call.query[name]?.[0] ?? '';
    if (!skillIds.includes(asked('skill'))) return refused(404, 'no such skill');
    const screenPop = asked('screenPopUrl');
    return accept(call, {
      trigger: 'callback',
      queueId: asked('skill'),
      phoneNumber: asked('phoneNumber'),
      fromAddress: asked('callerId'),
      data: screenPop === '' ? {} : { screenPopUrl: screenPop },
      written: {},
    });
  }

  return {
    work: {
      startScript,
      requestImmediateCallback: queueCallback,
      /** Our script ends when it is told to, as long as no agent has taken the call up; nothing else listens. */
      signalContact: (call, route) =>
        withContact(route, (contact) => {
          const told = contact.trigger === 'script' && call.query.p1?.[0] === WITHDRAW;
          if (told && contact.state === 'waiting') end(contact, call.at);
          return done(200);
        }),
      endContact: (call, route) =>
        withContact(route, (contact) => {
          end(contact, call.at);
          return done(200);
        }),
      getContact: (call, route) =>
        withContact(route, (contact) =>
          done(200, {
            lastPollTime: call.at.toISOString(),
            contactId: contact.endedAt === undefined ? activeContact(contact) : completedContact(contact),
          }),
        ),
      getContactHierarchy: (_, route) =>
        withContact(route, ({ conversationId }) =>
          done(200, {
            masterContactId: Number(conversationId),
            childContacts: [...contacts.values()]
              .filter(({ masterId }) => masterId === conversationId)
              .map(childContact),
          }),
        ),
      getContactStateHistory: (_, route) =>
        withContact(route, (contact) => done(200, { contactStateHistory: stateHistory(contact) })),
      getContactDisposition: (_, route) =>
        withContact(route, ({ dispositionId, notes, endedAt }) =>
          done(200, {
            ...(dispositionId !== undefined && { dispositionId }),
            ...(notes !== undefined && { notes }),
            ...(endedAt !== undefined && { lastUpdated: endedAt }),
          }),
        ),
    },
    contacts: () => [...contacts.values()],
    put,
    freshId,
    serve(conversationId, at) {
      const known = contacts.get(conversationId);
      if (known?.state !== 'waiting') return false;
      put({ ...known, state: 'served', servedAt: at.toISOString() });
      return true;
    },
    finish(conversationId, at, ended) {
      const known = contacts.get(conversationId);
      if (known?.state !== 'served' || known.endedAt !== undefined) return false;
      put({ ...known, ...ended, endedAt: at.toISOString() });
      return true;
    },
  };
}

import { NEEDED_PARAMETERS } from '../../lib/cxone-problems.ts';
import { type Callback, type CallDesk, callbacks, instant, type Told } from './callbacks.ts';
import { answered, type Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

const MINUTE_MS = 60_000;

/** The agent of every contact that one has taken up. */
const AGENT_ID = 7001;

/** The agent is done after so long, and the contact is over. */
const TALK_MS = 3 * MINUTE_MS;

/** A search that pages asks for so many at a time, in whole pages. */
const SERVICES = '/incontactapi/services/v33.0';

/** Contacts as NICE CXone speaks of them: spawned scripts, whose custom data tell the attempt. */
export function cxoneDesk(simulation: Simulation, told: Told): CallDesk {
  const desk = callbacks(simulation, told);
  const { accepted } = desk;
  const { timeline } = simulation;
  // Nothing says whether the list of custom data holds contacts that still live: in some business units it does.
  const listsLive = simulation.chance('cxone-lists').happens(0.5);

  const overAt = ({ rungAt, endedAt }: Callback): number => endedAt ?? (rungAt ?? Infinity) + TALK_MS;
  const isOver = (callback: Callback): boolean => overAt(callback) <= timeline.now();
  const isListed = ({ foundFrom }: Callback): boolean => foundFrom <= timeline.now();

  function contact(callback: Callback): object {
    const { id, phoneE164, acceptedAt, rungAt } = callback;
    const over = isOver(callback) && {
      isActive: false,
      endReason: rungAt === undefined ? 'Contact Hang Up' : 'Agent Hang Up',
      totalDurationSeconds: (overAt(callback) - acceptedAt) / 1000,
    };
    return {
      contactId: Number(id),
      agentId: rungAt === undefined ? 0 : AGENT_ID,
      contactStartDate: instant(acceptedAt),
      // A contact shows its number when it is dialed.
      toAddress: rungAt === undefined ? null : phoneE164.slice(2),
      ...over,
    };
  }

  /** A page of a list; nothing at all where it is empty. */
  function page(name: string, rows: readonly object[], query: URLSearchParams): Reply {
    const skip = Number(query.get('skip') ?? 0);
    const some = rows.slice(skip, skip + Number(query.get('top') ?? 100));
    return some.length === 0 ? answered(204) : answered(200, { totalRecords: rows.length, [name]: some });
  }

  function list(path: string, query: URLSearchParams): Reply | undefined {
    const from = Date.parse(query.get('startDate') ?? query.get('updatedSince') ?? '');
    const to = Date.parse(query.get('endDate') ?? '') || Infinity;
    const within = accepted.filter(({ acceptedAt }) => acceptedAt >= from && acceptedAt <= to);
    switch (path) {
      case '/contacts/custom-data': {
        const told = within.filter((each) => isListed(each) && (listsLive || isOver(each)));
        const rows = told.flatMap(({ id, data }) =>
          written(data).map((datum) => ({ contactId: id, ...datum })),
        );
        return page('ContactCustomData', rows, query);
      }
      case '/contacts/active':
        return page('activeContacts', accepted.filter((each) => !isOver(each)).map(contact), query);
      case '/contacts/completed':
        return page(
          'completedContacts',
          within.filter((each) => isOver(each) && isListed(each)).map(contact),
          query,
        );
      default:
        return undefined;
    }
  }

  function one(method: string, path: string): Reply {
    const [, , id, what] = path.split('/');
    const callback = accepted.find((each) => each.id === id);
    if (!callback) return answered(404);
    if (method === 'POST' && what === 'end') {
      desk.takeBack(callback);
      return answered(202);
    }
    if (what === 'custom-data') {
      return isListed(callback)
        ? answered(200, { contactCustomData: written(callback.data) })
        : answered(204);
    }
    return answered(200, { businessUnitId: 1, contactId: contact(callback) });
  }

  return {
    accepted,
    accept({ path }) {
      const { phoneE164, data } = callIn(path);
      const { id } = desk.take({ phoneE164, data }, (nth) => String(410_000_000_000 + nth));
      return { contactId: Number(id) };
    },
    serve({ method, path }) {
      const { pathname, searchParams } = urlOf(path);
      return (method === 'GET' && list(pathname, searchParams)) || one(method, pathname);
    },
  };
}

/** A request without its version, whoever serves it. */
const urlOf = (path: string): URL => new URL(path.replace(SERVICES, ''), 'https://api.invalid');

/** Whether a request spawns our script. */
export const isScript = (path: string): boolean => urlOf(path).pathname === '/scripts/start';

/** Whom a spawned script calls, E.164, and what it is told. Our business unit writes US numbers in ten digits. */
export function callIn(path: string): Pick<Callback, 'phoneE164' | 'data'> {
  const values = (urlOf(path).searchParams.get('Parameters') ?? '').split('|');
  const { phoneNumber = '', ...data } = Object.fromEntries(
    NEEDED_PARAMETERS.map((name, nth) => [name, values[nth] ?? '']),
  );
  return { phoneE164: `+1${phoneNumber}`, data };
}

const written = (data: Callback['data']): object[] =>
  Object.entries(data).map(([name, value]) => ({ name, value }));

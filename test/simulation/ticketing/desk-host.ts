import type { HttpRequest } from '../../../functions/adapters/http.ts';
import type { SimulatedTicket } from '../../../local/simulators/desk-tokens.ts';
import {
  type IncidentRow,
  incidentTable,
  type Written,
} from '../../../local/simulators/servicenow-incidents.ts';
import { answered, type Host, type Reply } from '../http.ts';
import type { Simulation } from '../simulation.ts';

/** A ServiceNow desk with everything it may answer, and the people at it. */
export interface DeskHost {
  readonly host: Host;
  tickets(): readonly SimulatedTicket[];
  /** People close a ticket, or open it again. */
  setOpen(id: string, open: boolean): void;
}

/** What happens at the desk besides chance. */
export interface DeskHostOptions {
  /** Until then nobody reaches it, epoch ms. */
  readonly downUntil: number;
  /** Hears of every request, before anything else. */
  asked(): void;
  /** Hears of every write that took effect, with what it wrote. */
  wrote(fields: IncidentRow): void;
}

/** A request that was not answered may take effect so long after it was sent, ms: the product looks after 90 s. */
const LATEST_EFFECT_MS = 55_000;

/** What was only accepted is created within this time, ms: the product looks for it for a quarter of an hour. */
const LATEST_CREATION_MS = 10 * 60_000;

const TABLE = '/api/now/table/incident';

/** A desk without tickets whose keys are not unique: who creates twice has two. */
export function deskHost(simulation: Simulation, options: DeskHostOptions): DeskHost {
  const { timeline } = simulation;
  const chance = simulation.chance('ticket-desk');
  const rows = incidentTable();
  const tokens = new Set<string>();
  const now = (): Date => new Date(timeline.now());

  function failure(): Reply {
    return chance.pick<Reply>([
      answered(500),
      answered(503),
      { kind: 'silence' },
      { kind: 'reset' },
      answered(200, '<html>the instance is asleep</html>'),
      answered(200, { result: {} }),
    ]);
  }

  function login(): Reply {
    if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
    if (simulation.strikes('failedBefore')) return answered(503);
    const token = chance.id();
    tokens.add(token);
    return answered(200, { access_token: token, token_type: 'Bearer', expires_in: 1800 });
  }

  function holds({ headers }: HttpRequest): boolean {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (simulation.strikes('revoked')) tokens.delete(token);
    return tokens.has(token);
  }

  function read(url: URL): Reply {
    const table = url.pathname.endsWith('/sys_journal_field') ? 'sys_journal_field' : 'incident';
    if (url.pathname.startsWith(`${TABLE}/`)) {
      const row = rows.read(url.pathname.slice(TABLE.length + 1));
      return row ? answered(200, { result: row }) : answered(404);
    }
    return answered(200, { result: rows.find(table, url.searchParams.get('sysparm_query') ?? '', 10) });
  }

  function write(url: URL, body: string): Reply {
    const fields = JSON.parse(body) as IncidentRow;
    const id = url.pathname.slice(TABLE.length + 1);
    const written: Written =
      id === '' ? { kind: 'row', row: rows.create(fields, now()) } : rows.update(id, fields, now());
    if (written.kind === 'missing') return answered(404);
    if (written.kind === 'policy') return answered(403, { error: { message: written.message } });
    simulation.trace(() => `the desk writes ${written.row.number}: ${Object.keys(fields)}`);
    options.wrote(fields);
    return answered(id === '' ? 201 : 200, { result: written.row });
  }

  /** A desk that does not open a ticket again refuses it always, and never does it later all the same. */
  const mayRefuse = (body = ''): boolean =>
    simulation.rate('acceptedLate') === 0 || (JSON.parse(body) as IncidentRow).state !== '2';

  /** Throttled, refused, not done, done later, or done and badly told. */
  function tried(request: HttpRequest, url: URL): Reply {
    const isWrite = request.method !== 'GET';
    const act = (): Reply => (isWrite ? write(url, request.body ?? '') : read(url));
    if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
    if (simulation.strikes('throttled')) return answered(429, '', throttling());
    if (isWrite && mayRefuse(request.body) && simulation.strikes('refused')) {
      return answered(400, { error: { message: 'not so' } });
    }
    if (simulation.strikes('failedBefore')) return failure();
    if (isWrite && simulation.strikes('acceptedLate')) {
      const isPromised = url.pathname === TABLE && chance.happens(0.3);
      const latestMs = isPromised ? LATEST_CREATION_MS : LATEST_EFFECT_MS;
      timeline.at(timeline.now() + chance.fraction() * latestMs, () => void act());
      return isPromised ? answered(202) : { kind: 'silence' };
    }
    const done = act();
    return simulation.strikes('failedAfter') ? failure() : done;
  }

  const throttling = () =>
    chance.pick<Record<string, string>>([
      { 'retry-after': '5' },
      { 'retry-after': '1500' },
      { 'x-ratelimit-reset': String(Math.ceil(timeline.now() / 1000) + 2400) },
      {},
    ]);

  return {
    tickets: rows.tickets,
    setOpen(id, open) {
      const fields: IncidentRow = open
        ? { state: '2' }
        : { state: '6', close_code: 'People', close_notes: 'done' };
      rows.update(id, fields, now());
    },
    host(request) {
      options.asked();
      const url = new URL(request.path, 'https://desk.example');
      if (timeline.now() < options.downUntil)
        return chance.happens(0.5) ? { kind: 'unreachable' } : failure();
      if (url.pathname === '/oauth_token.do') return login();
      return holds(request) ? tried(request, url) : answered(401);
    },
  };
}

import { z } from 'zod';
import type { Call } from './call.ts';
import { csvRows } from './csv.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import { recordView } from './cxone-list-views.ts';
import { uploadJobs } from './cxone-upload-jobs.ts';
import type { Route } from './openapi-route.ts';

/** A record holds no more Unicode characters (help.incontact.com, Set Up Calling Lists). */
const MAX_RECORD = 512;

const Upload = z.looseObject({
  listFile: z.base64(),
  forceOverwrite: z.boolean(),
  skillId: z.int().optional(),
});
const Removal = z.looseObject({
  prospectsToRemove: z.array(z.looseObject({ externalId: z.union([z.string(), z.number()]) })),
});

/** A calling list that exists. Its external id is the column `externalId`, its destination `phone`, its priority `priority`. */
export interface SimulatedCallList {
  /** In digits. */
  readonly id: string;
  readonly name: string;
  /** Columns mapped besides; others are dropped from what is uploaded. */
  readonly columns: readonly string[];
}

/** A record of a calling list. */
export interface SimulatedRecord {
  /** The external id. */
  readonly id: string;
  readonly contactListId: string;
  readonly data: Readonly<Record<string, string>>;
  /** Taken off its list: nobody dials it any more. */
  readonly callable: boolean;
  readonly first: boolean;
  /** How often it was uploaded under the same id. */
  readonly additions: number;
  /** When it was first uploaded, and when anything of it changed last, ISO 8601. */
  readonly addedAt: string;
  readonly updatedAt: string;
  readonly calls: number;
  readonly calledAt?: string;
}

/** Calling lists of one business unit. An upload is applied when its job is over, not before. */
export interface ListDesk {
  readonly work: CxoneDesk;
  /** Every record that was ever on a list, in the order it came. */
  contacts(): readonly SimulatedRecord[];
  /** From now on the job of an upload takes so long. @default 0 */
  setJobTime(ms: number): void;
  /** The dialer calls a record now, or an agent does who was shown it. Whether there was such a record. */
  callContact(id: string, at: Date): boolean;
}

/** A desk with these lists and no records. */
export function listDesk(lists: readonly SimulatedCallList[]): ListDesk {
  const records = new Map<string, SimulatedRecord>();
  const jobs = uploadJobs();

  const onList = (list: SimulatedCallList): SimulatedRecord[] =>
    [...records.values()].filter(({ contactListId, callable }) => callable && contactListId === list.id);
  function withList(route: Route, work: (list: SimulatedCallList) => CxoneOutcome): CxoneOutcome {
    const list = lists.find(({ id }) => id === route.pathValues.listId);
    return list ? work(list) : refused(404, 'no such calling list');
  }
  function upload(list: SimulatedCallList, call: Call): CxoneOutcome {
    const { listFile, forceOverwrite } = Upload.parse(call.body);
    const [header = [], ...rows] = csvRows(Buffer.from(listFile, 'base64').toString('utf8'));
    if (!header.includes('externalId') || !header.includes('phone'))
      return refused(400, 'the file has no column for the external id or the destination');
    const apply = (at: Date): void => {
      for (const row of rows)
        take(list, Object.fromEntries(header.map((name, n) => [name, row[n] ?? ''])), forceOverwrite, at);
    };
    return done(202, { jobId: jobs.begin(list, call.at, apply) });
  }

  function take(
    list: SimulatedCallList,
    row: Readonly<Record<string, string>>,
    overwrite: boolean,
    at: Date,
  ): void {
    const { externalId = '', priority = '', phone = '', ...others } = row;
    if (phone === '' || [...Object.values(row).join(',')].length > MAX_RECORD) return;
    const before = records.get(externalId);
    if (before?.callable && !overwrite) return;
    const mapped = Object.entries(others).filter(
      ([name, text]) => text !== '' && list.columns.includes(name),
    );
    records.set(externalId, {
      id: externalId,
      contactListId: list.id,
      data: { ...Object.fromEntries(mapped), phone },
      callable: true,
      first: priority === 'true',
      additions: (before?.additions ?? 0) + 1,
      addedAt: before?.addedAt ?? at.toISOString(),
      updatedAt: at.toISOString(),
      calls: before?.calls ?? 0,
      ...(before?.calledAt !== undefined && { calledAt: before.calledAt }),
    });
  }

  function remove(list: SimulatedCallList, call: Call): CxoneOutcome {
    const wanted = Removal.parse(call.body).prospectsToRemove.map(({ externalId }) => String(externalId));
    const there = new Map(onList(list).map((record) => [record.id, record]));
    for (const id of wanted) {
      const record = there.get(id);
      if (record) records.set(id, { ...record, callable: false, updatedAt: call.at.toISOString() });
    }
    const results = (ids: string[], resultCode: string) =>
      ids.map((externalId) => ({ externalId, resultCode }));
    return done(200, {
      successfulRecords: results(
        wanted.filter((id) => there.has(id)),
        'Success',
      ),
      failedRecords: results(
        wanted.filter((id) => !there.has(id)),
        'NotFound',
      ),
    });
  }

  function page(list: SimulatedCallList, { query, at }: Call): CxoneOutcome {
    const asked = (name: string): string | undefined => query[name]?.[0];
    const since = Date.parse(asked('updatedSince') ?? '') || 0;
    const skip = Number(asked('skip') ?? 0);
    const found = onList(list).filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
    const shown =
      asked('includeRecords') === 'true'
        ? found.slice(skip, skip + Number(asked('top') ?? found.length))
        : [];
    const resultSet = {
      listName: list.name,
      status: 'Active',
      lastPollTime: at.toISOString(),
      totalRecords: onList(list).length,
    };
    return done(200, { resultSet: { ...resultSet, contactRecords: shown.map(recordView) } });
  }

  return {
    work: {
      ...jobs.work,
      uploadCallList: (call, route) => withList(route, (list) => upload(list, call)),
      getCallList(call, route) {
        jobs.settle(call.at);
        return withList(route, (list) => page(list, call));
      },
      removeProspects(call, route) {
        jobs.settle(call.at);
        const list = lists.find(({ name }) => name === route.pathValues.sourceName);
        return list ? remove(list, call) : refused(404, 'no such source');
      },
    },
    contacts: () => [...records.values()],
    setJobTime: jobs.setTime,
    callContact(id, at) {
      jobs.settle(at);
      const record = records.get(id);
      if (!record?.callable || record.calls >= record.additions) return false;
      const calledAt = at.toISOString();
      records.set(id, { ...record, calls: record.calls + 1, calledAt, updatedAt: calledAt });
      return true;
    },
  };
}

import * as z from 'zod/mini';
import { CxoneInstant, cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** Counts are told as numbers by one operation and as texts by another. */
const Count = z._default(z.pipe(z.union([z.number(), z.string()]), z.transform(Number)), 0);
const Id = z.pipe(z.union([z.number(), z.string()]), z.transform(String));
const Told = z.catch(z.optional(CxoneInstant), undefined);

/** `GET /lists/call-lists`, as far as it is read. */
const CallLists = z.object({
  callingLists: z._default(
    z.array(
      z.object({
        createDate: Told,
        uploadDate: Told,
        skills: z._default(
          z.array(
            z.object({ skillId: Id, totalRecords: Count, freshRecords: Count, finalizedRecords: Count }),
          ),
          [],
        ),
      }),
    ),
    [],
  ),
});

/** What the lists of a skill hold. */
export interface SkillRecords {
  readonly total: number;
  /** Never tried. */
  readonly fresh: number;
  /** Not final: they may still be dialed. */
  readonly left: number;
  /** When the first of its lists was made. */
  readonly createdAt: Date | undefined;
  /** When one of them was last uploaded. */
  readonly uploadedAt: Date | undefined;
}

/** The records of all skills, as one look at all calling lists found them. */
export interface ListCounts {
  /** `undefined`: the skill has no list. */
  of(skillId: string): SkillRecords | undefined;
}

/** Looks at all calling lists. One request, repeatable. @throws {TransientError} */
export async function readListCounts(requests: CxoneRequests): Promise<ListCounts> {
  const answer = await requests.ask({ method: 'GET', path: '/lists/call-lists' });
  const { callingLists } = answer ? cxoneAnswer(CallLists, answer) : { callingLists: [] };
  const all = callingLists.flatMap(({ createDate, uploadDate, skills }) =>
    skills.map((counts) => ({ ...counts, createDate, uploadDate })),
  );
  return {
    of(skillId) {
      const own = all.filter((one) => one.skillId === skillId);
      if (own.length === 0) return undefined;
      const sum = (count: (one: (typeof own)[number]) => number): number =>
        own.reduce((total, one) => total + count(one), 0);
      const instants = (of: (one: (typeof own)[number]) => Date | undefined): number[] =>
        own.flatMap((one) => of(one)?.getTime() ?? []);
      const created = instants(({ createDate }) => createDate);
      const uploaded = instants(({ uploadDate }) => uploadDate);
      return {
        total: sum(({ totalRecords }) => totalRecords),
        fresh: sum(({ freshRecords }) => freshRecords),
        left: sum(({ totalRecords, finalizedRecords }) => Math.max(0, totalRecords - finalizedRecords)),
        createdAt: created.length > 0 ? new Date(Math.min(...created)) : undefined,
        uploadedAt: uploaded.length > 0 ? new Date(Math.max(...uploaded)) : undefined,
      };
    },
  };
}

import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { isTrunkDown, TrunkStatus } from '../messages/genesys-trunk.ts';
import type { TrunkObserver, TrunkSeen } from '../ports/trunk-observer.ts';
import type { GenesysRequests } from './genesys-requests.ts';

/** `TrunkEntityListing`, as far as it is read. */
const TrunkListing = z.object({
  pageCount: z.optional(z.number()),
  entities: z.array(
    z.extend(TrunkStatus, {
      id: z.string(),
      name: z.optional(z.string()),
      edge: z.optional(z.object({ id: z.optional(z.string()) })),
      state: z.optional(z.string()),
      enabled: z.optional(z.boolean()),
    }),
  ),
});
type TrunkListing = z.infer<typeof TrunkListing>;

const PAGE_SIZE = 100;

/** Trunks beyond these pages would not be seen: then nothing is told rather than a part. */
const MOST_PAGES = 10;

/**
 * The trunks to the carriers, from `GET /api/v2/telephony/providers/edges/trunks`, which needs the permission
 * `telephony:plugin:all`: one request for each hundred. (reference/genesys-cloud.md section 3)
 */
export function genesysTrunks(requests: GenesysRequests): TrunkObserver {
  async function page(pageNumber: number): Promise<TrunkListing> {
    const path = `/api/v2/telephony/providers/edges/trunks?trunkType=EXTERNAL&pageSize=${PAGE_SIZE}&pageNumber=${pageNumber}`;
    const answer = await requests.ask({ method: 'GET', path });
    return parsed(answer?.body ?? '');
  }

  return {
    async trunks() {
      const { entities, pageCount = 1 } = await page(1);
      if (pageCount > MOST_PAGES) throw unreadable(`${pageCount} pages of trunks`);
      const numbers = Array.from({ length: Math.max(0, pageCount - 1) }, (_none, index) => index + 2);
      const seen = entities.flatMap(trunkSeen);
      for (const number of numbers) seen.push(...(await page(number)).entities.flatMap(trunkSeen));
      return seen;
    },
  };
}

/** One that people have switched off or deleted is quiet on purpose. */
function trunkSeen(trunk: TrunkListing['entities'][number]): TrunkSeen[] {
  const { id, name, edge, state = 'active', enabled = true } = trunk;
  const isWanted = enabled && state === 'active';
  const down = isWanted ? isTrunkDown(trunk) : false;
  if (down === undefined) return [];
  return [
    { id, down, ...(name !== undefined && { name }), ...(edge?.id !== undefined && { edgeId: edge.id }) },
  ];
}

/** An answer that cannot be read tells nothing, and the same question may be asked again. */
function parsed(body: string): TrunkListing {
  try {
    return z.parse(TrunkListing, JSON.parse(body));
  } catch (error) {
    throw unreadable('an answer in another shape', error);
  }
}

const unreadable = (what: string, cause?: unknown): TransientError =>
  new TransientError('genesys_unreadable', `genesys gave ${what}`, { cause });

import { z } from 'zod';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';

/** A trunk as people set it up, and how it is. */
export const SimulatedTrunk = z.strictObject({
  name: z.string().default('Carrier'),
  trunkType: z.enum(['EXTERNAL', 'PHONE', 'EDGE']).default('EXTERNAL'),
  edgeId: z.string().optional(),
  enabled: z.boolean().default(true),
  state: z.enum(['active', 'inactive', 'deleted']).default('active'),
  /** `null`: the platform does not tell. */
  connected: z.boolean().nullable().default(true),
  /** Which of its proxies answer OPTIONS. */
  options: z.array(z.boolean()).default([]),
});
export type SimulatedTrunk = z.infer<typeof SimulatedTrunk>;

/** The simulated trunks. */
export interface TrunkDesk {
  /** `GET /api/v2/telephony/providers/edges/trunks`. */
  list(call: Call): Outcome;
  /** Adds a trunk, or replaces it. Sends no event. */
  put(trunkId: string, trunk: z.input<typeof SimulatedTrunk>): void;
}

/** A platform without trunks. */
export function trunkDesk(): TrunkDesk {
  const trunks = new Map<string, SimulatedTrunk>();
  return {
    list({ query }) {
      const type = query.trunkType?.[0];
      const all = [...trunks].filter(([, { trunkType }]) => type === undefined || trunkType === type);
      const pageSize = Number(query.pageSize?.[0] ?? 25);
      const pageNumber = Number(query.pageNumber?.[0] ?? 1);
      const entities = all
        .slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
        .map(([id, trunk]) => view(id, trunk));
      const pageCount = Math.ceil(all.length / pageSize);
      return {
        kind: 'done',
        status: 200,
        body: { entities, pageSize, pageNumber, pageCount, total: all.length },
      };
    },
    put: (trunkId, trunk) => void trunks.set(trunkId, SimulatedTrunk.parse(trunk)),
  };
}

function view(id: string, { edgeId, connected, options, ...trunk }: SimulatedTrunk) {
  return {
    id,
    ...trunk,
    ...(edgeId !== undefined && { edge: { id: edgeId, name: `Edge ${edgeId}` } }),
    ...(connected !== null && { connectedStatus: { connected } }),
    ...(options.length > 0 && {
      optionsStatus: options.map((optionState, nth) => ({
        proxyAddress: `203.0.113.${nth + 10}:5061`,
        optionState,
      })),
    }),
  };
}

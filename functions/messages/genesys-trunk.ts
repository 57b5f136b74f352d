import * as z from 'zod/mini';

/** What the platform tells of a trunk's connection, in its events as in its lists (`Trunk`, `TrunkInstanceTopicTrunk`). */
export const TrunkStatus = z.object({
  connectedStatus: z.optional(z.object({ connected: z.boolean() })),
  optionsStatus: z.optional(z.array(z.object({ optionState: z.boolean() }))),
});
export type TrunkStatus = z.infer<typeof TrunkStatus>;

/** Down is: not connected, or no proxy answers its OPTIONS. `undefined`: it tells neither. */
export function isTrunkDown({ connectedStatus, optionsStatus = [] }: TrunkStatus): boolean | undefined {
  if (!connectedStatus && optionsStatus.length === 0) return undefined;
  const silent = optionsStatus.length > 0 && optionsStatus.every(({ optionState }) => !optionState);
  return connectedStatus?.connected === false || silent;
}

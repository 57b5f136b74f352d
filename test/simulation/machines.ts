import { alertDialing, cxoneDialing } from './dialing/dialing-machine.ts';
import type { Machine } from './machine.ts';
import { paced } from './pacing/pacing-machine.ts';
import { previews } from './preview/preview-machine.ts';
import { reports } from './reports/reports-machine.ts';
import { segmentation } from './segmentation/segmentation-machine.ts';
import { ticketing } from './ticketing/ticketing-machine.ts';

export { run } from './run.ts';

/** Dialing, on each platform. */
export const DIALING = [alertDialing, cxoneDialing] as const;

/** Every state machine the simulator knows. */
export const MACHINES: readonly Machine[] = [...DIALING, paced, previews, reports, segmentation, ticketing];

/** A machine by its name. @throws {Error} naming those there are */
export function machineNamed(name: string): Machine {
  const found = MACHINES.find((machine) => machine.name === name);
  if (found) return found;
  throw new Error(`no machine "${name}"; there are: ${MACHINES.map((machine) => machine.name).join(', ')}`);
}

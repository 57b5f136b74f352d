import { availableParallelism, loadavg } from 'node:os';

/** What the times were taken on, and how busy it was: on a machine with other work they say little. */
export function machineNote(): string {
  const [lastMinute = 0] = loadavg();
  return `Node ${process.versions.node}, ${availableParallelism()} processors, load average ${lastMinute.toFixed(1)} at the end`;
}

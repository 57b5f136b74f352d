// Inside a function process: what its clock shows.

const MachineDate = Date;
let offsetMs = 0;
let isShifted = false;

const now = (): number => MachineDate.now() + offsetMs;

/** What the machine's clock shows, epoch ms, whatever the function is made to believe. */
export const machineNow = (): number => MachineDate.now();

/**
 * Makes the clock of this process run ahead of the machine's by so many ms, or behind. Timers run on as they are. A
 * process whose clock never was shifted keeps the `Date` it was born with.
 */
export function shiftProcessClock(ms: number): void {
  offsetMs = ms;
  if (isShifted || ms === 0) return;
  isShifted = true;
  globalThis.Date = new Proxy(MachineDate, {
    construct: (date, given, made) => Reflect.construct(date, given.length === 0 ? [now()] : given, made),
    apply: () => new MachineDate(now()).toString(),
    get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
  });
}

import { StageError } from '../lib/stage.ts';
import { UsageError } from './arguments.ts';

/** Commands are loaded when asked for, so that each costs only what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<number>>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  send: async () => (await import('./commands/send.ts')).send,
  trace: async () => (await import('./commands/trace.ts')).trace,
  explain: async () => (await import('./commands/explain.ts')).explain,
  'what-if': async () => (await import('./commands/what-if.ts')).whatIf,
  dialing: async () => (await import('./commands/dialing.ts')).dialing,
  audit: async () => (await import('./commands/audit.ts')).audit,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  'dead-letters': async () => (await import('./commands/dead-letters.ts')).deadLetters,
  erase: async () => (await import('./commands/erase.ts')).erase,
  rotate: async () => (await import('./commands/rotate.ts')).rotate,
  quarantine: async () => (await import('./commands/quarantine.ts')).quarantine,
  incidents: async () => (await import('./commands/incidents.ts')).incidents,
  report: async () => (await import('./commands/report.ts')).report,
  docs: async () => (await import('./commands/docs.ts')).docs,
  cost: async () => (await import('./commands/cost.ts')).cost,
  events: async () => (await import('./commands/events.ts')).events,
  invoke: async () => (await import('./commands/invoke.ts')).invoke,
  generate: async () => (await import('./commands/generate.ts')).generate,
  segments: async () => (await import('./commands/segments.ts')).segments,
  replay: async () => (await import('./commands/replay.ts')).replay,
  bench: async () => (await import('./commands/bench.ts')).bench,
  defences: async () => (await import('./commands/defences.ts')).defences,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  web: async () => (await import('./commands/web.ts')).web,
  'verify-deploy': async () => (await import('./commands/verify-deploy.ts')).verifyDeploy,
  storm: async () => (await import('./commands/storm.ts')).storm,
};

const [name = '', ...args] = process.argv.slice(2);

try {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(`no command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
  const run = await load();
  process.exitCode = await run(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : 'failed');
  process.exitCode = error instanceof StageError || error instanceof UsageError ? 2 : 1;
}

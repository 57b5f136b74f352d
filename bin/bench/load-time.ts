// A process of its own for each measurement: prints how long it takes to load the module of the first argument, how
// much of that time processors worked on it, and how much they work until the modules of the other arguments, which
// the first would load later, are there, too. All in ms.
import { pathToFileURL } from 'node:url';

const [first = '', ...later] = process.argv.slice(2).map((path) => pathToFileURL(path).href);
const cpuBefore = process.cpuUsage();
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage(cpuBefore);
  return (user + system) / 1000;
};
const before = performance.now();
await import(first);
const start = { wallMs: performance.now() - before, cpuMs: cpuMs() };
for (const module of later) await import(module);
console.log(JSON.stringify({ ...start, allCpuMs: cpuMs() }));
// Clients a module has opened would keep the process alive.
process.exit();

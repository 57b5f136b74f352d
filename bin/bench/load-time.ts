// A process of its own for each measurement: prints how long it takes to load the module of the first argument, and
// how much of that time processors worked on it. Both in ms.
import { pathToFileURL } from 'node:url';

const { href } = pathToFileURL(process.argv[2] ?? '');
const cpuBefore = process.cpuUsage();
const before = performance.now();
await import(href);
const wallMs = performance.now() - before;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
// Clients a module has opened would keep the process alive.
process.exit();

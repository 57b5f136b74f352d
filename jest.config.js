export default {
  rootDir: '.',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testTimeout: 90_000,
  maxWorkers: '100%',
  // What a file has loaded is never freed, and a worker that is full only collects garbage; a fresh one for each file
  // costs a third more processor time.
  workerIdleMemoryLimit: '600MB',
};

export default {
  rootDir: '.',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testTimeout: 90_000,
  maxWorkers: '100%',
  // A fresh worker for each file: what a file has loaded is never freed, and after a hundred files a worker only collects garbage.
  workerIdleMemoryLimit: 0,
};

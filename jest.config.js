export default {
  rootDir: '.',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testTimeout: 90_000,
  maxWorkers: '100%',
  // Modules of a test file are never freed: without an end a worker has 4 GB after a hundred files, and only collects garbage.
  workerIdleMemoryLimit: '1GB',
};

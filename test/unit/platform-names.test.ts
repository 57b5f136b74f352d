import { describe, expect, it } from '@jest/globals';
import { sourceFiles } from '../support/import-graph.ts';

/** Asking which platform it is: a comparison with its name, a case of it, or a switch over it. */
const BRANCH =
  /(?:[!=]==?|\bcase)\s*['"](?:genesys|cxone)['"]|['"](?:genesys|cxone)['"]\s*[!=]==?|\bswitch\s*\([^)]*\bplatform\)/;

/** Adapters choose among themselves, and the stage judges the settings of each. */
const MAY_ASK = /^(?:functions\/adapters|lib)\//;

const files = sourceFiles(process.cwd(), 'functions', 'lib', 'bin', 'local');
const asking = files.filter(({ text }) => BRANCH.test(text)).map(({ path }) => path);

describe('which platform it is', () => {
  it('is asked by adapters and the stage alone', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(asking.filter((path) => !MAY_ASK.test(path))).toEqual([]);
  });

  it('is asked by some of them, so that the question would be found elsewhere, too', () => {
    expect(asking).toEqual(
      expect.arrayContaining(['functions/adapters/choose.ts', 'functions/adapters/on-platform.ts']),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { sourceFile, sourceFiles } from '../support/import-graph.ts';

/** Who may ask which platform a stage has: who speaks with it, and the stage itself. */
const MAY_ASK = [/^functions\/adapters\//, /^functions\/messages\/telephony-settings\.ts$/, /^lib\//];

/** A question for the platform's name, or a name to compare it with. */
const ASKS =
  /\bplatform\s*[!=]==?|[!=]==?\s*\S*\bplatform\b|\bcase '(?:genesys|cxone)'|[!=]== '(?:genesys|cxone)'/;

const branches = (files: ReturnType<typeof sourceFiles>): string[] =>
  files
    .filter(({ path, text }) => !MAY_ASK.some((place) => place.test(path)) && ASKS.test(text))
    .map(({ path }) => path);

describe('which platform a stage has', () => {
  it('decides nothing outside the adapters and the stage', () => {
    const files = sourceFiles(process.cwd(), 'functions', 'lib', 'bin');

    expect(files.length).toBeGreaterThan(400);
    expect(branches(files)).toEqual([]);
  });

  it.each([
    "if (telephony.platform === 'genesys') call();",
    "if ('cxone' !== stage.telephony.platform) call();",
    "switch (platform) { case 'cxone': call(); }",
  ])('would be seen in %s', (text) => {
    expect(branches([sourceFile('functions/dialing/any.ts', text)])).toEqual(['functions/dialing/any.ts']);
    expect(branches([sourceFile('functions/adapters/any.ts', text)])).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { sourceFile, sourceFiles } from '../support/import-graph.ts';
import { crossFeatureImports, importProblems, pureModules } from '../support/import-rule.ts';

const files = sourceFiles(process.cwd(), 'functions', 'lib');

describe('the imports of the product', () => {
  it('go one way', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(importProblems(files)).toEqual([]);
  });

  it('between features are these, each of a pure module', () => {
    expect(crossFeatureImports(files)).toEqual(
      [
        'alert -> compliance/called-party.ts',
        'alert -> compliance/others-attempts.ts',
        'alert -> compliance/stage-policy.ts',
        'alert -> compliance/standing.ts',
        'alert -> dialing/protocol.ts',
        'dialing -> compliance/called-party.ts',
        'preview -> compliance/called-party.ts',
        'preview -> compliance/dial-verdict.ts',
        'preview -> compliance/dialing-permission.ts',
        'preview -> compliance/stage-policy.ts',
        'preview -> compliance/standing.ts',
        'preview -> dialing/protocol.ts',
        'web-pages -> analytics/html.ts',
        'panel -> story/alert-story.ts',
        'dialing -> compliance/contact-digest.ts',
        'dialing -> compliance/decision-record.ts',
        'dialing -> compliance/dial-verdict.ts',
        'dialing -> compliance/stage-policy.ts',
        'dialing -> observation/occupancy.ts',
        'contact -> compliance/standing.ts',
        'follow-up -> compliance/wall-clock.ts',
        'admission -> dialing/protocol.ts',
        'overview -> dialing/protocol.ts',
        'overview -> observation/occupancy.ts',
        'overview -> story/alert-story.ts',
        'recovery -> compliance/standing.ts',
        'recovery -> dialing/protocol.ts',
        'recovery -> dialing/ringing.ts',
        'recovery -> follow-up/evidence-note.ts',
      ].toSorted(),
    );
  });

  it('leave the decisions pure', () => {
    const pure = pureModules(files);

    const decisions = [
      'functions/admission/body-hash.ts',
      'functions/admission/nesting.ts',
      'functions/alert/age.ts',
      'functions/alert/classify.ts',
      'functions/alert/facts.ts',
      'functions/alert/waiting.ts',
      'functions/compliance/called-party.ts',
      'functions/compliance/contact-digest.ts',
      'functions/compliance/decision-record.ts',
      'functions/compliance/dial-verdict.ts',
      'functions/compliance/dialing-permission.ts',
      'functions/compliance/dialing-window.ts',
      'functions/compliance/others-attempts.ts',
      'functions/compliance/permission-at.ts',
      'functions/compliance/permission.ts',
      'functions/compliance/stage-policy.ts',
      'functions/compliance/standing.ts',
      'functions/compliance/wall-clock.ts',
      'functions/contact/freshness.ts',
      'functions/contact/withheld.ts',
      'functions/dialing/protocol.ts',
      'functions/dialing/ringing.ts',
      'functions/enrichment/route-call.ts',
      'functions/follow-up/business-day.ts',
      'functions/follow-up/evidence-note.ts',
      'functions/follow-up/follow-up-task.ts',
      'functions/observation/occupancy.ts',
      'functions/preview/contact-data.ts',
      'functions/preview/preview-life.ts',
      'functions/preview/route-preview.ts',
      'functions/runtime/breaker.ts',
      'functions/runtime/lanes.ts',
      'functions/runtime/pacing.ts',
      'functions/runtime/redaction.ts',
      'functions/runtime/retry-budget.ts',
      'functions/runtime/retry.ts',
      'functions/story/alert-story.ts',
      'functions/suppressions/said-by.ts',
      'functions/suppressions/standing-answer.ts',
    ];
    expect(decisions.filter((path) => !pure.has(path))).toEqual([]);
  });
});

describe('a made-up violation is caught', () => {
  it.each([
    [
      'a use case that knows an adapter',
      'functions/dialing/x.ts',
      "import { a } from '../adapters/http.ts';",
    ],
    ['a use case that knows its env', 'functions/dialing/x.ts', "import { a } from './env.ts';"],
    ['a use case that knows its handler', 'functions/dialing/x.ts', "import { a } from './handler.ts';"],
    [
      'a feature that knows the use case of another',
      'functions/dialing/x.ts',
      "import { a } from '../enrichment/enrich-alert.ts';",
    ],
    ['even by type', 'functions/dialing/x.ts', "import type { A } from '../enrichment/enrich-alert.ts';"],
    [
      'a feature that knows the env of another',
      'functions/story/x.ts',
      "import { a } from '../dialing/env.ts';",
    ],
    [
      'a handler that knows another',
      'functions/story/handler.ts',
      "import { a } from '../dialing/handler.ts';",
    ],
    [
      'a handler that takes the use case of another',
      'functions/story/handler.ts',
      "import { a } from '../dialing/place-call.ts';",
    ],
    [
      'an impure module of the runtime',
      'functions/dialing/x.ts',
      "import { a } from '../runtime/sqs-worker.ts';",
    ],
    ['an adapter that knows a feature', 'functions/adapters/x.ts', "import { a } from '../alert/age.ts';"],
    [
      'an adapter that knows the runtime',
      'functions/adapters/x.ts',
      "import { a } from '../runtime/env.ts';",
    ],
    ['a port that knows an adapter', 'functions/ports/x.ts', "import type { A } from '../adapters/http.ts';"],
    ['a message that knows a port', 'functions/messages/x.ts', "import type { A } from '../ports/clock.ts';"],
    ['the runtime that knows a feature', 'functions/runtime/x.ts', "import { a } from '../alert/age.ts';"],
    [
      'lib that takes more than the type of an env',
      'lib/x.ts',
      "import { a } from '../functions/dialing/env.ts';",
    ],
    ['lib that knows an adapter', 'lib/x.ts', "import { a } from '../functions/adapters/http.ts';"],
    [
      'the product that knows its tests',
      'functions/alert/x.ts',
      "import { a } from '../../test/support/x.ts';",
    ],
    ['lib that knows the laptop', 'lib/x.ts', "export { a } from '../local/system.ts';"],
    [
      'an import over several lines',
      'functions/ports/x.ts',
      "import {\n  a,\n  b,\n} from '../adapters/http.ts';",
    ],
    ['an import for its effect', 'functions/ports/x.ts', "import '../adapters/http.ts';"],
    ['an import at run time', 'functions/ports/x.ts', "const a = import('../adapters/http.ts');"],
  ])('%s', (_, path, text) => {
    const problems = importProblems([...files, sourceFile(path, text)]);

    expect(problems).toEqual([expect.stringMatching(`^${path} must not import `)]);
  });

  it.each([
    ['asks the clock', 'export const a = () => Date.now();'],
    ['asks a clock of its own', 'export const a = () => new Date();'],
    ['throws dice', 'export const a = Math.random();'],
    ['reads the environment', 'export const a = process.env.A;'],
    ['waits', 'export const a = async () => { await b; };'],
    ['opens files', "import { readFileSync } from 'node:fs';"],
    ['knows a module that is not pure', "import { a } from '../dialing/place-call.ts';"],
    ['needs a port at run time', "import { a } from '../ports/clock.ts';"],
  ])('a module that %s is not pure', (_, text) => {
    const path = 'functions/alert/x.ts';

    expect(pureModules([...files, sourceFile(path, text)]).has(path)).toBe(false);
    expect(
      pureModules([...files, sourceFile(path, '// Date.now() is not asked here\nexport const a = 1;')]).has(
        path,
      ),
    ).toBe(true);
  });
});

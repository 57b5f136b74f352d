import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reachable, sourceFile, sourceFiles } from '../support/import-graph.ts';

const ROOT = process.cwd();
const files = sourceFiles(ROOT, 'functions');
const handlers = files.map(({ path }) => path).filter((path) => path.endsWith('/handler.ts'));
const HEAVY = ['libphonenumber-js/max', 'functions/compliance/generated/phone-prefixes.ts'];
const carriers = (of: typeof files): string[] =>
  of
    .map(({ path }) => path)
    .filter((path) => path.endsWith('/handler.ts'))
    .filter((path) => HEAVY.some((heavy) => reachable(of, path).has(heavy)));

describe('the phone numbers of the world', () => {
  it('are carried by the functions alone that judge numbers they have never seen', () => {
    expect(handlers.length).toBeGreaterThan(6);
    expect(carriers(files)).toEqual(['functions/compliance/handler.ts', 'functions/preview/handler.ts']);
  });

  it('are missed by no import, however far away', () => {
    const far = sourceFile('functions/story/handler.ts', "import { a } from './far.ts';");
    const near = sourceFile('functions/story/far.ts', "const a = import('../compliance/phone-zones.ts');");
    const others = files.filter(({ path }) => path !== far.path);

    expect(carriers([...others, far, near])).toContain('functions/story/handler.ts');
  });

  it('are not needed to judge zones that are known', () => {
    const light = reachable(files, 'functions/compliance/permission-at.ts');

    expect(light).toContain('functions/compliance/dialing-window.ts');
    expect([...light].filter((path) => !path.startsWith('functions/'))).toEqual(['node:crypto']);
    expect(HEAVY.filter((heavy) => light.has(heavy))).toEqual([]);
  });

  it('are judged with by the dialing function, too, out of what its message carries', () => {
    const dialing = reachable(files, 'functions/dialing/handler.ts');

    expect(dialing).toContain('functions/compliance/permission-at.ts');
    expect(dialing).not.toContain('functions/compliance/dialing-permission.ts');
  });
});

it('the engine loads by itself, without a build and without an environment', () => {
  const script = `
    const { dialingPermission } = await import('${join(ROOT, 'functions/compliance/dialing-permission.ts')}');
    const request = { instant: new Date('2026-06-10T15:00:00Z'), phoneE164: '+12125550123', purpose: 'informational' };
    const policy = { kind: 'window', opensAt: '08:00', closesAt: '20:00' };
    console.log(dialingPermission(request, policy).reason);`;

  const printed = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    env: {},
    encoding: 'utf8',
  });

  expect(printed).toBe('allowed\n');
});

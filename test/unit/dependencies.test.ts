import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const Versions = z.record(z.string(), z.string());
const Package = z.object({
  license: z.string(),
  dependencies: Versions,
  devDependencies: Versions,
  scripts: Versions,
});
const Locked = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
});
const Lockfile = z.object({ packages: z.record(z.string(), Locked) });

const { dependencies, devDependencies, license, scripts } = Package.parse(JSON.parse(read('package.json')));
const { packages } = Lockfile.parse(JSON.parse(read('package-lock.json')));
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** Licences that ask for nothing but their own text. */
const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Unlicense',
]);

/** What an older package says of itself, which the lockfile does not repeat. */
function licenceInside(path: string): string | undefined {
  const Old = z.object({ licenses: z.array(z.object({ type: z.string() })).min(1) });
  return Old.safeParse(JSON.parse(read(`${path}/package.json`))).data?.licenses[0]?.type;
}

describe('the packages', () => {
  it('are twelve at run time at most', () => {
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(12);
  });

  it('are named by one version each', () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies });

    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('come from a registry, none from a repository or a file', () => {
    const odd = installed.filter(
      ([, { resolved = 'https://', link }]) => link === true || !resolved.startsWith('https://'),
    );

    expect(odd.map(([path]) => path)).toEqual([]);
  });

  it('have permissive licences where they are shipped', () => {
    const shipped = installed.filter(([, { dev }]) => dev !== true);

    expect(shipped.length).toBeGreaterThan(12);
    const odd = shipped
      .map(([path, { license: theirs }]) => [path, theirs ?? licenceInside(path)] as const)
      .filter(([, theirs]) => theirs === undefined || !PERMISSIVE.has(theirs));
    expect(odd).toEqual([]);
  });

  it('are listed by a command, in CycloneDX', () => {
    expect(scripts.sbom).toContain('npm sbom --sbom-format=cyclonedx');
  });
});

describe('licences', () => {
  it('are Apache-2.0 for our own, with its text', () => {
    expect(license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0/);
  });

  it('are said of every file of data that is shipped', () => {
    const table = read('data/README.md').split('## Licences')[1] ?? '';
    const files = readdirSync(join(ROOT, 'data'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !['README.md', 'LICENSE', 'NOTICE.md'].includes(entry.name))
      .map((entry) => entry.name);

    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !table.includes(file))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';

const Artifact = z.object({
  type: z.string(),
  properties: z
    .object({
      templateFile: z.string().optional(),
      file: z.string().optional(),
      stackName: z.string().optional(),
    })
    .optional(),
  metadata: z.unknown().optional(),
  additionalMetadataFile: z.string().optional(),
});

const Manifest = z.object({ artifacts: z.record(z.string(), Artifact) });

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

const Metadata = z.record(z.string(), z.array(z.object({ type: z.string(), data: z.unknown().optional() })));

const TemplateResource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const Template = z.object({
  Resources: z.record(z.string(), TemplateResource).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Mappings: z.record(z.string(), z.unknown()).default({}),
});

/** One synthesized stack. `constructPaths` maps logical ids to construct paths. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: z.infer<typeof Template>;
  readonly constructPaths: ReadonlyMap<string, string>;
}

/** What a cdk.out directory holds. `assetDirectories` maps S3 object keys to absolute directories or files. */
export interface CloudAssembly {
  readonly stacks: readonly AssemblyStack[];
  readonly assetDirectories: ReadonlyMap<string, string>;
}

/**
 * Reads a synthesized cloud assembly.
 * @throws when the directory is no assembly, or holds nested assemblies.
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  const manifest = Manifest.parse(readJson(directory, 'manifest.json'));
  const stacks: AssemblyStack[] = [];
  const assetDirectories = new Map<string, string>();
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    const { templateFile, file, stackName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly')
      throw new Error(`${id}: nested cloud assemblies are not supported locally`);
    if (artifact.type === 'cdk:asset-manifest' && file !== undefined)
      for (const [key, path] of assets(directory, file)) assetDirectories.set(key, path);
    if (artifact.type === 'aws:cloudformation:stack' && templateFile !== undefined)
      stacks.push({
        name: stackName ?? id,
        template: Template.parse(readJson(directory, templateFile)),
        constructPaths: constructPaths(directory, artifact),
      });
  }
  if (stacks.length === 0) throw new Error(`${directory} holds no stacks`);
  return { stacks, assetDirectories };
}

function assets(directory: string, file: string): readonly (readonly [string, string])[] {
  return Object.values(AssetManifest.parse(readJson(directory, file)).files).flatMap((asset) => {
    const { path } = asset.source;
    if (path === undefined) return [];
    const absolute = isAbsolute(path) ? path : resolve(directory, path);
    return Object.values(asset.destinations).map(({ objectKey }) => [objectKey, absolute] as const);
  });
}

function constructPaths(directory: string, artifact: z.infer<typeof Artifact>): ReadonlyMap<string, string> {
  const file = artifact.additionalMetadataFile;
  const metadata = Metadata.parse({
    ...(file === undefined ? {} : Metadata.parse(readJson(directory, file))),
    ...Metadata.parse(artifact.metadata ?? {}),
  });
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata))
    for (const { type, data } of entries)
      if (type === 'aws:cdk:logicalId' && typeof data === 'string')
        paths.set(data, path.replace(/^\//, '').replace(/\/Resource$/, ''));
  return paths;
}

function readJson(directory: string, file: string): unknown {
  const path = join(directory, file);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read as JSON`, { cause: error });
  }
}

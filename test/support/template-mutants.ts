import type { TemplateResource } from './template-walkers.ts';

type Properties = TemplateResource['properties'];

/** The same template with the properties of every resource of a type changed. */
export const changed = (
  resources: readonly TemplateResource[],
  type: string,
  change: (properties: Properties, resource: TemplateResource) => Properties,
): TemplateResource[] =>
  resources.map((resource) =>
    resource.type === type ? { ...resource, properties: change(resource.properties, resource) } : resource,
  );

/** The same template without the resources a test picks. */
export const without = (
  resources: readonly TemplateResource[],
  picks: (resource: TemplateResource) => boolean,
): TemplateResource[] => resources.filter((resource) => !picks(resource));

/** The same template with a text replaced wherever it stands in the properties of a type. */
export const replaced = (
  resources: readonly TemplateResource[],
  type: string,
  [from, to]: readonly [string, string],
): TemplateResource[] =>
  changed(resources, type, (properties) => JSON.parse(JSON.stringify(properties).replaceAll(from, to)));

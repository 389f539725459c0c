/** Element templates of the declared activities, as the server gives them. */
export type ElementTemplate = {
  id: string;
  name: string;
  description?: string;
  category?: { id: string; name: string };
  appliesTo: string[];
  properties: { binding?: { type?: string; property?: string }; value?: unknown }[];
};

/** Whatever is no template is left out. */
export function readTemplates(value: unknown): ElementTemplate[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (each): each is ElementTemplate =>
      typeof each === 'object' &&
      each !== null &&
      typeof each.id === 'string' &&
      Array.isArray(each.properties) &&
      Array.isArray(each.appliesTo),
  );
}

/** The job type that a template stands for. */
export function jobTypeOf(template: ElementTemplate): string | null {
  const property = template.properties.find(
    ({ binding }) =>
      binding?.type === 'zeebe:taskDefinition:type' ||
      (binding?.type === 'zeebe:taskDefinition' && binding.property === 'type'),
  );
  return typeof property?.value === 'string' ? property.value : null;
}

export function jobTypesOf(templates: readonly ElementTemplate[]): string[] {
  return templates.flatMap((template) => jobTypeOf(template) ?? []);
}

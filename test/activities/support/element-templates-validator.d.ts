/** The package has no types of its own. */
declare module '@bpmn-io/element-templates-validator' {
  export function validateAllZeebe(templates: unknown[]): {
    valid: boolean;
    results: { valid: boolean; errors?: unknown[] }[];
  };
}

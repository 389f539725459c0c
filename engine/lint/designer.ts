/** The same rules for the designer: the value of `linting.bpmnlint` for bpmn-js-bpmnlint. Runs in the browser. */
import { createConfig, type Language } from './config.ts';
import type { KnownNames } from './rule.ts';

/**
 * What the server knows (job types, processes, decisions, forms) may be given, and is then checked while drawing.
 *
 * @example new BpmnModeler({ linting: { bpmnlint: createLintConfig({ language: 'vi' }) }, additionalModules: [lintModule] })
 */
export function createLintConfig(
  options: KnownNames & { language?: Language } = {},
): ReturnType<typeof createConfig> {
  const { language = 'vi', ...known } = options;
  return createConfig(known, language);
}

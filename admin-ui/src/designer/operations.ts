/** What the designer asks of the API. */

import { definitionRow } from '../api/fragments.ts';
import { operation } from '../api/operation.ts';
import type { DefinitionRow } from '../api/types.ts';
import type { ModelFile } from './model-files.ts';

export type DesignedDefinition = DefinitionRow & { resources: ModelFile[]; versions: DefinitionRow[] };

export const getFiles = operation<
  { processDefinition: DesignedDefinition | null },
  { key: string; version: number | null }
>(`query DesignedProcess($key: String!, $version: Int) {
  processDefinition(key: $key, version: $version) { ${definitionRow} resources { name content } versions { ${definitionRow} } } }`);

export const listKeys = operation<{ processDefinitions: { edges: { node: { key: string } }[] } }>(
  'query ProcessKeys { processDefinitions(first: 100) { edges { node { key } } } }',
);

export const getTemplates = operation<{ elementTemplates: unknown }, { language: string }>(
  'query Templates($language: String) { elementTemplates(language: $language) }',
);

export type ServerFinding = {
  severity: 'ERROR' | 'WARNING' | 'INFO';
  rule: string;
  elementId: string | null;
  message: string;
};

export const deploy = operation<
  { deployProcess: { definitions: DefinitionRow[]; findings: ServerFinding[] } },
  { input: { bpmn: string; resources: ModelFile[]; dryRun: boolean } }
>(`mutation Deploy($input: DeployProcessInput!) {
  deployProcess(input: $input) { definitions { ${definitionRow} } findings { severity rule elementId message } } }`);

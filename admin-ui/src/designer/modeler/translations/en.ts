/** English is what the tools are written in; only names that are not ours are said in our terms. */
export const en: Record<string, string> = {
  'Camunda Form (linked)': 'Form of this process',
  'Camunda Form (embedded)': 'Form embedded in the diagram',
  'Camunda Form': 'Form',
  'Camunda user task': 'User task',
  'Job worker': 'Automatic job',
};

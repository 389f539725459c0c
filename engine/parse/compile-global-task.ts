/**
 * A global task is defined once and called from many places (BPMN 2.0, 10.3.6): it compiles to a process that has nothing but this
 * task, which no one starts by itself.
 */
import type { ExecutableProcess } from '../graph.ts';
import { compileProcess } from './compile-process.ts';
import type { Report } from './finding.ts';
import type { ModdleElement } from './moddle.ts';

const taskTypes: Record<string, string> = {
  'bpmn:GlobalTask': 'bpmn:Task',
  'bpmn:GlobalUserTask': 'bpmn:UserTask',
  'bpmn:GlobalManualTask': 'bpmn:ManualTask',
  'bpmn:GlobalScriptTask': 'bpmn:ScriptTask',
  'bpmn:GlobalBusinessRuleTask': 'bpmn:BusinessRuleTask',
};

export const isGlobalTask = (element: ModdleElement): boolean => Object.hasOwn(taskTypes, element.$type);

/** The task itself has the id of the global task with `#task` behind it. */
export function compileGlobalTask(
  element: ModdleElement,
  resource: string,
  report: Report,
): ExecutableProcess {
  const { id = '', name } = element;
  const task = Object.create(element, {
    $type: { value: taskTypes[element.$type] },
    id: { value: `${id}#task` },
  }) as ModdleElement;
  const named = name === undefined ? {} : { name };
  const process: ModdleElement = {
    $type: 'bpmn:Process',
    id,
    ...named,
    isExecutable: false,
    flowElements: [task],
  };
  return compileProcess(process, resource, report);
}

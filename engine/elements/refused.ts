/** Elements that `compile` refuses, so that no instance ever meets one. */
import type { FlowElement } from './element.ts';
import type { ElementProcessor } from './element-processor.ts';

function refuse(element: FlowElement): never {
  throw new Error(
    `Expected ${element.type} ${element.id} to have been refused at deploy, but it is being executed`,
  );
}

export const refused: ElementProcessor = {
  activate: (_run, _instance, element) => refuse(element),
  complete: (_run, _instance, element) => refuse(element),
  terminate: (_run, _instance, element) => refuse(element),
};

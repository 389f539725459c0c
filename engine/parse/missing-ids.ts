/**
 * Flows and nodes to which nothing refers need no id (BPMN 2.0, 8.3.1), but what runs is known by one. They get one that tells what
 * they are, the same at each reading. Processes get none: nobody could start them.
 */
import { childrenOf, type ModdleElement } from './moddle.ts';

export function giveMissingIds(definitions: ModdleElement): void {
  const elements: ModdleElement[] = [];
  const open = [...childrenOf(definitions, 'rootElements')];
  for (let container = open.pop(); container; container = open.pop()) {
    for (const element of childrenOf(container, 'flowElements')) {
      elements.push(element);
      open.push(element);
    }
  }
  const taken = new Set(elements.map(({ id }) => id));
  let count = 0;
  for (const element of elements) {
    while (!element.id) {
      count++;
      const id = `${element.$type.replace('bpmn:', '')}_${count}`;
      if (!taken.has(id)) element.id = id;
    }
  }
}

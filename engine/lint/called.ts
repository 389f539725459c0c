import { type BpmnElement, extension, text } from './element.ts';

/** What the dialect says about the call. */
export const calledElement = (call: BpmnElement): BpmnElement | null =>
  extension(call, 'zeebe:CalledElement');

/** Id, or expression, of the process or global task that a call activity calls: the dialect's, else the standard's own attribute. */
export const calledId = (call: BpmnElement): string =>
  text(calledElement(call), 'processId') ||
  text(calledElement(call), 'processIdExpression') ||
  text(call, 'calledElement');

/** Whatever the engine cannot execute yet. Each entry goes when its element comes. */
import type { EventTrigger } from '../elements/element.ts';
import { type Report, reportUnsupported } from './finding.ts';
import { childOf, childrenOf, extensionOf, type ModdleElement } from './moddle.ts';

const types: Record<string, { vi: string; en: string }> = {
  'bpmn:AdHocSubProcess': { vi: 'quy trình con tùy biến (ad-hoc)', en: 'ad-hoc sub-process' },
};

const definitions: Partial<Record<EventTrigger['definition'], { vi: string; en: string }>> = {
  conditional: { vi: 'sự kiện điều kiện', en: 'conditional event' },
  multiple: { vi: 'sự kiện bội', en: 'multiple event' },
  parallelMultiple: { vi: 'sự kiện bội song song', en: 'parallel multiple event' },
};

export function refuseUnsupported(
  report: Report,
  node: ModdleElement,
  event: EventTrigger | undefined,
): void {
  const refuse = (vi: string, en: string): void => reportUnsupported(report, node, vi, en);
  const type = types[node.$type];
  if (type) refuse(type.vi, type.en);
  const definition = event && definitions[event.definition];
  if (definition) refuse(definition.vi, definition.en);

  if (node.instantiate === true) {
    refuse('phần tử tự khởi tạo quy trình (instantiate)', 'element that starts an instance (instantiate)');
  }
  if (node.eventGatewayType === 'Parallel') refuse('cổng sự kiện song song', 'parallel event-based gateway');
  const loop = childOf(node, 'loopCharacteristics');
  if ((loop?.behavior ?? 'All') !== 'All') {
    refuse('sự kiện phát sinh của hoạt động đa thể hiện', 'events thrown by a multi-instance activity');
  }
  for (const type of ['zeebe:ExecutionListeners', 'zeebe:TaskListeners']) {
    if (childrenOf(extensionOf(node, type), 'listeners').length > 0) {
      refuse('trình lắng nghe (listener)', 'execution and task listeners');
    }
  }
}

/** Whatever the engine cannot execute yet. Each entry goes when its element comes. */
import type { EventTrigger, LoopEventDefinition, SingleTrigger } from '../elements/element.ts';
import { type Report, reportUnsupported } from './finding.ts';
import { childrenOf, extensionOf, type ModdleElement } from './moddle.ts';

const waited: SingleTrigger['definition'][] = ['message', 'timer', 'signal', 'conditional'];
const thrown: SingleTrigger['definition'][] = ['message', 'signal', 'escalation', 'compensation'];

/** What a multiple event may consist of, by where it stands (BPMN 2.0, 10.5.2 to 10.5.4). */
const mixtures: Record<string, SingleTrigger['definition'][]> = {
  'bpmn:StartEvent': [...waited, 'error', 'escalation'],
  'bpmn:IntermediateCatchEvent': waited,
  'bpmn:BoundaryEvent': [...waited, 'error', 'escalation', 'cancel'],
  'bpmn:IntermediateThrowEvent': thrown,
  'bpmn:EndEvent': [...thrown, 'error', 'cancel', 'terminate'],
};

const mayMix = (node: ModdleElement, definition: SingleTrigger['definition']): boolean =>
  mixtures[node.$type]?.includes(definition) === true;

/** What a multi-instance activity can throw when an instance completes. */
const fromLoops: SingleTrigger['definition'][] = ['signal', 'escalation', 'error'];

export function refuseUnsupported(
  report: Report,
  node: ModdleElement,
  event: EventTrigger | undefined,
  events: LoopEventDefinition[] = [],
): void {
  const refuse = (vi: string, en: string): void => reportUnsupported(report, node, vi, en);
  if (event && 'triggers' in event && !event.triggers.every((it) => mayMix(node, it.definition))) {
    refuse(
      'sự kiện bội gồm loại không dùng được ở vị trí này',
      'multiple event of kinds that cannot be mixed here',
    );
  }

  // 10.6.6: "The attribute can only be set to parallel when the instantiate attribute is set to true."
  if (node.eventGatewayType === 'Parallel' && node.instantiate !== true) {
    refuse(
      'cổng sự kiện song song không khởi tạo quy trình',
      'parallel event-based gateway that does not start the process',
    );
  }
  if (events.flatMap((it) => it.triggers).some(({ definition }) => !fromLoops.includes(definition))) {
    refuse(
      'hoạt động đa thể hiện phát sự kiện không phải tín hiệu, leo thang hay lỗi',
      'multi-instance activity that throws other events than signals, escalations and errors',
    );
  }
  if (childrenOf(extensionOf(node, 'zeebe:TaskListeners'), 'listeners').length > 0) {
    refuse('trình lắng nghe của công việc (task listener)', 'task listeners');
  }
}

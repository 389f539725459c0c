/** Whatever the engine cannot execute yet. Each entry goes when its element comes. */
import { type Report, reportUnsupported } from './finding.ts';
import { childrenOf, extensionOf, type ModdleElement } from './moddle.ts';

export function refuseUnsupported(report: Report, node: ModdleElement): void {
  const refuse = (vi: string, en: string): void => reportUnsupported(report, node, vi, en);
  if (childrenOf(extensionOf(node, 'zeebe:TaskListeners'), 'listeners').length > 0) {
    refuse('trình lắng nghe của công việc (task listener)', 'task listeners');
  }
}

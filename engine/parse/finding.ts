import type { Finding } from '../graph.ts';
import type { ModdleElement } from './moddle.ts';

export type Report = (finding: Omit<Finding, 'resource'>) => void;

/** What the engine does not execute is refused, never passed over. */
export function reportUnsupported(report: Report, element: ModdleElement, vi: string, en: string): void {
  report({
    severity: 'error',
    rule: 'unsupported-element',
    elementId: element.id ?? null,
    message: { vi: `Chưa hỗ trợ thực thi: ${vi}.`, en: `Not supported for execution: ${en}.` },
  });
}

import { type ExecutableGraph, type Finding, startSubscriptions } from '../../engine/index.ts';

/** What is to be known of how processes begin that are the city's: nobody who starts them says for which agency. */
export function startFindings(graph: ExecutableGraph, agencyCode: string | null, now: number): Finding[] {
  if (agencyCode !== null) return [];
  return Object.values(graph.processes)
    .filter(({ isExecutable }) => isExecutable)
    .flatMap(({ id, resource }) =>
      startSubscriptions(graph, id, now).flatMap((start): Finding[] => {
        if (start.kind !== 'timer') return [];
        const { elementId } = start;
        return [{ severity: 'warning', rule: 'timer-start-agency', resource, elementId, message }];
      }),
    );
}

const message = {
  vi: 'Quy trình chung của thành phố do hẹn giờ khởi tạo thì không thuộc cơ quan nào: các nhóm xử lý phải ghi kèm mã cơ quan, ví dụ clerk@H26.01.',
  en: 'What a timer starts of a process of the city belongs to no agency: its groups must be written with their agency, like clerk@H26.01.',
};

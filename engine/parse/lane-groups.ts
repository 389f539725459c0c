/**
 * A lane says who does what is in it (BPMN 2.0, 10.8). Where a user task names nobody itself, the lane's name is its candidate group.
 */
import type { ExecutableProcess } from '../graph.ts';

/** `groups`: the candidate group for the name of a lane, where the two differ. What is inside a sub-process is in its lane. */
export function assignByLane(process: ExecutableProcess, groups: Record<string, string>): void {
  for (const element of Object.values(process.elements)) {
    const { userTask } = element;
    if (!userTask || userTask.assignee || userTask.candidateGroups || userTask.candidateUsers) continue;
    const lane = laneOf(process, element.id);
    if (lane !== null) userTask.candidateGroups = Object.hasOwn(groups, lane) ? (groups[lane] ?? lane) : lane;
  }
}

function laneOf(process: ExecutableProcess, id: string): string | null {
  for (let at: string | undefined = id; at !== undefined; at = process.elements[at]?.parent) {
    const lane = process.lanes[at];
    if (lane !== undefined) return lane;
  }
  return null;
}

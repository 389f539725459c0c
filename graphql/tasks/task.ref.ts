/** The type's name only, for types that lead to tasks. */
import type { Task } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';

export const TaskType = builder.objectRef<Task>('Task');
export const TaskStateType = builder.enumType('TaskState', {
  values: ['OPEN', 'COMPLETED', 'CANCELLED'] as const,
});

/** The type's name only, for types that lead to instances. */
import type { ProcessInstance } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';

export const ProcessInstanceType = builder.objectRef<ProcessInstance>('ProcessInstance');

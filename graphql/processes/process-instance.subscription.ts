import { builder } from '../builder.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';
import { watchInstance } from './watch-instance.ts';

builder.subscriptionField('processInstance', (t) =>
  t.field({
    description: 'The instance now, and again after each of its steps.',
    type: ProcessInstanceType,
    args: { id: t.arg.id({ required: true }) },
    subscribe: (_, { id }, context) => watchInstance(context, id),
    resolve: (instance) => instance,
  }),
);

import { builder } from '../builder.ts';

export const UrgencyType = builder.enumType('Urgency', {
  values: ['NORMAL', 'URGENT', 'VERY_URGENT', 'FLASH'] as const,
});

/** What can be done with many instances at once. A new kind is a file and a line here. */

import { incidentResolution } from './incident-resolution.ts';
import type { BatchKind } from './kind.ts';
import { migration } from './migration.ts';
import { elementResumption, elementSuspension, resumption, suspension } from './suspension.ts';

export const batchKinds: Readonly<Record<string, BatchKind>> = {
  migration,
  suspension,
  resumption,
  elementSuspension,
  elementResumption,
  incidentResolution,
};

/** A fault of the model met at run time holds its token until someone has put things right. */
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { identify } from './identify.ts';

/** The key of the incident. The job or the condition is what failed, where it is not the instance's own step. */
export function raiseIncident(
  run: Run,
  instance: ElementInstance,
  failure: Failure,
  jobKey?: string,
  conditionKey?: string,
): string {
  const incidentKey = run.nextKey();
  run.emit({
    event: 'incident',
    ...identify(run, instance),
    incidentKey,
    code: failure.code,
    message: failure.message,
    ...(jobKey === undefined ? {} : { jobKey }),
    ...(conditionKey === undefined ? {} : { conditionKey }),
  });
  return incidentKey;
}

/** Whatever held the instance holds it no longer. */
export function dropIncidents(run: Run, instance: ElementInstance): void {
  for (const incident of Object.values(run.state.incidents)) {
    if (incident.owner !== instance.key) continue;
    run.emit({ event: 'incidentResolved', incidentKey: incident.key, element: incident.elementId });
  }
}

/**
 * A bug of ours must stop one instance and no other. Its driver undoes the command that the engine could not do, and gives it this
 * one instead: the instance is suspended with an incident, until somebody resolves that or resumes it.
 */
import { raiseIncident } from '../behaviors/incident.ts';
import type { Command } from '../commands.ts';
import { fail, type Run } from '../run.ts';
import type { OpenIncident } from '../state/instance-state.ts';

export function hold(run: Run, { message, command }: Extract<Command, { kind: 'hold' }>): null {
  if (!run.state.suspended)
    run.emit({ event: 'suspended', timers: 'run', actor: null, reason: `INTERNAL: ${message}` });
  raiseIncident(run, run.instance(run.state.rootKey), fail('INTERNAL', message));
  if (command) run.emit({ event: 'kept', command });
  return null;
}

/** Of what held it nothing is left; what is wrong shows again when it is done again. */
export function dropHolds(run: Run): void {
  for (const { key, code, elementId } of Object.values(run.state.incidents))
    if (code === 'INTERNAL') run.emit({ event: 'incidentResolved', incidentKey: key, element: elementId });
}

export const isHold = (incident: OpenIncident | undefined): boolean => incident?.code === 'INTERNAL';

/**
 * When conditional events occur (BPMN 2.0, 10.5.5). A condition is evaluated when it is reached, and again whenever a variable changes
 * that it sees and names. It occurs when it becomes true: "The condition Expression for the Event MUST become false and then true
 * before the Event can be triggered again."
 */
import { triggerAt } from '../elements/events/triggers.ts';
import type { Run, VariableChange } from '../run.ts';
import { isWaitHalted } from '../state/halt.ts';
import type { OpenCondition } from '../state/instance-state.ts';
import { indexOf } from '../state/state-index.ts';
import { type Conditional, conditionHolds } from './condition.ts';
import { triggerEvent } from './event-trigger.ts';
import { raiseIncident } from './incident.ts';

/**
 * To be called between two steps. Looks at those conditions alone that see what has changed since, each once however much has; the
 * older first, so that an outer scope is interrupted before one inside it.
 */
export function checkConditions(run: Run): void {
  for (;;) {
    const concerned = concernedConditions(run, run.takeChanges(), run.takeConditions());
    if (concerned.length === 0) return;
    for (const key of concerned) {
      const condition = run.state.conditions?.[key];
      // one that occurred before may have closed it
      // that of a suspended element is looked at when it goes on
      if (condition && !isWaitHalted(run.state, condition)) check(run, condition);
    }
  }
}

// helpers ////////////////////////////////////////////////////////////

function concernedConditions(run: Run, changes: VariableChange[], asked: string[]): string[] {
  if (changes.length === 0) return asked;
  const keys = new Set(asked);
  for (const change of changes) {
    for (const key of indexOf(run.state).conditionsSeeing(change.scope)) {
      if (!keys.has(key) && isConcerned(run, key, change)) keys.add(key);
    }
  }
  return [...keys].sort((a, b) => Number(a) - Number(b));
}

function isConcerned(run: Run, key: string, { name, kind }: VariableChange): boolean {
  const trigger = triggerOf(run, run.state.conditions?.[key]);
  if (!trigger) return false;
  if (trigger.variables && !trigger.variables.includes(name)) return false;
  if (trigger.changes && !trigger.changes.includes(kind)) return false;
  // an oracle answers as it likes; a name with spaces or operators may be written in more than one way
  return run.oracle !== null || !/^[\p{L}\p{N}_]+$/u.test(name) || trigger.condition.includes(name);
}

function triggerOf(run: Run, condition: OpenCondition | undefined): Conditional | null {
  const owner = condition && run.state.instances[condition.owner];
  if (!owner) return null;
  const trigger = triggerAt(run.element(owner.processId, condition.elementId), condition.trigger);
  return trigger?.definition === 'conditional' ? trigger : null;
}

/** Someone may have resolved it. */
const openIncidentOf = (run: Run, { incident }: OpenCondition): string | null =>
  incident !== undefined && run.state.incidents[incident] ? incident : null;

function check(run: Run, condition: OpenCondition): void {
  const { key, elementId, holds } = condition;
  const incident = openIncidentOf(run, condition);
  const owner = run.instance(condition.owner);
  const trigger = triggerOf(run, condition);
  if (!trigger) return;
  const result = conditionHolds(run, owner, trigger);
  if (!result.ok) {
    const raised = incident ?? raiseIncident(run, owner, result.failure, undefined, key);
    run.note({ change: 'conditionEvaluated', key, holds: false, incident: raised });
    return;
  }
  if (incident !== null) {
    run.emit({ event: 'incidentResolved', incidentKey: incident, element: owner.elementId });
  }
  run.note({ change: 'conditionEvaluated', key, holds: result.value, incident: null });
  if (result.value && !holds)
    triggerEvent(run, owner, run.element(owner.processId, elementId), {}, { trigger: condition.trigger });
}

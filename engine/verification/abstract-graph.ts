/**
 * A process without its data: what depends on variables becomes open, so that every way it may go can be tried. Nothing but
 * decisions and waits is left; mappings, scripts and DMN decisions have no part in where tokens can get.
 */
import type { EventTrigger, FlowElement, SingleTrigger, Template } from '../elements/element.ts';
import type { ExecutableGraph, ExecutableProcess } from '../graph.ts';

export function abstractGraph(graph: ExecutableGraph): ExecutableGraph {
  const processes = Object.entries(graph.processes).map(([id, process]) => [id, abstractProcess(process)]);
  return { ...graph, processes: Object.fromEntries(processes), forms: {}, decisions: {} };
}

// helpers ////////////////////////////////////////////////////////////

function abstractProcess(process: ExecutableProcess): ExecutableProcess {
  const elements = Object.entries(process.elements).map(([id, element]) => [id, abstractElement(element)]);
  return { ...process, root: abstractElement(process.root), elements: Object.fromEntries(elements) };
}

function abstractElement(element: FlowElement): FlowElement {
  const { inputs: _i, outputs: _o, script, decision, ...rest } = element;
  const abstracted: FlowElement = { ...rest } as FlowElement;
  // a result that nothing looks at
  if (script ?? decision) abstracted.type = element.type === 'sequenceFlow' ? element.type : 'task';
  if (element.event) abstracted.event = abstractEvent(element.event);
  if (element.userTask) {
    abstracted.userTask = {
      formId: null,
      assignee: null,
      candidateGroups: null,
      candidateUsers: null,
      dueDate: null,
      followUpDate: null,
      priority: null,
    };
  }
  if (element.adHoc) {
    // whoever selects may select anything
    abstracted.adHoc = { ...element.adHoc, activeElements: null, outputElement: null };
    delete abstracted.job;
    return abstracted;
  }
  if (element.sends) abstracted.sends = { timeToLive: 'PT0S' };
  if (element.job) abstracted.job = { type: fixed(element.job.type, element.id), retries: null };
  return abstracted;
}

function abstractEvent(event: EventTrigger): EventTrigger {
  return 'triggers' in event
    ? { ...event, triggers: event.triggers.map(abstractTrigger) }
    : abstractTrigger(event);
}

function abstractTrigger(event: SingleTrigger): SingleTrigger {
  switch (event.definition) {
    case 'timer': {
      if (!event.value.startsWith('=')) return event;
      return event.kind === 'cycle'
        ? { ...event, value: 'R/PT1H' }
        : { ...event, kind: 'duration', value: 'PT1H' };
    }
    case 'message': {
      const { correlation: _, ...message } = event;
      const correlationKey = event.correlationKey === null ? null : 'key';
      return { ...message, name: fixed(event.name, 'message'), correlationKey };
    }
    case 'signal':
      return { ...event, name: fixed(event.name, 'signal') };
    case 'error':
    case 'escalation':
      return event.code === null ? event : { ...event, code: fixed(event.code, 'code') };
    default:
      return event;
  }
}

const fixed = (template: Template, instead: string): string =>
  template.startsWith('=') ? instead : template;

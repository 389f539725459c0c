/**
 * Who may do what: one line for every operation, and for every type and field that not everybody who reaches it may read.
 * An operation that is missing here stops the schema from being built.
 */
import { emptyConnection } from '../connection.ts';
import { anyone, people, type Rule, senders, signedIn, staff, staffWith } from './rules.ts';

const processManager = staffWith('PROCESS_MANAGER');

/** By "Query.field", "Mutation.field" and "Subscription.field". Refused: UNAUTHENTICATED or FORBIDDEN. */
export const operations: Readonly<Record<string, Rule>> = {
  'Query.me': anyone,
  'Query.documentStatus': signedIn,
  'Query.document': signedIn,
  'Query.documents': signedIn,
  'Query.task': people,
  'Query.tasks': people,
  'Query.processDefinition': staff,
  'Query.processDefinitions': staff,
  'Query.processInstance': staff,
  'Query.processInstances': staff,
  'Query.startableProcesses': staff,
  'Query.signalBroadcast': processManager,
  'Query.elementTemplates': staff,
  'Query.proposeMigration': processManager,
  'Query.batch': processManager,
  'Query.agencies': signedIn,
  'Query.enterprises': staff,
  'Query.people': staff,
  'Query.documentKinds': signedIn,
  'Query.contractTemplates': people,
  'Query.notifications': people,
  'Query.register': staff,
  'Query.contracts': people,
  'Query.inspections': people,

  'Mutation.uploadFile': signedIn,
  'Mutation.submitDocument': senders,
  'Mutation.recallDocument': senders,
  'Mutation.claimTask': people,
  'Mutation.unclaimTask': people,
  'Mutation.completeTask': people,
  'Mutation.undoTask': people,
  'Mutation.updateTask': processManager,
  'Mutation.activateAdHoc': staff,
  'Mutation.startProcess': staff,
  'Mutation.deployProcess': processManager,
  'Mutation.publishMessage': processManager,
  'Mutation.broadcastSignal': processManager,
  'Mutation.evaluateConditions': processManager,
  'Mutation.cancelInstance': processManager,
  'Mutation.resolveIncident': processManager,
  'Mutation.modifyInstance': processManager,
  'Mutation.suspendInstance': processManager,
  'Mutation.resumeInstance': processManager,
  'Mutation.resolveIncidents': processManager,
  'Mutation.retryJob': processManager,
  'Mutation.suspendInstances': processManager,
  'Mutation.resumeInstances': processManager,
  'Mutation.resolveIncidentsOfInstances': processManager,
  'Mutation.suspendDefinition': processManager,
  'Mutation.resumeDefinition': processManager,
  'Mutation.suspendElement': processManager,
  'Mutation.resumeElement': processManager,
  'Mutation.suspendElementOfInstances': processManager,
  'Mutation.resumeElementOfInstances': processManager,
  'Mutation.migrateInstance': processManager,
  'Mutation.migrateInstances': processManager,
  'Mutation.pauseBatch': processManager,
  'Mutation.resumeBatch': processManager,
  'Mutation.rollBackBatch': processManager,
  'Mutation.cancelBatch': processManager,
  'Mutation.markNotificationsRead': people,

  'Subscription.documentStatus': signedIn,
  'Subscription.tasks': people,
  'Subscription.processInstance': staff,
  'Subscription.notifications': people,
};

/** Types whose every field is held to a rule, wherever it is reached from. */
export const types: Readonly<Record<string, Rule>> = {
  Incident: staff,
  InstanceEvent: staff,
  RegisterEntry: staff,
  Resource: staff,
  Finding: staff,
  RepairStep: staff,
};

/**
 * How an agency works inside is not shown to those outside: the field reads as `instead`. A field and not an error, because
 * a sender's own task leads to the instance and its definition.
 */
export const redactions: Readonly<Record<string, { rule: Rule; instead: unknown }>> = {
  'Document.instance': { rule: staff, instead: null },
  'Document.dossierCode': { rule: staff, instead: null },
  'ProcessInstance.variables': { rule: staff, instead: {} },
  'ProcessInstance.activeElements': { rule: staff, instead: [] },
  'ProcessInstance.adHocSubProcesses': { rule: staff, instead: [] },
  'ProcessInstance.openJobs': { rule: staff, instead: [] },
  'ProcessInstance.unknownAssignees': { rule: staff, instead: [] },
  'ProcessInstance.suspensions': { rule: staff, instead: { isSuspended: false, elements: [] } },
  'ProcessInstance.incidents': { rule: staff, instead: [] },
  'ProcessInstance.businessKey': { rule: staff, instead: null },
  'ProcessDefinition.bpmn': { rule: staff, instead: '' },
  'ProcessDefinition.resources': { rule: staff, instead: [] },
  'ProcessDefinition.startForm': { rule: staff, instead: null },
  'ProcessDefinition.versions': { rule: staff, instead: [] },
  'ProcessDefinition.suspension': { rule: staff, instead: null },
  'ProcessDefinition.instances': { rule: staff, instead: { active: 0, completed: 0, incident: 0 } },
  'ProcessInstance.events': { rule: staff, instead: emptyConnection },
};

/** Everything above as a list: for the documentation and the matrix test. */
export const permissions: readonly { target: string; rule: string; refused: 'error' | 'redacted' }[] = [
  ...Object.entries(operations).map(([target, { name }]) => ({
    target,
    rule: name,
    refused: 'error' as const,
  })),
  ...Object.entries(types).map(([target, { name }]) => ({ target, rule: name, refused: 'error' as const })),
  ...Object.entries(redactions).map(([target, { rule }]) => ({
    target,
    rule: rule.name,
    refused: 'redacted' as const,
  })),
];

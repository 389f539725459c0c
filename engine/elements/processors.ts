/** Which processor takes care of which element. A type without one does not compile. */
import { adHocSubProcess, adHocSubProcessInnerInstance } from './containers/ad-hoc-sub-process.ts';
import { callActivity } from './containers/call-activity.ts';
import { multiInstanceBody } from './containers/multi-instance-body.ts';
import { standardLoopBody } from './containers/standard-loop-body.ts';
import { eventSubProcess, process, subProcess } from './containers/sub-process.ts';
import { transaction } from './containers/transaction.ts';
import type { Processors } from './element-processor.ts';
import { intermediateCatchEvent } from './events/intermediate-catch-event.ts';
import { throwingEvent } from './events/throwing-event.ts';
import { boundaryEvent, startEvent } from './events/triggered-event.ts';
import { complexGateway } from './gateways/complex-gateway.ts';
import { eventBasedGateway } from './gateways/event-based-gateway.ts';
import { exclusiveGateway } from './gateways/exclusive-gateway.ts';
import { inclusiveGateway } from './gateways/inclusive-gateway.ts';
import { parallelGateway } from './gateways/parallel-gateway.ts';
import { passThroughTask } from './tasks/activity.ts';
import { businessRuleTask } from './tasks/business-rule-task.ts';
import { jobTask } from './tasks/job-task.ts';
import { receiveTask } from './tasks/receive-task.ts';
import { scriptTask } from './tasks/script-task.ts';
import { sendTask } from './tasks/send-task.ts';
import { userTask } from './tasks/user-task.ts';

export const processors: Processors = {
  process,
  startEvent,
  endEvent: throwingEvent,
  intermediateCatchEvent,
  intermediateThrowEvent: throwingEvent,
  boundaryEvent,
  task: passThroughTask,
  manualTask: passThroughTask,
  serviceTask: jobTask,
  sendTask,
  receiveTask,
  userTask,
  scriptTask,
  businessRuleTask,
  callActivity,
  subProcess,
  eventSubProcess,
  transaction,
  adHocSubProcess,
  adHocSubProcessInnerInstance,
  exclusiveGateway,
  parallelGateway,
  inclusiveGateway,
  eventBasedGateway,
  complexGateway,
  multiInstanceBody,
  standardLoopBody,
};

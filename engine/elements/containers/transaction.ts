/**
 * A transaction is a sub-process that succeeds, is cancelled (what completed inside it is undone, then it leaves by its cancel
 * boundary event), or fails: an error that leaves it undoes nothing (BPMN 2.0, 10.3.5).
 */
import { leaveCancelled } from '../../behaviors/cancellation.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { subProcess } from './sub-process.ts';

export const transaction: ElementProcessor = {
  activate: subProcess.activate,
  complete(run, instance, element) {
    if (!instance.cancelled) return subProcess.complete(run, instance, element);
    leaveCancelled(run, instance);
    return null;
  },
  terminate: subProcess.terminate,
};

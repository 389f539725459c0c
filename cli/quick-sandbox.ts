/**
 * Loaded into each workflow thread before the SDK (worker-settings.ts): leaves out of its sandbox what costs most and serves least
 * (docs/performance.md has the measurements).
 *
 * - Every call into the sandbox, three or more for each activation, has a thread of the operating system that ends it when it takes too
 *   long. Here one watches over the whole activation: a workflow that never ends its turn is still interrupted, and its task fails.
 * - Every promise has a stack trace taken, for Temporal's query of the call stack. Here that query answers an empty one.
 */
import v8 from 'node:v8';
import vm from 'node:vm';
import { BaseVMWorkflow } from '@temporalio/worker/lib/workflow/vm-shared.js';

v8.promiseHooks.createHook = () => () => undefined;

/** Milliseconds, the SDK's own. */
const longestActivation = 5_000;

let isWatched = false;
const { runInContext } = vm.Script.prototype;
vm.Script.prototype.runInContext = function (context, options) {
  const { timeout, ...others } = options ?? {};
  return runInContext.call(
    this,
    context,
    isWatched || timeout === undefined ? others : { ...others, timeout },
  );
};

const watching = vm.createContext({});
const callWatched = new vm.Script('act()');
const { activate } = BaseVMWorkflow.prototype;

type Activate = typeof activate;

BaseVMWorkflow.prototype.activate = function (...args: Parameters<Activate>): ReturnType<Activate> {
  // calls into the sandbox all happen before it first waits
  let completion: ReturnType<Activate> | undefined;
  watching.act = () => {
    completion = activate.apply(this, args);
  };
  isWatched = true;
  try {
    runInContext.call(callWatched, watching, { timeout: longestActivation });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return Promise.resolve({ runId: args[0].runId ?? null, failed: { failure: { message } } });
  } finally {
    isWatched = false;
  }
  return completion ?? Promise.reject(new Error('Expected the activation to have begun, but it has not.'));
};

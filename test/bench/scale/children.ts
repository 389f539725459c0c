/** A loop over many items as somebody writes it by hand for Temporal: a child workflow for each, so many at once. */
import { executeChild, workflowInfo } from '@temporalio/workflow';

export interface ChildrenInput {
  items: number;
  /** Of children that are open at once. */
  window: number;
}

/** @returns the sum of what the children answered */
export async function children({ items, window }: ChildrenInput): Promise<number> {
  const { workflowId } = workflowInfo();
  let [begun, sum] = [0, 0];
  const lane = async (): Promise<void> => {
    while (begun < items) {
      begun += 1;
      const answer = await executeChild(child, { args: [begun], workflowId: `${workflowId}:${begun}` });
      sum += answer;
    }
  };
  await Promise.all(Array.from({ length: window }, lane));
  return sum;
}

/** What the script of `gathering` (models.ts) does with an item. */
export async function child(item: number): Promise<number> {
  return item * 2;
}

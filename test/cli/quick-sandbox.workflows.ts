import { ApplicationFailure, sleep } from '@temporalio/workflow';

/** Never ends its turn. */
export async function endless(): Promise<void> {
  for (;;);
}

export async function counting(): Promise<number> {
  await sleep(1);
  return (await Promise.all([1, 2, 3].map(async (each) => each))).length;
}

export async function failing(): Promise<void> {
  await sleep(1);
  throw ApplicationFailure.create({ message: 'as expected', nonRetryable: true });
}

/** An operation is answered within this time or refused; what a mutation has begun goes on, and can be repeated by its key. */
import type { Plugin } from 'graphql-yoga';
import { ApiError } from '../errors.ts';

/** Longer than an instance is waited for (workflows/client/context.ts). */
export const defaultTimeoutMs = 45_000;

export function useTimeout(limitMs: number): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args) => withTimeout(() => executeFn(args), limitMs));
    },
  };
}

async function withTimeout<T>(work: () => T | Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), limitMs);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(): ApiError {
  return new ApiError('UNAVAILABLE', {
    vi: 'Hệ thống trả lời quá chậm, xin thử lại.',
    en: 'The system takes too long to answer, please try again.',
  });
}

/** Against somebody who opens subscriptions without end: each holds a connection and is asked at every change. */
import type { Plugin } from 'graphql-yoga';
import { ApiError } from '../errors.ts';
import type { ServerContext } from '../exchange.ts';

/** A browser shows a person's work in a few tabs, with a few subscriptions each. */
export const defaultSubscriptionLimit = 50;

export function useSubscriptionLimit(limit: number): Plugin<ServerContext, ServerContext> {
  const open = new Map<string, number>();
  const change = (caller: string, difference: 1 | -1) => {
    const count = (open.get(caller) ?? 0) + difference;
    if (count > 0) open.set(caller, count);
    else open.delete(caller);
  };
  return {
    onSubscribe({ args }) {
      const { viewer, signal, address } = args.contextValue.exchange;
      const caller = viewer?.id ?? `at ${address}`;
      if ((open.get(caller) ?? 0) >= limit) throw tooMany();
      change(caller, 1);
      signal.addEventListener('abort', () => change(caller, -1), { once: true });
    },
  };
}

function tooMany(): ApiError {
  return new ApiError('RATE_LIMITED', {
    vi: 'Bạn đang mở quá nhiều kênh theo dõi, xin đóng bớt.',
    en: 'Too many subscriptions are open, please close some.',
  });
}

/**
 * A bucket of tokens for each caller, refilled at a steady rate: bursts of a working interface pass, a runaway loop does not.
 * Each API process counts for itself; with several of them a caller gets as many times the rate.
 */
import type { Plugin } from 'graphql-yoga';
import { ApiError } from '../errors.ts';
import type { ServerContext } from '../exchange.ts';

export interface RateLimits {
  /** Operations a second of one person or portal, and how many at once after a pause. */
  person: { rate: number; burst: number };
  /** The same for one network address that has not signed in. */
  anonymous: { rate: number; burst: number };
}

export const defaultRateLimits: RateLimits = {
  person: { rate: 200, burst: 1_000 },
  anonymous: { rate: 20, burst: 100 },
};

interface Bucket {
  tokens: number;
  at: number;
}

/** Of more callers than this, those who were heard of longest ago are forgotten. */
const capacity = 10_000;

export function useRateLimit(limits: RateLimits): Plugin<ServerContext, ServerContext> {
  const buckets = new Map<string, Bucket>();
  return {
    onParams({ context }) {
      const { viewer, address } = context.exchange;
      const limit = viewer ? limits.person : limits.anonymous;
      if (!take(buckets, viewer?.id ?? `at ${address}`, limit, Date.now())) throw tooMany();
    },
  };
}

export function take(
  buckets: Map<string, Bucket>,
  caller: string,
  { rate, burst }: { rate: number; burst: number },
  now: number,
): boolean {
  const { tokens, at } = buckets.get(caller) ?? { tokens: burst, at: now };
  const filled = Math.min(burst, tokens + ((now - at) / 1000) * rate);
  buckets.delete(caller);
  buckets.set(caller, { tokens: Math.max(0, filled - 1), at: now });
  forgetOldest(buckets);
  return filled >= 1;
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const caller of buckets.keys()) {
    if (buckets.size <= capacity) return;
    buckets.delete(caller);
  }
}

function tooMany(): ApiError {
  return new ApiError('RATE_LIMITED', {
    vi: 'Bạn gửi quá nhiều yêu cầu, xin đợi một chút.',
    en: 'Too many requests, please wait a little.',
  });
}
